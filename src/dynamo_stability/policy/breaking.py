"""breaches(): the changes of a tier that break what worked, and were not announced in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.policy.changes import KINDS
from dynamo_stability.policy.lacking import lacking_notice
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach
from dynamo_stability.policy.wording import owed_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject
    from dynamo_stability.tiers import Tier


def breaches(subject: Subject, tier: Tier) -> Iterator[Breach]:
    """Breaking changes of what was of a tier, but for removals, which have rules of their own."""
    for change in subject.changes or ():
        if not change.is_breaking or change.is_removal or change.tier is not tier:
            continue
        lacking = lacking_notice(change, subject)
        if change.was_deprecated and lacking is None:
            continue  # it could have been removed by now
        detail = f" ({change.detail})" if change.detail else ""
        late = f", {lacking}" if lacking is not None else ""
        message = f"{change.name} was {tier}: {KINDS[change.kind].text}{detail}{late}"
        fix = (
            "keep the old way working beside the new one, and deprecate it; "
            f"what is owed before: {owed_in_words(tier)}"
        )
        yield Breach(change.name, place_of(change), message, fix)
