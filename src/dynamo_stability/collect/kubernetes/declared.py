"""add_declared(): labels, annotations, ports and fields that a stability.toml speaks of.

Labels, annotations and ports have no definition of their own that could carry a mark, and not
every definition can be edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.collect.declared import join_records
from dynamo_stability.collect.kubernetes.names import ANNOTATION, LABEL, PORT, split_field
from dynamo_stability.collect.kubernetes.schemas import has_field
from dynamo_stability.collect.problems import problem_of
from dynamo_stability.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from dynamo_stability.collect.declared import DeclaredMarks
    from dynamo_stability.collect.kubernetes.collecting import CollectedResources
    from dynamo_stability.collect.kubernetes.definitions import Definition
    from dynamo_stability.record import Record

_UNDEFINED: Final = (LABEL, ANNOTATION, PORT)


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
    for one in _resource_marks(declared):
        known = records.get(one.name)
        complaint = _complaint(one, records, definitions)
        if complaint is not None:
            problems.append(problem_of(one, f"{one.name!r} {complaint}"))
        records[one.name] = one if known is None else join_records(known, one)
    ordered = tuple(sorted(records.values(), key=lambda one: one.name))
    return collected._replace(records=ordered, problems=tuple(sorted(problems)))


def _resource_marks(declared: Iterable[DeclaredMarks]) -> Iterator[Record]:
    for manifest in declared:
        yield from manifest.of("crd")


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
