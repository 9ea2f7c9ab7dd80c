"""parse_python(): the syntax tree of a Python file, quietly; and trees that collectors share."""

from __future__ import annotations

import ast
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_shared: ContextVar[dict[Path, ast.Module] | None] = ContextVar("shared", default=None)


def parse_python(path: Path, text: bytes) -> ast.Module:
    """The syntax tree of a file.

    Raises:
        SyntaxError: it is not Python of the running interpreter, or not text.
        ValueError, RecursionError, MemoryError: the parser gave up.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the author's own compiler says of the file
        return ast.parse(text, str(path))


@contextmanager
def trees_shared() -> Iterator[None]:
    """Let collectors that run one after the other, and keep their trees, parse each file once.

    The collector of marks is none of them: it reads all files, and the memory for so many trees
    takes longer to come by than parsing a part of them again.
    """
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


def shared_tree(path: Path, text: bytes) -> ast.Module:
    """The syntax tree of a file, which others may have asked for; it is not to be changed.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as `parse_python`.
    """
    trees = _shared.get()
    if trees is None:
        return parse_python(path, text)
    if path not in trees:
        trees[path] = parse_python(path, text)
    return trees[path]
