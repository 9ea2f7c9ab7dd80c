"""Declared marks: labels, annotations, ports and fields that a stability.toml speaks of.

Labels, annotations and ports have no definition of their own that could carry a mark, and not
every definition can be edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.kubernetes.names import (
    ANNOTATION,
    LABEL,
    PORT,
    SURFACE,
    split_field,
)
from dynamo_stability.collect.kubernetes.schemas import has_field
from dynamo_stability.collect.problems import Problem
from dynamo_stability.errors import nearest
from dynamo_stability.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Final

    from dynamo_stability.collect.kubernetes.collecting import CollectedResources
    from dynamo_stability.collect.kubernetes.definitions import Definition

_UNDEFINED: Final = (LABEL, ANNOTATION, PORT)
_SAID_ELSEWHERE: Final = ("name", "kind", "tier", "deprecation", "source")


class DeclaredMarks(NamedTuple):
    """The marks of one stability.toml that are about resources.

    Attributes:
        path: the file, as it is shown.
        records: one for each mark.
        text: what the file holds, to find lines in.
    """

    path: str
    records: tuple[Record, ...]
    text: str


def add_declared(
    collected: CollectedResources, declared: Iterable[DeclaredMarks]
) -> CollectedResources:
    """What was collected, with what manifests say beside it.

    A manifest adds to the mark of a field or version; where it names another tier, or a field that
    no definition has, that is a problem.
    """
    records = {one.name: one for one in collected.records}
    definitions = {one.name: one for one in collected.definitions}
    problems = list(collected.problems)
    for manifest in declared:
        lines = manifest.text.splitlines()
        for record in manifest.records:
            if not record.name.startswith(SURFACE):
                continue
            line = _line_of(record.name, lines)
            complaint = _complaint(record, records, definitions)
            if complaint is not None:
                problems.append(Problem(manifest.path, line, 1, f"{record.name!r} {complaint}"))
            placed = record.replace(source=f"{manifest.path}:{line}")
            records[record.name] = _joined(records.get(record.name), placed)
    ordered = tuple(sorted(records.values(), key=lambda one: one.name))
    return collected._replace(records=ordered, problems=tuple(sorted(problems)))


def _complaint(
    record: Record, records: Mapping[str, Record], definitions: Mapping[str, Definition]
) -> str | None:
    """What a declared mark contradicts, or None."""
    known = records.get(record.name)
    if known is not None and None not in (known.tier, record.tier) and known.tier != record.tier:
        return f"is {record.tier} here, but {known.tier} in {known.source}. Keep one tier."
    if record.name.startswith(_UNDEFINED):
        return None
    name, steps = split_field(record.name)
    definition = definitions.get(name)
    if definition is None:
        return f"is marked, but no such resource is defined; {nearest(name, definitions)}"
    if not has_field(definition.schema, steps):
        return f"is marked, but its definition in {definition.path} has no such field."
    return None


def _joined(known: Record | None, declared: Record) -> Record:
    """One record of what a definition and a manifest say; the definition goes first."""
    if known is None:
        return declared
    said = {
        field: value
        for field, value in declared.to_dict().items()
        if field not in _SAID_ELSEWHERE and getattr(known, field) in (None, ())
    }
    return known.replace(
        tier=known.tier or declared.tier,
        deprecation=known.deprecation or declared.deprecation,
        **said,
    )


def _line_of(name: str, lines: Sequence[str]) -> int:
    """The line that names a mark."""
    spelled = (f'"{name}"', f"'{name}'", '"' + name.replace('"', '\\"') + '"')
    for number, line in enumerate(lines, 1):
        if any(one in line for one in spelled):
            return number
    return 1
