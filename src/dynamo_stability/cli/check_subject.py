"""subject_of(): a project as the rules see it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.catalog import REGISTRY_MODULE, Catalog, read_catalog
from dynamo_stability.cli.live_marks import LiveMarks, read_live_marks
from dynamo_stability.cli.reading import Reading, is_catalog, read
from dynamo_stability.cli.versions_of import GIT, read_side
from dynamo_stability.collect.disagreements import disagreements
from dynamo_stability.collect.python.public_objects import public_objects
from dynamo_stability.collect.sources import relative_path
from dynamo_stability.findings.finding import split_place
from dynamo_stability.policy.changes import compare
from dynamo_stability.policy.notices.changelogs import parse_changelog
from dynamo_stability.policy.notices.releases import History, changelog_releases, git_releases
from dynamo_stability.policy.rules import RULES
from dynamo_stability.policy.settings import Settings
from dynamo_stability.policy.standings import Standings
from dynamo_stability.policy.subject import Subject
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from datetime import date

    from dynamo_stability.catalog import ApiObject
    from dynamo_stability.collect import Target
    from dynamo_stability.collect.disagreements import Disagreement
    from dynamo_stability.configuration import Configuration
    from dynamo_stability.policy.notices.changelogs import Changelog
    from dynamo_stability.record import Record


class Project(NamedTuple):
    """What a user asked to have checked.

    Attributes:
        configuration: the project's configuration.
        targets: what was named; what is configured if nothing was.
        base: what to compare with, as it was written, or None.
        version: the version to take the release for; its own if None.
        today: the day to take it for.
        is_live: whether to import the packages too.
    """

    configuration: Configuration
    targets: tuple[str, ...] = ()
    base: str | None = None
    version: str | None = None
    today: date | None = None
    is_live: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everything that belongs to the project is checked."""
        return not self.targets or not self.configuration.targets


def subject_of(project: Project) -> tuple[Subject, tuple[Target, ...]]:
    """A project as the rules see it, and the targets that were read.

    Raises:
        StabilityError: something that is named cannot be read.
    """
    configuration = project.configuration
    found = read(project.targets, configuration)
    base = None if project.base is None else base_catalog(project, project.base)
    catalog = _with_api(found, configuration, base)
    live = _live(found) if project.is_live else None
    # What is read from elsewhere has another changelog.
    top = configuration.directory.absolute()
    is_own = any(top in (one.root, *one.root.parents) for one in found.targets)
    problems = (*found.problems, *(() if live is None else live.problems))
    rust = _rust(found)
    told_apart = {one.problem for one in rust or ()}  # a rule of its own is about these
    changelog = _changelog(configuration, catalog.distribution) if is_own else None
    subject = Subject(
        catalog,
        Standings(catalog, None),
        public=_public(found),
        options=configuration.check,
        prefixes=configuration.environment.prefixes,
        version=project.version or catalog.version,
        history=_history(configuration, changelog, catalog.distribution) if is_own else None,
        today=project.today,
        changelog=changelog,
        base=base,
        changes=None if base is None else compare(base, catalog),
        registries=_registries(found, configuration if project.is_whole else None),
        live=None if live is None else live.catalog,
        rust=rust,
        problems=tuple([one for one in problems if one not in told_apart]),
        paths=_paths(found.targets, configuration),
    )
    return subject, found.targets


# ---- the release --------------------------------------------------------------------------------


def _with_api(found: Reading, configuration: Configuration, base: Catalog | None) -> Catalog:
    """The catalog with the shape of the API, where a rule can say something about that."""
    settings = Settings(configuration.check, RULES)
    on = {rule.id for rule in RULES if settings.is_on(rule)}
    lower = "stable-mentions-lower-tier" in on and any(
        one.tier is not None and one.tier < Tier.STABLE and ":" not in one.name
        for one in found.catalog.records
    )
    has_base = base is not None and bool(base.api)
    if not found.targets or not (lower or has_base):
        return found.catalog
    from dynamo_stability.collect.api import collect_api

    objects = collect_api(found.targets)
    known = {one.name for one in found.catalog.api}
    return found.catalog.replace(
        api=(*found.catalog.api, *(one for one in objects if one.name not in known))
    )


def _public(found: Reading) -> tuple[ApiObject, ...]:
    """What sources and catalogs give to users: functions, classes and listed constants."""
    named = [
        one
        for one in found.catalog.api
        if one.kind in {"class", "function"} and one.name not in found.collected.modules
    ]
    return (*public_objects(found.collected.modules, found.targets), *named)


def _rust(found: Reading) -> tuple[Disagreement, ...] | None:
    """Where a mark in Rust contradicts one elsewhere; None where there is no Rust."""
    if not any(_is_rust(one) for records in found.sources for one in records):
        return None
    return tuple(
        one for one in disagreements(*found.sources) if _is_rust(one.first) != _is_rust(one.second)
    )


def _is_rust(record: Record) -> bool:
    return split_place(record.source)[0].endswith(".rs")


def _live(found: Reading) -> LiveMarks:
    names = [one.definition or one.name for one in found.catalog.records]
    modules = {_module_of(name, found) for name in names} - {""}
    return read_live_marks(sorted(modules), [one.root for one in found.targets])


def _module_of(name: str, found: Reading) -> str:
    """The module among those read that a name is in, or nothing."""
    while name and name not in found.collected.modules:
        name = name.rpartition(".")[0]
    return name


def _changelog(configuration: Configuration, distribution: str | None) -> Changelog | None:
    path = configuration.directory / configuration.check.changelog
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None
    return parse_changelog(text, configuration.check.changelog, distribution)


def _history(
    configuration: Configuration, changelog: Changelog | None, distribution: str | None
) -> History:
    """The releases that the changelog and the tags of the repository tell of."""
    told = () if changelog is None else tuple(changelog_releases(changelog))
    return History((*told, *git_releases(configuration.directory, distribution)))


def _registries(found: Reading, configuration: Configuration | None) -> dict[str, Catalog]:
    """What is committed as the registry of a project, or shipped with a release, by path."""
    registries = {}
    if configuration is not None and configuration.generate.registry is not None:
        path = configuration.directory / configuration.generate.registry
        if path.suffix not in {".py", ".pyi"}:
            path /= f"{REGISTRY_MODULE}.py"
        if path.is_file():
            registries[path_from(path, configuration.directory)] = read_catalog(path)
    for target in found.targets:
        for source in target.sources:
            if target.is_release and source.module.endswith(f".{REGISTRY_MODULE}"):
                registries[relative_path(source.path, target.root)] = read_catalog(source.path)
    return registries


def _paths(targets: tuple[Target, ...], configuration: Configuration) -> dict[str, str]:
    """The paths of the sources from the project's directory, by how they are called."""
    top = configuration.directory.absolute()
    paths: dict[str, str] = {}
    for target in targets:
        if top in target.root.parents:
            prefix = target.root.relative_to(top).as_posix()
            for source in target.sources:
                shown = relative_path(source.path, target.root)
                paths.setdefault(shown, f"{prefix}/{shown}")
    return paths


def path_from(path: Path, directory: Path) -> str:
    """A path relative to a directory, also where it lies outside of it, with forward slashes."""
    return Path(os.path.relpath(path, directory)).as_posix()


# ---- the base -----------------------------------------------------------------------------------


def base_catalog(project: Project, written: str) -> Catalog:
    """The catalog of what a release is compared with: of the same part, where one is named."""
    paths = [one for one in project.targets if not is_catalog(Path(one)) and Path(one).exists()]
    is_revision = written.startswith(GIT) and ":" not in written.removeprefix(GIT)
    names = [f"{written}:{Path(one).as_posix()}" for one in paths] if is_revision else []
    first, *others = [read_side(one, project.configuration).catalog for one in names or [written]]
    for other in others:
        first = first.replace(
            packages=(*first.packages, *other.packages),
            records=_united(first.records, other.records),
            api=_united(first.api, other.api),
        )
    return first


def _united(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    known = {(one.name, one.kind) for one in first}
    return (*first, *(one for one in second if (one.name, one.kind) not in known))
