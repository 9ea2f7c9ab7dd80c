"""Versions are compared as PEP 440 says, and counted as feature releases."""

from __future__ import annotations

import pytest
from packaging.version import Version

from dynamo_stability.errors import VersionError
from dynamo_stability.policy.notices.versions import (
    feature_release,
    has_reached,
    implied_releases,
    is_calendar,
    parse_version,
    prepared_release,
    try_version,
)


@pytest.mark.parametrize(
    ("version", "goal", "reached"),
    [
        ("1.10", "1.9", True),  # as text it would be the other way round
        ("1.9", "1.10", False),
        ("2.0rc1", "2.0", False),
        ("2.0.dev3+gabc", "2.0", False),
        ("2.0+cu12", "2.0", True),
        ("2.0.post1", "2.0", True),
        ("1!1.0", "2024.1", True),
        ("2024.10", "2024.9", True),
        ("1.0", "1.0.0", True),
    ],
)
def test_order(version: str, goal: str, reached: bool) -> None:
    assert has_reached(parse_version(version), parse_version(goal)) is reached


@pytest.mark.parametrize(
    ("version", "feature"),
    [
        ("1.2.3.post1", "1.2"),
        ("1.2rc1", "1.2"),
        ("7", "7.0"),
        ("2!3.4.5", "2!3.4"),
        ("2024.10.22", "2024.10"),
        ("1.2+local", "1.2"),
    ],
)
def test_feature_releases(version: str, feature: str) -> None:
    assert str(feature_release(Version(version))) == feature


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("1.2", "1.4", ["1.2", "1.3"]),
        ("1.2.3", "1.4.1", ["1.2", "1.3"]),
        ("1.9", "1.11", ["1.9", "1.10"]),
        ("1.4", "1.4.2", []),
        ("1.4", "1.2", []),
        ("5", "7", ["5.0", "6.0"]),
        ("1.6", "2.0", None),
        ("2024.3", "2024.9", None),
        ("20240101", "20240301", None),
        ("1.0", "1!1.2", None),
    ],
)
def test_what_numbers_imply(start: str, end: str, found: list[str] | None) -> None:
    implied = implied_releases(Version(start), Version(end))
    assert (None if implied is None else [str(one) for one in implied]) == found


def test_what_a_pre_release_leads_to() -> None:
    for written in ("1.4.0rc1", "1.4.0.dev3+gabc", "1.4.0"):
        assert prepared_release(Version(written)) == Version("1.4.0")
    assert prepared_release(Version("1.4.0.post2")) == Version("1.4.0.post2")


def test_calendar_versions() -> None:
    assert [is_calendar(Version(one)) for one in ("2024.1", "20240131", "24.1", "1.2")] == [
        *(True, True),
        *(False, False),
    ]


@pytest.mark.parametrize("written", ["soon", "", "1.x", "1" * 5000 + "x"])
def test_what_is_no_version(written: str) -> None:
    assert try_version(written) is None
    with pytest.raises(VersionError, match=r"\(remove_in of pkg\.f\): it does not follow PEP 440"):
        parse_version(written, "remove_in of pkg.f")
