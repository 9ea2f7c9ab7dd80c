"""collect_marks(): the records of everything that is marked in some sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.catalog import REGISTRY_MODULE, Catalog
from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_problem
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.python.manifests import ManifestReader
from dynamo_stability.collect.python.marked import spell
from dynamo_stability.collect.python.modules import parse_module
from dynamo_stability.collect.python.public_names import PublicNames
from dynamo_stability.collect.python.recognising import Recogniser
from dynamo_stability.collect.python.resolving import Resolver
from dynamo_stability.collect.python.sightings import Sightings
from dynamo_stability.collect.sources import relative_path
from dynamo_stability.configuration import Configuration
from dynamo_stability.pausing import collection_paused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dynamo_stability.catalog import ApiObject
    from dynamo_stability.collect.python.marked import Marked
    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.collect.sources import Source, Target
    from dynamo_stability.groups import Component, Feature
    from dynamo_stability.record import Record


class Collected(NamedTuple):
    """What was found in some targets.

    Attributes:
        records: one for each mark, sorted by name.
        features: the features that manifests declare.
        components: the components that manifests declare.
        problems: what could not be read or contradicts itself, sorted by place.
        packages: the owning packages of the targets.
        distribution: the distribution of the targets, where they have one in common.
        version: its version.
        modules: what the files say, by module.
        marked: what the record of a name and kind was made of.
    """

    records: tuple[Record, ...]
    features: tuple[Feature, ...]
    components: tuple[Component, ...]
    problems: tuple[Problem, ...]
    packages: tuple[str, ...]
    distribution: str | None
    version: str | None
    modules: Mapping[str, Sequence[Module]]
    marked: Mapping[tuple[str, str], Marked]

    def defines(self, name: str) -> bool:
        """Whether a full name leads to something that the sources define."""
        definition = Resolver(self.modules).definition_of(name)
        owner = definition
        while owner:
            qualname = definition[len(owner) + 1 :]
            for module in self.modules.get(owner, ()):
                if not qualname or module.kind_of(qualname) is not None:
                    return True
            owner = owner.rpartition(".")[0]
        return False

    def catalog(self, api: tuple[ApiObject, ...] = ()) -> Catalog:
        """What was found, as a catalog; `api` is the shape of the public API."""
        return Catalog(
            self.distribution,
            self.version,
            self.packages,
            self.features,
            self.components,
            self.records,
            api,
        )


def collect_marks(
    targets: Sequence[Target],
    configuration: Configuration | None = None,
    *,
    advance: Callable[[Source], object] | None = None,
) -> Collected:
    """Everything that is marked in the sources of some targets; nothing of them is run.

    Args:
        targets: what to read, from `find_target`.
        configuration: the project's own decorators and manifests.
        advance: called with each file before it is read, to show progress.

    Raises:
        ManifestError: a manifest cannot be read, or says something unknown or malformed.
    """
    reading = _Reading(configuration or Configuration())
    with collection_paused():
        for target in targets:
            for source in target.sources:
                if advance is not None:
                    advance(source)
                reading.parse(source, target)
    reading.see()
    return reading.collected(targets)


class _Reading:
    """One run of the collector."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._modules: dict[str, list[Module]] = {}
        self._paths: dict[Path, str] = {}
        self._marked: dict[object, Marked] = {}
        self._problems: list[Problem] = []
        self._features: dict[str, Feature] = {}
        self._components: dict[str, Component] = {}

    def parse(self, source: Source, target: Target) -> None:
        """Parse one file; what is wrong with it is noted."""
        if source.path in self._paths or source.module.endswith(f".{REGISTRY_MODULE}"):
            return
        shown = self._paths[source.path] = relative_path(source.path, target.root)
        try:
            module = parse_module(source)
        except PARSE_ERRORS as error:
            self._problems.append(parse_problem(error, shown))
        except OSError as error:
            self._problems.append(Problem(shown, 1, 1, f"cannot be read: {error.strerror}."))
        else:
            self._modules.setdefault(source.module, []).append(module)

    def see(self) -> None:
        """Find the marks of all that was parsed."""
        self._resolver = Resolver(self._modules)
        recogniser = Recogniser(self._resolver, self._configuration.decorators)
        sightings = Sightings(self._resolver, recogniser)
        for parts in self._modules.values():
            for module in parts:
                self._take(sightings.of(module, self._paths[module.source.path]))
        self._read_manifests()
        for marked in self._marked.values():
            for message in marked.contradictions():
                self._problems.append(Problem(marked.path, marked.line, 1, message))

    def _take(self, found: Iterable[Marked]) -> None:
        for marked in found:
            known = self._marked.setdefault(marked.key, marked)
            if known is not marked:
                known.join(marked)

    def _read_manifests(self) -> None:
        reader = ManifestReader(self._modules, self._resolver)
        directory = self._configuration.directory
        for written in self._configuration.manifests:
            manifest, marked = reader.read(directory / written, Path(written).as_posix())
            self._take(marked)
            if marked or not manifest.entries:
                self._features.update({one.name: one for one in manifest.features})
                self._components.update({one.name: one for one in manifest.components})
        self._problems += reader.problems

    # ---- the result -----------------------------------------------------------------------------

    def collected(self, targets: Sequence[Target]) -> Collected:
        """All that was found."""
        names = PublicNames(self._modules, self._resolver)
        records: dict[tuple[str, str], Record] = {}
        made_of: dict[tuple[str, str], Marked] = {}
        for marked in sorted(self._marked.values(), key=lambda one: (one.full_name, one.kind)):
            record = self._record(marked, names)
            if (record.name, record.kind) in records:
                # Two definitions go by one name, under conditions; the second keeps its own.
                record = record.replace(name=marked.full_name, definition=None)
            records[record.name, record.kind] = record
            made_of[record.name, record.kind] = marked
        releases = {(one.distribution, one.version) for one in targets}
        distribution, version = releases.pop() if len(releases) == 1 else (None, None)
        return Collected(
            tuple(records[key] for key in sorted(records)),
            tuple(self._features[name] for name in sorted(self._features)),
            tuple(self._components[name] for name in sorted(self._components)),
            tuple(sorted(self._problems)),
            tuple(sorted({package for one in targets for package in one.packages})),
            distribution,
            version,
            self._modules,
            made_of,
        )

    def _record(self, marked: Marked, names: PublicNames) -> Record:
        if not marked.qualname:
            return marked.record(marked.module, ())
        preferred, aliases = names.of(marked.module, marked.qualname)
        if marked.public is not None:
            names_left = {preferred, *aliases} - {marked.public}
            preferred, aliases = marked.public, tuple(sorted(names_left))
        definition = self._definition(marked)
        name, *others = [_with_parameter(one, marked.parameter) for one in (preferred, *aliases)]
        further = tuple([one for one in others if one not in {name, definition}])
        return marked.record(name, further, None if definition == name else definition)

    def _definition(self, marked: Marked) -> str:
        if not marked.is_name:
            return marked.full_name
        return self._resolver.definition_of(spell(marked.module, marked.qualname))


def _with_parameter(name: str, parameter: str | None) -> str:
    return name if parameter is None else f"{name}({parameter})"
