"""read_openapi(): one OpenAPI document with the lines of its parts, or what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.yaml import Table, parse_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Final

#: How deep the lines of keys are known: of paths and their operations, and of shared schemas.
_DEEPEST: Final = 2
_DEEP_KEYS: Final = frozenset({"paths", "webhooks", "components"})
#: How many lines a name is looked for.
_FARTHEST: Final = 500
_LONGEST: Final = 2_000
_SPACE: Final = re.compile(r"[ \t\r\n]*")


class Document:
    """One document.

    Attributes:
        path: the file, as it is shown.
        table: all of it.
        text: what the file holds.
    """

    def __init__(self, path: str, table: Table, text: str) -> None:
        self.path = path
        self.table = table
        self.text = text
        self._lines: list[str] = []

    def line_of(self, word: str, after: int) -> int:
        """The first line from `after` on that has a name in it, as a key or a value; or `after`."""
        self._lines = self._lines or self.text.split("\n")
        named = re.compile(rf"""(?<![\w-]){re.escape(word)}(?![\w-])""")
        for number in range(after, min(len(self._lines), after + _FARTHEST) + 1):
            line = self._lines[number - 1]
            if len(line) > _LONGEST:
                break  # nobody reads a document on one line
            if word in line and named.search(line):
                return number
        return after


def read_openapi(path: Path, shown: str) -> Document | Problem:
    """The document that a file holds, or what is wrong with it.

    Raises:
        MissingExtraError: it is YAML, and there is no parser for that.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem(shown, 1, 1, f"cannot be read: {error.strerror}.")
    return parse_openapi(content, shown)


def parse_openapi(content: bytes, shown: str) -> Document | Problem:
    """The document that some bytes are.

    Raises:
        MissingExtraError: it is YAML, and there is no parser for that.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Problem(shown, line, 1, f"cannot be read as text: {error.reason}.")
    if text.lstrip()[:1] == "{":
        return _parse_json(text, shown)
    found = parse_documents(content, shown)
    if found.problems:
        return found.problems[0]
    if len(found.documents) != 1 or not isinstance(found.documents[0].value, Table):
        return Problem(shown, 1, 1, "is no OpenAPI document: that is one mapping.")
    return Document(shown, found.documents[0].value, text)


def _parse_json(text: str, shown: str) -> Document | Problem:
    try:
        table = _JsonReader(text).read()
    except json.JSONDecodeError as error:
        return Problem(shown, error.lineno, error.colno, f"cannot be read as JSON: {error.msg}.")
    except (RecursionError, ValueError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        return Problem(shown, 1, 1, f"cannot be read as JSON: {why}.")
    return Document(shown, table, text)


class _JsonReader:
    """Reads JSON once, and keeps the lines of the keys that say where routes are.

    The values below are decoded by the standard library's scanner, whole.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._decode = json.JSONDecoder().raw_decode
        self._line, self._counted = 1, 0

    def read(self) -> Table:
        """The whole document.

        Raises:
            ValueError: it is no JSON.
        """
        table, end = self._table(self._skip(0), 0)
        end = self._skip(end)
        if end != len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, end)
        return table

    def _table(self, position: int, depth: int) -> tuple[Table, int]:
        table = Table(self._line_at(position))
        position = self._skip(position + 1)
        if self._text[position : position + 1] == "}":
            return table, position + 1
        while True:
            key, position = self._key(position, table)
            is_deep = 0 < depth < _DEEPEST or key in _DEEP_KEYS
            if is_deep and self._text[position : position + 1] == "{":
                table[key], position = self._table(position, depth + 1)
            else:
                table[key], position = self._decode(self._text, position)
            position = self._skip(position)
            sign = self._text[position : position + 1]
            if sign == "}":
                return table, position + 1
            if sign != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", self._text, position)
            position = self._skip(position + 1)

    def _key(self, position: int, table: Table) -> tuple[str, int]:
        """A key, whose line is noted, and where its value begins."""
        if self._text[position : position + 1] != '"':
            raise json.JSONDecodeError("Expecting property name", self._text, position)
        line = self._line_at(position)
        key, position = self._decode(self._text, position)
        if key in table.lines:
            raise json.JSONDecodeError(f"The key {key!r} is there already", self._text, position)
        table.lines[key] = line
        position = self._skip(position)
        if self._text[position : position + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", self._text, position)
        return key, self._skip(position + 1)

    def _skip(self, position: int) -> int:
        match = _SPACE.match(self._text, position)
        return position if match is None else match.end()

    def _line_at(self, position: int) -> int:
        """The line of a position; positions come in order."""
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line


def parts(document: Document, key: str) -> Iterator[tuple[str, Any, int]]:
    """The entries below a key of the document: name, value, line."""
    table = document.table.get(key)
    if isinstance(table, Table):
        for name, value in table.items():
            yield name, value, table.lines[name]
