"""judge(): whether a release may make a change, by the tiers that users saw before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.errors import VersionError
from dynamo_stability.policy.notices.notice import Notice, notice_of
from dynamo_stability.tiers import COMMITMENTS

if TYPE_CHECKING:
    from dynamo_stability.policy.changes import Change
    from dynamo_stability.policy.notices.releases import History

#: Changes that break nothing yet, but take back what was said.
_TAKEN_BACK: Final = frozenset({"tier-lowered", "removal-earlier"})


class Judgement(NamedTuple):
    """What the policy says of one change.

    Attributes:
        change: the change.
        is_broken: whether a promise was broken; None where the notice cannot be told.
        reason: why, in one sentence; empty where nothing was promised.
    """

    change: Change
    is_broken: bool | None
    reason: str


def judge(change: Change, new_version: str | None, history: History | None = None) -> Judgement:
    """What the policy says of a change.

    Args:
        change: the change.
        new_version: the version of the newer release.
        history: the project's releases, as far as they are known.
    """
    tier = change.tier
    if tier is None or not COMMITMENTS[tier].notice_releases:
        return Judgement(change, is_broken=False, reason="")
    if change.kind in _TAKEN_BACK:
        return Judgement(change, is_broken=True, reason=f"{tier} API was promised otherwise")
    if not change.is_breaking:
        return Judgement(change, is_broken=False, reason="")
    notice = _notice(change, new_version, history)
    if notice is None:
        return Judgement(change, is_broken=None, reason="its versions cannot be compared")
    is_broken = None if notice.is_enough is None else not notice.is_enough
    return Judgement(change, is_broken, notice.reason)


def _notice(change: Change, new_version: str | None, history: History | None) -> Notice | None:
    if change.tier is None:
        return None
    try:
        return notice_of(change.deprecation, change.tier, history, removed_in=new_version)
    except VersionError:
        return None
