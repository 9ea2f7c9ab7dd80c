"""component_problems(): records that no component holds, where a project declares components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.catalog.components import contested_records, records_without_component
from dynamo_stability.collect.problems import Problem, problem_of
from dynamo_stability.errors import nearest

if TYPE_CHECKING:
    from dynamo_stability.catalog import Catalog
    from dynamo_stability.record import Record


def component_problems(catalog: Catalog) -> tuple[Problem, ...]:
    """A problem for each record without a component, or with several, or with an unknown one.

    There are none where no component is declared.
    """
    declared = [one.name for one in catalog.components]
    problems = [
        problem_of(record, f"{record.name!r} {_complaint(record, declared)}")
        for record in records_without_component(catalog)
    ]
    contested = contested_records(catalog)
    problems += [
        problem_of(record, f"{record.name!r} {_contest(contested[record.name])}")
        for record in catalog.records
        if record.name in contested
    ]
    return tuple(sorted(problems))


def _complaint(record: Record, declared: list[str]) -> str:
    if record.component is not None:
        known = nearest(record.component, declared)
        return f"belongs to {record.component!r}, which is not declared; {known}"
    return (
        "belongs to no component. "
        "Add a glob that covers it to the 'surfaces' of one, or name one in its mark."
    )


def _contest(components: tuple[str, ...]) -> str:
    named = " and ".join(repr(one) for one in components)
    return f"is held by {named} alike. Make the glob of one more specific, or name one in its mark."
