"""Findings for people: by rule, each with what to do, and once for all why it matters."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.errors import missing_extra
from dynamo_stability.findings.levels import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dynamo_stability.findings.finding import Finding

_STYLES: Final = {"error": "bold red", "warning": "yellow", "note": "cyan"}


class Line(NamedTuple):
    """One line of output.

    Attributes:
        place: what begins it, for editors to jump to.
        level: the level that it tells of, or nothing.
        text: the rest.
    """

    place: str
    level: str
    text: str

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        level = f"{self.level}: " if self.level else ""
        return f"{place}{level}{self.text}"


def render_text(findings: Sequence[Finding]) -> str:
    """All findings, the worst first, and a line with their number."""
    return "".join(f"{line}\n" for line in _lines(findings))


def print_text(findings: Sequence[Finding]) -> None:
    """Print the same in a terminal, with colours.

    Raises:
        MissingExtraError: rich is not installed.
    """
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        raise missing_extra("print findings in colour", "rich") from None
    console = Console(highlight=False, soft_wrap=True)
    for line in _lines(findings):
        shown = Text(f"{line.place}: " if line.place else "", style="bold")
        if line.level:
            shown.append(f"{line.level}: ", style=_STYLES[line.level])
        shown.append(line.text, style="dim" if not line.level and line.text[:1] == " " else "none")
        console.print(shown)


def summary(findings: Sequence[Finding]) -> str:
    """How many findings there are, by level."""
    counts = [(level, sum(one.level == level for one in findings)) for level in LEVELS]
    said = [f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts if count]
    return ", ".join(said) or "no findings"


def _lines(findings: Sequence[Finding]) -> Iterator[Line]:
    ordered = sorted(findings, key=lambda one: (LEVELS.index(one.level), one.rule, one))
    for _, group in groupby(ordered, key=lambda one: (one.level, one.rule)):
        yield from _group(list(group))
        yield Line("", "", "")
    yield Line("", "", summary(findings))


def _group(group: list[Finding]) -> Iterator[Line]:
    is_one_fix = len({one.fix for one in group}) == 1
    for one in group:
        yield Line(one.place, one.level, f"{one.rule}: {_flat(one.message)}")
        if not is_one_fix:
            yield Line("", "", f"  fix: {_flat(one.fix)}")
    if group[0].why:
        yield Line("", "", f"  why: {_flat(group[0].why)}")
    if is_one_fix and group[0].fix:
        yield Line("", "", f"  fix: {_flat(group[0].fix)}")


def _flat(text: str) -> str:
    """A text on one line, whatever a mark in foreign source says."""
    return " ".join(text.split())
