"""Texts of a project that speak of its API: pages of its documentation, and its tests."""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_python
from dynamo_stability.collect.sources import NOT_OWN, relative_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_PAGES: Final = (".md", ".mdx", ".rst", ".txt", ".adoc")
_TESTS: Final = (".py", ".rs", ".go", ".sh", ".yaml", ".yml", ".toml", ".json", ".js", ".ts")
#: What is larger is data, and no text that somebody wrote.
_LARGEST: Final = 2_000_000
_FENCED: Final = re.compile(r"^[ \t>]*(```+|~~~+).*?\n(.*?)^[ \t>]*\1", re.MULTILINE | re.DOTALL)
_INDENTED: Final = re.compile(
    r"(?:::|^\.\. \S.*::.*)\n(?:[ \t]+:.*\n)*((?:[ \t]*\n|[ \t]+.*\n?)+)", re.MULTILINE
)
_PROMPT: Final = re.compile(r"^[ \t]*(?:>>>|\$) .*$", re.MULTILINE)
_ALL_OF: Final = re.compile(
    r"^[ \t]*(?:::: |\.\. (?:auto(?:module|class)|autoapimodule|autoapiclass)::[ \t]*)([\w.]+)",
    re.MULTILINE,
)


class Page(NamedTuple):
    """One page of the documentation.

    Attributes:
        path: where it lies, as it is shown.
        text: what it says.
    """

    path: str
    text: str

    @property
    def code(self) -> str:
        """The code on it: fenced, indented behind a double colon, or behind a prompt."""
        parts = [found[2] for found in _FENCED.finditer(self.text)]
        if self.path.endswith((".rst", ".txt")):
            parts += [found[1] for found in _INDENTED.finditer(self.text)]
        return "\n".join([*parts, *_PROMPT.findall(self.text)])

    def shows_all_of(self, name: str) -> bool:
        """Whether a directive has the page show whatever is in a module or class."""
        return name in _ALL_OF.findall(self.text)


class UsingFile(NamedTuple):
    """One file of the tests.

    Attributes:
        path: where it lies, as it is shown.
        names: the identifiers in it; None where it is no Python.
        texts: the texts in it, and the modules that it imports; of what is no Python, the whole.
    """

    path: str
    names: frozenset[str] | None
    texts: str

    def uses(self, name: str) -> bool:
        """Whether the file uses what a public name stands for."""
        surface, colon, rest = name.partition(":")
        if colon and surface.isalpha():
            return _has_word(self.texts, rest.rpartition(" ")[2])
        function, bracket, parameter = name.partition("(")
        parts = [function.rpartition(".")[2]]
        if bracket:
            parts.append(parameter.rstrip(")"))
        if self.names is not None and self.names.issuperset(parts):
            return True
        # Outside of Python a word alone may mean anything.
        spellings = (function, ".".join(function.split(".")[-2:]))
        return any(_has_word(self.texts, one) for one in spellings) and (
            not bracket or _has_word(self.texts, parts[1])
        )


def read_pages(places: Sequence[Path], root: Path) -> tuple[Page, ...]:
    """The pages below some directories, and those that are named themselves."""
    found = [Page(relative_path(path, root), text) for path, text in _read(places, _PAGES)]
    return tuple(sorted(found))


def read_tests(places: Sequence[Path], root: Path) -> tuple[UsingFile, ...]:
    """The files of tests below some directories, and those that are named themselves."""
    found = [
        _test_file(relative_path(path, root), path, text) for path, text in _read(places, _TESTS)
    ]
    return tuple(sorted(found, key=lambda one: one.path))


def _test_file(shown: str, path: Path, text: str) -> UsingFile:
    if path.suffix != ".py":
        return UsingFile(shown, None, text)
    try:
        tree = parse_python(path, text.encode())
    except PARSE_ERRORS:
        return UsingFile(shown, frozenset(), "")
    names: set[str] = set()
    texts: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.keyword):
            names.add(node.arg or "")
        elif isinstance(node, ast.Import):
            texts += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            texts.append(node.module or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    return UsingFile(shown, frozenset(names), "\n".join(texts))


def _read(places: Sequence[Path], suffixes: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    seen: set[Path] = set()
    for place in places:
        for path in [place] if place.is_file() else _walk(place):
            is_wanted = path == place or path.suffix in suffixes
            if is_wanted and path not in seen and path.stat().st_size <= _LARGEST:
                seen.add(path)
                yield path, path.read_text(encoding="utf-8-sig", errors="replace")


def _walk(directory: Path) -> Iterator[Path]:
    for top, directories, files in os.walk(directory):
        directories[:] = sorted(
            one for one in directories if not one.startswith(".") and one not in NOT_OWN
        )
        for name in sorted(files):
            path = directory.__class__(top, name)
            if path.is_file():
                yield path


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None
