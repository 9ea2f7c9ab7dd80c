"""Subject: everything that rules can look at."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.configuration import CheckOptions, EnvironmentOptions
from dynamo_stability.public_name import holder_of
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dynamo_stability.catalog import ApiObject, Catalog
    from dynamo_stability.collect import Problem
    from dynamo_stability.collect.disagreements import Disagreement
    from dynamo_stability.policy.changes import Changes
    from dynamo_stability.policy.notices.changelogs import Changelog
    from dynamo_stability.policy.notices.releases import History
    from dynamo_stability.policy.standings import Standings

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Subject(NamedTuple):
    """One release, what it came from, and what the project says of itself.

    What is None was not given, so the rules that need it do not run.

    Attributes:
        catalog: the release.
        standings: what it says about any name; of what nothing is said about, no tier.
        public: the public API by name, as far as it has to have marks.
        options: what the project expects.
        prefixes: what the names of its environment variables begin with.
        version: the version that it is taken for.
        history: the releases of the project.
        today: the day that it is taken for.
        changelog: what the changelog says.
        base: the release that it is compared with.
        changes: what is different from there, and what of that breaks.
        registries: what is committed or shipped as the registry, by path.
        live: what is marked where the packages are imported.
        rust: where marks in Rust and in Python contradict each other.
        problems: what could not be read.
        paths: the paths of files, relative to the project, where they are called otherwise.
    """

    catalog: Catalog
    standings: Standings
    public: tuple[ApiObject, ...] = ()
    options: CheckOptions = CheckOptions()
    prefixes: tuple[str, ...] = EnvironmentOptions().prefixes
    version: str | None = None
    history: History | None = None
    today: date | None = None
    changelog: Changelog | None = None
    base: Catalog | None = None
    changes: Changes | None = None
    registries: Mapping[str, Catalog] | None = None
    live: Catalog | None = None
    rust: tuple[Disagreement, ...] | None = None
    problems: tuple[Problem, ...] = ()
    paths: Mapping[str, str] = _NONE

    def marked_tier(self, name: str, definition: str | None = None) -> Tier | None:
        """The tier that a name has, or what holds it; None where nothing is said."""
        return self.standings.of(name, definition).tier

    def tier(self, name: str) -> Tier:
        """The tier whose notice a name is owed: users take unmarked API for stable."""
        return self.marked_tier(name) or Tier.STABLE

    def place_near(self, name: str) -> str | None:
        """Where a name would stand that is gone: the place of what held it, if that is there."""
        objects = {one.name: one for one in self.catalog.api}
        owner = holder_of(name)
        while owner:
            record, described = self.catalog.find(owner), objects.get(owner)
            place = (described and described.source) or (record and record.source)
            if place:
                return place
            owner = holder_of(owner)
        return None
