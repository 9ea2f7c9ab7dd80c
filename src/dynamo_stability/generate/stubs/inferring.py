"""Inference: the type of a value, as far as it shows from the text of a module.

Only what every type checker would conclude as well is concluded, so that a stub is the same
whichever checker is installed and whatever else is; all else is `Incomplete`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.python.resolving import dotted
from dynamo_stability.generate.stubs.statements import own_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules

INCOMPLETE: Final = "Incomplete"

#: Classes of the standard library that values are often made of, and how many types each takes.
_CLASSES: Final = {
    "argparse.ArgumentParser": 0,
    "asyncio.Condition": 0,
    "asyncio.Event": 0,
    "asyncio.Lock": 0,
    "asyncio.Queue": 1,
    "asyncio.Semaphore": 0,
    "collections.Counter": 1,
    "collections.OrderedDict": 2,
    "collections.defaultdict": 2,
    "collections.deque": 1,
    "contextvars.ContextVar": 1,
    "datetime.date": 0,
    "datetime.datetime": 0,
    "datetime.timedelta": 0,
    "decimal.Decimal": 0,
    "fractions.Fraction": 0,
    "io.BytesIO": 0,
    "io.StringIO": 0,
    "itertools.count": 1,
    "logging.Logger": 0,
    "pathlib.Path": 0,
    "pathlib.PurePath": 0,
    "queue.Queue": 1,
    "threading.Condition": 0,
    "threading.Event": 0,
    "threading.Thread": 0,
    "types.SimpleNamespace": 0,
    "weakref.WeakKeyDictionary": 2,
    "weakref.WeakSet": 1,
    "weakref.WeakValueDictionary": 2,
}
#: Functions of the standard library, with the class of the same module that they give.
_FUNCTIONS: Final = {"logging.getLogger": "Logger", "re.compile": "Pattern[str]"}
#: Built-in classes, and how many types each takes.
_BUILTINS: Final = {
    **dict.fromkeys(
        ("bool", "bytearray", "bytes", "complex", "float", "int", "object", "range", "str"), 0
    ),
    "dict": 2,
    "frozenset": 1,
    "list": 1,
    "set": 1,
}
#: Built-in functions, and what they give whatever they are given.
_GIVES: Final = {
    **dict.fromkeys(("all", "any", "callable", "hasattr", "isinstance", "issubclass"), "bool"),
    **dict.fromkeys(("ascii", "bin", "chr", "format", "hex", "input", "oct", "repr"), "str"),
    **dict.fromkeys(("hash", "id", "len", "ord"), "int"),
    "sorted": f"list[{INCOMPLETE}]",
}
#: How long a tuple may be of which not every type is known.
_MOST_ITEMS: Final = 3
_NUMBERS: Final = ("bool", "int", "float", "complex")


class Inference:
    """Knows the types of expressions in one module.

    Args:
        modules: what names are looked up in.
        module: the module.
        known: the types of names that are bound to a value, as text.
    """

    def __init__(
        self, modules: StubModules, module: StubModule, known: Mapping[str, str] | None = None
    ) -> None:
        self._modules = modules
        self._module = module
        self._known = known or {}

    def of(self, value: ast.expr | None) -> str:
        """The type of a value as text, `Incomplete` where it does not show."""
        try:
            return (None if value is None else self._type(value)) or INCOMPLETE
        except RecursionError:  # a sum of thousands of parts
            return INCOMPLETE

    def _type(self, value: ast.expr) -> str | None:
        find = getattr(self, f"_{type(value).__name__.lower()}", None)
        found: str | None = find(value) if find is not None else None
        return found

    # ---- literals -------------------------------------------------------------------------------

    def _constant(self, value: ast.Constant) -> str | None:
        if value.value is None:
            return "None"
        return None if value.value is ... else type(value.value).__name__

    def _joinedstr(self, _: ast.JoinedStr) -> str:
        return "str"

    def _tuple(self, value: ast.Tuple) -> str | None:
        if not value.elts:
            return "tuple[()]"
        if any(isinstance(one, ast.Starred) for one in value.elts):
            return f"tuple[{INCOMPLETE}, ...]"
        types = [self.of(one) for one in value.elts]
        if INCOMPLETE in types and len(types) > _MOST_ITEMS:
            return f"tuple[{INCOMPLETE}, ...]"
        return f"tuple[{', '.join(types)}]"

    def _list(self, value: ast.List) -> str:
        return f"list[{self._elements(value.elts)}]"

    def _set(self, value: ast.Set) -> str:
        return f"set[{self._elements(value.elts)}]"

    def _dict(self, value: ast.Dict) -> str:
        if None in value.keys:
            return f"dict[{INCOMPLETE}, {INCOMPLETE}]"
        keys = [one for one in value.keys if one is not None]
        return f"dict[{self._elements(keys)}, {self._elements(value.values)}]"

    def _elements(self, values: Sequence[ast.expr]) -> str:
        tuples = [one.elts for one in values if isinstance(one, ast.Tuple)]
        if len(tuples) == len(values) and len(set(map(len, tuples))) > 1:
            return f"tuple[{self._elements([one for every in tuples for one in every])}, ...]"
        types = [self.of(one) for one in values]
        return union(types) if types and INCOMPLETE not in types else INCOMPLETE

    # ---- operators ------------------------------------------------------------------------------

    def _compare(self, value: ast.Compare) -> str | None:
        simple = (ast.Is, ast.IsNot, ast.In, ast.NotIn)  # others may give anything
        is_bool = all(isinstance(one, simple) for one in value.ops)
        literal = all(self._type(one) for one in (value.left, *value.comparators))
        return "bool" if is_bool or literal else None

    def _unaryop(self, value: ast.UnaryOp) -> str | None:
        if isinstance(value.op, ast.Not):
            return "bool"
        operand = self._type(value.operand)
        if operand == "bool":
            return "int"
        return operand if operand in _NUMBERS else None

    def _binop(self, value: ast.BinOp) -> str | None:
        left, right = self._type(value.left), self._type(value.right)
        if isinstance(value.op, ast.Mod) and left == "str":
            return "str"
        if left in _NUMBERS and right in _NUMBERS:
            return _arithmetic(value.op, left, right)
        if isinstance(value.op, ast.Add) and left == right and left in {"str", "bytes"}:
            return left
        if isinstance(value.op, ast.Mult) and left in {"str", "bytes"} and right == "int":
            return left
        return None

    def _boolop(self, value: ast.BoolOp) -> str | None:
        types = [self._type(one) for one in value.values]
        known = [one for one in types if one is not None]
        if len(known) < len(types):
            return None
        if isinstance(value.op, ast.Or):
            known = [*[without_none(one) for one in known[:-1]], known[-1]]
        return union(known)

    def _ifexp(self, value: ast.IfExp) -> str | None:
        types = self._type(value.body), self._type(value.orelse)
        known = [one for one in types if one is not None]
        return union(known) if len(known) == len(types) else None

    # ---- names and calls ------------------------------------------------------------------------

    def _name(self, value: ast.Name) -> str | None:
        return self._known.get(value.id) or self._value(value)

    def _attribute(self, value: ast.Attribute) -> str | None:
        return self._value(value)

    def _value(self, value: ast.Name | ast.Attribute) -> str | None:
        """The type of what a dotted name leads to: a member of an enumeration, or a class."""
        written = dotted(value)
        if written is None or written.partition(".")[0] in self._known:
            return None
        if self._modules.find_class(self._module, value) is not None:
            return f"type[{written}]"
        if isinstance(value, ast.Attribute):
            full = self._modules.find_class(self._module, value.value)
            found = None if full is None else self._modules.split(full)
            if found and self._modules.is_enum(found[0], found[0].classes[found[1]]):
                return dotted(value.value)
        return None

    def _await(self, value: ast.Await) -> str | None:
        call = value.value
        return self._returned(call, awaited=True) if isinstance(call, ast.Call) else None

    def _call(self, value: ast.Call) -> str | None:
        written = dotted(value.func)
        if written is None or written.partition(".")[0] in self._known:
            return None
        if self._modules.find_class(self._module, value.func) is not None:
            return written
        for full in self._modules.names(self._module, value.func):
            if full in _BUILTINS or full in _CLASSES:
                count = _BUILTINS.get(full, _CLASSES.get(full, 0))
                types = ", ".join([INCOMPLETE] * count)
                return f"{written}[{types}]" if types else written
            if full in _GIVES:
                return _GIVES[full]
            if full in _FUNCTIONS and "." in written:
                return f"{written.rpartition('.')[0]}.{_FUNCTIONS[full]}"
        return self._returned(value, awaited=False)

    def _returned(self, value: ast.Call, *, awaited: bool) -> str | None:
        """What a function of the same module says that it returns."""
        full = self._modules.find_function(self._module, value.func)
        found = None if full is None else self._modules.split(full)
        if found is None or found[0] is not self._module or "." in found[1]:
            return None
        node = self._module.functions[found[1]]
        is_simple = not node.decorator_list and not getattr(node, "type_params", ())
        is_async = isinstance(node, ast.AsyncFunctionDef)
        if node.returns is None or not is_simple or is_async is not awaited:
            return None
        return None if _has_yield(node) and is_async else annotation_text(node.returns)


def annotation_text(annotation: ast.expr) -> str:
    """An annotation as text; what is quoted as a whole loses its quotes."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.strip()
    return ast.unparse(annotation)


def union(types: Iterable[str]) -> str:
    """The union of some types, None last."""
    parts = list(dict.fromkeys(types))
    if INCOMPLETE in parts:
        return f"{INCOMPLETE} | None" if "None" in parts else INCOMPLETE
    if "None" in parts:
        parts.remove("None")
        parts = [one for one in parts if without_none(one) not in parts or without_none(one) == one]
        if not any(without_none(one) != one for one in parts):
            parts.append("None")
    return " | ".join(parts)


def settled(types: Iterable[str]) -> str:
    """One type for several values; None alone says nothing about what comes later."""
    found = union(types)
    return f"{INCOMPLETE} | None" if found == "None" else found


def without_none(text: str) -> str:
    """A type without `None`, as it is after `or`."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return text
    if isinstance(node, ast.Subscript) and (dotted(node.value) or "").endswith("Optional"):
        return ast.unparse(node.slice)
    parts: list[str] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.insert(0, ast.unparse(node.right))
        node = node.left
    parts.insert(0, ast.unparse(node))
    kept = [one for one in parts if one != "None"]
    return " | ".join(kept) if kept else text


def _arithmetic(operator: ast.operator, left: str, right: str) -> str | None:
    if isinstance(operator, (ast.Add, ast.Sub, ast.Mult)):
        wider = max(left, right, key=_NUMBERS.index)
        return "int" if wider == "bool" else wider
    if isinstance(operator, ast.Div):
        return "complex" if "complex" in {left, right} else "float"
    is_whole = left in {"bool", "int"} and right in {"bool", "int"}
    return None if isinstance(operator, ast.Pow) or not is_whole else "int"


def _has_yield(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in own_nodes(node))
