"""deprecated-graduates: an API that rises while it is on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.notices.versions import try_version
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject
    from dynamo_stability.record import Record

_FIX: Final = "keep its tier until it goes, or take the deprecation back and give it time"


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecated API that got a higher tier, by its own mark or seen from the base."""
    told = set()
    for record in subject.catalog.records:
        message = _by_its_mark(record)
        if message is not None:
            told.add(record.name)
            yield Breach(record.name, record.source, message, _FIX)
    for change in () if subject.changes is None else subject.changes.of("graduated"):
        if change.was_deprecated and change.name not in told:
            message = (
                f"{change.name} was deprecated and {change.tier}, and is now {change.new_tier}"
            )
            yield Breach(change.name, place_of(change), message, _FIX)


def _by_its_mark(record: Record) -> str | None:
    deprecation = record.deprecation
    if deprecation is None or record.tier in {None, Tier.EXPERIMENTAL}:
        return None
    deprecated, risen = try_version(deprecation.since), try_version(record.since)
    if deprecated is None or risen is None or risen <= deprecated:
        return None
    return (
        f"{record.name} is {record.tier} since {record.since}, "
        f"and has been deprecated since {deprecation.since}"
    )


RULE = Rule(
    id="deprecated-graduates",
    summary="A deprecated API gets a higher tier.",
    why="a higher tier promises a future that the deprecation denies",
    bad="""\
@beta(since="1.5")
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
def pick(): ...
""",
    good="""\
@experimental(since="1.3")
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
def pick(): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="A deprecated API never graduates.",
    check=check,
)
