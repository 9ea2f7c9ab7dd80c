"""main(): the arguments, the command they name, and the exit code."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

import dynamo_stability
from dynamo_stability.cli import (
    baseline,
    check,
    deprecations,
    diff,
    fix,
    generate,
    graduate,
    notes,
    options,
    scan,
    show,
    usage,
    variables,
)
from dynamo_stability.cli.exit_codes import CLEAN, COULD_NOT_RUN, INTERRUPTED
from dynamo_stability.errors import StabilityError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: In the order of the help.
_COMMANDS = (
    scan,
    show,
    check,
    baseline,
    diff,
    notes,
    deprecations,
    graduate,
    options,
    variables,
    fix,
    usage,
    generate,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what follows the program's name; those of this process if None.

    Returns:
        0 where all is well, 1 where there are findings, 2 where the command could not run.
    """
    _accept_any_text()
    given = build_parser().parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except StabilityError as error:
        print(f"dynamo-stability: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        print(f"dynamo-stability: {error}.", file=sys.stderr)
        return COULD_NOT_RUN
    return code


def _accept_any_text() -> None:
    """Print what a narrow encoding has no sign for as an escape, rather than fail over it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="dynamo-stability",
        description="Which parts of an API can be relied on: read it, show it, generate it.",
        epilog="Exit codes: 0 clean, 1 findings, 2 could not run.",
    )
    parser.add_argument(
        "--version", action="version", version=f"dynamo-stability {dynamo_stability.__version__}"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_to(commands)
    return parser
