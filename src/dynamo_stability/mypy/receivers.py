"""The classes whose members an expression of some type has."""

from __future__ import annotations

from mypy.nodes import TypeInfo
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    Overloaded,
    TupleType,
    TypedDictType,
    TypeType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy.types import Type


def classes_of(given: Type | None) -> list[TypeInfo]:
    """The classes in which mypy looks up a member of something of a type; none for Any."""
    found: list[TypeInfo] = []
    stack: list[Type | None] = [given]
    while stack:
        one = get_proper_type(stack.pop())
        if isinstance(one, Instance):
            found.append(one.type)
        elif isinstance(one, UnionType):
            stack += one.items
        elif isinstance(one, TypeVarType):
            stack += one.values or [one.upper_bound]
        elif isinstance(one, TypeType):
            stack.append(one.item)
        elif isinstance(one, CallableType):
            if one.is_type_obj():
                stack.append(one.ret_type)
        elif isinstance(one, Overloaded):
            stack += one.items[:1]
        elif isinstance(one, TupleType):
            stack.append(one.partial_fallback)
        elif isinstance(one, (LiteralType, TypedDictType)):
            stack.append(one.fallback)
    return found
