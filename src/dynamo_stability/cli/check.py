"""`dynamo-stability check`: whether a release keeps what the policy promises."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dynamo_stability.cli.check_subject import Project
from dynamo_stability.cli.checking import against_baseline, run_rules, seen_from
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.files import write_text
from dynamo_stability.cli.reading import add_target_arguments, configuration_of
from dynamo_stability.cli.versions_of import GIT, SIDE_HELP
from dynamo_stability.errors import ConfigurationError
from dynamo_stability.findings import FORMATS, LEVELS, render_findings
from dynamo_stability.findings.levels import at_least
from dynamo_stability.policy.rules import RULES

if TYPE_CHECKING:
    import argparse

    from dynamo_stability.findings import Finding


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="check a release against the policy",
        description="Check that marks are complete, notices long enough and promises kept, in one "
        "release or seen from an earlier one. Nothing that is read is run, unless --live is given.",
    )
    add_rule_arguments(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="text is the default")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there")
    parser.add_argument(
        "--fail-on",
        choices=LEVELS,
        help="the lowest level that makes the command fail; by default 'fail-on' of "
        "[tool.dynamo-stability.check], which is error",
    )
    parser.add_argument(
        "--no-baseline", action="store_true", help="show what the baseline accepts, too"
    )
    parser.set_defaults(run=run)


def add_rule_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say what the rules look at."""
    add_target_arguments(parser)
    parser.add_argument(
        "--base",
        metavar="BASE",
        help=f"the release to compare with: {SIDE_HELP}; by default 'base' of "
        "[tool.dynamo-stability.check]",
    )
    parser.add_argument(
        "--as-of",
        metavar="VERSION",
        help="the version to take the release for, as before it is tagged; by default its own",
    )
    parser.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        help="the day to take it for, for notices that are counted in months; by default today",
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help="also import the packages, in a process of their own, and compare their marks",
    )


def run(given: argparse.Namespace) -> int:
    """Check, and tell; 1 where a finding is as bad as what fails the command."""
    project = project_of(given)
    checked = run_rules(project)
    found = checked.findings if given.no_baseline else against_baseline(checked, project)
    _tell(given, found, project)
    least = given.fail_on or project.configuration.check.fail_on
    return FINDINGS if any(at_least(one.level, least) for one in found) else CLEAN


def project_of(given: argparse.Namespace) -> Project:
    """What the arguments ask to have checked.

    Raises:
        ConfigurationError: a version or date is none, or the configuration is malformed.
    """
    configuration = configuration_of(given)
    base = given.base or _configured_base(configuration.check.base, configuration.directory)
    return Project(
        configuration,
        tuple(given.targets),
        base,
        _version(given.as_of),
        _date(given.date),
        given.live,
    )


def _configured_base(base: str | None, directory: Path) -> str | None:
    """A base as it is configured; a path is relative to the configuration."""
    if base is None or base.startswith(GIT) or not (directory / base).exists():
        return base
    return str(directory / base)


def _version(written: str | None) -> str | None:
    from packaging.version import InvalidVersion, Version

    try:
        return None if written is None else str(Version(written))
    except InvalidVersion:
        raise ConfigurationError(
            f"Cannot take {written!r} for a version: PEP 440 does not know it. "
            f"Pass one such as 1.4.0 or 2026.1."
        ) from None


def _date(written: str | None) -> date:
    try:
        return date.today() if written is None else date.fromisoformat(written)  # noqa: DTZ011 - the user's day
    except ValueError:
        raise ConfigurationError(
            f"Cannot take {written!r} for a date. Pass one such as 2026-05-04."
        ) from None


def _tell(given: argparse.Namespace, found: tuple[Finding, ...], project: Project) -> None:
    here = Path()
    is_for_repository = given.format in {"github", "sarif"}
    top = _repository_of(here.absolute()) if is_for_repository else here
    shown = seen_from(found, project.configuration.directory, top)
    if given.output:
        write_text(Path(given.output), render_findings(shown, given.format, RULES))
    elif given.format == "text" and sys.stdout.isatty():
        from dynamo_stability.findings.text_form import print_text

        print_text(shown)
    else:
        sys.stdout.write(render_findings(shown, given.format, RULES))


def _repository_of(directory: Path) -> Path:
    """The top of the repository that a directory is in; itself where it is in none."""
    for place in (directory, *directory.parents):
        if (place / ".git").exists():
            return place
    return directory
