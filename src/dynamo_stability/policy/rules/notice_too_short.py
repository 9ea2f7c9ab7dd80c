"""notice-too-short: a removal that is planned before users are owed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.notices.notice import notice_of
from dynamo_stability.policy.notices.versions import try_version
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.policy.wording import earliest_in_words, owed_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject
    from dynamo_stability.record import Deprecation


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecations whose `since` and `remove_in` are closer than the tier allows."""
    for record in subject.catalog.records:
        deprecation = record.deprecation
        if deprecation is None or not _is_measurable(deprecation):
            continue
        tier = subject.tier(record.name)
        notice = notice_of(deprecation, tier, subject.history)
        if notice.is_enough is False:
            message = (
                f"{record.name} is deprecated since {deprecation.since} and goes in "
                f"{deprecation.remove_in}: {notice.reason}"
            )
            earliest = earliest_in_words(deprecation.since, tier)
            fix = f"plan the removal later; what is owed: {owed_in_words(tier)}{earliest}"
            yield Breach(record.name, record.source, message, fix)


def _is_measurable(deprecation: Deprecation) -> bool:
    return None not in {try_version(deprecation.since), try_version(deprecation.remove_in)}


RULE = Rule(
    id="notice-too-short",
    summary="A removal is planned before the notice that its tier is owed has run out.",
    why="users plan their upgrades by the notice that the tier promises them",
    bad="""\
@deprecated("Use route().", since="1.4", remove_in="1.5", alternative="engine.route")
@stable
def pick(): ...
""",
    good="""\
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
@stable
def pick(): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="Before a removal, stable API is owed two releases and at least four months of notice, "
    "beta API one release and two months, experimental API nothing.",
    check=check,
)
