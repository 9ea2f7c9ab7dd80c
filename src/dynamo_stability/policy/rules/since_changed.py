"""since-changed: history that is written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject


def check(subject: Subject) -> Iterator[Breach]:
    """Marks whose `since` is another one than in the base, though nothing has begun anew."""
    for change in () if subject.changes is None else subject.changes.of("since-changed"):
        message = f"{change.name} was {change.detail.replace(', now', ', and is now')}"
        yield Breach(change.name, place_of(change), message, "put since back to what it was")


RULE = Rule(
    id="since-changed",
    summary="A mark says afterwards that it began in another version.",
    why="notices and graduation are counted from it, so that both come out wrong",
    bad="""\
# 1.4
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
# 1.5
@deprecated("Use route().", since="1.2", remove_in="1.6", alternative="engine.route")
""",
    good="""\
# 1.5
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
""",
    level=ERROR,
    since="0.1.0",
    policy="The notice that is owed runs from the release in which the deprecation began.",
    check=check,
    needs=("changes",),
)
