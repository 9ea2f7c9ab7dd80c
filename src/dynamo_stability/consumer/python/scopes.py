"""Scope: which names a module, class or function binds, and to what."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.consumer.python.values import Values


class Bound(NamedTuple):
    """One way in which a name is bound.

    Attributes:
        name: the full name that an import gives it; empty where it is no import.
        value: the expression that it is set to, or that annotates it.
        scope: where the expression stands.
        is_type: whether the expression is the type of the value.
        local: the class that it is, or whose object it is.
    """

    name: str = ""
    value: ast.expr | None = None
    scope: Scope | None = None
    is_type: bool = False
    local: ast.ClassDef | None = None
    is_self: bool = False


#: A name that is bound to nothing that is of interest.
ANYTHING = Bound()


class Scope:
    """The names of one block.

    Attributes:
        node: the module, class, function, lambda or comprehension.
        parent: the scope around it, or None.
        bound: how each name is bound.
        outer: the names that are declared global or nonlocal.
        stars: the modules whose names are all imported.
    """

    __slots__ = ("bound", "evaluated", "node", "outer", "parent", "stars")

    def __init__(self, node: ast.AST, parent: Scope | None = None) -> None:
        self.node = node
        self.parent = parent
        self.bound: dict[str, list[Bound]] = {}
        self.outer: dict[str, bool] = {}
        self.stars: list[str] = []
        self.evaluated: dict[str, Values] = {}

    @property
    def is_class(self) -> bool:
        """Whether functions inside do not see its names."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def module(self) -> Scope:
        """The scope of the file."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def bind(self, name: str, bound: Bound) -> None:
        """Take note of one way in which a name is bound."""
        if name in self.outer and self.parent is not None:
            place = self.module if self.outer[name] else self.parent.holder(name) or self.module
            place.bind(name, bound)
        else:
            self.bound.setdefault(name, []).append(bound)

    def holder(self, name: str) -> Scope | None:
        """The scope that a name is found in, from a function inside this one."""
        scope: Scope | None = self
        while scope is not None and (scope.is_class or name not in scope.bound):
            scope = scope.parent
        return scope

    def find(self, name: str) -> Scope | None:
        """The scope that a name is found in, from this very block."""
        if name in self.outer:
            return self.module if self.outer[name] else self.parent and self.parent.holder(name)
        if name in self.bound:
            return self
        return None if self.parent is None else self.parent.holder(name)

    @property
    def around(self) -> Iterator[Scope]:
        """This scope and those around it, from the inside."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent
