"""`dynamo-stability options`: the options of every program, and what is wrong with them."""

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
from dynamo_stability.collect.options import CollectedOptions, collect_options
from dynamo_stability.collect.options.table import COLUMNS, by_program, plain, rows
from dynamo_stability.errors import ConfigurationError, nearest
from dynamo_stability.markdown import markdown_table

if TYPE_CHECKING:
    import argparse

    from dynamo_stability.collect.options import Option
    from dynamo_stability.configuration import Configuration


#: The first columns hold what is typed as it is.
_WRITTEN: Final = 4


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "options",
        help="list the options of every program, or check them",
        description="List the options of the programs in some code, with their environment "
        "variables and tiers, or tell what is wrong with them. None of the code is run.",
    )
    add_target_arguments(parser)
    parser.add_argument(
        "--program",
        action="append",
        default=[],
        metavar="NAME",
        help="only this program and its subcommands; may be repeated",
    )
    add_form_arguments(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="list no options; tell what is wrong with them, and exit 1 where anything is",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """List or check; 1 where there are findings, or something could not be read."""
    found = _collected(given, configuration_of(given))
    report(found.problems)
    code = FINDINGS if found.problems else CLEAN
    options = _restricted(found.options, given.program)
    if given.check:
        return _check(found, given.program) or code
    form = form_of(given)
    if form == "table" and not given.output:
        _print(options)
    elif form == "json":
        write_form(given.output, json.dumps([plain(one) for one in options], indent=2) + "\n")
    else:
        write_form(given.output, _markdown(options))
    return code


def _collected(given: argparse.Namespace, configuration: Configuration) -> CollectedOptions:
    names, directory = named_targets(given.targets, configuration)
    targets = [find_target(name, directory) for name in names]
    return collect_options(targets, configuration.options)


def _restricted(options: tuple[Option, ...], programs: list[str]) -> list[Option]:
    known = {option.program for option in options}
    for program in programs:
        if not any(_is_of(one, program) for one in known):
            raise ConfigurationError(
                f"Cannot list the options of {program!r}: no such program was found; "
                f"{nearest(program, known)}"
            )
    return [
        option
        for option in options
        if not programs or any(_is_of(option.program, one) for one in programs)
    ]


def _is_of(program: str, wanted: str) -> bool:
    return program == wanted or program.startswith(f"{wanted} ")


def _check(found: CollectedOptions, programs: list[str]) -> int:
    findings = [
        one
        for one in found.findings
        if not programs or any(one.name.startswith(f"cli:{program} ") for program in programs)
    ]
    return report_findings(findings)


# ---- forms --------------------------------------------------------------------------------------


def _print(options: list[Option]) -> None:
    for program, own in by_program(options):
        print(program)
        print_table(COLUMNS, list(rows(own)))
        print()
    print(_summary(options))


def _summary(options: list[Option]) -> str:
    programs = len({option.program for option in options})
    plural = "" if programs == 1 else "s"
    return f"{len(options)} options of {programs} program{plural}"


def _markdown(options: list[Option]) -> str:
    sections = []
    for program, own in by_program(options):
        table = markdown_table(COLUMNS, quoted_cells(rows(own), _WRITTEN))
        sections.append(f"## `{program}`\n\n{table}")
    return "\n".join(sections)
