"""Files: the Python sources of some targets, parsed when they are first asked for."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.scopes import Item, bindings
from dynamo_stability.collect.parsing import inner_blocks, shared_tree
from dynamo_stability.collect.python.files import SourceFiles, is_no_text
from dynamo_stability.collect.python.modules import Module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.collect.sources import Source

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


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
                for block in inner_blocks(one):
                    self._read(block, prefix)

    def _assign(self, target: ast.expr, value: ast.expr, prefix: str) -> None:
        if isinstance(target, ast.Name):
            self.values.setdefault(prefix + target.id, []).append(value)


class Files(SourceFiles[File]):
    """The modules of some targets by name, each read when it is first asked for."""

    def _read_file(self, source: Source, path: str, text: bytes) -> File:
        return File(source, path, text)

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
            if text is not None and (pattern.search(text) or (broken and is_no_text(text))):
                file = self.file(name)
                if file is not None:
                    yield file
