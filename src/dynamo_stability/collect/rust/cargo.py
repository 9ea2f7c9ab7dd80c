"""Crate: what Cargo.toml says about a library, and which Python module it is built into."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.sources import relative_path, walk_crates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What Rust programs can link; a `cdylib` alone is for others.
_LINKED: Final = frozenset({"lib", "rlib", "dylib", "proc-macro"})
_POSITION: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_LONGEST_LINE: Final = 1_000


class Feature(NamedTuple):
    """A Cargo feature.

    Attributes:
        name: its name.
        enables: the features of the same package that it turns on.
        line: its line in Cargo.toml.
    """

    name: str
    enables: tuple[str, ...]
    line: int


class Crate(NamedTuple):
    """A library crate.

    Attributes:
        package: the name of its package.
        name: what paths into it begin with. Nobody can import a crate that is built for other
            languages only, so it goes by the name of its package.
        manifest: how its Cargo.toml is called.
        directory: where that lies.
        path: the file that the crate begins with.
        features: its features, in the order of their names.
        dependencies: what its dependencies are called in it, and which package each of them is.
        library: the name of the library that is built.
    """

    package: str
    name: str
    manifest: str
    directory: Path
    path: Path
    features: tuple[Feature, ...]
    dependencies: Mapping[str, str]
    library: str


def has_crates(root: Path) -> bool:
    """Whether there is any crate below a directory."""
    return any(True for _ in _manifests(root))


def find_crates(root: Path, problems: list[Problem]) -> list[Crate]:
    """The library crates below a directory, in the order of their paths.

    Args:
        root: the directory.
        problems: takes in what is wrong with a Cargo.toml.
    """
    found = []
    for path in _manifests(root):
        crate = _read_crate(path, relative_path(path, root), problems)
        if crate is not None:
            found.append(crate)
    return found


def _manifests(root: Path) -> Iterator[Path]:
    for directory, files in walk_crates(root):
        if "Cargo.toml" in files:
            yield directory / "Cargo.toml"


def _read_crate(path: Path, shown: str, problems: list[Problem]) -> Crate | None:
    text, table = _load(path, shown, problems)
    package, library = _table(table, "package"), _table(table, "lib")
    name = package.get("name")
    if not isinstance(name, str) or not name:
        return None  # of a workspace, or broken and told so
    entry = library.get("path")
    source = path.parent / (entry if isinstance(entry, str) else "src/lib.rs")
    if not source.is_file():
        if library:
            line = _line_of(text, "lib", "path")
            problems.append(
                Problem(shown, line, 1, f"the library {str(source.name)!r} is missing.")
            )
        return None
    given = library.get("name")
    built = given if isinstance(given, str) else name.replace("-", "_")
    kinds = library.get("crate-type", ["lib"])
    is_linked = not isinstance(kinds, list) or not _LINKED.isdisjoint(map(str, kinds))
    return Crate(
        name,
        built if is_linked else name.replace("-", "_"),
        shown,
        path.parent,
        source,
        tuple(_features(text, table)),
        dict(_dependencies(table)),
        built,
    )


def _features(text: str, table: dict[str, Any]) -> Iterator[Feature]:
    for name, enabled in sorted(_table(table, "features").items()):
        listed = enabled if isinstance(enabled, list) else []
        own = tuple(one for one in listed if isinstance(one, str) and "/" not in one)
        yield Feature(name, own, _line_of(text, "features", name))


def _dependencies(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, about in _table(table, "dependencies").items():
        package = about.get("package") if isinstance(about, dict) else None
        yield name.replace("-", "_"), package if isinstance(package, str) else name


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _line_of(text: str, table: str, key: str) -> int:
    """The line of a key in a table, as it is usually written; the table's line, or the first."""
    header = re.compile(r"\s*\[\[?\s*([\w.\"' -]+?)\s*\]")
    wanted = re.compile(rf"\s*(?:{table}\s*\.\s*)?[\"']?{re.escape(key)}[\"']?\s*=")
    here, fallback = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        found = header.match(line[:_LONGEST_LINE])
        if found:
            here = found[1]
            fallback = number if here == table else fallback
        elif here in {table, ""} and wanted.match(line[:_LONGEST_LINE]):
            return number
    return fallback


def _load(path: Path, shown: str, problems: list[Problem]) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file and what it says; both empty where it cannot be read."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as error:
        problems.append(Problem(shown, 1, 1, f"cannot be read: {error.strerror}."))
    except UnicodeDecodeError:
        problems.append(Problem(shown, 1, 1, "cannot be parsed: it is not UTF-8 text."))
    except (ValueError, RecursionError) as error:
        place = _POSITION.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        why = _POSITION.sub("", str(error)).strip(" .") or type(error).__name__
        problems.append(Problem(shown, line, column, f"cannot be parsed: {why}."))
    return "", {}


# ---- the extension module -----------------------------------------------------------------------


def python_module(crate: Crate, root: Path) -> str | None:
    """The full name of the Python module that a crate is built into; None where nothing says it.

    It stands in the nearest pyproject.toml upwards that builds this crate with maturin or
    setuptools-rust.
    """
    place = crate.directory
    for directory in (place, *place.parents):
        path = directory / "pyproject.toml"
        if path.is_file():
            tools = _table(_load(path, "", [])[1], "tool")
            found = _of_maturin(tools, crate, directory) or _of_setuptools(tools, crate, directory)
            if found is not None:
                return found
        if directory == root:
            break
    return None


def _of_maturin(tools: dict[str, Any], crate: Crate, directory: Path) -> str | None:
    maturin = _table(tools, "maturin")
    if not maturin or not _is_built(
        crate, directory / str(maturin.get("manifest-path", "Cargo.toml"))
    ):
        return None
    name = maturin.get("module-name")
    if isinstance(name, str):
        return name
    # maturin puts the extension into a Python package of the same name, where there is one.
    package = directory / str(maturin.get("python-source", "")) / crate.library
    is_mixed = any((package / f"__init__{suffix}").is_file() for suffix in (".py", ".pyi"))
    return f"{crate.library}.{crate.library}" if is_mixed else crate.library


def _of_setuptools(tools: dict[str, Any], crate: Crate, directory: Path) -> str | None:
    listed = _table(tools, "setuptools-rust").get("ext-modules")
    for one in listed if isinstance(listed, list) else ():
        target = one.get("target") if isinstance(one, dict) else None
        if isinstance(target, str):
            manifest = directory / str(one.get("path", "Cargo.toml"))
            if _is_built(crate, manifest):
                return target
    return None


def _is_built(crate: Crate, manifest: Path) -> bool:
    return os.path.normpath(manifest) == os.path.normpath(crate.directory / "Cargo.toml")
