"""names_on_request(): what a module's own `__getattr__` gives, as far as its text says."""

from __future__ import annotations

import ast
import importlib.util
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def names_on_request(path: Path) -> tuple[str, ...]:
    """The names in the module's `__getattr__`, and in the tables of the module that it looks into.

    Libraries keep deprecated names and slow imports there, where no collector finds definitions.
    """
    try:
        tree = ast.parse(importlib.util.decode_source(path.read_bytes()))
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ()
    tables = dict(table for node in tree.body for table in _tables(node))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__getattr__":
            for statement in node.body:
                found.update(_words(statement, tables))
    return tuple(sorted(found))


def _tables(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names that a statement of the module assigns to, with what they are."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    for target in targets:
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value


def _words(statement: ast.stmt, tables: dict[str, ast.expr]) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant):
            yield from _word(node)
        elif isinstance(node, ast.Name) and node.id in tables:
            yield from _keys(tables[node.id])


def _keys(table: ast.expr) -> Iterator[str]:
    """What a literal table of names has, or what a call such as `frozenset([...])` is given."""
    if isinstance(table, ast.Dict):
        parts = table.keys
    elif isinstance(table, (ast.List, ast.Tuple, ast.Set)):
        parts = list(table.elts)
    elif isinstance(table, ast.Call) and len(table.args) == 1:
        yield from _keys(table.args[0])
        return
    else:
        return
    for part in parts:
        if isinstance(part, ast.Constant):
            yield from _word(part)


def _word(node: ast.Constant) -> Iterator[str]:
    if isinstance(node.value, str) and node.value.isidentifier():
        yield node.value
