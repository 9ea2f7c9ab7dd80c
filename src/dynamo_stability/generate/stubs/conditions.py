"""What becomes of an `if` in a stub."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules

_KNOWN: Final = frozenset({"sys.version_info", "sys.platform"})
_CHECKING: Final = frozenset({"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"})


class Condition(enum.Enum):
    """What a type checker makes of a condition.

    Attributes:
        TRUE: it always holds for type checkers.
        FALSE: it never holds for them.
        KEPT: it depends on the interpreter or platform, which they know.
        UNKNOWN: it is decided when the code runs.
    """

    TRUE = "true"
    FALSE = "false"
    KEPT = "kept"
    UNKNOWN = "unknown"


_OPPOSITE: Final = {Condition.TRUE: Condition.FALSE, Condition.FALSE: Condition.TRUE}


def condition_of(modules: StubModules, module: StubModule, test: ast.expr) -> Condition:
    """What a type checker makes of the condition of an `if`."""
    find = _FINDERS.get(type(test))
    return Condition.UNKNOWN if find is None else find(modules, module, test)


def _constant(_: StubModules, __: StubModule, test: ast.Constant) -> Condition:
    return Condition.TRUE if test.value else Condition.FALSE


def _flag(modules: StubModules, module: StubModule, test: ast.Name | ast.Attribute) -> Condition:
    is_checking = not _CHECKING.isdisjoint(modules.names(module, test))
    # `TYPE_CHECKING = False` spares an import, and checkers go by the name.
    is_own = isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"
    return Condition.TRUE if is_checking or is_own else Condition.UNKNOWN


def _negated(modules: StubModules, module: StubModule, test: ast.UnaryOp) -> Condition:
    found = condition_of(modules, module, test.operand)
    return _OPPOSITE.get(found, found) if isinstance(test.op, ast.Not) else Condition.UNKNOWN


def _joined(modules: StubModules, module: StubModule, test: ast.BoolOp) -> Condition:
    every = {condition_of(modules, module, one) for one in test.values}
    decisive = Condition.FALSE if isinstance(test.op, ast.And) else Condition.TRUE
    if decisive in every:
        return decisive
    if Condition.UNKNOWN in every:
        return Condition.UNKNOWN
    return Condition.KEPT if Condition.KEPT in every else _OPPOSITE[decisive]


def _called(modules: StubModules, module: StubModule, test: ast.Call) -> Condition:
    """`sys.platform.startswith("linux")`."""
    function = test.func
    is_known = (
        isinstance(function, ast.Attribute)
        and function.attr == "startswith"
        and _is_known(modules, module, function.value)
    )
    return Condition.KEPT if is_known else Condition.UNKNOWN


def _compared(modules: StubModules, module: StubModule, test: ast.Compare) -> Condition:
    left = test.left
    if isinstance(left, ast.Name) and left.id == "__name__":
        return Condition.FALSE  # a stub is never run as a script
    return Condition.KEPT if _is_known(modules, module, left) else Condition.UNKNOWN


def _is_known(modules: StubModules, module: StubModule, expression: ast.expr) -> bool:
    if isinstance(expression, ast.Subscript):  # sys.version_info[0]
        expression = expression.value
    return not _KNOWN.isdisjoint(modules.names(module, expression))


_FINDERS: Final[dict[type[ast.expr], Callable[[StubModules, StubModule, Any], Condition]]] = {
    ast.Constant: _constant,
    ast.Name: _flag,
    ast.Attribute: _flag,
    ast.UnaryOp: _negated,
    ast.BoolOp: _joined,
    ast.Compare: _compared,
    ast.Call: _called,
}
