"""is_compatible(): whether what has one type may be used where another one was promised."""

from __future__ import annotations

import ast
import builtins
import collections
import collections.abc
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

#: What says nothing about a value.
_ANYTHING: Final = frozenset({"Any", "object", "Incomplete", "Unused", "AnyStr", "Self"})
_WRAPPERS: Final = frozenset(
    {"Final", "ClassVar", "Annotated", "Required", "NotRequired", "ReadOnly"}
)
_SPELLINGS: Final = {
    "List": "list",
    "Dict": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Tuple": "tuple",
    "Type": "type",
    "Text": "str",
    "DefaultDict": "defaultdict",
    "Deque": "deque",
    "AbstractSet": "Set",
    "ContextManager": "AbstractContextManager",
    "NoneType": "None",
    "NoReturn": "Never",
}
#: Type variables by the names that they usually have: what they stand for is the caller's choice.
_VARIABLE: Final = re.compile(r"_?[A-Z]\d?|_?T_?[A-Z]\w*_co|_?T[A-Z]?|\w+_co|\w+_contra|_?T_\w+")
_PROMOTED: Final = frozenset({("int", "float"), ("int", "complex"), ("float", "complex")})
_MOST_TEXT: Final = 5_000


class Type(NamedTuple):
    """A type as far as its text tells.

    Attributes:
        name: the last part of its name, in its modern spelling.
        arguments: what stands in brackets, each a union.
        literal: the value, of a member of `Literal`.
    """

    name: str
    arguments: tuple[frozenset[Type], ...] = ()
    literal: str = ""


def is_compatible(
    old: str, new: str, is_subclass: Callable[[str, str], bool] = lambda _new, _old: False
) -> bool:
    """Whether every value of the type `new` is one of the type `old`, as far as texts tell.

    Args:
        old: an annotation as written.
        new: the annotation that takes its place.
        is_subclass: whether the first class derives from the second, by the last parts of their
            names.
    """
    if old == new:
        return True
    first, second = _parsed(old), _parsed(new)
    if first is None or second is None:
        return _bare(old) == _bare(new)
    return _is_within(second, first, is_subclass)


def _bare(text: str) -> str:
    return "".join(text.split()).replace('"', "").replace("'", "")


def _is_within(
    new: frozenset[Type], old: frozenset[Type], is_subclass: Callable[[str, str], bool]
) -> bool:
    if new == old:
        return True
    if any(one.name in _ANYTHING or _VARIABLE.fullmatch(one.name) for one in (*old, *new)):
        return True
    return all(any(_is_one(one, other, is_subclass) for other in old) for one in new)


def _is_one(new: Type, old: Type, is_subclass: Callable[[str, str], bool]) -> bool:
    if new == old or new.name == "Never":
        return True
    if "Literal" in {new.name, old.name}:
        return old.name == new.literal.partition(":")[0]
    return _is_generic(new, old, is_subclass)


def _is_generic(new: Type, old: Type, is_subclass: Callable[[str, str], bool]) -> bool:
    is_same = new.name == old.name
    if not is_same and not _derives(new.name, old.name) and not is_subclass(new.name, old.name):
        return False
    if not new.arguments or not old.arguments:
        return True
    if not is_same and not _is_parallel(new.name, old.name):
        return True
    return all(
        _is_within(one, other, is_subclass)
        for one, other in zip(new.arguments, old.arguments, strict=False)
    )


def _derives(new: str, old: str) -> bool:
    if (new, old) in _PROMOTED:
        return True
    first, second = _class(new), _class(old)
    try:
        return first is not None and second is not None and issubclass(first, second)
    except TypeError:
        return False


def _class(name: str) -> Any:
    for place in (collections.abc, builtins, collections):
        found = getattr(place, name, None)
        if isinstance(found, type):
            return found
    return None


def _is_parallel(new: str, old: str) -> bool:
    """Whether the first arguments of two different generic classes mean the same."""
    return _derives(new, "Iterable") and _derives(old, "Iterable") and not _derives(new, "tuple")


# ---- reading ------------------------------------------------------------------------------------


@lru_cache(maxsize=16_384)
def _parsed(text: str) -> frozenset[Type] | None:
    if len(text) > _MOST_TEXT:
        return None
    try:
        return _union(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _union(node: ast.expr) -> frozenset[Type]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union(node.left) | _union(node.right)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _union(ast.parse(node.value.strip(), mode="eval").body)
    if isinstance(node, ast.Subscript):
        return _subscript(_name(node.value), node.slice)
    if isinstance(node, (ast.List, ast.Tuple)):
        return frozenset({Type("[]", tuple(_union(one) for one in node.elts))})
    return frozenset({Type(_name(node))})


def _subscript(name: str, node: ast.expr) -> frozenset[Type]:
    parts = list(node.elts) if isinstance(node, ast.Tuple) else [node]
    if name == "Optional":
        return _union(node) | {Type("None")}
    if name == "Union":
        return frozenset[Type]().union(*[_union(one) for one in parts])
    if name in _WRAPPERS and parts:
        return _union(parts[0])
    if name == "Literal":
        return frozenset(Type("Literal", (), _literal(one)) for one in parts)
    return frozenset({Type(name, tuple(_union(one) for one in parts))})


def _literal(node: ast.expr) -> str:
    kind = type(node.value).__name__ if isinstance(node, ast.Constant) else ""
    return f"{kind}:{ast.unparse(node)}"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        name = node.attr
    elif isinstance(node, ast.Name):
        name = node.id
    else:
        return ast.unparse(node)
    return _SPELLINGS.get(name, name)
