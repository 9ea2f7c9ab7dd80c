"""`dynamo-stability variables`: the environment variables of a project, and what is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.forms import (
    add_form_arguments,
    form_of,
    quoted_cells,
    report_findings,
    write_form,
)
from dynamo_stability.cli.reading import (
    add_target_arguments,
    configuration_of,
    named_targets,
    report,
)
from dynamo_stability.cli.tables import print_table
from dynamo_stability.collect import find_target
from dynamo_stability.collect.environment import CollectedVariables, collect_variables
from dynamo_stability.collect.environment.rust import has_rust
from dynamo_stability.collect.environment.table import COLUMNS, plain, rows
from dynamo_stability.errors import CollectError, ConfigurationError, nearest
from dynamo_stability.markdown import markdown_table

if TYPE_CHECKING:
    import argparse

    from dynamo_stability.collect.environment import EnvironmentVariable
    from dynamo_stability.configuration import Configuration


#: The first columns hold what is typed as it is.
_WRITTEN: Final = 3


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
    add_form_arguments(parser)
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
    code = FINDINGS if found.problems else CLEAN
    variables = _restricted(found.variables, given.prefix)
    if given.check:
        return _check(found, given.prefix) or code
    form = form_of(given)
    if form == "table" and not given.output:
        _print(variables)
    elif form == "json":
        write_form(given.output, json.dumps([plain(one) for one in variables], indent=2) + "\n")
    else:
        table = markdown_table(COLUMNS, quoted_cells(rows(variables), _WRITTEN))
        write_form(given.output, table)
    return code


def _collected(given: argparse.Namespace, configuration: Configuration) -> CollectedVariables:
    names, directory = named_targets(given.targets, configuration)
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
    return report_findings(findings)


# ---- forms --------------------------------------------------------------------------------------


def _print(variables: list[EnvironmentVariable]) -> None:
    if variables:
        print_table(COLUMNS, list(rows(variables)))
        print()
    declared = sum(one.declared is not None for one in variables)
    plural = "" if len(variables) == 1 else "s"
    print(f"{len(variables)} variable{plural}, {declared} declared")
