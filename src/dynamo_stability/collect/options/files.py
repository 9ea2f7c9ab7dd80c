"""Files: the sources of some targets, parsed when they are first asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dynamo_stability.collect.options.values import Definition
from dynamo_stability.collect.parsing import shared_tree
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.python.modules import Module
from dynamo_stability.collect.sources import relative_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dynamo_stability.collect.sources import Source, Target

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_BLOCKS = ("body", "orelse", "finalbody")


class File:
    """One parsed file.

    Attributes:
        path: how it is called in messages.
        module: what it binds, defines and imports.
        tree: its statements.
        text: its bytes.
        values: what its names are assigned, where nothing else is done to them.
        definitions: its functions and classes by qualified name, without those inside functions.
    """

    def __init__(self, source: Source, path: str, text: bytes) -> None:
        self.path = path
        self.text = text
        self.tree = shared_tree(source.path, text)
        self.module = Module(source)
        self.module.read(self.tree.body)
        self.definitions: dict[str, Definition] = {}
        self.values: dict[str, list[ast.expr | None]] = {}
        self._read(self.tree.body, "")

    def _read(self, statements: Iterable[ast.stmt], prefix: str) -> None:
        for one in statements:
            if isinstance(one, (*_FUNCTION, ast.ClassDef)):
                qualname = prefix + one.name
                self.definitions.setdefault(qualname, Definition(self, qualname, one))
                if isinstance(one, ast.ClassDef):
                    self._read(one.body, f"{qualname}.")
            elif hasattr(one, "body"):
                for block in _BLOCKS:
                    self._read(getattr(one, block, ()), prefix)
                for handler in getattr(one, "handlers", ()):
                    self._read(handler.body, prefix)
            else:
                self._read_assignment(one, prefix)

    def _read_assignment(self, statement: ast.stmt, prefix: str) -> None:
        targets: list[ast.expr] = getattr(statement, "targets", [])
        value: ast.expr | None = None
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            value = statement.value
        if isinstance(statement, ast.AugAssign) or (isinstance(statement, ast.AnnAssign) and value):
            targets = [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                self.values.setdefault(prefix + target.id, []).append(value)

    def place(self, node: ast.AST) -> str:
        """`path:line` of a part of the file."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


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

    def mentioning(self, words: Collection[bytes]) -> Iterator[File]:
        """The files whose text has one of some words in it, in the order of their modules.

        What is not text is read as well, so that it is reported.
        """
        for name in sorted(self._sources):
            text = self._text(name)
            if text is None:
                continue
            if any(word in text for word in words) or _is_no_text(text):
                file = self.file(name)
                if file is not None:
                    yield file
            elif name not in self._files:
                del self._texts[name]

    def find(self, full: str) -> Definition | None:
        """The function or class that a full name stands for."""
        owner, _, qualname = full.rpartition(".")
        while owner:
            if owner in self._sources:
                file = self.file(owner)
                return None if file is None else file.definitions.get(qualname)
            owner, _, head = owner.rpartition(".")
            qualname = f"{head}.{qualname}"
        return None

    def _text(self, name: str) -> bytes | None:
        if name not in self._texts:
            source, path = self._sources[name]
            try:
                self._texts[name] = source.path.read_bytes()
            except OSError as error:
                self.problems.append(Problem(path, 1, 1, f"cannot be read: {error.strerror}."))
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
