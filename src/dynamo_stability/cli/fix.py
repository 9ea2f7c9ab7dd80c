"""`dynamo-stability fix`: uses of what is deprecated, rewritten to what takes its place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.known_releases import (
    add_release_arguments,
    read_releases,
    without_anything,
)
from dynamo_stability.cli.reading import add_configuration_arguments, configuration_of, report
from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_problem
from dynamo_stability.consumer import Fixer, find_user_files
from dynamo_stability.rewriting.file_changes import FileChanges

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from dynamo_stability.collect import Problem
    from dynamo_stability.consumer import FileFix, KnownApi, UserFile


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "fix",
        help="rewrite uses of deprecated API to what takes its place",
        description="Rewrite uses of deprecated names, parameters, options and variables to their "
        "declared alternatives, in Python, shell scripts and YAML, where that is safe. The rest is "
        "listed, each with the reason. All files are written, or none. Exit code 1 where something "
        "is left to do.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or a directory")
    add_release_arguments(parser)
    add_configuration_arguments(parser)
    parser.add_argument("--diff", action="store_true", help="show what would change; write nothing")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 if anything would change"
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Rewrite, and list what is left; 1 where there is something to do."""
    files = find_user_files(given.paths)
    known = read_releases(given, files, configuration_of(given))
    if not known.api:
        raise without_anything(files)
    changes, fixes, problems = _worked_out(files, known.api)
    report(sorted({*problems, *known.problems}))
    changed = len(list(changes))
    if given.diff:
        sys.stdout.write(changes.diff(Path()))
    is_written = not (given.diff or given.check)
    if is_written:
        changes.write()
    for one in sorted(one for fix in fixes for one in fix.left):
        print(one, file=sys.stderr if given.diff else sys.stdout)
    print(_summary(fixes, changed, is_written=is_written), file=sys.stderr if given.diff else None)
    is_left = problems or any(fix.left for fix in fixes) or (changed and not is_written)
    return FINDINGS if is_left else CLEAN


def _worked_out(
    files: Iterable[UserFile], known: KnownApi
) -> tuple[FileChanges, list[FileFix], list[Problem]]:
    """What is to become of the files; nothing is written."""
    changes = FileChanges()
    fixer = Fixer(known)
    fixes: list[FileFix] = []
    problems: list[Problem] = []
    for file in files:
        content = changes.read(file.path)  # a second path to it finds what was worked out before
        try:
            fix = fixer.fix(file, content)
        except PARSE_ERRORS as error:
            problems.append(parse_problem(error, file.shown))
            continue
        if fix.content != content:
            changes.change(file.path, fix.content)
        if fix.fixed or fix.left:
            fixes.append(fix)
    return changes, fixes, problems


def _summary(fixes: list[FileFix], changed: int, *, is_written: bool) -> str:
    fixed = sum(one.fixed for one in fixes)
    left = sum(len(one.left) for one in fixes)
    verb = "fixed" if is_written else "would fix"
    files = f"{changed} file{'' if changed == 1 else 's'}"
    return f"{verb} {fixed} use{'' if fixed == 1 else 's'} in {files}, {left} left"
