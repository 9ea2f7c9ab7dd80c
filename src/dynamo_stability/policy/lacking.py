"""lacking_notice(): what the notice of a change lacks of what users were told or are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.policy.notices.notice import notice_of
from dynamo_stability.policy.notices.releases import History, Release
from dynamo_stability.policy.notices.versions import try_version
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from dynamo_stability.policy.changes import Change
    from dynamo_stability.policy.subject import Subject


def lacking_notice(change: Change, subject: Subject) -> str | None:
    """What users were told, or were owed, that did not come, as the end of a sentence.

    None where nothing lacks, nothing is owed, or it cannot be told; and where there was no
    deprecation at all, which is another matter.
    """
    deprecation, current = change.deprecation, try_version(subject.version)
    if deprecation is None or current is None or change.tier in {None, Tier.EXPERIMENTAL}:
        return None
    told = try_version(deprecation.remove_in)
    if told is not None and current < told:
        return f"and was to go in {told}; this is {current}"
    if try_version(deprecation.since) is None:
        return None
    history = (subject.history or History()).with_releases([Release(current, subject.today)])
    tier = change.tier or Tier.STABLE
    notice = notice_of(deprecation, tier, history, removed_in=current)
    return f"after {notice.reason}" if notice.is_enough is False else None
