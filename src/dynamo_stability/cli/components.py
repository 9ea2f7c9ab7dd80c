"""Tiers by component, as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.catalog import records_by_component, records_without_component
from dynamo_stability.configuration import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.catalog import Catalog

COLUMNS: Final = ("Component", "Support level", "Priority", *(one.title() for one in STAGES))


def component_rows(catalog: Catalog) -> Iterator[tuple[str, ...]]:
    """A row for each declared component, and one for what belongs to none, where there is any."""
    for held in records_by_component(catalog):
        component = held.component
        counts = [str(held.count(stage)) for stage in STAGES]
        yield (component.name, ", ".join(component.support_level), component.priority, *counts)
    rest = records_without_component(catalog)
    if rest:
        counts = [str(sum(one.stage == stage for one in rest)) for stage in STAGES]
        yield ("none", "", "", *counts)
