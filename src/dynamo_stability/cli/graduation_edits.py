"""planned() and write(): what a graduation changes in the files of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.cli.graduation_history import last_release
from dynamo_stability.cli.reading import Reading, read
from dynamo_stability.errors import RewriteError
from dynamo_stability.policy.notices.changelogs import parse_changelog
from dynamo_stability.policy.notices.versions import parse_version, prepared_release, try_version
from dynamo_stability.public_name import SURFACES
from dynamo_stability.rewriting.changelog_edits import with_entry
from dynamo_stability.rewriting.graduating import (
    Asked,
    ByHand,
    Plan,
    plan_graduation,
)
from dynamo_stability.surfaces.environment_names import graduated_variable
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.cli.check_subject import Project
    from dynamo_stability.policy.graduation.judging import Graduation
    from dynamo_stability.record import Record

_HEADING = "Stability"


class Edits(NamedTuple):
    """What a graduation changes, and what has to be done beside it.

    Attributes:
        plan: the edits.
        hints: what to run when they are made.
    """

    plan: Plan
    hints: tuple[str, ...]


def planned(graduation: Graduation, reading: Reading, project: Project, since: str | None) -> Edits:
    """The edits of a graduation, marks and changelog; nothing is written yet.

    Args:
        graduation: the feature and where it goes.
        reading: what was read.
        project: where it was read.
        since: the version that the user names for the new tier, if any.

    Raises:
        MissingExtraError: what edits a kind of file is not installed.
        RewriteError: a file cannot be edited, or the version is not known.
    """
    configuration = project.configuration
    records = tuple(one.record for one in graduation.rising)
    version = _since(records, reading.catalog, project, since)
    asked = Asked(graduation.feature, records, graduation.goal, version)
    plan = plan_graduation(
        asked, reading.collected, reading.sources, reading.targets, configuration
    )
    left = _put_changelog(graduation, plan, project, reading.catalog)
    if left is not None:
        plan = plan._replace(by_hand=(*plan.by_hand, left))
    generate = configuration.generate
    has_outputs = any((generate.catalog, generate.registry, generate.stubs, generate.ruff))
    hints = ("run 'dynamo-stability generate', for what is generated from marks",)
    return Edits(plan, hints if has_outputs and plan.changes else ())


def write(edits: Edits, graduation: Graduation, reading: Reading, project: Project) -> None:
    """Write the edits, all of them or none, and read the project again to see what they do.

    Raises:
        RewriteError: a file cannot be written, or the marks would not say then what they should.
    """

    def check() -> None:
        found = read(project.targets, project.configuration)
        wrong = next(_wrong(edits.plan, graduation, reading.catalog, found.catalog), None)
        if wrong is not None:
            raise RewriteError(
                f"Cannot graduate {graduation.feature!r}: with the edits, {wrong}. "
                f"No file was changed; edit that mark by hand first."
            )

    edits.plan.changes.write(check)


def _wrong(plan: Plan, graduation: Graduation, before: Catalog, after: Catalog) -> Iterator[str]:
    """Where marks do not say what they should after the edits."""
    tiers = _tiers(after)
    edited = set(plan.edited)
    for name, (tier, is_deprecated) in _tiers(before).items():
        found = tiers.get(name)
        if name in edited:
            if name.startswith("env:"):
                found = tiers.get(f"env:{graduated_variable(name[4:], graduation.goal)}", found)
            is_gone = found is None and graduation.goal is Tier.STABLE
            if not is_gone and (found is None or found[0] is not graduation.goal):
                yield f"{name} would be {'unmarked' if found is None else found[0]}"
        elif found != (tier, is_deprecated):
            yield f"{name} would not be marked as it is, though it does not graduate"


def _tiers(catalog: Catalog) -> Mapping[str, tuple[Tier | None, bool]]:
    return {one.name: (one.tier, one.deprecation is not None) for one in catalog.records}


def _since(
    records: tuple[Record, ...], catalog: Catalog, project: Project, given: str | None
) -> str | None:
    """The version that marks are to name; None where it is not known, and none asks for it."""
    if given is not None:
        return str(parse_version(given, "--since"))
    version = try_version(catalog.version)
    last = last_release(catalog, project.configuration.directory)
    if version is not None and (last is None or prepared_release(version) > last):
        is_final = prepared_release(version) == version
        return catalog.version if is_final else str(prepared_release(version))
    dated = next((one for one in records if one.since is not None), None)
    if dated is None:
        return None
    why = "the project has no version" if version is None else f"{last} is released already"
    raise RewriteError(
        f"Cannot tell in which version {dated.name!r} graduates, which its mark says: {why}. "
        f"Pass --since VERSION."
    )


# ---- the changelog ------------------------------------------------------------------------------


def _put_changelog(
    graduation: Graduation, plan: Plan, project: Project, catalog: Catalog
) -> ByHand | None:
    """Put a line into the changelog; or why that is left to do."""
    written = project.configuration.check.changelog
    path = project.configuration.directory / written
    entry = _entry(graduation, project)
    if not path.is_file():
        return ByHand("the changelog", written, "there is no such file", f"write: {entry}")
    if path.suffix.lower() not in {".md", ".markdown"}:
        return ByHand("the changelog", written, "it is not Markdown", f"write: {entry}")
    content = plan.changes.read(path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ByHand("the changelog", written, "it is not UTF-8", f"write: {entry}")
    sections = parse_changelog(text.lstrip("\ufeff"), written, catalog.distribution).sections
    upcoming = next((one for one in sections if one.version is None), None)
    stem = _stem(graduation)
    if upcoming is not None and stem in " ".join(upcoming.text.split()):
        return None
    first = next((one.line for one in sections if one.version is not None), None)
    line = 0 if upcoming is None else upcoming.line
    ending = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    done = with_entry(plain, _HEADING, entry, unreleased=line, first=first)
    plan.changes.change(path, done.replace("\n", ending).encode())
    return None


def _stem(graduation: Graduation) -> str:
    return f"The feature `{graduation.feature}` is {graduation.goal}"


def _entry(graduation: Graduation, project: Project) -> str:
    prefixes = project.configuration.environment.prefixes
    names = [_shown(one.name, graduation.goal, prefixes) for one in graduation.living]
    return f"{_stem(graduation)}: {', '.join(f'`{one}`' for one in names)}."


def _shown(name: str, goal: Tier, prefixes: tuple[str, ...]) -> str:
    """A name as users write it, under the new tier."""
    surface, colon, rest = name.partition(":")
    if not colon or surface not in SURFACES:
        return name
    if surface == "env" and rest.startswith(prefixes):
        return graduated_variable(rest, goal)
    return rest
