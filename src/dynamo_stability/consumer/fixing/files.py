"""fixed_file(): one file in which what is deprecated is replaced, whatever kind of file it is."""

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


def fixed_file(file: UserFile, content: bytes, known: KnownApi) -> FileFix:
    """A file after what is safe.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it cannot be parsed.
        MissingExtraError: libcst is not installed.
        RewriteError: it cannot be edited.
    """
    if not Searcher(known).may_use(content):
        return FileFix(content)
    if file.kind == PYTHON:
        return fixed_python(file, content, known)
    if file.kind == NOTEBOOK:
        return _listed(file, content, known)
    return fixed_text(file, content, known)


def _listed(file: UserFile, content: bytes, known: KnownApi) -> FileFix:
    """What is deprecated in a notebook, whose file holds more than code."""
    left = [
        Left(one.path, one.line, one.column, one.name, f"notebooks are not edited ({one.context})")
        for one in Searcher(known).search(file).uses
        if one.stage == "deprecated"
    ]
    return FileFix(content, 0, tuple(left))
