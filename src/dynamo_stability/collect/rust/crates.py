"""CrateReader: follows a crate through its files, as the compiler does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.rust.items import Item, read_items
from dynamo_stability.collect.rust.syntax import SourceFile
from dynamo_stability.collect.sources import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.collect.rust.cargo import Crate
    from dynamo_stability.configuration import RustOptions

#: How often one file may be read, as modules of several names.
_MOST_USES: Final = 8


class _Place(NamedTuple):
    """A module that stands in a file of its own, and where that may be.

    Attributes:
        module: the module.
        directory: where the files of its submodules lie.
        own: where the file lies that it is declared in.
        chain: the files on the way to it.
    """

    module: Item
    directory: Path
    own: Path
    chain: tuple[str, ...]


class CrateReader:
    """Reads the files of crates.

    Args:
        root: what places are relative to; no file outside it is read.
        options: which Cargo features guard which tier.
        problems: takes in what could not be read.
    """

    def __init__(self, root: Path, options: RustOptions, problems: list[Problem]) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._options = options
        self._problems = problems
        self._uses: dict[str, int] = {}

    def read(self, crate: Crate) -> Item:
        """The crate as one module, with everything in it."""
        shown = relative_path(crate.path, self._root)
        top = Item("mod", crate.name, SourceFile(crate.path, shown, b""), None)
        top.is_public = True
        waiting = list(self._fill(top, crate.path, crate.path.parent, ()))
        while waiting:
            waiting += self._follow(waiting.pop())
        return top

    def _fill(
        self, module: Item, path: Path, directory: Path, chain: tuple[str, ...]
    ) -> Iterator[_Place]:
        """Read a file into a module; the modules in it that have files of their own."""
        real = os.path.realpath(path)
        shown = relative_path(path, self._root)
        if not self._may_read(module, real, chain):
            return
        try:
            file = SourceFile(path, shown, path.read_bytes())
        except OSError as error:
            self._problems.append(Problem(shown, 1, 1, f"cannot be read: {error.strerror}."))
            return
        if module.parent is None:
            module.file = file
        for problem in (file.parse(), read_items(module, file)):
            if problem is not None and problem not in self._problems:
                self._problems.append(problem)
        module.forget()  # the file may say more than the declaration did
        file.root = None  # what is still needed of the tree is kept by its items
        yield from self._elsewhere(module, directory, path.parent, (*chain, real))

    def _may_read(self, module: Item, real: str, chain: tuple[str, ...]) -> bool:
        name = module.name
        if not Path(real).is_relative_to(self._real_root):
            self._tell(module, f"the file of module '{name}' lies outside of what is read.")
            return False
        self._uses[real] = self._uses.get(real, 0) + 1
        if real in chain:
            self._tell(module, f"the file of module '{name}' contains itself.")
            return False
        return self._uses[real] <= _MOST_USES

    def _elsewhere(
        self, module: Item, directory: Path, own: Path, chain: tuple[str, ...]
    ) -> Iterator[_Place]:
        """The modules below one that have files of their own; those for tests are left out."""
        waiting = [(module, directory)]
        while waiting:
            holder, place = waiting.pop()
            for one in holder.children:
                if one.kind != "mod" or not one.said(self._options).is_there:
                    continue
                if one.is_elsewhere:
                    # `#[path]` counts from the file, unless an inline module lies between.
                    yield _Place(one, place, own if holder is module else place, chain)
                else:
                    waiting.append((one, place / one.name))

    def _follow(self, place: _Place) -> list[_Place]:
        module = place.module
        for path, directory in _candidates(place):
            if _is_file(path):
                return list(self._fill(module, path, directory, place.chain))
        if module.attribute("cfg") is None:
            wanted = relative_path(next(_candidates(place))[0], self._root)
            self._tell(module, f"there is no file for module '{module.name}', such as {wanted}.")
        return []

    def _tell(self, module: Item, message: str) -> None:
        self._problems.append(module.file.problem_at(module.offset, message))


def _candidates(place: _Place) -> Iterator[tuple[Path, Path]]:
    """The files that a module may be, each with the directory of its submodules."""
    module, directory = place.module, place.directory
    paths = [one.value for one in module.attributes if one.path == "path" and one.value]
    for written in paths:
        path = Path(os.path.normpath(place.own / written))
        yield path, path.parent
    if not paths:
        yield directory / f"{module.name}.rs", directory / module.name
        yield directory / module.name / "mod.rs", directory / module.name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has a null byte
        return False
