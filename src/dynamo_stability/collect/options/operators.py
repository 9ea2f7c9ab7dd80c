"""Operators and methods of built-in values: what they give where everything is known."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

#: What is larger is not followed: no option is declared that way, but hostile sources grow.
LARGEST: Final = 10_000

_SCALARS: Final = (str, int, float, bool, type(None))
_PLAIN: Final = (*_SCALARS, list, tuple, dict, set)
_TEXT_METHODS: Final = frozenset(
    {"lower", "upper", "title", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"}
)
_COMPARISONS: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: lambda one, other: one == other,
    ast.NotEq: lambda one, other: one != other,
    ast.Is: lambda one, other: one is other,
    ast.IsNot: lambda one, other: one is not other,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}


class NotKnown(Exception):  # noqa: N818 - it is no error, but an answer
    """What something gives cannot be told without running it."""


def is_plain(value: Any) -> bool:
    """Whether a value is one of Python's own, of a size worth following."""
    if type(value) not in _PLAIN:  # named tuples stand for other things
        return False
    return not hasattr(value, "__len__") or len(value) <= LARGEST


def _is_flat(value: Any) -> bool:
    """Whether a value is known throughout, and quick to compare."""
    if isinstance(value, (list, tuple, dict, set)):
        return all(isinstance(one, _SCALARS) for one in value) and not isinstance(value, dict)
    return isinstance(value, _SCALARS)


def require_plain(*values: Any) -> None:
    """Go on only with values of Python's own.

    Raises:
        NotKnown: one of them is something else, or too large.
    """
    for value in values:
        if not is_plain(value):
            raise NotKnown


def add(one: Any, other: Any) -> Any:
    """`one + other`, of texts and lists.

    Raises:
        NotKnown: they are something else, or too large.
    """
    require_plain(one, other)
    if type(one) is not type(other) or not isinstance(one, (str, list, tuple)):
        raise NotKnown
    together: Any = one
    return together + other


def compare(operator: ast.cmpop, one: Any, other: Any) -> bool:
    """What a comparison of two known values gives.

    Raises:
        NotKnown: it orders values, or has operands that it is not for.
    """
    require_plain(one, other)
    comparison = _COMPARISONS.get(type(operator))
    if comparison is None or not (_is_flat(one) and _is_flat(other)):
        raise NotKnown
    try:
        return comparison(one, other)
    except TypeError:
        raise NotKnown from None


def call_method(owner: Any, name: str, arguments: tuple[Any, ...]) -> Any:
    """What a method of a known value gives.

    Raises:
        NotKnown: it is none of those whose result can be told, or the result is too large.
    """
    require_plain(owner, *arguments)
    try:
        if isinstance(owner, str):
            return _of_text(owner, name, arguments)
        if isinstance(owner, dict) and name in {"items", "keys", "values"} and not arguments:
            return [list(one) if name == "items" else one for one in getattr(owner, name)()]
        if isinstance(owner, dict) and name == "get":
            return owner.get(*arguments)
    except (TypeError, ValueError):
        pass
    raise NotKnown


def _of_text(owner: str, name: str, arguments: tuple[Any, ...]) -> Any:
    if name in _TEXT_METHODS:
        return getattr(owner, name)(*arguments)
    if name == "replace" and len(owner) * len(str(arguments[-1:])) <= LARGEST:
        return owner.replace(*arguments)
    if name == "join" and len(arguments) == 1 and len(arguments[0]) * len(owner) <= LARGEST:
        return owner.join(arguments[0])
    if name == "split":
        return owner.split(*arguments)
    raise NotKnown


def call_builtin(name: str, arguments: tuple[Any, ...]) -> Any:
    """What one of Python's own functions gives.

    Raises:
        NotKnown: it is none of those whose result can be told.
    """
    require_plain(*arguments)
    if len(arguments) == 1:
        value = arguments[0]
        if name in {"list", "sorted", "tuple"} and isinstance(value, (list, tuple, dict, set)):
            return _sequence(name, value)
        if name == "str" and isinstance(value, (str, int, float)):
            return str(value)
    raise NotKnown


def _sequence(name: str, value: Any) -> Any:
    if name == "sorted" and not _is_flat(list(value)):
        raise NotKnown
    try:
        if name == "sorted":
            return sorted(value)
        return tuple(value) if name == "tuple" else list(value)
    except TypeError:  # what cannot be compared
        raise NotKnown from None


def subscript(owner: Any, key: Any) -> Any:
    """`owner[key]`.

    Raises:
        NotKnown: there is nothing under that key, as far as is known.
    """
    require_plain(owner, key)
    try:
        return owner[key]
    except (KeyError, IndexError, TypeError):
        raise NotKnown from None
