"""Files: the Python sources of some targets, parsed when they are first asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.scopes import Item, bindings
from dynamo_stability.collect.parsing import shared_tree
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.python.modules import Module
from dynamo_stability.collect.sources import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from dynamo_stability.collect.sources import Source, Target

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_BLOCKS: Final = ("body", "orelse", "finalbody")


class File:
    """One parsed file.

    Attributes:
        path: how it is called in messages.
        module: what it binds, defines and imports.
        tree: its statements.
        values: what its names and those of its classes are assigned, by qualified name.
        loops: the names that its loops outside of functions give, and what they take them from.
    """

    __slots__ = ("loops", "module", "path", "tree", "values")

    def __init__(self, source: Source, path: str, text: bytes) -> None:
        self.path = path
        self.tree = shared_tree(source.path, text)
        self.module = Module(source)
        self.module.read(self.tree.body)
        self.values: dict[str, list[ast.expr]] = {}
        self.loops: list[tuple[str, Item]] = []
        self._read(self.tree.body, "")

    def _read(self, statements: Iterable[ast.stmt], prefix: str) -> None:
        for one in statements:
            if isinstance(one, ast.ClassDef):
                self._read(one.body, f"{prefix}{one.name}.")
            elif isinstance(one, ast.Assign):
                for target in one.targets:
                    self._assign(target, one.value, prefix)
            elif isinstance(one, ast.AnnAssign) and one.value is not None:
                self._assign(one.target, one.value, prefix)
            elif not isinstance(one, _FUNCTIONS):
                if isinstance(one, (ast.For, ast.AsyncFor)):
                    self.loops += bindings(one.target, Item(one.iter))
                self._read_blocks(one, prefix)

    def _read_blocks(self, statement: ast.stmt, prefix: str) -> None:
        for block in _BLOCKS:
            self._read(getattr(statement, block, ()), prefix)
        for handler in getattr(statement, "handlers", ()):
            self._read(handler.body, prefix)

    def _assign(self, target: ast.expr, value: ast.expr, prefix: str) -> None:
        if isinstance(target, ast.Name):
            self.values.setdefault(prefix + target.id, []).append(value)


class Files(Mapping[str, "Sequence[Module]"]):
    """The modules of some targets by name, each read when it is first asked for.

    Args:
        targets: what to read.
        exclude: globs of modules that are left out.
    """

    def __init__(self, targets: Iterable[Target], exclude: Sequence[str] = ()) -> None:
        self.problems: list[Problem] = []
        self._sources: dict[str, tuple[Source, str]] = {}
        self._files: dict[str, File | None] = {}
        self._texts: dict[str, bytes] = {}
        for target in targets:
            for source in target.sources:
                excluded = any(fnmatchcase(source.module, one) for one in exclude)
                if not source.is_stub and not excluded:
                    path = relative_path(source.path, target.root)
                    self._sources.setdefault(source.module, (source, path))

    def __getitem__(self, name: str) -> Sequence[Module]:
        file = self.file(name)
        return () if file is None else (file.module,)

    def __contains__(self, name: object) -> bool:
        return name in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def file(self, name: str) -> File | None:
        """The file of a module; None where there is none, or it cannot be read."""
        if name not in self._files:
            self._files[name] = self._parse(name) if name in self._sources else None
        return self._files[name]

    def find(self, full: str) -> tuple[File, str] | None:
        """The file that holds a full name, and what the name is in it."""
        owner, _, qualname = full.rpartition(".")
        while owner:
            if owner in self._sources:
                file = self.file(owner)
                return None if file is None else (file, qualname)
            owner, _, head = owner.rpartition(".")
            qualname = f"{head}.{qualname}"
        return None

    def mentioning(self, words: Iterable[str], *, broken: bool = False) -> Iterator[File]:
        """The files whose text has one of some words in it, in the order of their modules.

        Args:
            words: whole words.
            broken: whether to read what is not text as well, so that it is reported.
        """
        escaped = sorted(re.escape(one.encode()) for one in set(words))
        if not escaped:
            return
        # Characters outside of ASCII are letters of names too, and never end one of these words.
        pattern = re.compile(
            rb"(?<![\w\x80-\xff])(?:" + b"|".join(escaped) + rb")(?![\w\x80-\xff])"
        )
        for name in sorted(self._sources):
            text = self._text(name)
            if text is not None and (pattern.search(text) or (broken and _is_no_text(text))):
                file = self.file(name)
                if file is not None:
                    yield file

    def _text(self, name: str) -> bytes | None:
        if name not in self._texts:
            source, path = self._sources[name]
            try:
                self._texts[name] = source.path.read_bytes()
            except OSError as error:
                self.problems.append(Problem(path, 1, 1, f"cannot be read: {error.strerror}."))
                self._files[name] = None
                del self._sources[name]
                return None
        return self._texts[name]

    def _parse(self, name: str) -> File | None:
        source, path = self._sources[name]
        text = self._text(name)
        if text is None:
            return None
        try:
            return File(source, path, text)
        except SyntaxError as error:
            line, column = error.lineno or 1, max(error.offset or 1, 1)
            self.problems.append(Problem(path, line, column, f"cannot be parsed: {error.msg}."))
        except (ValueError, RecursionError, MemoryError) as error:
            message = f"cannot be parsed: {str(error) or type(error).__name__}."
            self.problems.append(Problem(path, 1, 1, message))
        return None


def _is_no_text(text: bytes) -> bool:
    if b"\0" in text:
        return True
    if text.isascii():
        return False
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
