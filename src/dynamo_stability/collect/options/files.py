"""Files: the sources of some targets, parsed when they are first asked for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dynamo_stability.collect.options.values import Definition
from dynamo_stability.collect.parsing import inner_blocks, shared_tree
from dynamo_stability.collect.python.files import SourceFiles, is_no_text
from dynamo_stability.collect.python.modules import Module

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from dynamo_stability.collect.sources import Source

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


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
                for block in inner_blocks(one):
                    self._read(block, prefix)
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


class Files(SourceFiles[File]):
    """The modules of some targets by name, each read when it is first asked for."""

    def _read_file(self, source: Source, path: str, text: bytes) -> File:
        return File(source, path, text)

    def mentioning(self, words: Collection[bytes]) -> Iterator[File]:
        """The files whose text has one of some words in it, in the order of their modules.

        What is not text is read as well, so that it is reported.
        """
        for name in sorted(self._sources):
            text = self._text(name)
            if text is None:
                continue
            if any(word in text for word in words) or is_no_text(text):
                file = self.file(name)
                if file is not None:
                    yield file
            elif name not in self._files:
                del self._texts[name]

    def find(self, full: str) -> Definition | None:
        """The function or class that a full name stands for."""
        found = self.owner(full)
        return None if found is None else found[0].definitions.get(found[1])
