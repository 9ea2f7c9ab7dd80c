"""Finding: one thing that is wrong, where, why it matters, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from dynamo_stability.findings.levels import ERROR

if TYPE_CHECKING:
    from typing import Final


class Finding(NamedTuple):
    """Something wrong with one API, or in one place.

    Findings sort by place, then by rule and name.

    Attributes:
        path: the file, with forward slashes; empty where it stands in no file.
        line: the line, counted from 1; 0 where there is none.
        column: the column, counted from 1; 0 where it is not known.
        rule: the id of the rule that is broken.
        name: the public name of what it is about, or the path where it is about a file.
        level: one of `LEVELS`.
        message: what is wrong, in one sentence.
        why: why it matters.
        fix: what to do.
    """

    path: str
    line: int
    column: int
    rule: str
    name: str
    level: str
    message: str
    why: str
    fix: str

    @property
    def place(self) -> str:
        """`path:line:column`, without what is not known."""
        parts = [self.path, *[str(one) for one in (self.line, self.column) if one]]
        return ":".join(parts) if self.path else ""

    @property
    def identity(self) -> tuple[str, str]:
        """What a finding keeps when lines move and messages are worded anew."""
        return (self.rule, self.name)


class Placed(Protocol):
    """What a collector reports, as `collect.Problem` is."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def line(self) -> int:
        """The line, counted from 1."""

    @property
    def column(self) -> int:
        """The column, counted from 1."""

    @property
    def message(self) -> str:
        """What is wrong."""


#: The rules that uses of an API go by, the worst first: stages, and what there is not.
USED_STAGES: Final = ("removed", "unknown", "deprecated", "experimental", "beta")

#: The rule that what a collector reports goes by.
SOURCE_UNCLEAR: Final = "source-unclear"
SOURCE_UNCLEAR_WHY: Final = (
    "what cannot be read, or says two things at once, may hold marks that nothing checks"
)
SOURCE_UNCLEAR_FIX: Final = "correct the file, so that it can be read and says one thing"


def finding_of(problem: Placed, *, level: str = ERROR) -> Finding:
    """What a collector could not read or found contradicting itself, as a finding."""
    return Finding(
        problem.path,
        problem.line,
        problem.column,
        SOURCE_UNCLEAR,
        problem.path,
        level,
        problem.message,
        SOURCE_UNCLEAR_WHY,
        SOURCE_UNCLEAR_FIX,
    )


def split_place(place: str | None) -> tuple[str, int]:
    """The path and line of a record's `path:line`; the line is 0 where there is none."""
    if not place:
        return "", 0
    path, colon, line = place.rpartition(":")
    return (path, int(line)) if colon and path and line.isdecimal() else (place, 0)
