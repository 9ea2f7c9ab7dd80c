"""`__all__` in the forms that every type checker reads: lists of names, and nothing computed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.python.exports import summands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules

_METHODS: Final = frozenset({"append", "extend", "remove"})
#: How many modules may take over each other's `__all__` in turn.
_DEEPEST: Final = 10


class Exports:
    """Words statements about `__all__` in one module.

    Args:
        modules: what names are looked up in.
        module: the module.
    """

    def __init__(self, modules: StubModules, module: StubModule) -> None:
        self._modules = modules
        self._module = module
        self._code = module.code

    def lines(self, node: ast.stmt) -> list[str]:
        """A statement about `__all__` as type checkers know it; empty for any other.

        The `__all__` of other modules is written out, which not every checker follows.
        """
        if isinstance(node, ast.Expr):
            return self._called(node.value)
        value = getattr(node, "value", None)
        if not isinstance(value, ast.expr):
            return []
        operator = "+=" if isinstance(node, ast.AugAssign) else "="
        if _is_plain(value):
            return [f"__all__ {operator} {self._code.whole(value)}"]
        return self._written(value, operator)

    def _called(self, call: ast.expr) -> list[str]:
        if not (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == "__all__"
            and call.func.attr in _METHODS
            and len(call.args) == 1
        ):
            return []
        (argument,) = call.args
        if _is_plain(argument) or isinstance(argument, ast.Constant):
            return [self._code.of(call)]
        return self._written(argument, "+=") if call.func.attr == "extend" else []

    def _written(self, value: ast.expr, operator: str) -> list[str]:
        parts = list(dict.fromkeys(self._parts(value)))
        names = [one for one in parts if one.startswith('"')]
        modules = [one for one in parts if not one.startswith('"')]
        lines = [f"__all__ {operator} [{', '.join(names)}]"] if names else []
        if modules and operator == "=" and not lines:
            lines = ["__all__ = []"]
        return [*lines, *(f"__all__ += {one}" for one in modules)]

    def _parts(self, value: ast.expr) -> Iterator[str]:
        """The names in quotes, and the `__all__` of modules that are not at hand, as written."""
        for part in summands(value):
            if isinstance(part, (ast.List, ast.Tuple, ast.Set)):
                for one in part.elts:
                    yield from self._parts(one.value if isinstance(one, ast.Starred) else one)
            elif isinstance(part, ast.Call) and len(part.args) == 1:  # sorted(), list(), tuple()
                yield from self._parts(part.args[0])
            elif isinstance(part, ast.Attribute) and part.attr == "__all__":
                known = self._of_module(self._module, part.value, 0)
                yield from [self._code.of(part)] if known is None else map(_quoted, known)
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield _quoted(part.value)

    def _of_module(self, module: StubModule, expression: ast.expr, depth: int) -> list[str] | None:
        """The names in the `__all__` of a module at hand; None of any other."""
        for full in self._modules.names(module, expression):
            found = self._modules.get(full)
            if found is None or depth > _DEEPEST:
                continue
            names = set(found.facts.exports.names)
            for inner in found.facts.exports.modules:
                names.update(self._of_module(found, inner, depth + 1) or ())
            return sorted(names)
        return None


def _is_plain(value: ast.expr) -> bool:
    return isinstance(value, (ast.List, ast.Tuple)) and all(
        isinstance(one, ast.Constant) for one in value.elts
    )


def _quoted(name: str) -> str:
    return f'"{name}"'
