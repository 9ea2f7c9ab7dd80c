"""Source and Target: the files to be read, and the modules that they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

_SUFFIXES: Final = (".py", ".pyi")
_STUBS: Final = "-stubs"
#: Directories of a project whose crates and resources nobody is to rely on.
NOT_API: Final = frozenset(
    {"tests", "test", "testdata", "fixtures", "examples", "benches", "benchmarks"}
)
#: Directories whose files are made by tools, or are of others.
NOT_OWN: Final = frozenset({"__pycache__", "node_modules", "site-packages"})
#: What lies in a virtual environment, and in a crate that `cargo vendor` brought in.
_MARKS_OF_OTHERS: Final = frozenset({"pyvenv.cfg", ".cargo-checksum.json"})


class Source:
    """One file of Python source or stub.

    Attributes:
        module: the dotted name of the module that it is.
        path: where it lies.
        is_package: whether it is an `__init__`.
        is_stub: whether it is a `.pyi`.
    """

    __slots__ = ("is_package", "is_stub", "module", "path")

    def __init__(self, module: str, path: Path) -> None:
        self.module = module
        self.path = path
        self.is_package = path.stem == "__init__"
        self.is_stub = path.suffix == ".pyi"

    def __repr__(self) -> str:
        return f"Source({self.module!r}, {str(self.path)!r})"

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.module if self.is_package else self.module.rpartition(".")[0]


class Target:
    """What a user asked to be read: a directory, a file, a wheel or an installed package.

    Attributes:
        name: what the user wrote.
        root: the directory that would stand on `sys.path`.
        sources: the files, sorted by module; a stub before the source of the same module.
        distribution: the distribution that they belong to, where that is known.
        version: its version, where that is known.
        is_release: whether it is as users get it: installed, or a wheel.
        place: the directory or file that may hold more than Python source; None for modules.
    """

    __slots__ = (
        "__weakref__",
        "distribution",
        "is_release",
        "name",
        "place",
        "root",
        "sources",
        "version",
    )

    def __init__(
        self,
        name: str,
        root: Path,
        sources: Iterable[Source],
        *,
        distribution: str | None = None,
        version: str | None = None,
        is_release: bool = False,
        place: Path | None = None,
    ) -> None:
        self.name = name
        self.root = root
        self.sources = tuple(sorted(sources, key=lambda one: (one.module, not one.is_stub)))
        self.distribution = distribution
        self.version = version
        self.is_release = is_release
        self.place = place

    def __repr__(self) -> str:
        return f"<target {self.name!r}: {len(self.sources)} files>"

    @property
    def shown_from(self) -> Path:
        """What the paths of files in its place are relative to when they are shown."""
        place = self.root if self.place is None else self.place
        if self.root == place or self.root in place.parents:
            return self.root
        return place if place.is_dir() else place.parent

    @property
    def packages(self) -> tuple[str, ...]:
        """The owning packages: the outermost regular ones, and modules that stand alone."""
        return owning_packages(self.sources)


def relative_path(path: Path, root: Path) -> str:
    """`path` as seen from `root`, with forward slashes; as it is where it lies elsewhere."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def owning_packages(sources: Iterable[Source]) -> tuple[str, ...]:
    """The outermost regular packages of some files, and the modules that no package holds."""
    every = sorted(sources, key=lambda one: one.module)
    regular = {one.module for one in every if one.is_package}
    return tuple(sorted({owner_of(one.module, regular) for one in every}))


def owner_of(module: str, regular: set[str]) -> str:
    """The outermost package of `regular` that holds `module`, or the module itself."""
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        name = ".".join(parts[:count])
        if name in regular:
            return name
    return module


def walk_sources(top: Path, prefix: str = "") -> Iterator[Source]:
    """The sources below a directory whose own dotted name is `prefix`.

    Virtual environments are left out. Links to directories are not followed, so one that leads
    upwards does no harm.
    """
    for directory, names, files in os.walk(top):
        here = Path(directory)
        package = _dotted(here, top, prefix)
        names[:] = sorted(one for one in names if _may_hold_sources(here, one))
        for file in sorted(files):
            stem, suffix = os.path.splitext(file)  # noqa: PTH122 - once per file
            if suffix not in _SUFFIXES:
                continue
            if stem == "__init__":
                if package:
                    yield Source(package, here / file)
            elif stem.isidentifier():
                yield Source(f"{package}.{stem}" if package else stem, here / file)


def walk_directories(
    top: Path, not_below: frozenset[str], not_beside: frozenset[str] = frozenset()
) -> Iterator[tuple[Path, list[str]]]:
    """A directory and those below it, sorted, each with its files; hidden ones are left out.

    Links to directories are not followed.

    Args:
        top: the directory.
        not_below: names of directories that are left out.
        not_beside: names of files; directories that hold one of them are left out.
    """
    for directory, names, files in os.walk(top):
        names[:] = sorted(one for one in names if one[0] != "." and one not in not_below)
        if not_beside.isdisjoint(files):
            yield Path(directory), sorted(files)
        else:
            names.clear()


def walk_crates(top: Path) -> Iterator[tuple[Path, list[str]]]:
    """The directories that may hold a project's own Rust, without its tests; with their files."""
    return walk_directories(top, NOT_API | NOT_OWN | {"target"}, _MARKS_OF_OTHERS)


def _dotted(here: Path, top: Path, prefix: str) -> str:
    parts = [prefix] if prefix else []
    for part in here.relative_to(top).parts:
        parts.append(part.removesuffix(_STUBS) if not parts else part)
    return ".".join(parts)


def _may_hold_sources(here: Path, name: str) -> bool:
    if name in NOT_OWN or not name.removesuffix(_STUBS).isidentifier():
        return False
    return not (here / name / "pyvenv.cfg").exists()
