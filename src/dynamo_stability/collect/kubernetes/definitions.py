"""Definition: one version of a custom resource, as a CustomResourceDefinition has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.kubernetes.names import resource_name
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.yaml.values import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dynamo_stability.collect.kubernetes.resources import Resource

KIND: Final = "CustomResourceDefinition"
#: What every file that defines a resource has in it.
_GROUP: Final = "apiextensions.k8s.io"
_VERSION: Final = "v1"

_GROUP_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_VERSION_NAME: Final = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_KIND_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]{0,62}", re.ASCII)


class Definition(NamedTuple):
    """One version of a custom resource.

    Attributes:
        group: the API group, such as `nvidia.com`.
        version: the version.
        kind: the kind.
        is_served: whether the API server answers for it.
        entry: what is said about the version.
        schema: its schema; empty where there is none.
        path: the file, as it is shown.
        line: where the version stands.
    """

    group: str
    version: str
    kind: str
    is_served: bool
    entry: Table
    schema: Table
    path: str
    line: int

    @property
    def name(self) -> str:
        """The public name."""
        return resource_name(self.group, self.version, self.kind)

    @property
    def is_deprecated(self) -> bool:
        """Whether the API server warns about the version."""
        return self.entry.get("deprecated") is True


class UnreadableError(Exception):
    """A definition lacks something, or has something else in its place.

    Attributes:
        line: where.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def is_definition(resource: Resource) -> bool:
    """Whether a resource defines a kind of resource."""
    return resource.kind == KIND and resource.group == _GROUP


def read_definition(resource: Resource) -> tuple[tuple[Definition, ...], tuple[Problem, ...]]:
    """The versions that a definition has; or a problem, where it cannot be read."""
    try:
        return tuple(_versions(resource)), ()
    except UnreadableError as error:
        message = f"Cannot read the {KIND} {resource.name!r}: {error}"
        return (), (Problem(resource.path, error.line, 1, message),)


def _versions(resource: Resource) -> Iterator[Definition]:
    if resource.version != _VERSION:
        raise UnreadableError(
            f"its apiVersion is {resource.table['apiVersion']!r}. "
            f"Convert it to {_GROUP}/{_VERSION}, which every cluster since 1.16 has.",
            resource.line,
        )
    spec = resource.table.table("spec")
    group = _named(spec, "group", _GROUP_NAME)
    kind = _named(spec.table("names"), "kind", _KIND_NAME)
    entries = spec.items_of("versions")
    if not entries:
        raise UnreadableError("spec.versions lists none. List at least one.", spec.line)
    seen: set[str] = set()
    for entry, line in zip(entries, entries.lines, strict=True):
        if not isinstance(entry, Table):
            raise UnreadableError(f"the version {entry!r} is no mapping. Write 'name: v1'.", line)
        version = _named(entry, "name", _VERSION_NAME)
        if version in seen:
            raise UnreadableError(f"the version {version!r} is listed twice. Keep one.", line)
        seen.add(version)
        schema = entry.table("schema").table("openAPIV3Schema")
        is_served = entry.get("served") is not False
        yield Definition(
            group,
            version,
            kind,
            is_served,
            entry,
            schema,
            resource.path,
            entry.lines["name"],
        )


def _named(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        found = f"is {value!r}" if key in table else "is missing"
        raise UnreadableError(f"{key!r} {found}. Write a name.", table.lines.get(key, table.line))
    return value
