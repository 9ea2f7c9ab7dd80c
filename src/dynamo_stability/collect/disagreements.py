"""disagreements(): names of which two sources say different things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.problems import Problem, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.record import Record

#: What two sources can say differently; the words of reasons and messages are their own affair.
_FIELDS: Final = ("since", "feature", "component")
_DEPRECATION_FIELDS: Final = ("since", "remove_in", "alternative", "renamed_to")
_SPELLED: Final = {
    "since": "since {}",
    "feature": "of the feature '{}'",
    "component": "of the component '{}'",
    "deprecation.since": "deprecated since {}",
    "deprecation.remove_in": "to be removed in {}",
    "deprecation.alternative": "to be replaced by {}",
    "deprecation.renamed_to": "renamed to {}",
}


class Difference(NamedTuple):
    """One field that two records have different values for.

    Attributes:
        field: the field, such as `tier` or `deprecation.since`.
        first: what the first record says, in words.
        second: what the second one says.
    """

    field: str
    first: str
    second: str


class Disagreement(NamedTuple):
    """Two records of one API that contradict each other.

    Attributes:
        name: the name that they share.
        first: the record of the source that was named first.
        second: the other one.
        differences: what they say differently.
    """

    name: str
    first: Record
    second: Record
    differences: tuple[Difference, ...]

    @property
    def message(self) -> str:
        """The disagreement in one sentence, with both places."""
        first = ", ".join(one.first for one in self.differences)
        second = ", ".join(one.second for one in self.differences)
        return (
            f"'{self.name}' is {first} at {self.first.source or 'an unknown place'}, but "
            f"{second} at {self.second.source or 'an unknown place'}. Make them say the same."
        )

    @property
    def problem(self) -> Problem:
        """The disagreement as a finding at the place of the first record."""
        return problem_of(self.first, self.message)


def disagreements(*sources: Iterable[Record]) -> tuple[Disagreement, ...]:
    """Where sources contradict each other, sorted by name.

    Two records are about the same API if one goes by the name, the definition or a further name
    of the other. Only what both of them say can be different; but of a deprecation it counts as
    well that one has it and the other does not. So a mark in Rust and the record that a
    Python source or a manifest has for the same object are told apart from two that agree.

    Args:
        sources: the records of each source. Records of one source are not compared.
    """
    known: dict[tuple[str, bool], list[tuple[int, Record]]] = {}
    found: dict[tuple[int, int], Disagreement] = {}
    for number, records in enumerate(sources):
        for record in records:
            for name in sorted(_names(record)):
                same = known.setdefault((name, record.kind == "module"), [])
                for other_number, other in same:
                    differences = tuple(_differences(other, record))
                    if other_number != number and differences:
                        disagreement = Disagreement(name, other, record, differences)
                        found.setdefault((id(other), id(record)), disagreement)
                same.append((number, record))
    return tuple(sorted(found.values(), key=_order))


def _order(one: Disagreement) -> tuple[str, ...]:
    return (one.name, one.first.source or "", one.second.source or "", one.message)


def _names(record: Record) -> set[str]:
    """The names of the API itself, without names that merely lead to it.

    A mark on a name alone, such as an old name of a function, is not about the function.
    """
    last = _last(record.name)
    names = {record.name, *(one for one in record.aliases if _last(one) == last)}
    if record.definition is not None and (
        record.kind != "name" or _last(record.definition) == last
    ):
        names.add(record.definition)
    return names


def _last(name: str) -> str:
    """The last part of a name, with its parameter."""
    return name.rpartition("::")[2].rpartition(".")[2]


def _differences(first: Record, second: Record) -> Iterator[Difference]:
    if first.tier is not None and second.tier is not None and first.tier != second.tier:
        yield Difference("tier", str(first.tier), str(second.tier))
    if (first.deprecation is None) != (second.deprecation is None):
        yield Difference("deprecation", _stage(first), _stage(second))
    for field in _FIELDS:
        if field != "since" or first.tier == second.tier:  # it is when the tier began
            yield from _said_otherwise(field, getattr(first, field), getattr(second, field))
    for field in _DEPRECATION_FIELDS:
        one, other = (getattr(each.deprecation, field, None) for each in (first, second))
        yield from _said_otherwise(f"deprecation.{field}", one, other)


def _said_otherwise(field: str, first: str | None, second: str | None) -> Iterator[Difference]:
    if first and second and first != second:
        spelled = _SPELLED[field]
        yield Difference(field, spelled.format(first), spelled.format(second))


def _stage(record: Record) -> str:
    return "not deprecated" if record.deprecation is None else "deprecated"
