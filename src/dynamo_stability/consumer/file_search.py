"""Searcher: what one file uses."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.ignore_comments import comment_in_line, comments_in
from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_problem, parse_python
from dynamo_stability.collect.problems import Problem
from dynamo_stability.consumer.api_use import ApiUse
from dynamo_stability.consumer.files import NOTEBOOK, PYTHON, YAML, owner_of_file, package_of
from dynamo_stability.consumer.notebooks import read_notebook
from dynamo_stability.consumer.plain_text import Lines, shell_uses, yaml_uses
from dynamo_stability.consumer.python.uses import python_uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.collect.ignore_comments import IgnoreComment
    from dynamo_stability.consumer.files import UserFile
    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.consumer.python.uses import PythonUse

_SIGN: Final = b"stability:"


class FileUses(NamedTuple):
    """What one file uses.

    Attributes:
        uses: sorted by place, without those that comments ignore.
        problems: why it could not be read.
        ignored: how many uses comments ignore.
        is_parsed: whether it was looked at closer than for a word.
    """

    uses: tuple[ApiUse, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: int = 0
    is_parsed: bool = False


class Searcher:
    """Looks through files, one after the other.

    Args:
        known: what there is to use.
    """

    def __init__(self, known: KnownApi) -> None:
        self._known = known
        self._packages = _any_of(known.package_words())
        self._names = _any_of(known.name_words())
        self._texts = _any_of(known.text_words())

    def may_use(self, content: bytes) -> bool:
        """Whether a file mentions what is known, so that a closer look is worth the time."""
        if self._texts is not None and self._texts.search(content) is not None:
            return True
        if self._packages is None or self._packages.search(content) is None:
            return False
        return self._names is None or self._names.search(content) is not None

    def search(self, file: UserFile) -> FileUses:
        """What a file uses; nothing where it does not mention anything that is known."""
        try:
            content = file.path.read_bytes()
        except OSError as error:
            why = f"cannot be read: {error.strerror or error}."
            return FileUses(problems=(Problem(file.shown, 1, 1, why),))
        if not self.may_use(content):
            return FileUses()
        try:
            uses = sorted(set(self._uses(file, content)), key=lambda one: one[:6])
        except PARSE_ERRORS as error:
            return FileUses(problems=(parse_problem(error, file.shown),), is_parsed=True)
        ignoring = [*_comments(file, content)] if _SIGN in content else []
        left = [
            use
            for use in uses
            if not any(one.ignores(use.stage, use.path, use.line) for one in ignoring)
        ]
        return FileUses(tuple(left), (), len(uses) - len(left), is_parsed=True)

    def _uses(self, file: UserFile, content: bytes) -> Iterator[ApiUse]:
        if file.kind == PYTHON:
            return self._python(file, content)
        if file.kind == NOTEBOOK:
            return self._notebook(file, content)
        return self._text(file, content)

    def _python(self, file: UserFile, content: bytes) -> Iterator[ApiUse]:
        owner = owner_of_file(file.path, self._known.packages)
        tree = parse_python(file.path, content)
        found = python_uses(tree, self._known, package=package_of(file.path), owner=owner)
        if not found:
            return
        lines = decoded(content).split("\n")
        for use in found:
            line, column = _place(use, lines)
            yield _api_use(use, file.shown, line, column)

    def _notebook(self, file: UserFile, content: bytes) -> Iterator[ApiUse]:
        notebook = read_notebook(content.decode("utf-8-sig"))
        tree = parse_python(file.path, notebook.code.encode())
        code = notebook.code.split("\n")
        for use in python_uses(tree, self._known):
            line, column = _place(use, code)
            at = notebook.lines[line - 1]
            context = f"cell {at.cell}, line {at.line}"
            yield _api_use(use, file.shown, at.file_line, column)._replace(context=context)

    def _text(self, file: UserFile, content: bytes) -> Iterator[ApiUse]:
        text = content.decode("utf-8-sig", "replace")
        find = yaml_uses if file.kind == YAML else shell_uses
        lines = Lines(text)
        for use in find(text, self._known):
            record = use.record
            line, column = lines.place(use.start)
            yield ApiUse(
                file.shown,
                line,
                column,
                record.name,
                self._known.stage_of(record),
                use.way,
                record=record,
            )


def _any_of(words: set[str]) -> re.Pattern[bytes] | None:
    """Finds any of some words, the longest first; None where there are none."""
    parts = [re.escape(one.encode()) for one in sorted(words, key=len, reverse=True)]
    return re.compile(b"|".join(parts)) if parts else None


def decoded(content: bytes) -> str:
    """The text of a Python file, with line breaks as `ast` counts them."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return io.TextIOWrapper(io.BytesIO(content), encoding, newline=None).read()


def _place(use: PythonUse, lines: list[str]) -> tuple[int, int]:
    """The line and column of a use: of the last name where several are joined by dots."""
    node = use.place
    line, offset = node.lineno, node.col_offset
    if use.alias is None and use.keyword is None and hasattr(node, "attr"):
        line = node.end_lineno or line
        offset = (node.end_col_offset or 0) - len(str(node.attr).encode())
    return line, len(lines[line - 1].encode()[:offset].decode("utf-8", "replace")) + 1


def _api_use(use: PythonUse, shown: str, line: int, column: int) -> ApiUse:
    name = use.name if use.record is None else use.record.name
    return ApiUse(shown, line, column, name, use.stage, use.way, "", use.help, use.record)


# ---- comments -----------------------------------------------------------------------------------


def _comments(file: UserFile, content: bytes) -> Iterable[IgnoreComment]:
    if file.kind == PYTHON:
        return comments_in(content, file.shown)
    if file.kind == NOTEBOOK:
        return _notebook_comments(file, content)
    return _text_comments(file, content.decode("utf-8-sig", "replace"))


def _notebook_comments(file: UserFile, content: bytes) -> Iterator[IgnoreComment]:
    notebook = read_notebook(content.decode("utf-8-sig"))
    for one in comments_in(notebook.code.encode(), file.shown):
        # All lines of one statement lie in one cell, and a cell's lines follow one another.
        first, last = (notebook.lines[line - 1].file_line for line in (one.first, one.last))
        yield one._replace(first=first, last=last)


def _text_comments(file: UserFile, text: str) -> Iterator[IgnoreComment]:
    for number, line in enumerate(text.split("\n"), 1):
        found = comment_in_line(line, file.shown, number)
        if found is not None:
            yield found
