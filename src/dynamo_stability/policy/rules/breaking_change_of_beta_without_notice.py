"""breaking-change-of-beta-without-notice: a surprise in the last stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.breaking import breaches
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject


def check(subject: Subject) -> Iterator[Breach]:
    """Changes of beta API that break what worked, before any notice of it has run out."""
    return breaches(subject, Tier.BETA)


RULE = Rule(
    id="breaking-change-of-beta-without-notice",
    summary="A change of beta API breaks code that uses it, and nobody had been told.",
    why="beta API is feature-complete, and its users are told one release ahead",
    bad="""\
# 1.4
@beta
def route(prompt, priority=0): ...
# 1.5
@beta
def route(prompt): ...
""",
    good="""\
# 1.5
@deprecated_parameter("priority", since="1.5", remove_in="1.6", alternative="engine.Request")
@beta
def route(prompt, priority=0): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="Beta API may break after one release of notice.",
    check=check,
    needs=("changes",),
)
