"""`dynamo-stability variables`: the environment variables of a project, and what is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.cli.files import write_text
from dynamo_stability.cli.reading import add_target_arguments, configuration_of, report
from dynamo_stability.cli.tables import markdown_table, print_table
from dynamo_stability.collect import find_target
from dynamo_stability.collect.environment import CollectedVariables, collect_variables
from dynamo_stability.collect.environment.rust import has_rust
from dynamo_stability.collect.environment.table import COLUMNS, plain, rows
from dynamo_stability.errors import CollectError, ConfigurationError, nearest

if TYPE_CHECKING:
    import argparse

    from dynamo_stability.collect.environment import EnvironmentVariable
    from dynamo_stability.configuration import Configuration

_FORMATS: Final = ("table", "json", "markdown")
_BY_SUFFIX: Final = {".json": "json", ".md": "markdown"}


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "variables",
        help="list the environment variables that are read, or check them",
        description="List the environment variables that some code reads or declares, in Python "
        "and in Rust, with their tiers, or tell what is wrong with them. None of the code is run.",
    )
    add_target_arguments(parser)
    parser.add_argument(
        "--prefix",
        action="append",
        default=[],
        metavar="PREFIX",
        help="only variables whose names begin so, such as DYN_; may be repeated",
    )
    parser.add_argument("--format", choices=_FORMATS, help="default: by the name of the output")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there")
    parser.add_argument(
        "--check",
        action="store_true",
        help="list no variables; tell what is wrong with them, and exit 1 where anything is",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """List or check; 1 where there are findings, or something could not be read."""
    found = _collected(given, configuration_of(given))
    report(found.problems)
    variables = _restricted(found.variables, given.prefix)
    if given.check:
        return _check(found, given.prefix) or int(bool(found.problems))
    form = given.format or _BY_SUFFIX.get(Path(given.output or "").suffix, "table")
    if form == "table" and not given.output:
        _print(variables)
    elif form == "json":
        _write(given.output, json.dumps([plain(one) for one in variables], indent=2) + "\n")
    else:
        table = markdown_table(COLUMNS, [_code(row) for row in rows(variables)])
        _write(given.output, table)
    return int(bool(found.problems))


def _collected(given: argparse.Namespace, configuration: Configuration) -> CollectedVariables:
    names, directory = given.targets, Path()
    if not names:
        names, directory = list(configuration.targets), configuration.directory
    if not names:
        raise ConfigurationError(
            "Cannot read: nothing is named. Pass a TARGET, or write targets = [...] below "
            "[tool.dynamo-stability] in pyproject.toml."
        )
    targets = [find_target(name, directory, needs_python=False) for name in names]
    for target in targets:
        if not target.sources and not has_rust(target):
            raise CollectError(
                f"Cannot read {target.name!r}: there is neither Python nor Rust in it. Pass a "
                f"package, a crate, a directory with such, a file or a wheel."
            )
    return collect_variables(targets, configuration.environment)


def _restricted(
    variables: tuple[EnvironmentVariable, ...], prefixes: list[str]
) -> list[EnvironmentVariable]:
    for prefix in prefixes:
        if variables and not any(one.name.startswith(prefix) for one in variables):
            known = {one.name.partition("_")[0] + "_" for one in variables if "_" in one.name}
            raise ConfigurationError(
                f"Cannot list the variables that begin with {prefix!r}: there are none; "
                f"{nearest(prefix, known)}"
            )
    wanted = tuple(prefixes)
    return [one for one in variables if not wanted or one.name.startswith(wanted)]


def _check(found: CollectedVariables, prefixes: list[str]) -> int:
    wanted = tuple([f"env:{one}" for one in prefixes])
    findings = [one for one in found.findings if not wanted or one.name.startswith(wanted)]
    for finding in findings:
        print(finding)
    told: set[str] = set()
    for finding in findings:
        if finding.rule not in told:
            told.add(finding.rule)
            print(f"{finding.rule}:\n  why: {finding.why}\n  fix: {finding.fix}")
    print(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}")
    return int(bool(findings))


# ---- forms --------------------------------------------------------------------------------------


def _print(variables: list[EnvironmentVariable]) -> None:
    if variables:
        print_table(COLUMNS, list(rows(variables)))
        print()
    declared = sum(one.declared is not None for one in variables)
    plural = "" if len(variables) == 1 else "s"
    print(f"{len(variables)} variable{plural}, {declared} declared")


def _code(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([f"`{one}`" if one and index < _WRITTEN else one for index, one in enumerate(row)])


#: The first columns hold what is typed as it is.
_WRITTEN: Final = 3


def _write(output: str | None, text: str) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        write_text(Path(output), text)
