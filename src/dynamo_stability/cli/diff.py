"""`dynamo-stability diff`: what changed between two releases, and what of it breaks a promise."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.forms import add_form_arguments, form_of, write_form
from dynamo_stability.cli.reading import add_configuration_arguments, report
from dynamo_stability.cli.versions_of import SIDE_HELP, Side, read_side
from dynamo_stability.configuration import read_configuration, read_configuration_file
from dynamo_stability.policy.changes import GROUPS, KINDS, Change, Changes, compare
from dynamo_stability.policy.notices.releases import History, Release, read_history
from dynamo_stability.policy.notices.versions import try_version
from dynamo_stability.policy.promises import Judgement, judge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "diff",
        help="tell what changed between two releases",
        description="Tell what appeared, graduated, was deprecated, broke or went between two "
        "releases. Exit code 1 means that something broke which its tier had promised.",
    )
    add_side_arguments(parser)
    add_form_arguments(parser, screen="text")
    parser.set_defaults(run=run)


def add_side_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of every command that compares two releases."""
    parser.add_argument("old", metavar="OLD", help=SIDE_HELP)
    parser.add_argument("new", metavar="NEW", help="the newer release, named in the same ways")
    add_configuration_arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Compare and print; 1 where a promise was broken."""
    old, new = read_sides(given)
    changes, history = compare(old.catalog, new.catalog), history_of(old, new)
    judged = [judge(one, changes.new_version, history) for one in changes]
    render = {"text": _text, "json": _json, "markdown": _markdown}[form_of(given, screen="text")]
    write_form(given.output or None, render(old, new, changes, judged))
    return FINDINGS if any(one.is_broken for one in judged) else CLEAN


def read_sides(given: argparse.Namespace) -> tuple[Side, Side]:
    """Both releases that the arguments name; what could not be read of them is told.

    Raises:
        StabilityError: one of them cannot be read.
    """
    configuration = (
        read_configuration(Path())
        if given.config is None
        else read_configuration_file(Path(given.config))
    )
    manifests = tuple(Path(one) for one in given.manifest)
    sides = [read_side(one, configuration, manifests=manifests) for one in (given.old, given.new)]
    for side in sides:
        report(side.problems)
        if not side.catalog.api:
            print(
                f"dynamo-stability: {side.name} has no signatures, so what broke in it is not "
                f"told; write catalogs with 'scan --api'.",
                file=sys.stderr,
            )
    return sides[0], sides[1]


def history_of(old: Side, new: Side) -> History:
    """The releases that the projects of two sides know of, and the two themselves."""
    releases: list[Release] = []
    for directory in dict.fromkeys(one.directory for one in (new, old)):
        if directory is not None:
            releases += read_history(directory, new.catalog.distribution)
    if releases:
        for side in (old, new):
            version = try_version(side.catalog.version)
            if version is not None:
                releases.append(Release(version))
    return History(releases)


# ---- text ---------------------------------------------------------------------------------------


def _text(old: Side, new: Side, changes: Changes, judged: list[Judgement]) -> str:
    lines = [f"{old.title} -> {new.title}: {summary(changes, judged)}"]
    for group in GROUPS:
        found = [one for one in judged if KINDS[one.change.kind].group == group]
        if found:
            lines += ["", group.capitalize()]
            lines += [f"  {line}" for line in _lines(found)]
    return "\n".join(lines) + "\n"


def summary(changes: Changes, judged: Iterable[Judgement] = ()) -> str:
    """How many changes there are under which heading."""
    count = Counter(KINDS[one.kind].group for one in changes)
    parts = [f"{count[group]} {group}" for group in GROUPS if count[group]]
    broken = sum(bool(one.is_broken) for one in judged)
    if not parts:
        return "nothing changed"
    told = f"; {broken} break{'s' if broken == 1 else ''} a promise" if broken else ""
    return ", ".join(parts) + told


def _lines(judged: list[Judgement]) -> Iterator[str]:
    for one in _folded(judged):
        place = f"{one.change.place}: " if one.change.place else ""
        yield f"{place}{told(one)}"


def told(judgement: Judgement) -> str:
    """A change in one line: the name, what happened, and what had been promised."""
    change = judgement.change
    parts = [f"{change.name}: {KINDS[change.kind].text}"]
    if change.detail:
        parts.append(f": {change.detail}")
    if change.is_removal and change.successor and change.successor not in change.detail:
        parts.append(f"; use {change.successor}")
    if change.effect == "breaks" and change.tier is not None:
        parts.append(f" [{_standing(change)}]")
    elif change.kind == "appeared" and change.tier is not None and change.new_record is not None:
        parts.append(f" [{change.tier}]")
    return "".join(parts)


def _standing(change: Change) -> str:
    if change.deprecation is None:
        return f"{change.tier}, not deprecated"
    since = change.deprecation.since
    return f"{change.tier}, deprecated{f' since {since}' if since else ''}"


def _folded(judged: list[Judgement]) -> Iterator[Judgement]:
    """With the parameters of one function that only moved along in one line."""
    held: list[Judgement] = []
    for one in judged:
        is_move = one.change.kind == "parameter-moved"
        if held and not (is_move and _function(one) == _function(held[0])):
            yield _joined(held)
            held = []
        if is_move:
            held.append(one)
        else:
            yield one
    if held:
        yield _joined(held)


def _function(one: Judgement) -> str:
    return one.change.name.partition("(")[0]


def _joined(held: list[Judgement]) -> Judgement:
    first = held[0]
    if len(held) == 1:
        return first
    names = [one.change.name.partition("(")[2].removesuffix(")") for one in held]
    change = first.change._replace(name=f"{_function(first)}({', '.join(names)})", detail="")
    return first._replace(change=change)


# ---- documents ----------------------------------------------------------------------------------


def _json(old: Side, new: Side, changes: Changes, judged: list[Judgement]) -> str:
    about = {
        "old": _about(old),
        "new": _about(new),
        "summary": dict(sorted(Counter(one.kind for one in changes).items())),
        "changes": [_as_dict(one) for one in judged],
    }
    return json.dumps(about, indent=1) + "\n"


def _about(side: Side) -> dict[str, Any]:
    about = {
        "name": side.name,
        "distribution": side.catalog.distribution,
        "version": side.catalog.version,
    }
    return {key: value for key, value in about.items() if value is not None}


def _as_dict(one: Judgement) -> dict[str, Any]:
    about = one.change.to_dict()
    if one.change.effect in {"breaks", "policy"}:
        about["breaks_promise"] = one.is_broken
        if one.reason:
            about["notice"] = one.reason
    return about


def _markdown(old: Side, new: Side, changes: Changes, judged: list[Judgement]) -> str:
    lines = [f"# From {old.title} to {new.title}", "", f"{summary(changes, judged)}".capitalize()]
    lines[-1] += "."
    for group in GROUPS:
        found = [one for one in judged if KINDS[one.change.kind].group == group]
        if found:
            lines += ["", f"## {group.capitalize()}", ""]
            lines += [f"- {markdown_line(one)}" for one in _folded(found)]
    return "\n".join(lines) + "\n"


def markdown_line(one: Judgement) -> str:
    """A change as a list item, with its name as code."""
    text = told(one)
    rest = text.removeprefix(one.change.name)
    return f"`{one.change.name}`{escaped(rest)}"


def escaped(text: str) -> str:
    """A text without what Markdown would take for its own."""
    for sign in ("\\", "*", "_", "[", "]", "<"):
        text = text.replace(sign, f"\\{sign}")
    return text
