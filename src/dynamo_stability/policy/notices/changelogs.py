"""Changelog: the sections of a changelog, by version and date."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.errors import CollectError
from dynamo_stability.policy.notices.versions import try_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from packaging.version import Version

#: Where projects keep their changelog, the likeliest first.
CHANGELOG_NAMES: Final = tuple(
    f"{directory}{stem}{suffix}"
    for directory in ("", "docs/")
    for stem in ("CHANGELOG", "CHANGES", "HISTORY", "NEWS", "RELEASES", "changelog", "changes")
    for suffix in (".md", ".rst", ".txt", "")
)

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMERIC_DATE: Final = re.compile(r"(?<![\d.])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.])")
_MONTH: Final = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WORDY_DATES: Final = (
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})\b"),
    re.compile(rf"\b{_DAY}\.?\s+{_MONTH},?\s+(?P<year>\d{{4}})\b"),
)
_VERSION: Final = (
    r"v?\d+(?:!\d+)?(?:\.\d+)*"
    r"(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview|post|rev|r|dev)[-_.]?\d*)*"
    r"(?:\+[a-z0-9.]+)?"
)
_HEADING: Final = re.compile(
    rf"(?P<before>[^\s\d]\S*\s+)?(?P<word>(?:version|release|ver\.?)\s+)?(?P<version>{_VERSION})"
    r"(?P<after>$|\s*[-\u2013\u2014/:,(\[~].*|\s+$)",
    re.IGNORECASE,
)
_UNRELEASED: Final = re.compile(
    r"(?:unreleased|upcoming|next(?: release)?|development|in development)\b", re.IGNORECASE
)
_LINK: Final = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?")
_ATX: Final = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_FENCE: Final = re.compile(r"\s*(```|~~~)")
_UNDERLINE: Final = re.compile(r"([=\-~^+*#\"'`])\1{2,}\s*")
#: How far below its heading a release's date may stand, in lines with text.
_DATE_WITHIN: Final = 2


class Section(NamedTuple):
    """One section of a changelog.

    Attributes:
        version: the release that it is about; None for what is not released yet.
        date: its day, where the heading or the first lines tell.
        line: the line of the heading, counted from 1.
        text: what stands below the heading.
    """

    version: Version | None
    date: dt.date | None
    line: int
    text: str


class Changelog(NamedTuple):
    """A changelog, taken apart.

    Attributes:
        path: where it lies, as it was named.
        sections: its sections in the order of the file.
    """

    path: str
    sections: tuple[Section, ...]

    def section(self, version: Version | None) -> Section | None:
        """The section about a version, or about what is not released yet (None)."""
        for one in self.sections:
            if one.version == version:
                return one
        return None

    def mentions(self, name: str) -> tuple[Section, ...]:
        """The sections that name an API, by its full name or the last part of it."""
        last = re.split(r"[.:\s(]", name.removesuffix(")"))[-1]
        wanted = re.compile(rf"(?<![\w-]){re.escape(last)}(?![\w-])")
        return tuple(one for one in self.sections if name in one.text or wanted.search(one.text))


def read_changelog(path: Path, distribution: str | None = None) -> Changelog:
    """The changelog in a file.

    Raises:
        CollectError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise CollectError(
            f"Cannot read the changelog {str(path)!r}: {error}. Save it as UTF-8 text."
        ) from None
    return parse_changelog(text, str(path), distribution)


def parse_changelog(
    text: str, path: str = "CHANGELOG.md", distribution: str | None = None
) -> Changelog:
    """The sections of a changelog in Markdown or reStructuredText.

    Read are headings such as `## [1.2.0] - 2024-01-31`, `## 1.2.0 (31 January 2024)`,
    `## v1.2.0`, `Version 1.2.0` and `name 1.2.0`, with hash signs or underlined, and a date in the
    first lines below one (`Released 2024-01-31`).

    Args:
        text: the changelog.
        path: where it lies, for places.
        distribution: the name that headings may have in front of a version.
    """
    lines = text.splitlines()
    starts = [
        (number, after, about)
        for number, after, title in _headings(lines)
        if (about := _about(title, distribution)) is not None
    ]
    sections: list[Section] = []
    for index, (number, after, (version, date)) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(lines)
        below = lines[after:end]
        found = date or _date_below(below)
        sections.append(Section(version, found, number + 1, "\n".join(below).strip("\n")))
    return Changelog(path, tuple(sections))


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """The headings: the index of the line, that of the first line below, and the title."""
    fence: str | None = None
    for index, line in enumerate(lines):
        found = _FENCE.match(line)
        if found and fence in (None, found[1]):
            fence = None if fence else found[1]
        elif fence is None:
            atx = _ATX.fullmatch(line)
            if atx:
                yield index, index + 1, atx[2]
            elif line.strip() and index + 1 < len(lines) and _UNDERLINE.fullmatch(lines[index + 1]):
                yield index, index + 2, line.strip()


def _about(title: str, distribution: str | None) -> tuple[Version | None, dt.date | None] | None:
    """The version and date of a heading, or None where it is not about a release."""
    is_bracketed = title.startswith("[")
    flat = _LINK.sub(r"\1", title).strip("*_`: ")
    if _UNRELEASED.match(flat):
        return None, None
    date, rest = _take_date(flat)
    found = _HEADING.fullmatch(rest)
    if found is None:
        return None
    before = (found["before"] or "").strip().lower()
    if before in {"version", "release", "ver", "ver."}:
        before, is_bracketed = "", True
    if before and date is None and not _is_named(before, distribution):
        return None
    written = found["version"]
    is_sure = is_bracketed or date or found["word"] or before or written[0] in "vV"
    version = try_version(written) if "." in written or is_sure else None
    return None if version is None else (version, date)


def _is_named(before: str, distribution: str | None) -> bool:
    from packaging.utils import canonicalize_name

    return distribution is not None and canonicalize_name(before) == canonicalize_name(distribution)


def _take_date(text: str) -> tuple[dt.date | None, str]:
    """The date in a text, and the text without it."""
    numeric = _NUMERIC_DATE.search(text)
    if numeric:
        # At the very start it is a calendar version, as in `2024.10.22`.
        date = _date(numeric[1], numeric[3], numeric[4])
        if date is not None and (numeric.start() > 0 or numeric[2] != "."):
            return date, _without(text, numeric)
    for pattern in _WORDY_DATES:
        wordy = pattern.search(text)
        if wordy:
            months = [one for one in _MONTHS if one.startswith(wordy["month"].lower())]
            month = _MONTHS.index(months[0]) + 1 if len(months) == 1 else 0
            date = _date(wordy["year"], month, wordy["day"])
            if date is not None:
                return date, _without(text, wordy)
    return None, text


def _without(text: str, found: re.Match[str]) -> str:
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return (
        rest.replace("()", "").replace("( )", "").replace("(  )", "").strip(" -\u2013\u2014/:,~|")
    )


def _date(year: str, month: str | int, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _date_below(lines: list[str]) -> dt.date | None:
    said = [line for line in lines if line.strip()][:_DATE_WITHIN]
    for line in said:
        if re.match(r"[*_:\s]*(?:release[d]?|date)\b", line, re.IGNORECASE):
            return _take_date(f" {line}")[0]
        if _take_date(line.strip())[1].strip("*_() ") == "":
            return _take_date(line.strip())[0]
    return None
