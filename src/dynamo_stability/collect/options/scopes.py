"""Scope: the names of one function, while it is gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from dynamo_stability.collect.options.files import File
    from dynamo_stability.collect.options.values import Definition

MISSING = object()


class Scope:
    """What the names of one function, or of a module, are known to hold.

    Attributes:
        file: where it stands.
        names: the values by name.
        above: the scope around it, or None.
        cls: the class whose method it is, or None.
        maker: what identifies the function.
        returned: what the function returns, in the order of its statements.
    """

    __slots__ = ("above", "cls", "file", "maker", "names", "returned")

    def __init__(
        self,
        file: File,
        maker: object,
        above: Scope | None = None,
        cls: Definition | None = None,
    ) -> None:
        self.file = file
        self.maker = maker
        self.above = above
        self.cls = cls
        self.names: dict[str, Any] = {}
        self.returned: list[Any] = []

    def look_up(self, name: str) -> Any:
        """What a name holds here or around here; `MISSING` where the module has to be asked."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.above
        return MISSING


def bind(
    scope: Scope,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    arguments: Iterable[Any],
    keywords: dict[str, Any],
) -> list[tuple[str, ast.expr]]:
    """Give the parameters of a function what is passed.

    Returns:
        The parameters that were left to their defaults.
    """
    taken = function.args
    positional = [*taken.posonlyargs, *taken.args]
    given = list(arguments)
    for parameter, value in zip(positional, given, strict=False):
        scope.names[parameter.arg] = value
    if taken.vararg is not None:
        scope.names[taken.vararg.arg] = tuple(given[len(positional) :])
    named = {one.arg for one in (*taken.args, *taken.kwonlyargs)}
    scope.names.update({name: value for name, value in keywords.items() if name in named})
    if taken.kwarg is not None:
        rest = {name: value for name, value in keywords.items() if name not in named}
        scope.names[taken.kwarg.arg] = rest
    defaults = [
        *zip(positional[len(positional) - len(taken.defaults) :], taken.defaults, strict=True),
        *zip(taken.kwonlyargs, taken.kw_defaults, strict=True),
    ]
    return [
        (parameter.arg, default)
        for parameter, default in defaults
        if default is not None and parameter.arg not in scope.names
    ]


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The names of all parameters that take one value."""
    taken = function.args
    return [one.arg for one in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
