"""Operators: the special methods that are called where no name says so."""

from __future__ import annotations

from mypy.nodes import (
    AssignmentStmt,
    AwaitExpr,
    CallExpr,
    ComparisonExpr,
    DelStmt,
    DictionaryComprehension,
    ForStmt,
    GeneratorExpr,
    IndexExpr,
    OperatorAssignmentStmt,
    OpExpr,
    TypeInfo,
    UnaryExpr,
    WithStmt,
    YieldFromExpr,
)
from mypy.operators import op_methods
from mypy.types import CallableType, Instance, Overloaded, get_proper_type

from dynamo_stability.mypy.receivers import classes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final, TypeAlias

    from mypy.nodes import Expression, Node
    from mypy.types import Type

    Types: TypeAlias = Mapping[Expression, Type]
    #: Expressions, and the special methods that are called on their values.
    Called: TypeAlias = Iterator[tuple[Expression, str]]

#: The kinds of node that may call a special method.
OPERATORS: Final = (
    AssignmentStmt,
    AwaitExpr,
    CallExpr,
    ComparisonExpr,
    DelStmt,
    DictionaryComprehension,
    ForStmt,
    GeneratorExpr,
    IndexExpr,
    OperatorAssignmentStmt,
    OpExpr,
    UnaryExpr,
    WithStmt,
    YieldFromExpr,
)


def special_methods(node: Node, types: Types) -> Iterator[tuple[Node, list[TypeInfo], str]]:
    """The special methods that a node calls: where, the classes to look in, and the name.

    Args:
        node: a statement or an expression, checked.
        types: the types of expressions.
    """
    for method in _resolved(node):
        info = getattr(method.definition, "info", None)
        if isinstance(info, TypeInfo) and method.definition is not None:
            yield node, [info], method.definition.name
    for expression, name in _called(node, types):
        yield expression, classes_of(types.get(expression)), name


def _resolved(node: Node) -> Iterator[CallableType]:
    """The methods that mypy itself has found for an operator."""
    found: Sequence[Type | None] = ()
    if isinstance(node, (OpExpr, UnaryExpr, IndexExpr)):
        found = [node.method_type]
    elif isinstance(node, ComparisonExpr):
        found = node.method_types
    for method in found:
        if isinstance(method, CallableType):
            yield method
        elif isinstance(method, Overloaded):
            yield method.items[0]


def _called(node: Node, types: Types) -> Called:
    if isinstance(node, ForStmt):
        yield node.expr, "__aiter__" if node.is_async else "__iter__"
    elif isinstance(node, (GeneratorExpr, DictionaryComprehension)):
        for sequence, is_async in zip(node.sequences, node.is_async, strict=True):
            yield sequence, "__aiter__" if is_async else "__iter__"
    elif isinstance(node, YieldFromExpr):
        yield node.expr, "__iter__"
    elif isinstance(node, AwaitExpr):
        yield node.expr, "__await__"
    elif isinstance(node, WithStmt):
        for expression in node.expr:
            for name in ("__aenter__", "__aexit__") if node.is_async else ("__enter__", "__exit__"):
                yield expression, name
    elif isinstance(node, CallExpr):
        if isinstance(get_proper_type(types.get(node.callee)), Instance):
            yield node.callee, "__call__"
    elif isinstance(node, ComparisonExpr):
        for operator, right in zip(node.operators, node.operands[1:], strict=True):
            if operator in {"in", "not in"}:
                yield right, "__contains__"
    else:
        yield from _changed(node, types)


def _changed(node: Node, types: Types) -> Called:
    """The special methods that a statement calls to change something."""
    if isinstance(node, AssignmentStmt):
        for target in node.lvalues:
            if isinstance(target, IndexExpr):
                yield target.base, "__setitem__"
    elif isinstance(node, DelStmt):
        if isinstance(node.expr, IndexExpr):
            yield node.expr.base, "__delitem__"
    elif isinstance(node, OperatorAssignmentStmt):
        name = op_methods.get(node.op, "")
        in_place = f"__i{name[2:]}"
        has_own = any(info.get(in_place) for info in classes_of(types.get(node.lvalue)))
        yield node.lvalue, in_place if has_own else name
