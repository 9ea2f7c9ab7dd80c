"""Arguments of calls, and what they say about types and defaults."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dynamo_stability.collect.environment.names import NameReader
    from dynamo_stability.collect.environment.scopes import Scope

#: How much of an expression is shown that takes running the code to tell.
_LONGEST: Final = 60
_TYPES: Final = frozenset({"bool", "int", "float", "str", "Path", "Decimal", "timedelta", "loads"})
#: Methods that change how a text is written, but not what it says.
_CLEANING: Final = frozenset({"lower", "upper", "strip", "casefold", "lstrip", "rstrip"})
_BOOLEANS: Final = frozenset({"1", "0", "true", "false", "yes", "no", "on", "off", "t", "y"})


def argument(call: ast.Call, ways: Iterable[str]) -> ast.expr | None:
    """The first argument that is passed in one of some ways: by position or by keyword."""
    for way in ways:
        if way.isdecimal():
            before = call.args[: int(way) + 1]
            if len(before) > int(way) and not any(isinstance(one, ast.Starred) for one in before):
                return before[-1]
            continue
        for keyword in call.keywords:
            if keyword.arg == way:
                return keyword.value
    return None


def type_text(node: ast.expr | None) -> str | None:
    """What a document calls a type, or a function that converts; None where nothing is named."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, (ast.Name, ast.Subscript)):
        written = ast.unparse(node)
        return written if len(written) <= _LONGEST else None
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        return node.value
    return None


class Hints:
    """What stands around reads: what their text is made into, and what takes its place."""

    __slots__ = ("fallbacks", "types")

    def __init__(self) -> None:
        self.types: dict[int, str] = {}
        self.fallbacks: dict[int, ast.expr] = {}

    def note(self, node: ast.AST) -> None:
        """Take in what one expression says of those in it; outer ones come first."""
        if isinstance(node, ast.Call):
            self._of_call(node)
        elif isinstance(node, ast.Compare):
            self._of_compare(node)
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            known = self.types.get(id(node))
            for one, following in zip(node.values, node.values[1:], strict=False):
                self.fallbacks[id(one)] = following
                if known is not None:
                    self.types.setdefault(id(one), known)

    def _of_call(self, node: ast.Call) -> None:
        function = node.func
        if isinstance(function, ast.Attribute):
            inner = function.value
            if function.attr == "split":
                self.types.setdefault(id(inner), "list[str]")
            elif function.attr in _CLEANING and id(node) in self.types:
                self.types.setdefault(id(inner), self.types[id(node)])
        name = type_text(function)
        if name in _TYPES and len(node.args) == 1 and not node.keywords:
            self.types.setdefault(id(node.args[0]), "json" if name == "loads" else str(name))

    def _of_compare(self, node: ast.Compare) -> None:
        words = [word for one in node.comparators for word in _words(one)]
        if words and all(word.lower() in _BOOLEANS for word in words):
            self.types.setdefault(id(node.left), "bool")
        elif words:
            self.types.setdefault(id(node.left), "str")


def _words(node: ast.expr) -> list[str]:
    several = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    words = [one.value for one in several if isinstance(one, ast.Constant)]
    return [one for one in words if isinstance(one, str) and one]


def default_text(node: ast.expr | None, scope: Scope, names: NameReader) -> tuple[str | None, bool]:
    """A default as it is written, and whether it is known without running the code.

    `None` is no default.
    """
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return None, True
    value = _plain(node)
    if value is not None:
        return value, True
    if isinstance(node, ast.Call) and type_text(node.func) in _TYPES and len(node.args) == 1:
        return default_text(node.args[0], scope, names)  # Path("/models")
    texts = names.texts(node, scope)
    if len(texts) == 1:
        return texts[0], True
    try:
        written = ast.unparse(node)
    except (RecursionError, ValueError):  # ValueError: a number that is too long
        return "...", False
    return (written if len(written) <= _LONGEST else "..."), False


def _plain(node: ast.expr) -> str | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _plain(node.operand)
        return None if inner is None else f"-{inner}"
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, bool, int, float)):
        try:
            return str(node.value)
        except ValueError:  # more digits than may be written out
            return "..."
    return None
