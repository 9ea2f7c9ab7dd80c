"""past_releases(): the earlier releases of a project, seen from a feature."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.cli.check_subject import Project, base_catalog
from dynamo_stability.cli.versions_of import GIT, read_side
from dynamo_stability.collect.git import repository_of
from dynamo_stability.errors import CollectError
from dynamo_stability.policy.graduation.past_releases import past_release
from dynamo_stability.policy.notices.releases import tagged_version
from dynamo_stability.policy.notices.versions import feature_release, is_final, try_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packaging.version import Version

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.policy.graduation.judging import PastRelease
    from dynamo_stability.policy.notices.versions import FeatureRelease


class _Known(NamedTuple):
    version: Version
    name: str
    catalog: Catalog | None = None


def past_releases(
    names: Sequence[str], now: Catalog, project: Project, history: Sequence[str], most: int
) -> Iterator[PastRelease]:
    """How the latest releases differ from what there is now, the latest first.

    Of the patch releases of a feature release, the last one counts; pre-releases do not.

    Args:
        names: the public names of the feature.
        now: what there is now.
        project: what was read.
        history: catalogs, wheels and revisions; the tags of the git repository if empty.
        most: how many releases to read.

    Raises:
        CollectError: something that is named has no version.
        StabilityError: it cannot be read.
    """
    known = list(_named(history, project)) if history else list(_tagged(now))
    for one in _latest(known, try_version(now.version))[:most]:
        catalog = one.catalog or base_catalog(project, one.name)
        yield past_release(names, catalog, now, str(one.version))


def last_release(now: Catalog, directory: Path) -> Version | None:
    """The latest final release that a tag names."""
    repository = repository_of(directory)
    found = () if repository is None else [name for name, _ in repository.tags()]
    versions = [tagged_version(one, now.distribution) for one in found]
    return max((one for one in versions if one is not None and is_final(one)), default=None)


def _latest(known: Iterable[_Known], now: Version | None) -> list[_Known]:
    """One of each feature release up to now, the latest first."""
    last: dict[FeatureRelease, _Known] = {}
    for one in sorted(known, key=lambda each: each.version):
        if is_final(one.version) and (now is None or one.version <= now):
            last[feature_release(one.version)] = one
    return [last[one] for one in sorted(last, reverse=True)]


def _named(history: Sequence[str], project: Project) -> Iterator[_Known]:
    for name in history:
        catalog = read_side(name, project.configuration).catalog
        version = try_version(catalog.version)
        if version is None:
            raise CollectError(
                f"Cannot place {name!r} in the history: it has "
                + ("no version. " if catalog.version is None else f"{catalog.version!r}. ")
                + "Write its version into the catalog, or name a tag such as git:v1.2."
            )
        yield _Known(version, name, catalog)


def _tagged(now: Catalog) -> Iterator[_Known]:
    repository = repository_of(Path())
    for tag, _ in () if repository is None else repository.tags():
        version = tagged_version(tag, now.distribution)
        # `:` cannot be in the name of a tag, so this is read as a revision and nothing else.
        if version is not None and re.search(r"\s", tag) is None:
            yield _Known(version, f"{GIT}{tag}")
