"""find_manifest_uses(): what Kubernetes manifests use that is not stable, or not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.collect.kubernetes.definitions import is_definition
from dynamo_stability.collect.kubernetes.names import EACH, join_path, resource_name
from dynamo_stability.collect.kubernetes.resources import Resource
from dynamo_stability.collect.kubernetes.schemas import element_schema, known_keys, schema_below
from dynamo_stability.collect.yaml.values import Items, Table
from dynamo_stability.consumer.known_resources import KnownResources, MarkedFields
from dynamo_stability.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.collect.kubernetes import Definition
    from dynamo_stability.record import Record

UNKNOWN: Final = "unknown"
_STABLE: Final = "stable"
#: What every resource has, whatever its schema says.
_COMMON: Final = frozenset({"apiVersion", "kind", "metadata"})
#: Keys by which an object inside another one is told from a reference to one.
_OF_OBJECTS: Final = frozenset({"metadata", "spec"})
_LABELS: Final = frozenset({"labels", "matchLabels", "selector", "nodeSelector"})
_ANNOTATIONS: Final = frozenset({"annotations"})
_PORTS: Final = frozenset({"port", "targetPort", "containerPort", "hostPort"})
_BUILT_IN: Final = frozenset({"", "apps", "autoscaling", "batch", "extensions", "policy"})
_BUILT_IN_END: Final = ".k8s.io"


class ManifestUse(NamedTuple):
    """One use of something that is not stable, or not known.

    Attributes:
        path: the file, as it is shown.
        line: the line, counted from 1.
        resource: the resource that uses it, as `Kind/name`.
        field: where in it, as the user wrote it; empty for the resource itself.
        name: the public name of what is used.
        stage: its tier, or `"deprecated"`, or `"unknown"`.
        record: what is known about it; None where it is unknown.
        help: what to say where it is unknown.
    """

    path: str
    line: int
    resource: str
    field: str
    name: str
    stage: str
    record: Record | None
    help: str


class ManifestUses(NamedTuple):
    """What some manifests use.

    Attributes:
        uses: sorted by place.
        read: how many resources there were, definitions left out.
        others: the custom resources of groups about which nothing is known, as `version Kind`.
    """

    uses: tuple[ManifestUse, ...]
    read: int
    others: tuple[str, ...]


def find_manifest_uses(
    resources: Iterable[Resource], catalog: Catalog, definitions: Iterable[Definition] = ()
) -> ManifestUses:
    """What some resources use that is experimental, beta, deprecated or unknown.

    Args:
        resources: what users wrote, or what Helm made of it.
        catalog: what is marked.
        definitions: the schemas of custom resources; without, unknown fields cannot be told.
    """
    known = KnownResources(catalog.records, definitions)
    uses: list[ManifestUse] = []
    others: set[str] = set()
    given = [one for one in resources if not is_definition(one)]
    for resource in given:
        uses += _Search(resource, known).uses()
        if not known.covers(resource.group) and not _is_built_in(resource.group):
            others.add(f"{resource.table['apiVersion']} {resource.kind}")
    ordered = sorted(uses, key=lambda one: (one.path, one.line, one.field, one.name))
    return ManifestUses(tuple(ordered), len(given), tuple(sorted(others)))


def _is_built_in(group: str) -> bool:
    return group in _BUILT_IN or group.endswith(_BUILT_IN_END)


class _Place(NamedTuple):
    """Where in a resource the search stands.

    Attributes:
        steps: the way there, as the user wrote it.
        public: the way there in the resource's definition.
        name: the public name of the resource; empty outside of known ones.
        schema: what is said about the value there, or None.
        marks: the marks there and below, or None.
    """

    steps: tuple[str | int, ...]
    public: tuple[str, ...] = ()
    name: str = ""
    schema: Table | None = None
    marks: MarkedFields | None = None

    def step(self, key: str, schema: Table | None) -> _Place:
        """The place below a key."""
        return self._below(key, key, schema)

    def element(self, index: int) -> _Place:
        """The place of an element of a list."""
        return self._below(index, EACH, element_schema(self.schema))

    def _below(self, step: str | int, public: str, schema: Table | None) -> _Place:
        below = {} if self.marks is None else self.marks.below
        if public not in below and public != EACH and self._is_map_key(public):
            public = EACH
        return _Place(
            (*self.steps, step), (*self.public, public), self.name, schema, below.get(public)
        )

    def _is_map_key(self, key: str) -> bool:
        """Whether a key is one of a map, as far as schema or marks tell."""
        if self.schema is None:
            return self.marks is not None and EACH in self.marks.below
        return key not in known_keys(self.schema)


class _Search:
    """The search through one resource."""

    def __init__(self, resource: Resource, known: KnownResources) -> None:
        self._resource = resource
        self._known = known
        self._found: list[ManifestUse] = []
        self._ports: list[ManifestUse] = []
        self._belongs = known.covers(resource.group)

    def uses(self) -> list[ManifestUse]:
        """What the resource uses; ports only where it has to do with what is known."""
        self._value(self._resource.table, _Place(()))
        return self._found + (self._ports if self._belongs else [])

    def _object(self, one: Resource, steps: tuple[str | int, ...]) -> None:
        """Search an object: the resource, or one that stands in it or is referred to there."""
        table, key = one.table, (one.group, one.version, one.kind)
        name, marks = resource_name(*key), self._known.marks_of(*key)
        if marks is None:
            self._add_unknown(name, one.line, steps, self._known.help_with(*key))
            self._table(table, _Place(steps))
            return
        self._add(marks.record, one.line, steps)
        if steps and not _OF_OBJECTS.intersection(table):  # a reference, not the object itself
            return
        self._table(table, _Place(steps, (), name, self._known.schema_of(*key), marks), _COMMON)

    def _value(self, value: Any, place: _Place) -> None:
        if isinstance(value, Items):
            for index, one in enumerate(value):
                below = place.element(index)
                self._add_mark(below, value.lines[index])
                self._value(one, below)
        elif isinstance(value, Table):
            one = Resource(self._resource.path, value)
            if one.kind and self._known.covers(one.group):
                self._object(one, place.steps)
            else:
                self._table(value, place)

    def _table(self, table: Table, place: _Place, common: frozenset[str] = frozenset()) -> None:
        for key, value in table.items():
            line = table.lines[key]
            schema, is_known = schema_below(None if key in common else place.schema, key)
            below = place.step(key, schema)
            if is_known:
                self._add_mark(below, line)
            else:
                self._add_unknown_field(key, line, place)
            self._look_at(key, value, line, below.steps)
            self._value(value, below)

    # ---- labels, annotations and ports ----------------------------------------------------------

    def _look_at(self, key: str, value: Any, line: int, steps: tuple[str | int, ...]) -> None:
        """Look for what has no definition of its own."""
        if isinstance(value, Table):
            if key in _LABELS:
                self._keys(value, self._known.labels, steps)
            elif key in _ANNOTATIONS:
                self._keys(value, self._known.annotations, steps)
        elif key in _PORTS and isinstance(value, str):
            self._port(value, line, steps)
        elif isinstance(value, Items):
            for index, one in enumerate(value):
                self._look_at_item(key, one, (*steps, index))

    def _look_at_item(self, key: str, item: Any, steps: tuple[str | int, ...]) -> None:
        """An item of `ports` by its name, and of `matchExpressions` by its label."""
        if not isinstance(item, Table):
            return
        if key == "ports" and item.text("name"):
            self._port(item.text("name"), item.lines["name"], (*steps, "name"))
        elif key == "matchExpressions" and item.text("key") in self._known.labels:
            self._belongs = True
            record = self._known.labels[item.text("key")]
            self._add(record, item.lines["key"], (*steps, "key"))

    def _keys(self, table: Table, marked: dict[str, Record], steps: tuple[str | int, ...]) -> None:
        for key, line in table.lines.items():
            if key in marked:
                self._belongs = True
                self._add(marked[key], line, (*steps, key))

    def _port(self, written: str, line: int, steps: tuple[str | int, ...]) -> None:
        record = self._known.ports.get(written)
        if record is not None and record.stage != _STABLE:
            self._ports.append(self._use(record.name, record.stage, line, steps, record))

    # ---- what is found --------------------------------------------------------------------------

    def _add_mark(self, place: _Place, line: int) -> None:
        if place.marks is not None:
            self._add(place.marks.record, line, place.steps)

    def _add(self, record: Record | None, line: int, steps: tuple[str | int, ...]) -> None:
        if record is not None and record.stage != _STABLE:
            self._found.append(self._use(record.name, record.stage, line, steps, record))

    def _add_unknown_field(self, key: str, line: int, place: _Place) -> None:
        name = place.name + join_path((*place.public, key))
        known = known_keys(place.schema)
        advice = (
            f"there is no such field; {nearest(key, known)}" if known else "there is no such field."
        )
        self._add_unknown(name, line, (*place.steps, key), advice)

    def _add_unknown(self, name: str, line: int, steps: tuple[str | int, ...], advice: str) -> None:
        self._found.append(self._use(name, UNKNOWN, line, steps, None, advice))

    def _use(
        self,
        name: str,
        stage: str,
        line: int,
        steps: tuple[str | int, ...],
        record: Record | None,
        advice: str = "",
    ) -> ManifestUse:
        one = self._resource
        written = f"{one.kind}/{one.name}" if one.name else one.kind
        field = "".join(
            f"[{step}]" if isinstance(step, int) else join_path([step]) for step in steps
        )
        field = field.removeprefix(".")
        return ManifestUse(one.path, line, written, field, name, stage, record, advice)
