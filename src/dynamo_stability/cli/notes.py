"""`dynamo-stability notes`: what release notes say about stability, with a migration table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.cli.diff import (
    add_side_arguments,
    escaped,
    history_of,
    markdown_line,
    read_sides,
)
from dynamo_stability.cli.exit_codes import CLEAN
from dynamo_stability.cli.forms import write_form
from dynamo_stability.markdown import markdown_table
from dynamo_stability.policy.changes import compare
from dynamo_stability.policy.changes.marks import alternative_of
from dynamo_stability.policy.notices.versions import try_version
from dynamo_stability.policy.promises import judge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from dynamo_stability.cli.versions_of import Side
    from dynamo_stability.policy.changes import Change, Changes
    from dynamo_stability.policy.notices.releases import History

#: The headings of Keep a Changelog, and ours for tiers; each with the kinds of change below it.
_SECTIONS: Final = {
    "Stability": ("graduated", "tier-lowered", "marked", "undeprecated", "unmarked"),
    "Added": ("appeared", "renamed"),
    "Deprecated": ("deprecated", "removal-set", "removal-later", "removal-earlier"),
    "Removed": ("removed", "moved", "parameter-removed"),
}
_TOLD_ELSEWHERE: Final = frozenset({"since-changed"})
_COLUMNS: Final = ("Was", "Now", "Since", "Goes in")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "notes",
        help="write what release notes say about stability",
        description="Write the stability part of release notes, in the form of Keep a Changelog, "
        "with a migration table for what was deprecated or removed.",
    )
    add_side_arguments(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write there")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Compare, and write the notes."""
    old, new = read_sides(given)
    changes = compare(old.catalog, new.catalog)
    write_form(given.output or None, release_notes(changes, new, history_of(old, new)))
    return CLEAN


def release_notes(changes: Changes, new: Side, history: History) -> str:
    """The notes of a release, as Markdown."""
    lines = [_title(new, history)]
    listed = {kind for kinds in _SECTIONS.values() for kind in kinds}
    sections = dict(_SECTIONS)
    rest = {one.kind for one in changes} - listed - _TOLD_ELSEWHERE
    sections["Changed"] = tuple(sorted(rest))
    for heading, kinds in sections.items():
        found = changes.of(*kinds)
        if found:
            lines += ["", f"### {heading}", ""]
            lines += [
                f"- {markdown_line(judge(one, changes.new_version, history))}" for one in found
            ]
    rows = list(_migrations(changes))
    if rows:
        lines += ["", "### Migration", "", markdown_table(_COLUMNS, rows).rstrip("\n")]
    if len(lines) == 1:
        lines += ["", "Nothing changed in what is promised."]
    return "\n".join(lines) + "\n"


def _title(new: Side, history: History) -> str:
    version = new.catalog.version
    parsed = try_version(version)
    if parsed is None:
        return "## [Unreleased]"
    date = history.date_of(parsed) if parsed in history else None
    return f"## [{version}]" if date is None else f"## [{version}] - {date.isoformat()}"


def _migrations(changes: Changes) -> Iterator[tuple[str, ...]]:
    """What users have to replace: what has gone comes first."""
    for change in changes.of("removed", "moved", "parameter-removed"):
        given = change.deprecation
        yield _row(change, "" if given is None else given.since, "gone")
    for change in changes.of("deprecated"):
        record = change.new_record
        given = None if record is None else record.deprecation
        if given is not None:
            yield _row(change, given.since, given.remove_in)


def _row(change: Change, since: str | None, until: str | None) -> tuple[str, ...]:
    record = change.new_record
    instead = change.successor
    if instead is None and record is not None:
        instead = alternative_of(record.deprecation)
    return (
        f"`{change.name}`",
        f"`{instead}`" if instead else escaped(_message(change)),
        since or "",
        until or "",
    )


def _message(change: Change) -> str:
    """What the deprecation says to do, where it names no alternative."""
    record = change.new_record or change.old_record
    deprecation = change.deprecation if record is None else record.deprecation
    return "" if deprecation is None else deprecation.message or ""
