"""`dynamo-stability deprecations`: which notice periods run, and what falls due in a release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.forms import add_form_arguments, form_of, write_form
from dynamo_stability.cli.reading import add_configuration_arguments, configuration_of, read, report
from dynamo_stability.cli.versions_of import SIDE_HELP, Side, read_side
from dynamo_stability.errors import ConfigurationError
from dynamo_stability.markdown import markdown_table
from dynamo_stability.policy.changes.marks import alternative_of
from dynamo_stability.policy.notices.calendar import Calendar, Entry, calendar_of
from dynamo_stability.policy.notices.notice import earliest_removal, owed_text
from dynamo_stability.policy.notices.releases import History, read_history
from dynamo_stability.policy.notices.versions import try_version

if TYPE_CHECKING:
    import argparse

_COLUMNS: Final = ("Name", "Tier", "Since", "Goes in", "Notice owed", "Notice given", "Use instead")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "deprecations",
        help="tell what falls due in a release, and which notice periods run",
        description="Tell what has to be removed in a release, what in the one after it, and "
        "which notice periods run beyond. Exit code 1 means that something is due and still there.",
    )
    parser.add_argument(
        "target",
        nargs="?",
        metavar="TARGET",
        help=f"{SIDE_HELP}; by default what 'targets' of [tool.dynamo-stability] names",
    )
    add_configuration_arguments(parser)
    parser.add_argument(
        "--as-of",
        metavar="VERSION",
        help="the release that is being made; by default the version of the target",
    )
    add_form_arguments(parser, screen="text")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Read, sort by when it goes, and print; 1 where something is due and still there."""
    side = _side(given)
    as_of = given.as_of or side.catalog.version
    if as_of is None:
        raise ConfigurationError(
            f"Cannot tell what falls due in {side.name}: its version is not known. "
            f"Pass --as-of VERSION."
        )
    history = History()
    if side.directory is not None:
        history = read_history(side.directory, side.catalog.distribution)
    calendar = calendar_of(side.catalog, as_of, history)
    forms = {"text": _text, "json": _json, "markdown": calendar_page}
    render = forms[form_of(given, screen="text")]
    write_form(given.output or None, render(side, calendar))
    return FINDINGS if calendar.due("overdue", "due") else CLEAN


def _side(given: argparse.Namespace) -> Side:
    configuration = configuration_of(given)
    if given.target is not None:
        manifests = tuple(Path(one) for one in given.manifest)
        side = read_side(given.target, configuration, manifests=manifests, api=False)
        report(side.problems)
        return side
    found = read([], configuration)
    report(found.problems)
    return Side("this project", found.catalog, found.problems, configuration.directory.absolute())


def _headings(calendar: Calendar) -> dict[str, str]:
    following = " or ".join(str(one) for one in calendar.following) or "the next release"
    return {
        "overdue": "Overdue: should be gone already",
        "due": f"Due in {calendar.as_of}",
        "next": f"Due next, in {following}",
        "later": "Later",
        "unplanned": "No removal planned",
    }


def _text(side: Side, calendar: Calendar) -> str:
    lines = [f"{side.title}, as of {calendar.as_of}: {_count(calendar)}"]
    for due, heading in _headings(calendar).items():
        entries = calendar.due(due)
        if entries:
            lines += ["", heading]
            lines += [f"  {_line(one)}" for one in entries]
    return "\n".join(lines) + "\n"


def _count(calendar: Calendar) -> str:
    if not calendar.entries:
        return "nothing is deprecated"
    parts = [
        f"{len(calendar.due(due))} {word}"
        for due, word in (("overdue", "overdue"), ("due", "due"), ("next", "due next"))
        if calendar.due(due)
    ]
    return ", ".join([f"{len(calendar.entries)} deprecated", *parts])


def _line(entry: Entry) -> str:
    place = f"{entry.record.source}: " if entry.record.source else ""
    parts = [f"since {entry.deprecation.since or 'an unknown version'}"]
    if entry.deprecation.remove_in is not None:
        parts.append(f"goes in {entry.deprecation.remove_in}")
    instead = alternative_of(entry.deprecation)
    if instead is not None:
        parts.append(f"use {instead}")
    return f"{place}{entry.record.name}: {', '.join(parts)} [{_given(entry)}]"


def _given(entry: Entry) -> str:
    """What notice is given, and what it lacks."""
    notice = entry.notice
    if notice.is_enough is False:
        return f"too short: {notice.reason}"
    if notice.until is None and notice.since is not None and try_version(notice.since):
        earliest = earliest_removal(notice.since, notice.tier)
        date = notice.earliest_date
        told = f"not before {earliest}" if earliest is not None else ""
        if date is not None:
            told = f"{told}{', ' if told else 'not before '}{date.isoformat()}"
        return told or notice.reason
    return notice.reason


# ---- documents ----------------------------------------------------------------------------------


def _json(side: Side, calendar: Calendar) -> str:
    about: dict[str, Any] = {
        "name": side.name,
        "distribution": side.catalog.distribution,
        "as_of": str(calendar.as_of),
        "next": [str(one) for one in calendar.following],
        "deprecations": [_as_dict(one) for one in calendar.entries],
    }
    return json.dumps(about, indent=1) + "\n"


def _as_dict(entry: Entry) -> dict[str, Any]:
    notice = entry.notice
    about: dict[str, Any] = {
        "name": entry.record.name,
        "kind": entry.record.kind,
        "tier": str(notice.tier),
        "due": entry.due,
        "deprecation": entry.deprecation.to_dict(),
        "source": entry.record.source,
        "notice": {
            "owed_releases": notice.owed.notice_releases,
            "owed_months": notice.owed.notice_months,
            "releases": notice.releases,
            "months": notice.months,
            "starts": None if notice.starts is None else notice.starts.isoformat(),
            "earliest_date": None
            if notice.earliest_date is None
            else notice.earliest_date.isoformat(),
            "is_enough": notice.is_enough,
            "reason": notice.reason,
        },
    }
    return {key: value for key, value in about.items() if value is not None}


def calendar_page(side: Side, calendar: Calendar) -> str:
    """The notice periods that run, as a page of Markdown."""
    title = side.catalog.distribution or side.name
    parts = [f"# Deprecations of {title}\n\nAs of {calendar.as_of}: {_count(calendar)}.\n"]
    for due, heading in _headings(calendar).items():
        entries = calendar.due(due)
        if entries:
            parts.append(f"## {heading}\n\n{markdown_table(_COLUMNS, map(_row, entries))}")
    return "\n".join(parts)


def _row(entry: Entry) -> tuple[str, ...]:
    notice, instead = entry.notice, alternative_of(entry.deprecation)
    since = entry.deprecation.since or ""
    if notice.starts is not None:
        since = f"{since} ({notice.starts.isoformat()})"
    return (
        f"`{entry.record.name}`",
        str(notice.tier),
        since,
        entry.deprecation.remove_in or "",
        owed_text(notice.tier),
        _given(entry),
        f"`{instead}`" if instead else entry.deprecation.message or "",
    )
