"""The forms that a listing is printed or written in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.files import write_text
from dynamo_stability.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from dynamo_stability.collect.findings import Finding

_DOCUMENTS: Final = ("json", "markdown")
_BY_SUFFIX: Final = {".json": "json", ".md": "markdown"}


def add_form_arguments(
    parser: argparse.ArgumentParser, output: str = "write there", *, screen: str = "table"
) -> None:
    """The arguments that choose a form.

    Args:
        parser: where to add them.
        output: the help for where it goes.
        screen: the form that is for reading on the screen.
    """
    forms = (screen, *_DOCUMENTS)
    parser.add_argument("--format", choices=forms, help="default: by the name of the output")
    parser.add_argument("-o", "--output", metavar="FILE", help=output)


def form_of(given: argparse.Namespace, *, screen: str = "table") -> str:
    """The form that is asked for: by name, or by that of the file."""
    form: str = given.format or _BY_SUFFIX.get(Path(given.output or "").suffix, screen)
    return form


def form_for_output(given: argparse.Namespace) -> str:
    """The form that is asked for, where a table is only for the screen.

    Raises:
        ConfigurationError: a table is to be written to a file.
    """
    form = form_of(given)
    if given.output and form == "table":
        raise ConfigurationError(
            f"Cannot write {given.output!r} as a table: a table is for reading on the screen. "
            f"Pass --format json or markdown, or a name that ends in .json or .md."
        )
    return form


def write_form(output: str | None, text: str) -> None:
    """Write a listing to a file, or print it where none is named."""
    if output is None:
        sys.stdout.write(text)
    else:
        write_text(Path(output), text)


def quoted_cells(rows: Iterable[Sequence[str]], count: int) -> Iterator[tuple[str, ...]]:
    """Rows for Markdown, in which the first `count` cells stand as they are typed."""
    for row in rows:
        yield tuple(f"`{one}`" if one and i < count else one for i, one in enumerate(row))


def report_findings(findings: Sequence[Finding]) -> int:
    """Print findings, each rule's reason once, and how many there are; 1 where there are any."""
    for finding in findings:
        print(finding)
    for one in {finding.rule: finding for finding in findings}.values():
        print(f"{one.rule}:\n  why: {one.why}\n  fix: {one.fix}")
    print(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}")
    return FINDINGS if findings else CLEAN
