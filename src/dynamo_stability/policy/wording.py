"""What is owed before a removal, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.policy.notices.notice import earliest_removal, owed_text
from dynamo_stability.policy.notices.versions import try_version

if TYPE_CHECKING:
    from dynamo_stability.tiers import Tier


def owed_in_words(tier: Tier) -> str:
    """The notice that API of a tier is owed."""
    return f"{owed_text(tier)}, as it is {tier}"


def earliest_in_words(since: str | None, tier: Tier) -> str:
    """From which version on a removal keeps that notice, where numbers tell; or nothing."""
    start = try_version(since)
    earliest = None if start is None else earliest_removal(start, tier)
    return "" if earliest is None else f", so {earliest} at the earliest"
