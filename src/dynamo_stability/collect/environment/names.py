"""NameReader: the texts that an expression is known to give, without running it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.meanings import DEEPEST, Meanings
from dynamo_stability.collect.environment.scopes import Item, Scope
from dynamo_stability.collect.python.exports import summands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Final

#: How many texts an expression may give, how long one of them may be, and how many steps it may
#: take to tell.
_MOST: Final = 200
_LONGEST: Final = 1_000
_MOST_STEPS: Final = 5_000
#: Methods of a text that give another one.
_CHANGES: Final[Mapping[str, Callable[[str], str]]] = {
    "lower": str.lower,
    "strip": str.strip,
    "upper": str.upper,
}


class _TooMuchError(Exception):
    """An expression is given up."""


class NameReader(Meanings):
    """Follows names through assignments, loops, imports and f-strings to the texts they hold."""

    _steps = 0

    def texts(self, node: ast.expr, scope: Scope) -> tuple[str, ...]:
        """The texts that an expression may give, in the order of the source; none if unknown."""
        self._steps = _MOST_STEPS
        try:
            return tuple(dict.fromkeys(self._texts(node, scope, 0)))[:_MOST]
        except (_TooMuchError, RecursionError):
            return ()

    def item_texts(self, node: ast.expr, scope: Scope) -> tuple[str, ...]:
        """The texts of the items of a list; none where it is no list of texts."""
        self._steps = _MOST_STEPS
        try:
            found = list(self._of_items(Item(node), scope, 0))
        except (_TooMuchError, RecursionError):
            return ()
        return tuple(dict.fromkeys(found))[:_MOST]

    def _texts(self, node: ast.expr, scope: Scope, depth: int) -> Iterable[str]:
        self._spend(depth)
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        follow = _FOLLOWED.get(type(node))
        if follow is not None:
            found: Iterable[str] = getattr(self, follow)(node, scope, depth + 1)
            return found
        return self._of_parts(_parts(node), scope, depth + 1)

    def _spend(self, depth: int) -> None:
        self._steps -= 1
        if self._steps < 0 or depth > DEEPEST:
            raise _TooMuchError

    def _of_parts(self, parts: Iterable[ast.expr], scope: Scope, depth: int) -> Iterator[str]:
        for one in parts:
            yield from self._texts(one, scope, depth)

    def _of_call(self, node: ast.Call, scope: Scope, depth: int) -> Iterator[str]:
        """What `name.upper()` gives."""
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in _CHANGES and not node.args:
            change = _CHANGES[function.attr]
            yield from (change(one) for one in self._texts(function.value, scope, depth))

    def _of_joined(self, node: ast.JoinedStr, scope: Scope, depth: int) -> list[str]:
        return self._joined(node.values, scope, depth)

    def _of_sum(self, node: ast.BinOp, scope: Scope, depth: int) -> list[str]:
        return self._joined(summands(node), scope, depth) if isinstance(node.op, ast.Add) else []

    def _joined(self, parts: Iterable[ast.expr], scope: Scope, depth: int) -> list[str]:
        """Every way to put the parts of an f-string or a sum together."""
        found = [""]
        for part in parts:
            ends = list(self._texts(part, scope, depth))
            found = [one + end for one in found for end in ends]
            if len(found) > _MOST or any(len(one) > _LONGEST for one in found):
                raise _TooMuchError
        return found

    def _of_name(self, node: ast.Name, scope: Scope, depth: int) -> Iterator[str]:
        holder = scope.holder(node.id)
        if holder is None:
            for name, item in scope.file.loops:
                if name == node.id:
                    yield from self._of_items(item, Scope(scope.file), depth)
            yield from self._of_module(node, scope, depth)
            return
        bound, default = holder.bound.get(node.id), holder.parameters.get(node.id)
        if bound is not None:
            yield from self._texts(bound.value, bound.scope, depth)
        elif default is not None:
            yield from self._texts(default, Scope(holder.file), depth)
        for value in holder.names.get(node.id, ()):
            if isinstance(value, Item):
                yield from self._of_items(value, holder, depth)
            elif value is not node:
                yield from self._texts(value, holder, depth)

    def _of_module(self, node: ast.expr, scope: Scope, depth: int) -> Iterator[str]:
        for name in self.full_names(node, scope):
            found = self.files.owner(name)
            if found is not None and found[1] in found[0].values:
                file, qualname = found
                for value in file.values[qualname]:
                    yield from self._texts(value, Scope(file), depth)
                return

    def _of_attribute(self, node: ast.Attribute, scope: Scope, depth: int) -> Iterator[str]:
        if node.attr == "value":  # of the member of an enumeration
            yield from self._texts(node.value, scope, depth)
            return
        if isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}:
            owner = next((one.owner for one in _outwards(scope) if one.owner), None)
            for value in scope.file.values.get(f"{owner}.{node.attr}", ()):
                yield from self._texts(value, Scope(scope.file), depth)
            return
        yield from self._of_module(node, scope, depth)

    # ---- what a loop goes through ---------------------------------------------------------------

    def _of_items(self, item: Item, scope: Scope, depth: int) -> Iterator[str]:
        for part, place in self._parts_of(item, scope, depth):
            yield from self._texts(part, place, depth)

    def _parts_of(self, item: Item, scope: Scope, depth: int) -> Iterator[tuple[ast.expr, Scope]]:
        """The part of each item that a loop gives to one name."""
        for one, place in self._items(item.several, scope, depth):
            part: ast.expr | None = one
            for index in item.path:
                elements = part.elts if isinstance(part, (ast.Tuple, ast.List)) else []
                part = elements[index] if index < len(elements) else None
            if part is not None:
                yield part, place

    def _items(self, node: ast.expr, scope: Scope, depth: int) -> Iterator[tuple[ast.expr, Scope]]:
        self._spend(depth)
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            for one in node.elts:
                if isinstance(one, ast.Starred):
                    yield from self._items(one.value, scope, depth + 1)
                else:
                    yield one, scope
        elif isinstance(node, ast.Dict):
            yield from ((one, scope) for one in node.keys if one is not None)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            for one in summands(node):
                yield from self._items(one, scope, depth + 1)
        elif isinstance(node, ast.Call):
            yield from self._items_of_call(node, scope, depth + 1)
        elif isinstance(node, (ast.Name, ast.Attribute)):
            for value, place in self._values(node, scope, depth + 1):
                yield from self._items(value, place, depth + 1)

    def _items_of_call(
        self, node: ast.Call, scope: Scope, depth: int
    ) -> Iterator[tuple[ast.expr, Scope]]:
        """The items of `frozenset((...))`, `sorted(...)`, `TABLE.items()` and their like."""
        if isinstance(node.func, ast.Name) and len(node.args) == 1:
            yield from self._items(node.args[0], scope, depth)
        elif isinstance(node.func, ast.Attribute) and not node.args:
            for table, place in self._tables(node.func.value, scope, depth):
                pairs = zip(table.keys, table.values, strict=True)
                for key, value in pairs:
                    if node.func.attr == "items" and key is not None:
                        yield ast.Tuple(elts=[key, value], ctx=ast.Load()), place
                    elif node.func.attr == "values":
                        yield value, place
                    elif key is not None:
                        yield key, place

    def _tables(self, node: ast.expr, scope: Scope, depth: int) -> Iterator[tuple[ast.Dict, Scope]]:
        if isinstance(node, ast.Dict):
            yield node, scope
        for value, place in self._values(node, scope, depth):
            if isinstance(value, ast.Dict):
                yield value, place

    def all_values(self, node: ast.expr, scope: Scope) -> tuple[tuple[ast.expr, Scope], ...]:
        """What a name is assigned, or given by a loop, and where; nothing where there is no end."""
        self._steps = _MOST_STEPS
        try:
            return tuple(self._values(node, scope))[:_MOST]
        except (_TooMuchError, RecursionError):
            return ()

    def _values(
        self, node: ast.expr, scope: Scope, depth: int = 0
    ) -> Iterator[tuple[ast.expr, Scope]]:
        """What a name is assigned, or given by a loop, and where."""
        holder = scope.holder(node.id) if isinstance(node, ast.Name) else None
        if holder is not None and isinstance(node, ast.Name):
            bound = holder.bound.get(node.id)
            if bound is not None:
                yield bound.value, bound.scope
            for value in holder.names.get(node.id, ()):
                if isinstance(value, Item):
                    yield from self._parts_of(value, holder, depth + 1)
                else:
                    yield value, holder
            return
        for name, item in scope.file.loops:
            if isinstance(node, ast.Name) and name == node.id:
                yield from self._parts_of(item, Scope(scope.file), depth + 1)
        for name in self.full_names(node, scope):
            found = self.files.owner(name)
            if found is not None and found[1] in found[0].values:
                for one in found[0].values[found[1]]:
                    yield one, Scope(found[0])
                return


_FOLLOWED: Final[Mapping[type[ast.expr], str]] = {
    ast.Name: "_of_name",
    ast.Attribute: "_of_attribute",
    ast.JoinedStr: "_of_joined",
    ast.BinOp: "_of_sum",
    ast.Call: "_of_call",
}


def _parts(node: ast.expr) -> list[ast.expr]:
    """The expressions one of which an expression gives."""
    if isinstance(node, ast.FormattedValue):
        is_plain = node.format_spec is None and node.conversion < 0
        return [node.value] if is_plain else []
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node.value] if isinstance(node, ast.NamedExpr) else []


def _outwards(scope: Scope) -> Iterator[Scope]:
    here: Scope | None = scope
    while here is not None:
        yield here
        here = here.outer
