"""Calendar: the notice periods that are running, and what falls due in which release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.policy.notices.notice import Notice, notice_of
from dynamo_stability.policy.notices.versions import (
    FeatureRelease,
    feature_release,
    is_calendar,
    parse_version,
    prepared_release,
)
from dynamo_stability.policy.standings import Standings
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packaging.version import Version

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.policy.notices.releases import History
    from dynamo_stability.record import Deprecation, Record

#: When something goes, seen from a release; in the order of their urgency.
DUE: Final = ("overdue", "due", "next", "later", "unplanned")


class Entry(NamedTuple):
    """One deprecation.

    Attributes:
        record: the mark.
        deprecation: what it says.
        due: when it goes, one of `DUE`.
        notice: the notice that it gives, beside what its tier owes.
    """

    record: Record
    deprecation: Deprecation
    due: str
    notice: Notice


class Calendar(NamedTuple):
    """The deprecations of one release.

    Attributes:
        as_of: the release that they are seen from.
        following: the feature release that comes next, as far as numbers or plans tell.
        entries: the deprecations: what goes first comes first.
    """

    as_of: Version
    following: tuple[FeatureRelease, ...]
    entries: tuple[Entry, ...]

    def due(self, *when: str) -> tuple[Entry, ...]:
        """Those that go at some time of `DUE`."""
        return tuple(one for one in self.entries if one.due in when)


def calendar_of(catalog: Catalog, as_of: str | Version, history: History | None = None) -> Calendar:
    """What is deprecated, and when it goes.

    Args:
        catalog: the release to look at.
        as_of: the release that is being made; a pre-release stands for the one that it leads to.
        history: the project's releases, as far as they are known.

    Raises:
        VersionError: a version is none.
    """
    current = prepared_release(parse_version(as_of))
    planned = [
        parse_version(deprecation.remove_in, f"remove_in of {record.name}")
        for record, deprecation in _deprecated(catalog)
        if deprecation.remove_in is not None
    ]
    following = _following(current, planned)
    standings = Standings(catalog)
    entries = [
        Entry(
            record,
            deprecation,
            _due(deprecation, current, following, history),
            notice_of(deprecation, standings.of_record(record).tier or Tier.STABLE, history),
        )
        for record, deprecation in _deprecated(catalog)
    ]
    return Calendar(current, following, tuple(sorted(entries, key=_order)))


def _deprecated(catalog: Catalog) -> Iterator[tuple[Record, Deprecation]]:
    for record in catalog.records:
        if record.deprecation is not None:
            yield record, record.deprecation


def _following(current: Version, planned: Iterable[Version]) -> tuple[FeatureRelease, ...]:
    """The feature releases that may come next."""
    here = feature_release(current)
    if is_calendar(current):
        ahead = sorted({feature_release(one) for one in planned if feature_release(one) > here})
        return tuple(ahead[:1])
    if len(current.release) == 1:
        return (here._replace(major=here.major + 1),)
    return here._replace(minor=here.minor + 1), here._replace(major=here.major + 1, minor=0)


def _due(
    deprecation: Deprecation,
    current: Version,
    following: tuple[FeatureRelease, ...],
    history: History | None,
) -> str:
    if deprecation.remove_in is None:
        return "unplanned"
    removal = parse_version(deprecation.remove_in)
    if removal <= current:
        is_earlier = feature_release(removal) < feature_release(current)
        is_past = history is not None and removal < current and history.is_released(removal)
        return "overdue" if is_earlier or is_past else "due"
    feature = feature_release(removal)
    is_next = feature in following or (following and feature <= following[0])
    return "next" if is_next else "later"


def _order(entry: Entry) -> tuple[int, Version, str]:
    removal = entry.deprecation.remove_in
    return DUE.index(entry.due), parse_version(removal or "0"), entry.record.name
