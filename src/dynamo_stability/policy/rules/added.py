"""added: new public API, for information."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import NOTE
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

_FIX: Final = "nothing, if that is its tier; write it into the changelog below 'Added'"


def check(subject: Subject) -> Iterator[Breach]:
    """Public API that the base does not have, the outermost names."""
    for change in () if subject.changes is None else subject.changes.of("appeared"):
        tier = subject.marked_tier(change.name)
        word = f"as {tier}" if tier is not None else "without a mark"
        yield Breach(change.name, place_of(change), f"{change.name} is new, {word}", _FIX)


RULE = Rule(
    id="added",
    summary="There is new public API.",
    why="it is easily decided on now, and not any more once it is released",
    bad="""\
# 1.5, and not in 1.4
def route(): ...
""",
    good="""\
# 1.5
@experimental("The scoring may change.", since="1.5", feature="routing")
def route(): ...
""",
    level=NOTE,
    since="0.1.0",
    policy="The stability section of the release notes is generated from what has changed.",
    check=check,
    needs=("changes",),
)
