"""Annotations: the classes and aliases that written types name, with their places."""

from __future__ import annotations

from mypy.nodes import (
    AssertTypeExpr,
    AssignmentStmt,
    CastExpr,
    ForStmt,
    FuncDef,
    NewTypeExpr,
    TypeAlias,
    TypeApplication,
    TypeInfo,
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
    get_proper_type,
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
                info = class_behind(one.alias)
                yield one.alias.fullname, one
                if info is not None:
                    yield info.fullname, one
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


def class_behind(alias: TypeAlias) -> TypeInfo | None:
    """The class that an alias is another name of, in the package that defines the class.

    Elsewhere, it is the definition of the alias that uses the class.
    """
    target = get_proper_type(alias.target)
    if not isinstance(target, Instance) or target.args:
        return None
    top = alias.fullname.partition(".")[0]
    return target.type if target.type.fullname.partition(".")[0] == top else None
