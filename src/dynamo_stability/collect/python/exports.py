"""ExportList: what a module's `__all__` says, in the forms that type checkers know."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ExportList:
    """The names of `__all__`.

    Attributes:
        is_given: whether the module has an `__all__`.
        names: the names that it lists.
        modules: the expressions for modules whose `__all__` it takes over.
    """

    __slots__ = ("is_given", "modules", "names")

    def __init__(self) -> None:
        self.is_given = False
        self.names: set[str] = set()
        self.modules: list[ast.expr] = []

    def assign(self, value: ast.expr) -> None:
        """Take in `__all__ = value`; under a condition the lists of both branches count."""
        self.is_given = True
        self.extend(value)

    def extend(self, value: ast.expr) -> None:
        """Take in `__all__ += value`."""
        for part in summands(value):
            if isinstance(part, (ast.List, ast.Tuple, ast.Set)):
                for one in part.elts:
                    self._add(one.value if isinstance(one, ast.Starred) else one)
            elif isinstance(part, ast.Call) and len(part.args) == 1:  # sorted(), list(), tuple()
                self.extend(part.args[0])
            else:
                self._add(part)

    def _add(self, value: ast.expr) -> None:
        if isinstance(value, ast.Constant):
            if isinstance(value.value, str):
                self.names.add(value.value)
        elif isinstance(value, ast.Attribute) and value.attr == "__all__":
            self.modules.append(value.value)

    def read_call(self, call: ast.Call) -> bool:
        """Take in `__all__.extend(...)` and its like; whether `call` is one."""
        function = call.func
        if not (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id == "__all__"
        ):
            return False
        for argument in call.args:
            if function.attr == "remove" and isinstance(argument, ast.Constant):
                self.names.discard(str(argument.value))
            elif function.attr == "append":
                self._add(argument)
            elif function.attr == "extend":
                self.extend(argument)
        return True


def summands(value: ast.expr) -> Iterator[ast.expr]:
    """The parts of `a + b + c` in order; thousands of them take no deeper a stack than one."""
    parts = []
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        parts.append(value.right)
        value = value.left
    yield value
    yield from reversed(parts)
