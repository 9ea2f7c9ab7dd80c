"""SourceText: the text of a module by the positions of its syntax tree, and edits of it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from typing import TYPE_CHECKING, Final

from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

#: Those that begin a line count for nothing, and would be taken for an indentation.
_FORM_FEEDS: Final = re.compile(r"^\f+", re.MULTILINE)
_WORD: Final = re.compile(r"(?<![\w.])[^\W\d]\w*")


class SourceText:
    """A text whose parts are found by the nodes parsed from it.

    Attributes:
        text: the text, with plain newlines.
        tree: its syntax tree.
    """

    def __init__(self, text: str, place: str = "<text>") -> None:
        self.text = text
        self.tree = _parse(text, place)
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """The index of a position; syntax trees count lines from 1 and columns in UTF-8 bytes."""
        text = self._lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode())
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.alias) -> tuple[int, int]:
        """Where a node begins and ends; a definition begins below its decorators."""
        end_line, end_column = node.end_lineno, node.end_col_offset
        assert end_line is not None  # noqa: S101 - whatever was parsed has a position
        assert end_column is not None  # noqa: S101
        return self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column)

    def of(self, node: ast.expr | ast.stmt | ast.arg | ast.alias) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def header_widths(self) -> Iterator[int]:
        """How long the first lines of the functions are."""
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield len(self._lines[node.lineno - 1])

    def enclosed(self, node: ast.expr) -> tuple[int, int]:
        """Where an expression begins and ends, with the parentheses that are its own."""
        start, end = self.span(node)
        while True:
            before = self.text[:start].rstrip()
            after = len(self.text) - len(self.text[end:].lstrip())
            if not before.endswith("(") or self.text[after : after + 1] != ")":
                return start, end
            if before[:-1].rstrip()[-1:] not in set("=(:>[,"):
                return start, end  # those of a call or signature
            start, end = len(before) - 1, after + 1

    def whole(self, node: ast.expr) -> str:
        """The text of an expression, in parentheses where it takes several lines without."""
        start, end = self.enclosed(node)
        text = self.text[start:end]
        if "\n" not in text:
            return text
        try:
            ast.parse(text, mode="eval")
        except SyntaxError:
            return f"({text})"
        return text

    def line_start(self, position: int) -> int:
        """The start of the line that holds a position."""
        return self.text.rfind("\n", 0, position) + 1

    def line_end(self, position: int) -> int:
        """The end of the line that holds a position, without its newline."""
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def indent(self, node: ast.stmt) -> str:
        """The white space before a statement."""
        start = self.offset(node.lineno, node.col_offset)
        before = self.text[self.line_start(start) : start]
        return before if not before.strip() else " " * len(before)

    def top(self, node: Definition) -> int:
        """The start of the first decorator's line, or of the definition's own."""
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        return self._starts[first - 1]

    def start(self, node: ast.stmt) -> int:
        """The start of a statement's first line, with its decorators."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return self.top(node)
        return self._starts[node.lineno - 1]

    def colon(self, node: Definition) -> int:
        """The index of the colon that ends the header of a definition."""
        parts: Iterable[ast.AST]
        if isinstance(node, ast.ClassDef):
            parts = [*node.bases, *(one.value for one in node.keywords)]
        elif node.returns is not None:
            parts = [node.returns]
        else:
            parts = ast.walk(node.args)
        ends = [self.span(one)[1] for one in parts if isinstance(one, (ast.expr, ast.arg))]
        ends += [
            self.offset(one.end_lineno, one.end_col_offset)
            for one in getattr(node, "type_params", ())
        ]
        position = max(ends, default=self.span(node)[0])
        while self.text[position] != ":":
            position = self.line_end(position) if self.text[position] == "#" else position + 1
        return position


def read_source(path: Path) -> str:
    """The text of a Python file, with plain newlines.

    Raises:
        CollectError: it cannot be read, or is not text in the encoding that it declares.
    """
    try:
        content = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (OSError, SyntaxError, ValueError) as error:
        raise CollectError(f"Cannot read {path}: {error}.") from None
    return _FORM_FEEDS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _parse(text: str, place: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a compiler says of the file
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise CollectError(
            f"Cannot generate a stub from {place}: it cannot be parsed: {error}. "
            f"Correct it, or generate with a newer Python."
        ) from None


def used_words(tree: ast.AST, skipped: Iterable[ast.expr] = ()) -> set[str]:
    """Every name that is looked up in a tree, also in strings that may be annotations.

    Args:
        tree: what is looked through.
        skipped: expressions in it that do not count.
    """
    unseen = {id(node) for one in skipped for node in ast.walk(one)}
    found: set[str] = set()
    for node in ast.walk(tree):  # what holds a node comes before it
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            unseen.add(id(node.value))  # a docstring
        elif isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Store) and id(node) not in unseen:
                found.add(node.id)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in unseen
        ):
            found.update(_WORD.findall(node.value))
    return found


class Edits:
    """Replacements in one text, collected first and made at once."""

    def __init__(self) -> None:
        self._edits: list[tuple[int, int, str]] = []

    def __bool__(self) -> bool:
        return bool(self._edits)

    def replace(self, start: int, end: int, new: str) -> None:
        """Put `new` in the place of what stands from `start` to `end`."""
        self._edits.append((start, end, new))

    def insert(self, position: int, new: str) -> None:
        """Put `new` before what stands at `position`."""
        self._edits.append((position, position, new))

    def apply(self, text: str) -> str:
        """The text with the edits; one that lies within a larger one is left out."""
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(self._edits, key=_order):
            if start < done:
                continue
            pieces += [text[done:start], new]
            done = end
        return "".join([*pieces, text[done:]])


def _order(edit: tuple[int, int, str]) -> tuple[int, bool, int]:
    """From left to right; what is inserted first, then the larger replacement."""
    start, end, _ = edit
    return start, start != end, -end
