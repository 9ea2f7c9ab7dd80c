"""History: which releases a project has made, and when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from packaging.version import Version

from dynamo_stability.policy.notices.changelogs import CHANGELOG_NAMES, Changelog, read_changelog
from dynamo_stability.policy.notices.versions import (
    FeatureRelease,
    feature_release,
    is_final,
    parse_version,
    try_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Changelog", "History", "Release", "git_releases", "read_history"]


class Release(NamedTuple):
    """One release.

    Attributes:
        version: its version.
        date: the day on which it was made, where that is known.
    """

    version: Version
    date: dt.date | None = None


class History:
    """The releases of one project, oldest first.

    Args:
        releases: the releases; where a version is there twice, the first date that is known counts.
    """

    __slots__ = ("_dates", "releases")

    releases: tuple[Release, ...]

    def __init__(self, releases: Iterable[Release] = ()) -> None:
        dates: dict[Version, dt.date | None] = {}
        for version, date in releases:
            dates[version] = dates.get(version) or date
        self._dates = dates
        self.releases = tuple(Release(version, dates[version]) for version in sorted(dates))

    def __repr__(self) -> str:
        return f"<history of {len(self.releases)} releases>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, History) and self.releases == other.releases

    def __hash__(self) -> int:
        return hash(self.releases)

    def __iter__(self) -> Iterator[Release]:
        return iter(self.releases)

    def __len__(self) -> int:
        return len(self.releases)

    def __contains__(self, version: str | Version) -> bool:
        found = version if isinstance(version, Version) else try_version(version)
        return found in self._dates

    def with_releases(self, others: Iterable[Release]) -> History:
        """This history and further releases; what it knows itself counts first."""
        return History((*self.releases, *others))

    @property
    def latest(self) -> Version | None:
        """The latest final release, or None where there is none yet."""
        return max((one.version for one in self.releases if is_final(one.version)), default=None)

    def date_of(self, version: str | Version) -> dt.date | None:
        """The day of a release.

        Of `1.2`, where only patch releases of it are known, the day of the first of them.
        """
        wanted = parse_version(version)
        if wanted in self._dates:
            return self._dates[wanted]
        feature = feature_release(wanted)
        for one in self.releases:
            is_patch = feature_release(one.version) == feature and one.version >= wanted
            if is_patch and is_final(one.version):
                return one.date
        return None

    def is_released(self, version: str | Version) -> bool:
        """Whether a version, or a later one, has been released."""
        latest = self.latest
        return latest is not None and latest >= parse_version(version)

    def features(self, start: Version, end: Version | None = None) -> tuple[FeatureRelease, ...]:
        """The feature releases made from `start` up to, but without, `end`."""
        first = feature_release(start)
        last = None if end is None else feature_release(end)
        found = {feature_release(one.version) for one in self.releases if is_final(one.version)}
        return tuple(sorted(one for one in found if one >= first and (last is None or one < last)))


def read_history(directory: Path, distribution: str | None = None) -> History:
    """The history that a project's changelog and git tags tell; dates of the changelog go first.

    Args:
        directory: the project's root.
        distribution: its name, which tags and headings may have in front of a version.
    """
    releases: list[Release] = []
    changelog = find_changelog(directory, distribution)
    if changelog is not None:
        releases += changelog_releases(changelog)
    return History((*releases, *git_releases(directory, distribution)))


def find_changelog(directory: Path, distribution: str | None = None) -> Changelog | None:
    """The changelog of a project, by the usual file names, or None where it has none."""
    for name in CHANGELOG_NAMES:
        path = directory / name
        if path.is_file():
            return read_changelog(path, distribution)
    return None


def changelog_releases(changelog: Changelog) -> Iterator[Release]:
    """The releases that a changelog has a section for."""
    for section in changelog.sections:
        if section.version is not None:
            yield Release(section.version, section.date)


def git_releases(directory: Path, distribution: str | None = None) -> tuple[Release, ...]:
    """The releases that the tags of a git repository name; none where it is not one.

    `v1.2.3`, `1.2.3`, `release-1.2.3` and `release/1.2.3` are read, and `name-1.2.3` or
    `name/v1.2.3` where `name` is the distribution. An annotated tag has its own date, any other
    that of its commit.
    """
    from dynamo_stability.collect.git import repository_of

    repository = repository_of(directory)
    if repository is None:
        return ()
    found = [
        Release(version, date)
        for name, date in repository.tags()
        if (version := tagged_version(name, distribution)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.version))


def tagged_version(tag: str, distribution: str | None = None) -> Version | None:
    """The version that a tag names, or None."""
    from packaging.utils import canonicalize_name

    text = tag
    for mark in ("/", "-", "_", "@"):
        head, found, rest = text.rpartition(mark)
        if not found or rest.lstrip("vV")[:1].isdecimal() is False:
            continue
        known = {"release", "releases", "rel", "version", "ver", "v", "tags"}
        if distribution is not None:
            known.add(canonicalize_name(distribution))
        if canonicalize_name(head).replace("/", "-").strip("-") in known:
            text = rest
            break
    return try_version(text) if text[:1] in "0123456789vV" else None
