"""`dynamo-stability baseline`: today's findings, accepted until they are gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dynamo_stability.cli.check import add_rule_arguments, project_of
from dynamo_stability.cli.checking import baseline_path, compared, run_rules, seen_from
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.files import write_text
from dynamo_stability.errors import ConfigurationError
from dynamo_stability.findings import Baseline, read_baseline, render_baseline
from dynamo_stability.findings.baseline import without_stale
from dynamo_stability.findings.levels import NOTE

if TYPE_CHECKING:
    import argparse

    from dynamo_stability.cli.check_subject import Project
    from dynamo_stability.cli.checking import Checked

_DEFAULT = "stability-baseline.json"


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "baseline",
        help="accept the findings there are now, so that only new ones fail",
        description="Write the findings of 'check' into the file that 'baseline' of "
        "[tool.dynamo-stability.check] names, if there is none yet; otherwise tell what is new and "
        "what is gone. The file only shrinks: what is gone is removed by --update, and nothing is "
        "ever added, but by --init.",
    )
    add_rule_arguments(parser)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--update", action="store_true", help="remove from the file what is gone; add nothing"
    )
    ways.add_argument(
        "--init", action="store_true", help="write the file anew, with everything there is now"
    )
    parser.add_argument(
        "--file",
        metavar="FILE",
        help="the file; by default what is configured",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write, compare or shrink; 1 where there are new findings, or stale ones that stay."""
    project = project_of(given)
    path = _path(given, project)
    if given.init or not path.exists():
        return _write_anew(path, run_rules(project), given)
    baseline = read_baseline(path)
    checked = run_rules(project)
    comparison = compared(checked, project, baseline)
    new = [one for one in comparison.new if one.level != NOTE]
    for one in seen_from(new, project.configuration.directory, Path()):
        place = f"{one.place}: " if one.place else ""
        print(f"{place}new: {one.rule}: {one.message}")
    verb = "removed" if given.update else "gone"
    for accepted in comparison.stale:
        times = "" if accepted.count == 1 else f", {accepted.count} times"
        print(f"{verb}: {accepted.rule}: {accepted.name}{times}")
    if given.update and comparison.stale:
        write_text(path, render_baseline(without_stale(baseline, comparison.stale)))
    left = 0 if given.update else len(comparison.stale)
    print(f"{comparison.accepted} accepted, {len(new)} new, {len(comparison.stale)} {verb}")
    return FINDINGS if new or left else CLEAN


def _path(given: argparse.Namespace, project: Project) -> Path:
    """The file.

    Raises:
        ConfigurationError: none is named anywhere.
    """
    if given.file is not None:
        return Path(given.file)
    path = baseline_path(project)
    if path is None:
        raise ConfigurationError(
            f"Cannot tell where the baseline is. Write baseline = {_DEFAULT!r} below "
            f"[tool.dynamo-stability.check] in pyproject.toml, or pass --file."
        )
    return path


def _write_anew(path: Path, checked: Checked, given: argparse.Namespace) -> int:
    if given.update:
        raise ConfigurationError(
            f"Cannot update the baseline {str(path)!r}: there is none. "
            f"Run 'dynamo-stability baseline' without --update to begin one."
        )
    baseline = Baseline.of(checked.findings)
    write_text(path, render_baseline(baseline))
    count = sum(one.count for one in baseline.accepted)
    print(f"wrote {os.path.relpath(path)}: {count} finding{'' if count == 1 else 's'} accepted")
    return CLEAN
