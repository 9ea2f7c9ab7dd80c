"""Versions: compared as PEP 440 says, and counted as releases; never compared as text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from packaging.version import InvalidVersion, Version

from dynamo_stability.errors import VersionError

if TYPE_CHECKING:
    from typing import Final

#: A first number in this range is a year, as in `2024.10`, and its followers are no counters.
_YEARS: Final = range(1970, 3000)
#: From here on it is a whole date, as in `20240131`.
_DATES: Final = 19_700_101


class FeatureRelease(NamedTuple):
    """What patch, post and pre-releases have in common: what notice periods are counted in.

    Attributes:
        epoch: the epoch, nearly always 0.
        major: the first number; of a calendar version the year.
        minor: the second number; 0 where there is none.
    """

    epoch: int
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{f'{self.epoch}!' if self.epoch else ''}{self.major}.{self.minor}"


def parse_version(text: str | Version, where: str = "") -> Version:
    """The version that a text spells.

    Args:
        text: the text; a leading `v` is allowed.
        where: what the version is of, for the message: `"remove_in of pkg.f"`.

    Raises:
        VersionError: it spells none that PEP 440 knows.
    """
    if isinstance(text, Version):
        return text
    found = try_version(text)
    if found is None:
        raise VersionError(
            f"Cannot compare the version {text!r}{f' ({where})' if where else ''}: it does not "
            f"follow PEP 440. Write it as 1.2, 1.2.3, 2.0rc1 or 2024.10."
        )
    return found


@lru_cache(maxsize=4096)
def try_version(text: str | None) -> Version | None:
    """The version that a text spells, or None."""
    if text is None:
        return None
    try:
        return Version(text)
    except (InvalidVersion, TypeError, ValueError):  # ValueError: thousands of digits
        return None


def feature_release(version: Version) -> FeatureRelease:
    """The feature release that a version belongs to: that of 1.2.3.post1 and of 1.2rc1 is 1.2."""
    release = version.release
    return FeatureRelease(version.epoch, release[0], release[1] if len(release) > 1 else 0)


def is_final(version: Version) -> bool:
    """Whether a version is for all users: neither a pre-release nor a development release."""
    return not version.is_prerelease


def is_calendar(version: Version) -> bool:
    """Whether a version begins with a year, or a whole date, so that its numbers skip."""
    return version.release[0] in _YEARS or version.release[0] >= _DATES


def prepared_release(version: Version) -> Version:
    """The final release that a pre-release or development release leads to; others as they are.

    1.4.0rc1 and 1.4.0.dev3+gabc lead to 1.4.0.
    """
    if not version.is_prerelease:
        return version
    return Version(version.base_version)


def has_reached(version: Version, goal: Version) -> bool:
    """Whether a version is `goal` or later, as PEP 440 orders them: 2.0rc1 has not reached 2.0."""
    return version >= goal


def implied_releases(start: Version, end: Version) -> tuple[FeatureRelease, ...] | None:
    """The feature releases from `start` up to, but without, `end`, as their numbers imply.

    None where numbers do not tell: calendar versions skip, and how many minor releases come
    before the next major one is not known.
    """
    first, last = feature_release(start), feature_release(end)
    if last <= first:
        return ()
    if is_calendar(start) or is_calendar(end) or first.epoch != last.epoch:
        return None
    if len(start.release) == len(end.release) == 1:
        return tuple(FeatureRelease(first.epoch, one, 0) for one in range(first.major, last.major))
    if first.major != last.major:
        return None
    return tuple(
        FeatureRelease(first.epoch, first.major, one) for one in range(first.minor, last.minor)
    )
