"""Spans: where an expression stands, in a form that `ast` and libcst have in common."""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.parsing import parse_python

if TYPE_CHECKING:
    import ast
    from pathlib import Path


class Span(NamedTuple):
    """From where to where an expression goes; columns count characters, from 0."""

    line: int
    column: int
    end_line: int
    end_column: int


class PythonText:
    """A Python file, parsed.

    Attributes:
        path: the file.
        content: what it holds.
        tree: what `ast` makes of it.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self.content = content
        self.tree = parse_python(path, content)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = io.TextIOWrapper(io.BytesIO(content), encoding, newline=None).read()
        self._lines = text.split("\n")

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where a node of `ast` stands, whichever parse of this file it comes from."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return Span(
            node.lineno,
            self._characters(node.lineno, node.col_offset),
            end_line,
            self._characters(end_line, end_column),
        )

    def place(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword) -> tuple[int, int]:
        """Where a node begins: its line, and its column as in a span."""
        return node.lineno, self._characters(node.lineno, node.col_offset)

    def source(self, node: ast.expr | ast.stmt) -> str:
        """How a node is written."""
        span = self.span(node)
        lines = self._lines[span.line - 1 : span.end_line]
        lines[-1] = lines[-1][: span.end_column]
        return "\n".join([lines[0][span.column :], *lines[1:]])

    def _characters(self, line: int, offset: int) -> int:
        """A column in characters; `ast` counts the bytes of UTF-8, whatever the encoding is."""
        return len(self._lines[line - 1].encode()[:offset].decode())
