"""The rules about the checking itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR, WARNING
from dynamo_stability.findings.finding import (
    SOURCE_UNCLEAR,
    SOURCE_UNCLEAR_FIX,
    SOURCE_UNCLEAR_WHY,
)
from dynamo_stability.policy.ignoring import UNUSED_IGNORE
from dynamo_stability.policy.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject


def _unclear(subject: Subject) -> Iterator[Breach]:
    for one in subject.problems:
        place = f"{one.path}:{one.line}"
        yield Breach(one.path, place, one.message, SOURCE_UNCLEAR_FIX, one.column)


UNCLEAR = Rule(
    id=SOURCE_UNCLEAR,
    summary="A source cannot be read, or contradicts itself.",
    why=SOURCE_UNCLEAR_WHY,
    bad="""\
@beta
@stable
def route(): ...
""",
    good="""\
@stable
def route(): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="There is one record of each API.",
    check=_unclear,
)

UNUSED = Rule(
    id=UNUSED_IGNORE,
    summary="A comment ignores a rule that finds nothing there, or that does not exist.",
    why="it would hide the next finding, which nobody has looked at",
    bad="""\
def route(): ...  # stability: ignore[removal-overdue]
""",
    good="""\
def route(): ...
""",
    level=WARNING,
    since="0.1.0",
    policy="Exceptions are decided one by one.",
)

STALE = Rule(
    id="baseline-stale",
    summary="The baseline accepts a finding that is gone.",
    why="it would hide the same finding when it comes back; a baseline only ever shrinks",
    bad="""\
{"rule": "removal-overdue", "name": "engine.pick", "count": 1}  // engine.pick is gone
""",
    good="""\
// after 'dynamo-stability baseline --update': no such line
""",
    level=WARNING,
    since="0.1.0",
    policy="Exceptions are decided one by one.",
)
