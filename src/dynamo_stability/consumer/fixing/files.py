"""Fixer: one file in which what is deprecated is replaced, whatever kind of file it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.consumer.file_search import Searcher
from dynamo_stability.consumer.files import NOTEBOOK, PYTHON
from dynamo_stability.consumer.fixing.fixes import FileFix, Left
from dynamo_stability.consumer.fixing.python_fixes import fixed_python
from dynamo_stability.consumer.fixing.text_fixes import fixed_text

if TYPE_CHECKING:
    from dynamo_stability.consumer.files import UserFile
    from dynamo_stability.consumer.known_api import KnownApi


class Fixer:
    """Works out what becomes of files, one after the other.

    Args:
        known: what there is to use.
    """

    def __init__(self, known: KnownApi) -> None:
        self._known = known
        self._searcher = Searcher(known)

    def fix(self, file: UserFile, content: bytes) -> FileFix:
        """A file after what is safe.

        Raises:
            SyntaxError, ValueError, RecursionError, MemoryError: it cannot be parsed.
            MissingExtraError: libcst is not installed.
            RewriteError: it cannot be edited.
        """
        if not self._searcher.may_use(content):
            return FileFix(content)
        if file.kind == PYTHON:
            return fixed_python(file, content, self._known)
        if file.kind == NOTEBOOK:
            return self._listed(file, content)
        return fixed_text(file, content, self._known)

    def _listed(self, file: UserFile, content: bytes) -> FileFix:
        """What is deprecated in a notebook, whose file holds more than code."""
        left = [
            Left(
                one.path,
                one.line,
                one.column,
                one.name,
                f"notebooks are not edited ({one.context})",
            )
            for one in self._searcher.search(file).uses
            if one.stage == "deprecated"
        ]
        return FileFix(content, 0, tuple(left))
