"""Finding: something wrong with one entry of an inventory, by a rule that says why it matters."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """Something wrong with one option or variable.

    Attributes:
        path: the file; empty for what has none, such as a live parser.
        line: the line, counted from 1.
        rule: the id of the rule that is broken.
        name: the public name; empty where there is none.
        message: what is wrong, as the rest of a sentence that begins with the name.
        why: why it matters.
        fix: what to do.
    """

    path: str
    line: int
    rule: str
    name: str
    message: str
    why: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.path else ""
        name = f"{self.name} " if self.name else ""
        return f"{place}{self.rule}: {name}{self.message}"
