"""experimental-too-old: an experiment that nobody ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import OFF
from dynamo_stability.policy.notices.versions import implied_releases, try_version
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packaging.version import Version

    from dynamo_stability.policy.notices.releases import History
    from dynamo_stability.policy.notices.versions import FeatureRelease
    from dynamo_stability.policy.subject import Subject

_FIX: Final = "decide: graduate it, deprecate it, or say in its mark why it has to wait"


def check(subject: Subject) -> Iterator[Breach]:
    """Experimental API that is older than the number of releases that the project allows."""
    current, most = try_version(subject.version), subject.options.experimental_releases
    if subject.history is None or current is None:
        return
    for record in subject.catalog.records:
        since = try_version(record.since)
        if record.tier is not Tier.EXPERIMENTAL or since is None:
            continue
        count = len(_releases(since, current, subject.history))
        if count > most:
            message = (
                f"{record.name} is experimental since {record.since}, "
                f"for {count} releases; {most} are allowed"
            )
            yield Breach(record.name, record.source, message, _FIX)


def _releases(since: Version, current: Version, history: History) -> set[FeatureRelease]:
    """The feature releases that carried the mark, as far as they are known."""
    return {*history.features(since, current), *(implied_releases(since, current) or ())}


RULE = Rule(
    id="experimental-too-old",
    summary="API has been experimental for more releases than the project allows.",
    why="users have come to rely on it, and nobody has promised them anything",
    bad="""\
# in 1.12
@experimental("The scoring may change.", since="1.4")
def route(): ...
""",
    good="""\
# in 1.12
@beta(since="1.12")
def route(): ...
""",
    level=OFF,
    since="0.1.0",
    policy="Experimental API is for evaluation and feedback, and graduates by criteria.",
    check=check,
    needs=("history", "version"),
)
