"""Problem: what a collector could not read, or found contradicting itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.findings.finding import split_place

if TYPE_CHECKING:
    from dynamo_stability.record import Record

_NOWHERE = "<catalog>"


class Problem(NamedTuple):
    """Something wrong in one place; everything else was read all the same.

    Attributes:
        path: the file, relative to the root of its target where it lies below it.
        line: the line, counted from 1.
        column: the column, counted from 1.
        message: what is wrong, in one sentence.
    """

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


def problem_of(record: Record, message: str) -> Problem:
    """A problem at the place where a record's mark stands."""
    path, line = split_place(record.source)
    return Problem(path or _NOWHERE, line or 1, 1, message)
