"""Notice: what a tier is owed, in releases and in months, and whether it is given."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from dynamo_stability.errors import VersionError
from dynamo_stability.policy.notices.notice import (
    add_months,
    earliest_removal,
    is_due,
    notice_of,
    whole_months,
)
from dynamo_stability.policy.notices.releases import History, Release
from dynamo_stability.record import Deprecation
from dynamo_stability.tiers import Tier


def history(**releases: str) -> History:
    """Releases by keyword: `v1_2="2024-01-31"`; an empty date is not known."""
    return History(
        Release(Version(name[1:].replace("_", ".")), dt.date.fromisoformat(day) if day else None)
        for name, day in releases.items()
    )


def gone(since: str | None = "1.2", remove_in: str | None = "1.4") -> Deprecation:
    return Deprecation(since=since, remove_in=remove_in)


@pytest.mark.parametrize(
    ("tier", "since", "remove_in", "releases", "enough"),
    [
        (Tier.STABLE, "1.2", "1.4", 2, None),  # months are not known
        (Tier.STABLE, "1.2", "1.3", 1, False),
        (Tier.STABLE, "1.2", "1.2.5", 0, False),
        (Tier.STABLE, "1.4", "1.2", 0, False),
        (Tier.BETA, "1.2", "1.3", 1, None),
        (Tier.BETA, "1.2.0", "1.2.1", 0, False),
        (Tier.EXPERIMENTAL, "1.2", "1.2.1", None, True),
        (Tier.STABLE, "1.6", "2.0", 1, None),
        (Tier.STABLE, "2024.3", "2024.9", 1, None),
        (Tier.STABLE, "1!1.2", "1!1.4", 2, None),
        (Tier.STABLE, "1.2rc1", "1.4.dev1", 2, None),
    ],
)
def test_without_a_history(
    tier: Tier, since: str, remove_in: str, releases: int | None, enough: bool | None
) -> None:
    notice = notice_of(gone(since, remove_in), tier)
    assert (notice.releases, notice.is_enough) == (releases, enough)


def test_patches_and_pre_releases_are_no_notice() -> None:
    known = history(v1_2="2024-01-01", v1_2_1="2024-02-01", v1_3rc1="2024-03-01", v1_4="2024-09-01")
    notice = notice_of(gone(), Tier.STABLE, known)
    assert (notice.releases, notice.months, notice.is_enough) == (1, 8, False)


def test_months_count_beside_releases() -> None:
    quick = history(v1_2="2024-01-31", v1_3="2024-02-20", v1_4="2024-05-30")
    slow = history(v1_2="2024-01-31", v1_3="2024-02-20", v1_4="2024-05-31")
    assert notice_of(gone(), Tier.STABLE, quick).is_enough is False
    assert notice_of(gone(), Tier.STABLE, slow).is_enough is True
    assert "2 releases and 3 months of notice" in notice_of(gone(), Tier.STABLE, quick).reason
    assert notice_of(gone(), Tier.STABLE, quick).earliest_date == dt.date(2024, 5, 31)


def test_the_first_release_may_be_missing_from_the_history() -> None:
    assert notice_of(gone(), Tier.STABLE, history(v1_3="", v1_4="")).releases == 2


def test_a_major_release_comes_after_those_that_are_known() -> None:
    planned = gone("1.2", "2.0")
    assert notice_of(planned, Tier.STABLE, history(v1_2="", v1_3="")).releases == 2
    assert notice_of(planned, Tier.STABLE, history(v1_2="")).is_enough is None
    calendar = history(v2024_3="2024-03-01", v2024_10="2024-10-01", v2025_1="2025-01-01")
    assert notice_of(gone("2024.3", "2025.1"), Tier.STABLE, calendar).is_enough is True


def test_what_has_gone_before_its_time() -> None:
    notice = notice_of(gone(), Tier.STABLE, removed_in="1.3")
    assert (notice.until, notice.is_enough) == ("1.3", False)
    assert notice_of(None, Tier.STABLE, removed_in="1.3").is_enough is False
    assert notice_of(None, Tier.EXPERIMENTAL, removed_in="1.3").is_enough is True


def test_what_is_not_said() -> None:
    assert notice_of(gone(None), Tier.STABLE).reason == "it does not say since when"
    assert notice_of(gone("1.2", None), Tier.STABLE).reason == "no removal is planned"
    with pytest.raises(VersionError, match="'soon'"):
        notice_of(gone("1.2", "soon"), Tier.STABLE)


@pytest.mark.parametrize(
    ("version", "due"),
    [("1.4rc1", False), ("1.4", True), ("1.4.0+cu12", True), ("1.10", True), ("1.3.9", False)],
)
def test_due(version: str, due: bool) -> None:
    assert is_due(gone(), version) is due
    assert not is_due(gone("1.2", None), version)
    assert not is_due(gone("1.2", "soon"), version)
    assert not is_due(None, version)


def test_the_earliest_removal() -> None:
    assert str(earliest_removal("1.2.3", Tier.STABLE)) == "1.4"
    assert str(earliest_removal("1.2", Tier.BETA)) == "1.3"
    assert str(earliest_removal("7", Tier.STABLE)) == "9.0"
    assert earliest_removal("2024.3", Tier.STABLE) is None


days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))


@given(days, st.integers(0, 60))
def test_months_there_and_back(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert whole_months(day, later) == months
    assert whole_months(later, day) == 0 or months == 0


def test_the_ends_of_months() -> None:
    assert add_months(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 29)
    assert add_months(dt.date(2023, 12, 31), 2) == dt.date(2024, 2, 29)
    assert whole_months(dt.date(2024, 1, 31), dt.date(2024, 2, 28)) == 0
