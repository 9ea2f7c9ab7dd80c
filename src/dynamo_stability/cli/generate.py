"""`dynamo-stability generate`: what other tools read, written or checked for freshness."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.catalog import REGISTRY_MODULE, render_json, render_registry
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.files import read_text, write_text
from dynamo_stability.cli.reading import (
    Reading,
    add_target_arguments,
    configuration_of,
    read,
    report,
)
from dynamo_stability.configuration import STAGES, TRIMMED
from dynamo_stability.errors import ConfigurationError
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from dynamo_stability.configuration import Configuration, GenerateOptions

#: How much of a difference is shown before it stops being of help.
_MOST_LINES = 20


class Wanted(NamedTuple):
    """What is to be generated.

    Attributes:
        options: where each thing goes, and how.
        directory: what relative paths start from.
    """

    options: GenerateOptions
    directory: Path


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "generate",
        help="write the registry, stubs and ruff table, or check that they are fresh",
        description="Write what other tools read: the catalog, the registry module, a stub "
        "package and a ruff table. What is not named here is taken from "
        "[tool.dynamo-stability.generate].",
    )
    add_target_arguments(parser)
    parser.add_argument("--catalog", metavar="FILE", help="the catalog, a stability.json")
    parser.add_argument("--registry", metavar="PATH", help="the registry module, or its package")
    parser.add_argument("--stubs", metavar="DIR", help="the directory for the stub package")
    parser.add_argument("--ruff", metavar="FILE", help="a ruff.toml that bans what is not settled")
    parser.add_argument(
        "--tier",
        choices=TRIMMED,
        help="leave out of the stubs what is below this tier; by default it is marked",
    )
    parser.add_argument(
        "--partial",
        action="store_true",
        default=None,
        help="stubs that add to what the package itself says (PEP 561 partial)",
    )
    parser.add_argument(
        "--docstrings", action="store_true", default=None, help="keep docstrings in the stubs"
    )
    parser.add_argument(
        "--ruff-tiers",
        metavar="TIERS",
        help=f"what the ruff table bans, comma-separated, of {', '.join(STAGES)}",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit 1 where a file is not what would be generated",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Generate or check; 1 where something is stale or could not be read."""
    configuration = configuration_of(given)
    wanted = _wanted(given, configuration)
    found = read(given.targets, configuration, api=wanted.options.catalog is not None)
    report(found.problems)
    if found.problems:
        print("dynamo-stability: nothing is generated from sources with errors.", file=sys.stderr)
        return FINDINGS
    files = dict(_files(wanted, found))
    leftovers = list(_leftovers(wanted, files))
    if given.check:
        return _check(files, leftovers)
    _write(files, leftovers)
    return CLEAN


def _wanted(given: argparse.Namespace, configuration: Configuration) -> Wanted:
    """What the arguments ask for; without any, what the configuration does.

    Raises:
        ConfigurationError: neither asks for anything, or a tier is unknown.
    """
    options = configuration.generate
    named = {
        field: getattr(given, field)
        for field in ("catalog", "registry", "stubs", "ruff")
        if getattr(given, field) is not None
    }
    how: dict[str, Any] = {
        "stub_tier": given.tier,
        "partial": given.partial,
        "docstrings": given.docstrings,
        "ruff_tiers": given.ruff_tiers and tuple(given.ruff_tiers.split(",")),
    }
    changes = {field: value for field, value in how.items() if value is not None}
    if named:
        nothing = dict.fromkeys(("catalog", "registry", "stubs", "ruff"))
        return Wanted(options.replace(**{**nothing, **named, **changes}), Path())
    options = options.replace(**changes)
    if not any((options.catalog, options.registry, options.stubs, options.ruff)):
        raise ConfigurationError(
            "Cannot generate: nothing is asked for. Pass --catalog, --registry, --stubs or --ruff, "
            "or write them below [tool.dynamo-stability.generate] in pyproject.toml."
        )
    return Wanted(options, configuration.directory)


# ---- what the files should hold -----------------------------------------------------------------


def _files(wanted: Wanted, found: Reading) -> Iterator[tuple[Path, str]]:
    options, directory = wanted
    if options.catalog is not None:
        yield directory / options.catalog, render_json(found.catalog)
    if options.registry is not None:
        path = directory / options.registry
        if path.suffix not in {".py", ".pyi"}:
            path /= f"{REGISTRY_MODULE}.py"
        yield path, render_registry(found.catalog)
    if options.stubs is not None:
        for name, text in _stubs(options, found).items():
            yield directory / options.stubs / name, text
    if options.ruff is not None:
        from dynamo_stability.generate import ruff_table

        yield directory / options.ruff, ruff_table(found.catalog, options.ruff_tiers)


def _stubs(options: GenerateOptions, found: Reading) -> dict[str, str]:
    from dynamo_stability.generate import stub_package

    tier = None if options.stub_tier is None else Tier(options.stub_tier)
    files: dict[str, str] = {}
    for target in found.targets:
        package = stub_package(
            target,
            found.catalog,
            tier=tier,
            partial=options.partial,
            docstrings=options.docstrings,
        )
        files |= package.files
        for note in package.notes:
            print(note, file=sys.stderr)
    return files


def _leftovers(wanted: Wanted, files: dict[Path, str]) -> Iterator[Path]:
    """Stubs in the stub packages that are written, for modules that there are no more."""
    options, directory = wanted
    if options.stubs is None:
        return
    stubs = directory / options.stubs
    packages = {path.relative_to(stubs).parts[0] for path in files if stubs in path.parents}
    for package in sorted(packages):
        for path in sorted((stubs / package).rglob("*")):
            if path not in files and (path.suffix == ".pyi" or path.name == "py.typed"):
                yield path


def _shown(path: Path) -> str:
    """A path as seen from the working directory."""
    return os.path.relpath(path)


# ---- writing and checking -----------------------------------------------------------------------


def _write(files: dict[Path, str], leftovers: Iterable[Path]) -> None:
    for path, text in sorted(files.items()):
        if read_text(path) == text:
            print(f"unchanged {_shown(path)}")
        else:
            write_text(path, text)
            print(f"wrote {_shown(path)}")
    for path in leftovers:
        path.unlink()
        print(f"removed {_shown(path)}")


def _check(files: dict[Path, str], leftovers: list[Path]) -> int:
    stale = [(path, text) for path, text in sorted(files.items()) if read_text(path) != text]
    for path, text in stale:
        _tell_difference(path, text)
    for path in leftovers:
        print(f"{_shown(path)}: registry-stale: there is no such module any more")
    if stale or leftovers:
        print("Run the same command without --check to bring them up to date.")
        return FINDINGS
    print(f"{len(files)} file{'s' if len(files) != 1 else ''} up to date")
    return CLEAN


def _tell_difference(path: Path, text: str) -> None:
    there = read_text(path)
    if there is None:
        print(f"{_shown(path)}: registry-stale: it does not exist")
        return
    print(f"{_shown(path)}: registry-stale: it is not what the sources say now")
    difference = difflib.unified_diff(
        there.splitlines(), text.splitlines(), "committed", "generated", n=1, lineterm=""
    )
    lines = list(difference)
    for line in lines[:_MOST_LINES]:
        print(f"  {line}")
    if len(lines) > _MOST_LINES:
        print(f"  and {len(lines) - _MOST_LINES} lines more")
