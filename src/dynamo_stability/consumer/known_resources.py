"""KnownResources: the resources, fields, labels, annotations and ports that records speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.collect.kubernetes.names import (
    ANNOTATION,
    LABEL,
    PORT,
    SURFACE,
    resource_name,
    split_field,
)
from dynamo_stability.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.collect.kubernetes import Definition
    from dynamo_stability.collect.yaml.values import Table
    from dynamo_stability.record import Record


class MarkedFields:
    """The marks below one place of a resource.

    Attributes:
        record: the mark of the place itself, or None.
        below: the places below it, by the step to each.
    """

    __slots__ = ("below", "record")

    def __init__(self) -> None:
        self.record: Record | None = None
        self.below: dict[str, MarkedFields] = {}

    def add(self, steps: Iterable[str], record: Record) -> None:
        """Take the mark of a field."""
        place = self
        for step in steps:
            place = place.below.setdefault(step, MarkedFields())
        place.record = record


class KnownResources:
    """What records and definitions tell about resources.

    Args:
        records: the records of all surfaces.
        definitions: the schemas of resources, where they are at hand.

    Attributes:
        labels: the labels that are marked, by key.
        annotations: the annotations that are marked, by key.
        ports: the ports that are marked, by name or number.
    """

    def __init__(self, records: Iterable[Record], definitions: Iterable[Definition]) -> None:
        self.labels: dict[str, Record] = {}
        self.annotations: dict[str, Record] = {}
        self.ports: dict[str, Record] = {}
        self._marks: dict[str, MarkedFields] = {}
        self._schemas: dict[str, Table] = {}
        self._versions: dict[str, dict[str, list[str]]] = {}
        for one in definitions:
            self._schemas.setdefault(one.name, one.schema)
        for record in records:
            if record.name.startswith(SURFACE):
                self._add(record)

    def __bool__(self) -> bool:
        return bool(self._marks or self.labels or self.annotations or self.ports)

    def _add(self, record: Record) -> None:
        for prefix, table in (
            (LABEL, self.labels),
            (ANNOTATION, self.annotations),
            (PORT, self.ports),
        ):
            if record.name.startswith(prefix):
                table[record.name.removeprefix(prefix)] = record
                return
        name, steps = split_field(record.name)
        self._marks.setdefault(name, MarkedFields()).add(steps, record)
        if not steps:
            group, version, kind = _parts(name)
            self._versions.setdefault(group, {}).setdefault(kind, []).append(version)

    def covers(self, group: str) -> bool:
        """Whether any resource of an API group is known."""
        return group in self._versions

    def marks_of(self, group: str, version: str, kind: str) -> MarkedFields | None:
        """The marks of a resource and its fields; None where no such resource is served."""
        if version not in self._versions.get(group, {}).get(kind, ()):
            return None
        return self._marks[resource_name(group, version, kind)]

    def schema_of(self, group: str, version: str, kind: str) -> Table | None:
        """The schema of a resource, or None where it is not at hand."""
        return self._schemas.get(resource_name(group, version, kind)) or None

    def help_with(self, group: str, version: str, kind: str) -> str:
        """What to say about a resource that is not served."""
        kinds = self._versions.get(group, {})
        if kind not in kinds:
            return f"{group} has no such kind; {nearest(kind, kinds)}"
        served = ", ".join(sorted(kinds[kind]))
        return f"{version} is not served; served: {served}"


def _parts(name: str) -> tuple[str, str, str]:
    """Group, version and kind of the name of a resource."""
    rest, _, kind = name.removeprefix(SURFACE).rpartition("/")
    group, _, version = rest.rpartition("/")
    return group, version, kind
