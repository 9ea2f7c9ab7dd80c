"""SurfaceRecords: what a collector of one surface found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dynamo_stability.collect.problems import Problem
    from dynamo_stability.record import Record


class SurfaceRecords(NamedTuple):
    """What a collector found.

    Attributes:
        records: one for each mark, sorted by name.
        problems: what could not be read or contradicts itself, sorted by place.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
