"""Resolver: what the expressions of one file stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.consumer.python.values import (
    Instance,
    LocalClass,
    LocalInstance,
    Thing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dynamo_stability.consumer.python.reading import ReadFile
    from dynamo_stability.consumer.python.scopes import Bound, Scope
    from dynamo_stability.consumer.python.values import Value, Values

#: How deep one name may lead to another.
_DEPTH: Final = 40
#: Functions that return the module that their first argument names.
_IMPORTERS: Final = frozenset({"importlib.import_module", "importlib.__import__"})


class Resolver:
    """Follows names, attributes and calls of one file.

    Args:
        read: the file.
        is_class: whether a full name is that of an imported class.
        has: whether anything is known of a full name.
    """

    def __init__(
        self, read: ReadFile, is_class: Callable[[str], bool], has: Callable[[str], bool]
    ) -> None:
        self._read = read
        self._is_class = is_class
        self._has = has
        self._depth = 0
        self._resolved: dict[ast.expr, Values] = {}
        self._attributes: dict[tuple[ast.ClassDef, str], Values] = {}

    def resolve(self, node: ast.expr, scope: Scope) -> Values:
        """What an expression may be; nothing where that cannot be told."""
        known = self._resolved.get(node)
        if known is not None:
            return known
        if self._depth > _DEPTH:
            return ()
        self._resolved[node] = ()  # for expressions that lead to themselves
        self._depth += 1
        try:
            found = self._resolved[node] = self._resolve(node, scope)
        finally:
            self._depth -= 1
        return found

    def _resolve(self, node: ast.expr, scope: Scope) -> Values:  # noqa: PLR0911 - one for each kind
        if isinstance(node, ast.Name):
            return self.named(node.id, scope)
        if isinstance(node, ast.Attribute):
            return self.attribute(self.resolve(node.value, scope), node.attr)
        if isinstance(node, ast.Call):
            return self._called(node, scope)
        if isinstance(node, (ast.NamedExpr, ast.Await)):
            return self.resolve(node.value, scope)
        if isinstance(node, ast.IfExp):
            return _uncertain([*self.resolve(node.body, scope), *self.resolve(node.orelse, scope)])
        if isinstance(node, ast.BoolOp):
            return _uncertain([one for part in node.values for one in self.resolve(part, scope)])
        if isinstance(node, ast.Subscript):
            found = self.resolve(node.value, scope)
            return tuple([one for one in found if isinstance(one, (Thing, LocalClass))])
        return ()

    # ---- names ----------------------------------------------------------------------------------

    def named(self, name: str, scope: Scope) -> Values:
        """What a name may be in a scope."""
        holder = scope.find(name)
        if holder is None or name not in holder.bound:
            found = [f"{one}.{name}" for one in scope.module.stars if self._has(f"{one}.{name}")]
            return tuple([Thing(one, is_certain=False) for one in found])
        if name not in holder.evaluated:
            holder.evaluated[name] = ()  # for names that lead to themselves
            holder.evaluated[name] = self._all(holder.bound[name])
        return holder.evaluated[name]

    def _all(self, ways: Iterable[Bound]) -> Values:
        """What something that is bound in several ways may be."""
        found: list[Value] = []
        is_sure = True
        for way in ways:
            values = self._bound(way)
            is_sure = is_sure and bool(values)
            found += [one for one in values if one not in found]
        return tuple(found) if is_sure and len(found) < 2 else _uncertain(found)  # noqa: PLR2004

    def _bound(self, way: Bound) -> Values:
        if way.name:
            return (Thing(way.name),)
        if way.local is not None and way.scope is not None:
            local = LocalClass(way.local, way.scope)
            return (LocalInstance(local) if way.is_self else local,)
        if way.value is None or way.scope is None:
            return ()
        if way.is_type:
            return self._objects_of(way.value, way.scope)
        return self.resolve(way.value, way.scope)

    def _objects_of(self, annotation: ast.expr, scope: Scope) -> Values:
        """The objects that an annotation lets in; of two classes either may be meant."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                annotation = ast.parse(annotation.value.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return ()
        if isinstance(annotation, ast.BinOp):
            parts = (annotation.left, annotation.right)
            return tuple([one for part in parts for one in self._objects_of(part, scope)])
        if isinstance(annotation, ast.Subscript):
            outer = self.resolve(annotation.value, scope)
            if any(isinstance(one, Thing) and _is_transparent(one.name) for one in outer):
                return self._objects_of(_first(annotation.slice), scope)
        return self._made(self.resolve(annotation, scope))

    # ---- attributes -----------------------------------------------------------------------------

    def attribute(self, values: Values, name: str) -> Values:
        """What an attribute of any of these may be."""
        return tuple([found for value in values for found in self._attribute(value, name)])

    def _attribute(self, value: Value, name: str) -> Values:
        if isinstance(value, Thing):
            return (Thing(f"{value.name}.{name}", value.is_member, value.is_certain),)
        if isinstance(value, Instance):
            return (Thing(f"{value.name}.{name}", True, value.is_certain),)  # noqa: FBT003
        local = value.of if isinstance(value, LocalInstance) else value
        is_super = isinstance(value, LocalInstance) and value.is_super
        return self._of_local(local, name, set(), is_super=is_super)

    def _of_local(
        self, local: LocalClass, name: str, seen: set[ast.ClassDef], *, is_super: bool = False
    ) -> Values:
        """An attribute of a class of the file: what it sets, or else what its bases have."""
        if local.node in seen:
            return ()
        seen.add(local.node)
        if not is_super:
            if _defines(local.node, name):
                return ()
            ways = self._read.attributes.get(local.node, {}).get(name)
            if ways is not None:
                return self._set_on_self(local.node, name, ways)
        found: list[Value] = []
        for base in local.node.bases:
            for one in self.resolve(base, local.scope):
                if isinstance(one, LocalClass):
                    found += self._of_local(one, name, seen)
                elif isinstance(one, Thing):
                    found.append(Thing(f"{one.name}.{name}", True, one.is_certain))  # noqa: FBT003
        return tuple(found)

    def _set_on_self(self, node: ast.ClassDef, name: str, ways: Iterable[Bound]) -> Values:
        key = (node, name)
        if key not in self._attributes:
            self._attributes[key] = ()  # for attributes that lead to themselves
            self._attributes[key] = self._all(ways)
        return self._attributes[key]

    # ---- calls ----------------------------------------------------------------------------------

    def _called(self, node: ast.Call, scope: Scope) -> Values:
        function = node.func
        if isinstance(function, ast.Name) and function.id == "super" and not node.args:
            return _super_in(scope)
        values = self.resolve(function, scope)
        text = _text(node.args, 0)
        if text and any(isinstance(one, Thing) and one.name in _IMPORTERS for one in values):
            return (Thing(text),)
        if isinstance(function, ast.Name) and scope.find(function.id) is None:
            return self._built_in(function.id, node, scope)
        return self._made(values)

    def _built_in(self, name: str, node: ast.Call, scope: Scope) -> Values:
        if name == "getattr":
            text = _text(node.args, 1)
            return self.attribute(self.resolve(node.args[0], scope), text) if text else ()
        if name == "__import__" and _text(node.args, 0):
            return (Thing(_text(node.args, 0).partition(".")[0]),)
        return ()

    def _made(self, values: Values) -> Values:
        """The objects of classes among some values."""
        found: list[Value] = []
        for one in values:
            if isinstance(one, LocalClass):
                found.append(LocalInstance(one))
            elif isinstance(one, Thing) and self._is_class(one.name):
                found.append(Instance(one.name, one.is_certain))
        return tuple(found)


def _uncertain(values: Iterable[Value]) -> Values:
    """The same values, of which any may be the one."""
    found: list[Value] = []
    for one in values:
        doubtful = one._replace(is_certain=False) if isinstance(one, (Thing, Instance)) else one
        if doubtful not in found:
            found.append(doubtful)
    return tuple(found)


def _is_transparent(name: str) -> bool:
    """Whether what stands in brackets is the type of the value itself."""
    module, _, last = name.rpartition(".")
    return module in {"typing", "typing_extensions"} and last in {
        "Annotated",
        "ClassVar",
        "Final",
        "Optional",
        "Required",
        "Type",
        "Union",
    }


def _first(node: ast.expr) -> ast.expr:
    return node.elts[0] if isinstance(node, ast.Tuple) and node.elts else node


def _text(arguments: list[ast.expr], index: int) -> str:
    """The text that an argument is, or "" where it is none."""
    one = arguments[index] if index < len(arguments) else None
    return one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else ""


def _defines(node: ast.ClassDef, name: str) -> bool:
    for statement in node.body:
        if getattr(statement, "name", None) == name:
            return True
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        if any(isinstance(one, ast.Name) and one.id == name for one in targets):
            return True
    return False


def _super_in(scope: Scope) -> Values:
    for one in scope.around:
        if isinstance(one.node, ast.ClassDef) and one.parent is not None:
            return (LocalInstance(LocalClass(one.node, one.parent), is_super=True),)
    return ()
