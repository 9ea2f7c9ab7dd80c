"""breaking-change-of-stable: what worked, and was to go on working."""

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
    """Changes of stable API that break what worked, before any notice of it has run out."""
    return breaches(subject, Tier.STABLE)


RULE = Rule(
    id="breaking-change-of-stable",
    summary="A change of stable API breaks code that uses it.",
    why="stable API stays compatible within a major version, and changes only after its notice",
    bad="""\
# 1.4
@stable
def route(prompt, priority=0): ...
# 1.5
@stable
def route(prompt, *, priority): ...
""",
    good="""\
# 1.5
@stable
def route(prompt, priority=0, *, deadline=None): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="A stable API that breaks fails in CI; it may break only after two releases of notice.",
    check=check,
    needs=("changes",),
)
