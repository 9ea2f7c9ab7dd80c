"""removal-moved-earlier: less time than users were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecations of more than experimental API that are to be removed in an earlier version."""
    for change in () if subject.changes is None else subject.changes.of("removal-earlier"):
        if change.tier is not None and change.tier > Tier.EXPERIMENTAL:
            told = change.deprecation and change.deprecation.remove_in
            message = f"{change.name} {change.detail}"
            fix = f"put remove_in back to {told}, or to a later version"
            yield Breach(change.name, place_of(change), message, fix)


RULE = Rule(
    id="removal-moved-earlier",
    summary="A removal is planned for an earlier version than users were told.",
    why="users have planned with the version that they were told",
    bad="""\
# 1.4
@deprecated("Use route().", since="1.4", remove_in="1.7", alternative="engine.route")
# 1.5
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
""",
    good="""\
# 1.5
@deprecated("Use route().", since="1.4", remove_in="1.7", alternative="engine.route")
""",
    level=ERROR,
    since="0.1.0",
    policy="A removal happens only after the notice has run out that users were given.",
    check=check,
    needs=("changes",),
)
