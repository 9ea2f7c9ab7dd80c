"""`dynamo-stability graduate`: what a feature lacks for a higher tier, and the edits for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.cli.check_subject import Project
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.graduation_edits import planned, write
from dynamo_stability.cli.graduation_facts import Places, facts_about
from dynamo_stability.cli.graduation_forms import FORMATS, Outcome, render
from dynamo_stability.cli.reading import (
    Reading,
    add_target_arguments,
    configuration_of,
    read,
    report,
)
from dynamo_stability.errors import ConfigurationError, UnknownNameError, nearest
from dynamo_stability.policy.graduation.judging import Graduation, Member, judge_graduation
from dynamo_stability.policy.standings import Standings
from dynamo_stability.tiers import GRADUATION, Tier

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from dynamo_stability.configuration import Configuration
    from dynamo_stability.groups import Feature

_GOALS: Final = tuple(str(goal) for _, goal in GRADUATION)


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "graduate",
        help="tell what a feature lacks for a higher tier, and edit its marks",
        description="Go through the conditions for a feature to become beta or stable: what tools "
        "can prove is proved, the rest asks for evidence in the manifest. Exit code 1 means that "
        "something is left to do.",
    )
    parser.add_argument("feature", metavar="FEATURE", help="the group that marks name as feature")
    add_target_arguments(parser)
    parser.add_argument("--to", choices=_GOALS, required=True, help="the tier that it is to have")
    _add_place_arguments(parser)
    parser.add_argument(
        "--since", metavar="VERSION", help="the version that comes with the new tier"
    )
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    parser.add_argument(
        "--write", action="store_true", help="edit marks and changelog, if nothing is open"
    )
    parser.add_argument("--diff", action="store_true", help="show what --write would change")
    parser.set_defaults(run=run)


def _add_place_arguments(parser: argparse.ArgumentParser) -> None:
    about = {
        "docs": ("PATH", "a directory or file of the documentation; by default docs and README.md"),
        "tests": ("PATH", "a directory or file of tests; by default tests"),
        "history": ("RELEASE", "an earlier release, as 'diff' takes it; by default the git tags"),
    }
    for name, (metavar, text) in about.items():
        parser.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar=metavar,
            help=f"{text}; may be repeated",
        )


def run(given: argparse.Namespace) -> int:
    """Judge, print and, where that is asked for, write; 1 where something is left to do."""
    configuration = configuration_of(given)
    project = Project(configuration, tuple(given.targets))
    reading = read(project.targets, configuration, api=True)
    report(reading.problems)
    feature = _feature(given.feature, reading)
    graduation = Graduation(
        given.feature,
        Tier(given.to),
        tuple(_members(given.feature, reading)),
        () if feature is None else feature.evidence,
        _needed(configuration),
    )
    outcome = _outcome(given, graduation, feature, reading, project)
    edits = outcome.edits if given.write and outcome.is_ready else None
    if edits is not None:
        write(edits, graduation, reading, project)
    written = render(outcome, given.format, is_written=edits is not None, has_diff=given.diff)
    sys.stdout.write(written)
    if given.write and not outcome.is_ready:
        print("dynamo-stability: nothing is written while a condition is open.", file=sys.stderr)
    is_left = edits is not None and edits.plan.by_hand
    return CLEAN if outcome.is_ready and not is_left else FINDINGS


def _outcome(
    given: argparse.Namespace,
    graduation: Graduation,
    feature: Feature | None,
    reading: Reading,
    project: Project,
) -> Outcome:
    if graduation.living and not graduation.rising and not _is_declared_lower(feature, graduation):
        return Outcome(graduation)
    places = _places(given, project.configuration, feature)
    verdicts = judge_graduation(graduation, facts_about(graduation, reading, project, places))
    outcome = Outcome(graduation, verdicts)
    if given.diff or (given.write and outcome.is_ready):
        return outcome._replace(edits=planned(graduation, reading, project, given.since))
    return outcome


# ---- the feature --------------------------------------------------------------------------------


def _feature(name: str, reading: Reading) -> Feature | None:
    """What a manifest declares of a feature, if anything.

    Raises:
        UnknownNameError: no mark and no manifest knows it.
    """
    catalog = reading.catalog
    known = {one.feature for one in catalog.records if one.feature}
    if name not in known:
        declared = any(one.name == name for one in catalog.features)
        raise UnknownNameError(
            f"Cannot graduate {name!r}: "
            + (
                f'no mark names it. Write feature="{name}" in the marks of its API.'
                if declared
                else f"there is no such feature; {nearest(name, known)}"
            )
        )
    return next((one for one in catalog.features if one.name == name), None)


def _needed(configuration: Configuration) -> dict[str, int]:
    """How many releases the project asks for."""
    options = configuration.graduate
    return {"frozen": options.frozen_releases, "unbroken": options.unbroken_releases}


def _members(name: str, reading: Reading) -> Iterator[Member]:
    standings = Standings(reading.catalog)
    for record in reading.catalog.records:
        if record.feature == name:
            standing = standings.of_record(record)
            yield Member(record, standing.tier or Tier.STABLE, standing.deprecation)


def _is_declared_lower(feature: Feature | None, graduation: Graduation) -> bool:
    """Whether the manifest says of the feature itself that it is not there yet."""
    return feature is not None and feature.tier is not None and feature.tier < graduation.goal


# ---- places -------------------------------------------------------------------------------------


def _places(
    given: argparse.Namespace, configuration: Configuration, feature: Feature | None
) -> Places:
    options = configuration.graduate
    directory = configuration.directory.absolute()
    docs = _existing(given.docs, options.docs, directory, "--docs")
    if feature is not None and feature.docs is not None:
        own = directory / feature.docs.partition("#")[0]
        docs = (*docs, *([own] if own.exists() and own not in docs else []))
    return Places(
        docs,
        _existing(given.tests, options.tests, directory, "--tests"),
        tuple(given.history)
        or tuple(
            str(directory / one) if (directory / one).exists() else one for one in options.history
        ),
    )


def _existing(
    given: Sequence[str], configured: Sequence[str], directory: Path, option: str
) -> tuple[Path, ...]:
    """The places to look in: those that are given have to be there.

    Raises:
        ConfigurationError: one is not.
    """
    for one in given:
        if not Path(one).exists():
            raise ConfigurationError(
                f"Cannot look into {one!r} ({option}): there is no such file or directory. "
                f"Pass a path that exists."
            )
    if given:
        return tuple(Path(one).absolute() for one in given)
    return tuple(directory / one for one in configured if (directory / one).exists())
