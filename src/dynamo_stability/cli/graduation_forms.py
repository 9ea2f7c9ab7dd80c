"""The forms in which a graduation is told: a list for the screen, JSON and a Markdown checklist."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dynamo_stability.cli.diff import escaped
from dynamo_stability.policy.graduation.judging import OPEN, REFUTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.cli.graduation_edits import Edits
    from dynamo_stability.policy.graduation.judging import Graduation, Verdict
    from dynamo_stability.rewriting.graduating import ByHand

FORMATS: Final = ("text", "json", "markdown")


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        graduation: the feature and where it goes.
        verdicts: one for each condition; empty where there is nothing to graduate.
        edits: what is edited; None where that was not asked for, or something is open.
    """

    graduation: Graduation
    verdicts: tuple[Verdict, ...] = ()
    edits: Edits | None = None

    @property
    def is_ready(self) -> bool:
        """Whether every condition is met."""
        return all(one.is_met for one in self.verdicts)

    @property
    def by_hand(self) -> tuple[ByHand, ...]:
        """What is not edited."""
        return () if self.edits is None else self.edits.plan.by_hand

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are edited, relative to the working directory."""
        changes = () if self.edits is None else self.edits.plan.changes
        return tuple(one.shown_from(Path()) for one in changes)

    @property
    def diff(self) -> str:
        """What is edited, as a unified diff with paths relative to the working directory."""
        return "" if self.edits is None else self.edits.plan.changes.diff(Path())


def render(outcome: Outcome, form: str, *, is_written: bool, has_diff: bool) -> str:
    """An outcome in one of `FORMATS`."""
    if form == "json":
        return json.dumps(_plain(outcome, is_written=is_written), indent=1) + "\n"
    lines = list(_checklist(outcome) if form == "markdown" else _listed(outcome))
    if has_diff and not is_written and outcome.diff:
        fence = ["```diff"], ["```"]
        diff = outcome.diff.splitlines()
        lines += ["", *([*fence[0], *diff, *fence[1]] if form == "markdown" else diff)]
    lines += _after(outcome, is_written=is_written, is_markdown=form == "markdown")
    return "\n".join(lines) + "\n"


# ---- text ---------------------------------------------------------------------------------------


def _listed(outcome: Outcome) -> Iterator[str]:
    yield _title(outcome)
    if not outcome.verdicts:
        return
    yield ""
    for member in outcome.graduation.members:
        yield f"  {member.name}: {_path_of(outcome, member.name)}"
    for one in outcome.verdicts:
        yield ""
        yield f"{one.state}: {one.id}: {one.text}"
        yield f"  {'why' if not one.is_met else 'how'}: {one.why}"
        if one.links:
            yield f"  evidence: {', '.join(one.links)}"
        if one.fix:
            yield f"  fix: {one.fix}"


def _title(outcome: Outcome) -> str:
    feature, goal = outcome.graduation.feature, outcome.graduation.goal
    if not outcome.verdicts:
        is_there = all(one.tier is goal for one in outcome.graduation.living)
        return (
            f"{feature} is {goal} already" if is_there else f"nothing of {feature} is below {goal}"
        )
    states = [one.state for one in outcome.verdicts]
    told = [f"{states.count(state)} {state}" for state in (OPEN, REFUTED) if state in states]
    if not told:
        return f"{feature} can become {goal}: all {len(states)} conditions are met"
    return f"{feature} cannot become {goal} yet: of {len(states)} conditions, {', '.join(told)}"


def _path_of(outcome: Outcome, name: str) -> str:
    """What an API is, and what it is to be."""
    goal = outcome.graduation.goal
    member = next(one for one in outcome.graduation.members if one.name == name)
    if member.deprecation is not None:
        return "deprecated"
    return f"{member.tier} -> {goal}" if member.tier < goal else str(member.tier)


def _after(outcome: Outcome, *, is_written: bool, is_markdown: bool) -> Iterator[str]:
    """What was written, and what is left to do."""
    if is_written and outcome.edits is not None:
        files = outcome.files
        yield ""
        yield from (f"wrote {one}" for one in files)
        if not files:
            yield "nothing to write"
    if outcome.by_hand:
        yield ""
        yield "## By hand" if is_markdown else "by hand:"
        if is_markdown:
            yield ""
        for one in outcome.by_hand:
            place = f"{one.place}: " if one.place else ""
            text = f"{place}{one.name}: {one.why}"
            yield f"- [ ] {escaped(f'{text}; {one.what}')}" if is_markdown else f"  {text}"
            if not is_markdown:
                yield f"    fix: {one.what}"
    for hint in () if outcome.edits is None else outcome.edits.hints:
        yield ""
        yield f"then: {hint}"


# ---- documents ----------------------------------------------------------------------------------


def _checklist(outcome: Outcome) -> Iterator[str]:
    graduation = outcome.graduation
    yield f"# {escaped(graduation.feature)} to {graduation.goal}"
    yield ""
    yield escaped(_title(outcome)) + "."
    if not outcome.verdicts:
        return
    yield ""
    for member in graduation.members:
        yield f"- `{member.name}`: {_path_of(outcome, member.name)}"
    yield ""
    for one in outcome.verdicts:
        sign = "x" if one.is_met else " "
        yield f"- [{sign}] **{one.id}** ({one.state}): {escaped(one.text)}"
        yield f"  - {escaped(one.why)}"
        yield from (f"  - <{link}>" if "://" in link else f"  - `{link}`" for link in one.links)
        if one.fix:
            yield f"  - to do: {escaped(one.fix)}"


def _plain(outcome: Outcome, *, is_written: bool) -> dict[str, Any]:
    graduation = outcome.graduation
    edits = outcome.edits
    return {
        "feature": graduation.feature,
        "to": str(graduation.goal),
        "ready": outcome.is_ready,
        "written": is_written,
        "members": [
            {
                "name": one.name,
                "kind": one.record.kind,
                "tier": str(one.tier),
                "deprecated": one.deprecation is not None,
                "source": one.record.source,
            }
            for one in graduation.members
        ],
        "conditions": [
            {**one._asdict(), "links": list(one.links), "met": one.is_met}
            for one in outcome.verdicts
        ],
        "files": list(outcome.files),
        "diff": outcome.diff,
        "by_hand": [one._asdict() for one in outcome.by_hand],
        "then": [] if edits is None else list(edits.hints),
    }
