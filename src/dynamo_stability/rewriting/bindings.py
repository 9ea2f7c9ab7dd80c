"""Bindings: which names a Python file uses, and how often it binds each."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


#: The field with the name that a node binds, by the kind of node.
_FIELDS: Final = {
    "FunctionDef": "name",
    "AsyncFunctionDef": "name",
    "ClassDef": "name",
    "arg": "arg",
    "ExceptHandler": "name",
    "MatchAs": "name",
    "MatchStar": "name",
    "MatchMapping": "rest",
    "TypeVar": "name",
    "ParamSpec": "name",
    "TypeVarTuple": "name",
}


class Bindings:
    """The names of one file, in all of its scopes.

    Attributes:
        bound: how often each name is bound.
        loaded: where each name is read.
        listed: the names in `__all__`.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.bound: Counter[str] = Counter()
        self.loaded: dict[str, list[ast.Name]] = {}
        self.listed: set[str] = set()
        self._imports: dict[str, ast.ImportFrom] = {}
        for node in ast.walk(tree):
            self._take(node)

    def _take(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                self.loaded.setdefault(node.id, []).append(node)
            else:
                self.bound[node.id] += 1
            return
        for name in _bound_by(node):
            self.bound[name] += 1
        if isinstance(node, ast.ImportFrom):
            self._imports.update({one.asname or one.name: node for one in node.names})
        if isinstance(node, ast.stmt) and _mentions_all(node):
            self.listed.update(_texts(node))

    def is_free(self, name: str) -> bool:
        """Whether nothing in the file goes by a name."""
        return not self.bound[name] and name not in self.loaded

    def import_of(self, name: str) -> ast.ImportFrom | None:
        """The `from` import that alone binds a name, or None."""
        return self._imports.get(name) if self.bound[name] == 1 else None


def _bound_by(node: ast.AST) -> Iterator[str]:
    """The names that a node binds, other than those that are expressions themselves."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for one in node.names:
            yield one.asname or one.name.partition(".")[0]
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from node.names
    else:
        # Not every interpreter has all of these kinds, such as type parameters.
        name = getattr(node, _FIELDS.get(type(node).__name__, ""), None)
        if name is not None:
            yield name


def _mentions_all(statement: ast.stmt) -> bool:
    if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)):
        return False
    return any(isinstance(one, ast.Name) and one.id == "__all__" for one in ast.walk(statement))


def _texts(statement: ast.stmt) -> Iterator[str]:
    for one in ast.walk(statement):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
