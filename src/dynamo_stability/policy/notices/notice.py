"""Notice: how long in advance a removal is told, and whether that is as long as the tier owes."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.policy.notices.releases import History
from dynamo_stability.policy.notices.versions import (
    FeatureRelease,
    feature_release,
    has_reached,
    implied_releases,
    is_calendar,
    parse_version,
    try_version,
)
from dynamo_stability.tiers import COMMITMENTS

if TYPE_CHECKING:
    from typing import Final

    from packaging.version import Version

    from dynamo_stability.record import Deprecation
    from dynamo_stability.tiers import Commitment, Tier

_MONTHS_A_YEAR: Final = 12


class Notice(NamedTuple):
    """The notice that a deprecation gives, beside what its tier owes.

    Attributes:
        tier: the tier that decides what is owed.
        since: the version in which the notice begins, as written.
        until: the version in which it ends: where the API goes, or went.
        releases: the feature releases that carry the deprecation; at least so many where
            `is_exact` is false; None where nothing is known.
        is_exact: whether `releases` is the whole count.
        months: the whole months from the first of them to the removal, where both dates are known.
        starts: the day on which the notice begins, where it is known.
        ends: the day of the removal, where it has happened and is known.
        is_enough: whether what is owed is given; None where that cannot be told.
        reason: why, in one sentence.
    """

    tier: Tier
    since: str | None
    until: str | None
    releases: int | None
    is_exact: bool
    months: int | None
    starts: dt.date | None
    ends: dt.date | None
    is_enough: bool | None
    reason: str

    @property
    def owed(self) -> Commitment:
        """What the tier owes."""
        return COMMITMENTS[self.tier]

    @property
    def earliest_date(self) -> dt.date | None:
        """The first day on which a removal keeps the months that are owed."""
        return None if self.starts is None else add_months(self.starts, self.owed.notice_months)


def owed_text(tier: Tier) -> str:
    """What API of a tier is owed before a removal, in words."""
    commitment = COMMITMENTS[tier]
    if not commitment.notice_releases:
        return "nothing"
    plural = "s" if commitment.notice_releases > 1 else ""
    return (
        f"{commitment.notice_releases} release{plural} and at least "
        f"{commitment.notice_months} months"
    )


def notice_of(
    deprecation: Deprecation | None,
    tier: Tier,
    history: History | None = None,
    *,
    removed_in: str | Version | None = None,
) -> Notice:
    """The notice that a deprecation gives.

    Args:
        deprecation: the deprecation; None where there was none, which is no notice at all.
        tier: the tier of the API when it was deprecated.
        history: the project's releases, as far as they are known.
        removed_in: the release in which it has gone already; `remove_in` counts where it is None.

    Raises:
        VersionError: a version in it is none.
    """
    since, planned = (
        (None, None) if deprecation is None else (deprecation.since, deprecation.remove_in)
    )
    until = planned if removed_in is None else str(removed_in)
    if not COMMITMENTS[tier].notice_releases:
        return _unmeasured(tier, since, until, is_enough=True, reason=f"{tier} API is owed nothing")
    if deprecation is None:
        return _unmeasured(tier, since, until, is_enough=False, reason="it was not deprecated")
    if since is None:
        return _unmeasured(tier, since, until, is_enough=None, reason="it does not say since when")
    if until is None:
        return _unmeasured(tier, since, until, is_enough=None, reason="no removal is planned")
    return _measured(tier, since, until, History() if history is None else history)


def _unmeasured(
    tier: Tier, since: str | None, until: str | None, *, is_enough: bool | None, reason: str
) -> Notice:
    releases = 0 if is_enough is False else None
    return Notice(
        tier,
        since,
        until,
        releases,
        is_exact=False,
        months=None,
        starts=None,
        ends=None,
        is_enough=is_enough,
        reason=reason,
    )


def _measured(tier: Tier, since: str, until: str, history: History) -> Notice:
    start, end = parse_version(since, "since"), parse_version(until, "remove_in")
    releases, is_exact = _count(start, end, history)
    starts = history.date_of(start)
    ends = history.date_of(end) if history.is_released(end) else None
    months = None if starts is None or ends is None else whole_months(starts, ends)
    is_enough, reason = _verdict(COMMITMENTS[tier], releases, months, is_exact=is_exact)
    return Notice(tier, since, until, releases, is_exact, months, starts, ends, is_enough, reason)


def _count(start: Version, end: Version, history: History) -> tuple[int, bool]:
    """How many feature releases carry the deprecation, and whether that is all of them."""
    first, last = feature_release(start), feature_release(end)
    if end <= start:
        return 0, True
    if last == first:
        return 0, True  # it comes and goes within the patches of one release
    known = {first, *history.features(start, end)}
    implied = implied_releases(start, end)
    if history.is_released(end):
        if start in history or history.features(start)[:1] == (first,):
            return len(known), True
        return len(known.union(implied or ())), implied is not None
    if implied is None:
        return len(known), False
    latest = history.latest
    ahead = [one for one in implied if latest is None or one > feature_release(latest)]
    return len(known.union(ahead)), True


def _verdict(
    owed: Commitment, releases: int, months: int | None, *, is_exact: bool
) -> tuple[bool | None, str]:
    counted = f"{releases} release{'' if releases == 1 else 's'}"
    wanted = f"{owed.notice_releases} and {owed.notice_months} months are owed"
    if releases < owed.notice_releases:
        if is_exact:
            return False, f"{counted} of notice, where {wanted}"
        return None, f"at least {counted} of notice, where {wanted}; more cannot be told"
    if months is None:
        return None, f"{counted} of notice; how many months is not known, where {wanted}"
    spent = f"{counted} and {months} month{'' if months == 1 else 's'} of notice"
    return months >= owed.notice_months, f"{spent}, where {wanted}"


# ---- when notice falls due ----------------------------------------------------------------------


def is_due(deprecation: Deprecation | None, version: str | Version) -> bool:
    """Whether what is deprecated should be gone in `version`.

    False where no removal is planned, or the planned one is no version.

    Raises:
        VersionError: `version` is none.
    """
    if deprecation is None:
        return False
    planned = try_version(deprecation.remove_in)
    return planned is not None and has_reached(parse_version(version), planned)


def earliest_removal(since: str | Version, tier: Tier) -> FeatureRelease | None:
    """The first feature release whose number keeps the notice in releases.

    None for calendar versions, whose numbers skip.
    """
    start = parse_version(since, "since")
    if is_calendar(start):
        return None
    first, owed = feature_release(start), COMMITMENTS[tier].notice_releases
    if len(start.release) == 1:
        return first._replace(major=first.major + owed)
    return first._replace(minor=first.minor + owed)


# ---- months -------------------------------------------------------------------------------------


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def whole_months(start: dt.date, end: dt.date) -> int:
    """The months that have gone by in full from one day to another; 0 where it lies before."""
    if end < start:
        return 0
    months = (end.year - start.year) * _MONTHS_A_YEAR + end.month - start.month
    return months - (add_months(start, months) > end)
