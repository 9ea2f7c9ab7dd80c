"""Parsing Python files: quietly, once where collectors share trees, and what is wrong with them."""

from __future__ import annotations

import ast
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from dynamo_stability.collect.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Final

#: What `parse_python` raises over a file that is not Python.
PARSE_ERRORS: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
_BLOCKS: Final = ("body", "orelse", "finalbody")

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


def parse_problem(error: BaseException, path: str) -> Problem:
    """What one of `PARSE_ERRORS` says of a file."""
    if isinstance(error, SyntaxError):
        line, column = error.lineno or 1, max(error.offset or 1, 1)
        return Problem(path, line, column, f"cannot be parsed: {error.msg}.")
    return Problem(path, 1, 1, f"cannot be parsed: {str(error) or type(error).__name__}.")


def inner_blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The statements inside a statement, block by block: its body, its `else`, its handlers."""
    for block in _BLOCKS:
        yield getattr(statement, block, [])
    for handler in getattr(statement, "handlers", ()):
        yield handler.body


def runs_as_script(statement: ast.stmt) -> bool:
    """Whether a statement is `if __name__ == "__main__"`."""
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Compare)
        and isinstance(statement.test.left, ast.Name)
        and statement.test.left.id == "__name__"
        and isinstance(statement.test.ops[0], ast.Eq)
    )
