"""Components: which part of the product each record belongs to.

A component holds names by globs: `surfaces = ["dynamo.llm.*", "cli:dynamo.frontend *"]`. In them
`*` stands for any characters and `?` for one; all else stands for itself, brackets included, for
names of resources have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from dynamo_stability.catalog.catalog import Catalog
    from dynamo_stability.groups import Component
    from dynamo_stability.record import Record

_WILDCARD: Final = re.compile(r"[*?]")
_STARS: Final = re.compile(r"\*+")


class ComponentRecords(NamedTuple):
    """What one component holds.

    Attributes:
        component: the component.
        records: what it holds, sorted by name.
    """

    component: Component
    records: tuple[Record, ...]

    def count(self, stage: str) -> int:
        """How many of them are of a stage: a tier, or deprecated."""
        return sum(one.stage == stage for one in self.records)


class ComponentMatcher:
    """Tells the component of a record, from what the record says and what components hold."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._globs = sorted(_globs(catalog.components), key=_Glob.order)

    def components_of(self, record: Record) -> tuple[str, ...]:
        """The component that a record names, or a glob gives it, or that of what it is part of.

        Of several globs the most specific counts: the one that says most before its first
        wildcard, then the longest one. There are several components where globs tie.
        """
        if record.component is not None:
            return (record.component,)
        globs, owner = self._globs_of(record.name), self._catalog.owner_of(record)
        if owner is None:
            return _names_of(globs)
        if globs and globs != self._globs_of(owner.name):
            return _names_of(globs)  # they say more about the part than about the whole
        return self.components_of(owner)

    def _globs_of(self, name: str) -> list[_Glob]:
        """The most specific of the globs that hold a name."""
        found = [one for one in self._globs if one.pattern.fullmatch(name)]
        return [one for one in found if one.weight == found[0].weight]


class InternalNames:
    """The names that components of the support level `internal` hold: nothing is promised there.

    `name in internal_names` costs a few matches; there are few components.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._names = {one.name for one in catalog.components if one.is_internal}
        globs = _globs(catalog.components) if self._names else ()
        self._globs = sorted(globs, key=_Glob.order)

    def __contains__(self, name: str) -> bool:
        """Whether the most specific of the globs that hold a name is of an internal component."""
        for one in self._globs:
            if one.pattern.fullmatch(name):
                return one.component in self._names
        return False


def assign_components(catalog: Catalog) -> Catalog:
    """A catalog in which every record names its component, as far as it has one."""
    if not catalog.components:
        return catalog
    matcher = ComponentMatcher(catalog)
    assigned = [
        one.replace(component=next(iter(matcher.components_of(one)), None))
        for one in catalog.records
    ]
    return catalog.replace(records=tuple(assigned))


def records_by_component(catalog: Catalog) -> tuple[ComponentRecords, ...]:
    """The records of each declared component, in the order of their names.

    Components that hold nothing are listed too; what belongs to none is told by
    `records_without_component`.
    """
    held: dict[str, list[Record]] = {}
    for record in assign_components(catalog).records:
        held.setdefault(record.component or "", []).append(record)
    return tuple(ComponentRecords(one, tuple(held.get(one.name, ()))) for one in catalog.components)


def records_without_component(catalog: Catalog) -> tuple[Record, ...]:
    """The records that belong to no declared component; none where no component is declared."""
    if not catalog.components:
        return ()
    declared = {one.name for one in catalog.components}
    return tuple(one for one in assign_components(catalog).records if one.component not in declared)


def contested_records(catalog: Catalog) -> Mapping[str, tuple[str, ...]]:
    """The names that equally specific globs give to several components, with those components."""
    matcher = ComponentMatcher(catalog)
    found = {one.name: matcher.components_of(one) for one in catalog.records}
    return {name: components for name, components in found.items() if len(components) > 1}


class _Glob(NamedTuple):
    component: str
    text: str
    pattern: re.Pattern[str]

    @property
    def weight(self) -> tuple[int, int]:
        """How specific it is."""
        first = _WILDCARD.search(self.text)
        return (len(self.text) if first is None else first.start(), len(self.text))

    def order(self) -> tuple[int, int, str, str]:
        """What globs are sorted by: the most specific first."""
        before, length = self.weight
        return (-before, -length, self.component, self.text)


def _names_of(globs: Iterable[_Glob]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.component for one in globs))


def _globs(components: Iterable[Component]) -> Iterator[_Glob]:
    for component in components:
        for text in component.surfaces:
            yield _Glob(component.name, text, _compiled(text))


def _compiled(glob: str) -> re.Pattern[str]:
    text = _STARS.sub("*", glob)
    parts = (".*" if one == "*" else "." if one == "?" else re.escape(one) for one in text)
    return re.compile("".join(parts), re.DOTALL)
