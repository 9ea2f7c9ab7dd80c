"""Problem: what a collector could not read, or found contradicting itself."""

from __future__ import annotations

from typing import NamedTuple


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
