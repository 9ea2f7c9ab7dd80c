"""Annotations: the classes and aliases that written types name, with their places."""

from __future__ import annotations

from mypy.nodes import (
    AssertTypeExpr,
    AssignmentStmt,
    CastExpr,
    ForStmt,
    FuncDef,
    NewTypeExpr,
    TypeApplication,
    TypeVarExpr,
    WithStmt,
)
from mypy.types import (
    CallableType,
    Instance,
    Overloaded,
    TupleType,
    Type,
    TypeAliasType,
    TypedDictType,
    TypeType,
    UnionType,
    UnpackType,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from mypy.nodes import Node

#: The kinds of node at which types stand.
ANNOTATED: Final = (
    FuncDef,
    AssignmentStmt,
    CastExpr,
    AssertTypeExpr,
    TypeApplication,
    ForStmt,
    WithStmt,
    TypeVarExpr,
    NewTypeExpr,
)


def written_types(node: Node) -> Iterator[Type]:
    """The types that stand in the source at a node, as analysed."""
    if isinstance(node, (FuncDef, AssignmentStmt)):
        if node.unanalyzed_type is not None and node.type is not None:
            yield node.type
    elif isinstance(node, (CastExpr, AssertTypeExpr)):
        yield node.type
    elif isinstance(node, TypeApplication):
        yield from node.types
    elif isinstance(node, ForStmt):
        if node.unanalyzed_index_type is not None and node.index_type is not None:
            yield node.index_type
    elif isinstance(node, WithStmt):
        yield from node.analyzed_types
    elif isinstance(node, TypeVarExpr):
        yield node.upper_bound
        yield from node.values
    elif isinstance(node, NewTypeExpr) and node.old_type is not None:
        yield node.old_type


def named(written: Type) -> Iterator[tuple[str, Type]]:
    """The full names of classes and aliases in a type, each with the part that names it."""
    stack: list[Type | None] = [written]
    while stack:
        one = stack.pop()
        if isinstance(one, Instance):
            yield one.type.fullname, one
            stack += one.args
        elif isinstance(one, TypeAliasType):
            if one.alias is not None:
                yield one.alias.fullname, one
            stack += one.args
        elif isinstance(one, CallableType):
            stack += [*one.arg_types, one.ret_type]
        elif isinstance(one, (UnionType, TupleType, Overloaded)):
            stack += one.items
        elif isinstance(one, TypedDictType):
            if one.fallback.type.typeddict_type is not None:
                yield one.fallback.type.fullname, one
            else:
                stack += one.items.values()
        elif isinstance(one, TypeType):
            stack.append(one.item)
        elif isinstance(one, UnpackType):
            stack.append(one.type)
