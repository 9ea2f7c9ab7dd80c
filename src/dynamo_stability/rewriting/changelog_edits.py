"""with_entry(): a changelog in the form of Keep a Changelog, with one more line."""

from __future__ import annotations

import re
import textwrap
from typing import Final

#: The order of Keep a Changelog, with our own heading behind it.
_HEADING: Final = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_FENCE: Final = re.compile(r"\s*(```|~~~)")
_WIDTH: Final = 100


def with_entry(text: str, heading: str, entry: str, *, unreleased: int, first: int | None) -> str:
    """A changelog with an entry below a heading of what is not released yet.

    Args:
        text: the changelog, in Markdown.
        heading: the heading, such as `Stability`; it is added where it is not there.
        entry: the entry, without a bullet.
        unreleased: the line of the section about what is not released, from 1; 0 where it is to be
            made.
        first: the line of the first release, before which it is made then.
    """
    lines = text.rstrip("\n").split("\n")
    ending = text[len(text.rstrip("\n")) :] or "\n"
    if not unreleased:
        at = len(lines) if first is None else first - 1
        title = ["## [Unreleased]", ""]
        if at and lines[at - 1].strip():
            title.insert(0, "")
        lines[at:at] = title
        unreleased = at + len(title) - 1
    level, start, end = _section(lines, unreleased)
    bullet = _bullet(entry, lines[start:end])
    at, is_new = _place(lines, start, end, heading)
    added = [f"{'#' * (level + 1)} {heading}", "", *bullet] if is_new else bullet
    if is_new and at and lines[at - 1].strip():
        added.insert(0, "")
    if at < len(lines) and lines[at].strip():
        added.append("")
    lines[at:at] = added
    return "\n".join(lines).rstrip("\n") + ending


def _section(lines: list[str], number: int) -> tuple[int, int, int]:
    """The level of a heading, and from where to where the section below it goes."""
    found = _HEADING.fullmatch(lines[number - 1])
    level = len(found[1]) if found else 2
    end = next(
        (at for at, other, _ in _headings(lines) if at >= number and other <= level), len(lines)
    )
    return level, number, end


def _headings(lines: list[str]) -> list[tuple[int, int, str]]:
    """Index, level and title of the headings outside of fences."""
    found: list[tuple[int, int, str]] = []
    fence: str | None = None
    for index, line in enumerate(lines):
        mark, heading = _FENCE.match(line), _HEADING.fullmatch(line)
        if mark and fence in {None, mark[1]}:
            fence = None if fence else mark[1]
        elif heading and fence is None:
            found.append((index, len(heading[1]), heading[2]))
    return found


def _place(lines: list[str], start: int, end: int, heading: str) -> tuple[int, bool]:
    """Where the entry goes, and whether the heading is to be made there."""
    inner = [one for one in _headings(lines) if start <= one[0] < end]
    last, is_new = end, True
    for index, (_, _, title) in enumerate(inner):
        if title.casefold() == heading.casefold():
            last = inner[index + 1][0] if index + 1 < len(inner) else end
            is_new = False
    # Links stand at the very end of the file, often without a heading of their own.
    while last > start and (not lines[last - 1].strip() or lines[last - 1].startswith("[")):
        last -= 1
    if not is_new and lines[last - 1].startswith("#"):
        lines.insert(last, "")
        last += 1
    return last, is_new


def _bullet(entry: str, lines: list[str]) -> list[str]:
    sign = "*" if any(one.startswith("* ") for one in lines) else "-"
    return textwrap.wrap(
        entry,
        _WIDTH,
        initial_indent=f"{sign} ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
