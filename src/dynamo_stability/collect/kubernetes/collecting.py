"""collect_resources(): the records of custom resources, from the files that define them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.descriptions import read_notice
from dynamo_stability.collect.kubernetes.definitions import is_definition, read_definition
from dynamo_stability.collect.kubernetes.names import EACH, join_path, resource_name
from dynamo_stability.collect.kubernetes.resources import MARK, find_files, read_resources
from dynamo_stability.collect.kubernetes.schemas import find_path, walk_fields
from dynamo_stability.collect.kubernetes.versions import (
    successor,
    tier_of_version,
    version_order,
)
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.schema_marks import Extensions, deprecation_of, read_mark
from dynamo_stability.configuration import KubernetesOptions
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from dynamo_stability.collect.kubernetes.definitions import Definition
    from dynamo_stability.collect.kubernetes.resources import Resource
    from dynamo_stability.collect.kubernetes.schemas import Field
    from dynamo_stability.collect.schema_marks import Mark


class CollectedResources(NamedTuple):
    """What definitions of custom resources say.

    Attributes:
        records: one for each served version, and one for each field that is marked; sorted by name.
        problems: what could not be read or contradicts itself, sorted by place.
        definitions: every version, served or not; of two definitions of one the first.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    definitions: tuple[Definition, ...]


def collect_resources(
    paths: Iterable[Path], root: Path, options: KubernetesOptions | None = None
) -> CollectedResources:
    """The records of the custom resources that some files define.

    Args:
        paths: YAML files, and directories to look through for them.
        root: what the places of records are relative to.
        options: the project's configuration.

    Raises:
        CollectError: there is no such file or directory.
        MissingExtraError: there is no YAML parser.
    """
    files = sorted({file for path in paths for file in find_files(path)})
    found = read_resources(files, root, holding=MARK)
    collected = collect_definitions(found.resources, options)
    problems = (*found.problems, *collected.problems)
    return collected._replace(problems=tuple(sorted(problems)))


def collect_definitions(
    resources: Iterable[Resource], options: KubernetesOptions | None = None
) -> CollectedResources:
    """The records of the custom resources that some objects define; the others say nothing."""
    options = KubernetesOptions() if options is None else options
    definitions: list[Definition] = []
    problems: list[Problem] = []
    for resource in resources:
        if is_definition(resource):
            versions, wrong = read_definition(resource)
            definitions += versions
            problems += wrong
    if options.groups:
        definitions = [one for one in definitions if one.group in options.groups]
    collection = _Collection(definitions, options)
    collection.collect()
    return CollectedResources(
        tuple(sorted(collection.records.values(), key=lambda one: one.name)),
        tuple(sorted((*problems, *collection.problems))),
        tuple(collection.definitions.values()),
    )


class _Collection:
    """The definitions of one reading, and the records that they make."""

    def __init__(self, definitions: Sequence[Definition], options: KubernetesOptions) -> None:
        self._given = sorted(definitions, key=lambda one: (one.name, one.path, one.line))
        self._options = options
        self._extensions = Extensions(options.extensions, options.deprecated_extensions)
        self._served: dict[tuple[str, str], list[Definition]] = {}
        self.definitions: dict[str, Definition] = {}
        self.records: dict[str, Record] = {}
        self.problems: list[Problem] = []

    def collect(self) -> None:
        """Fill in the definitions, the records and the problems."""
        for one in self._given:
            if one.is_served:
                self._served.setdefault((one.group, one.kind), []).append(one)
        for one in self._given:
            first = self.definitions.setdefault(one.name, one)
            if first is one:
                self.records.update(self._records(one, self.problems))
            else:
                self._compare(first, one)

    def _compare(self, first: Definition, second: Definition) -> None:
        """A problem where a resource is defined twice, and the two say different things."""
        ours, theirs = self._said(first), self._said(second)
        for name in sorted({**ours, **theirs}):
            if ours.get(name) != theirs.get(name):
                said = [_stage(one.get(name)) for one in (theirs, ours)]
                differs = said if said[0] != said[1] else ["described one way", "another"]
                message = (
                    f"{name!r} is {differs[0]} here, but {differs[1]} in "
                    f"{first.path}:{first.line}. Keep one definition."
                )
                self.problems.append(Problem(second.path, second.line, 1, message))
                return

    def _said(self, definition: Definition) -> dict[str, Record]:
        records = self._records(definition, [])
        return {name: one.replace(source=None) for name, one in records.items()}

    def _records(self, definition: Definition, problems: list[Problem]) -> dict[str, Record]:
        if not definition.is_served:
            return {}
        records: dict[str, Record] = {}
        for field in walk_fields(definition.schema):
            name = definition.name + join_path(field.steps)
            line = field.line if field.steps else definition.line
            mark = self._mark(definition, field)
            problems += [
                Problem(definition.path, line, 1, f"{name!r} {complaint}")
                for complaint in mark.complaints
            ]
            if mark or not field.steps:
                records[name] = mark.record(name, "crd", f"{definition.path}:{line}")
        return records

    def _mark(self, definition: Definition, field: Field) -> Mark:
        resolver = _Resolver(definition, field, self._newest)
        mark = read_mark(field.schema, self._extensions, resolver.find)
        if not field.steps:
            return self._version_mark(definition, mark, resolver)
        is_experimental = field.steps[-1] in self._options.experimental_fields
        if mark.tier is None and is_experimental:
            mark.tier = Tier.EXPERIMENTAL
        return mark

    def _version_mark(self, definition: Definition, mark: Mark, resolver: _Resolver) -> Mark:
        """What is said about a whole version: by its name, its entry, and its schema."""
        tier = tier_of_version(definition.version)
        if tier is not None:
            mark.give_tier(tier)
        if mark.tier is None:
            mark.complaints.append(
                f"has no tier: {definition.version!r} tells none. "
                f"Name it v1alpha1, v1beta1 or v1, or mark its schema."
            )
        if definition.is_deprecated:
            said = read_notice(definition.entry.text("deprecationWarning"))
            described, mark.deprecation = mark.deprecation, deprecation_of(said, resolver.find)
            if described is not None:
                mark.deprecate(described)
            mark.deprecate(Deprecation(alternative=self._successor(definition)))
        return mark

    def _successor(self, definition: Definition) -> str | None:
        """What the API server recommends instead of a deprecated version, or None."""
        served = self._served.get((definition.group, definition.kind), ())
        lasting = [one.version for one in served if not one.is_deprecated]
        version = successor(definition.version, lasting)
        if version is None:
            return None
        return resource_name(definition.group, version, definition.kind)

    def _newest(self, group: str, kind: str) -> str | None:
        """The name of a kind in the version that is preferred, where it is defined."""
        served = self._served.get((group, kind), ())
        newest = max(served, key=lambda one: version_order(one.version), default=None)
        return None if newest is None else newest.name


class _Resolver:
    """Finds what a word in a text about a field names: another field, or a kind of resource."""

    def __init__(
        self, definition: Definition, field: Field, newest: Callable[[str, str], str | None]
    ) -> None:
        self._definition = definition
        self._field = field
        self._newest = newest

    def find(self, word: str) -> str | None:
        """The public name of what a word names, or None."""
        words = tuple(word.replace(EACH, "").strip(".").split("."))
        for spelled in (words, (_lowered(words[0]), *words[1:])):
            steps = self._steps(spelled)
            if steps is not None and steps != self._field.steps:
                return self._definition.name + join_path(steps)
        return self._newest(self._definition.group, word)

    def _steps(self, words: tuple[str, ...]) -> tuple[str, ...] | None:
        """The way to a field beside this one, or else from the top."""
        beside = find_path(self._field.around, words)
        if beside is not None:
            return (*self._field.steps[:-1], *beside)
        return find_path(self._definition.schema, words)


def _lowered(word: str) -> str:
    """A field as YAML calls it, where Go's comment has the name of the struct's member."""
    return word[:1].lower() + word[1:]


def _stage(record: Record | None) -> str:
    return "not marked" if record is None else record.stage
