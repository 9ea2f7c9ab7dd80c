"""Evaluator: what the expressions of a function are known to give."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options import operators
from dynamo_stability.collect.options.operators import NotKnown
from dynamo_stability.collect.options.scopes import MISSING, Scope
from dynamo_stability.collect.options.values import (
    CONTAINERS,
    Definition,
    Handed,
    Instance,
    Method,
    Reference,
    Super,
    Unknown,
    Variable,
    variable_in,
)
from dynamo_stability.collect.python.exports import summands
from dynamo_stability.collect.python.resolving import Resolver, dotted

if TYPE_CHECKING:
    from collections.abc import Callable

    from dynamo_stability.collect.options.files import File, Files

#: The methods of parsers and groups by which options get there.
ADDERS = frozenset(
    {"add_argument", "add_argument_group", "add_mutually_exclusive_group", "add_subparsers"}
)
#: How many names a value is followed through.
_DEEPEST = 20


class Evaluator:
    """Evaluates what can be told without running anything; calls are left to who derives from it.

    Args:
        files: the sources.
        known: full names of classes that are not looked into, even where they are among these.

    Attributes:
        files: the same.
        resolver: follows names through the modules.
        module_scopes: the names of modules that were gone through.
    """

    def __init__(self, files: Files, known: frozenset[str] = frozenset()) -> None:
        self.files = files
        self._opaque = known
        self.resolver = Resolver(files)
        self.module_scopes: dict[File, Scope] = {}
        self._constants: dict[tuple[File, str], Any] = {}
        self._references: dict[tuple[File, str], Reference] = {}
        self._depth = 0
        self._known: dict[type[ast.expr], Callable[[Any, Scope], Any]] = {
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self.call,
            ast.List: lambda node, scope: self._elements(node.elts, scope),
            ast.Set: lambda node, scope: self._elements(node.elts, scope),
            ast.Tuple: lambda node, scope: tuple(self._elements(node.elts, scope)),
            ast.Dict: self._dict,
            ast.JoinedStr: self._joined,
            ast.BinOp: self._binary,
            ast.BoolOp: self._boolean,
            ast.UnaryOp: self._unary,
            ast.Compare: self._compare,
            ast.IfExp: self._conditional,
            ast.Subscript: self._subscript,
            ast.Starred: lambda node, scope: self.evaluate(node.value, scope),
            ast.NamedExpr: self._named,
            ast.Await: lambda node, scope: self.evaluate(node.value, scope),
        }

    def call(self, node: ast.Call, scope: Scope) -> Any:
        """What a call gives, with what it does to parsers done."""
        raise NotImplementedError

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """What an expression gives, as far as that can be told."""
        if isinstance(node, ast.Constant):  # most are
            return node.value
        known = self._known.get(type(node))
        if known is None:
            return Unknown(node)
        try:
            return known(node, scope)
        except NotKnown:
            return Unknown(node)

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Whether a condition holds; None where that takes running the program."""
        return _truth(self.evaluate(node, scope))

    # ---- names ----------------------------------------------------------------------------------

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        value = scope.look_up(node.id)
        if value is not MISSING:
            return value
        key = (scope.file, node.id)
        if key not in self._references:
            value = self._global(node, scope)
            if not isinstance(value, Reference):
                return value
            self._references[key] = value
        return self._references[key]

    def _global(self, node: ast.expr, scope: Scope) -> Any:
        """What a dotted name stands for, seen from the module."""
        if isinstance(node, ast.Name):
            value = self._assigned_in(scope.file, node.id)
            if value is not MISSING:
                return value
        names = tuple(self.resolver.names(scope.file.module, node))
        if not names:
            raise NotKnown
        for name in names:
            value = self._assigned(name)
            if value is not MISSING:
                return value
        return Reference(names)

    def _assigned(self, full: str) -> Any:
        """What a name of some module is assigned once; `MISSING` where there is no such name."""
        owner, _, name = full.rpartition(".")
        qualname = name
        while owner:
            file = self.files.file(owner) if owner in self.files else None
            if file is not None:
                return self._assigned_in(file, qualname)
            owner, _, head = owner.rpartition(".")
            qualname = f"{head}.{qualname}"
        return MISSING

    def _assigned_in(self, file: File, qualname: str) -> Any:
        values = file.values.get(qualname)
        if not values or qualname in file.definitions:
            return MISSING
        scope = self.module_scopes.get(file)
        if scope is not None and qualname in scope.names:
            return scope.names[qualname]
        if (file, qualname) not in self._constants:
            self._constants[file, qualname] = Unknown(qualname)  # for what is made of itself
            self._constants[file, qualname] = self._constant(file, values)
        return self._constants[file, qualname]

    def _constant(self, file: File, values: list[ast.expr | None]) -> Any:
        value = values[0]
        if len(values) > 1 or value is None or self._depth >= _DEEPEST:
            return Unknown("...")
        self._depth += 1
        try:
            return self.evaluate(value, Scope(file, file))
        finally:
            self._depth -= 1

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        owner = scope.look_up(node.value.id) if isinstance(node.value, ast.Name) else MISSING
        if owner is MISSING:
            head = (dotted(node) or "").partition(".")[0]
            is_value = head in scope.file.values or scope.look_up(head) is not MISSING
            if head and not is_value:
                return self._global(node, scope)
            owner = self.evaluate(node.value, scope)
        return self._attribute_of_value(owner, node)

    def _attribute_of_value(self, owner: Any, node: ast.Attribute) -> Any:
        if isinstance(owner, Reference):
            names = [f"{name}.{node.attr}" for name in owner.names]
            value = self._assigned(names[0])
            return self.reference(names) if value is MISSING else value
        if isinstance(owner, Instance):
            return self.attribute_of(owner, node.attr)
        if isinstance(owner, Method) and isinstance(owner.owner, Instance):
            owner = self.handed_attribute(owner.name)
        if isinstance(owner, Handed) and node.attr in ADDERS:
            return Method(owner.parser, node.attr)
        if isinstance(owner, (*CONTAINERS, Super)) or operators.is_plain(owner):
            return Method(owner, node.attr)
        raise NotKnown

    def handed_attribute(self, name: str) -> Any:
        """An attribute that nobody was seen to set, where it may be a parser."""
        raise NotImplementedError

    def attribute_of(self, owner: Instance, name: str) -> Any:
        """An attribute of an object: what it was given, or what its class says."""
        if name in owner.attributes:
            return owner.attributes[name]
        for cls in self.mro(owner.cls):
            value = self._assigned_in(cls.file, f"{cls.qualname}.{name}")
            if value is not MISSING:
                return value
        return Method(owner, name)

    def reference(self, names: list[str]) -> Reference:
        """A reference to what some full names lead to."""
        followed = [self.resolver.definition_of(name) for name in names]
        return Reference(tuple(dict.fromkeys([*names, *followed])))

    def definition(self, reference: Reference) -> Definition | None:
        """The function or class of the sources that is meant."""
        for name in reference.names:
            found = None if name in self._opaque else self.files.find(name)
            if found is not None:
                return found
        return None

    def mro(self, cls: Definition) -> list[Definition]:
        """A class and those that it derives from, as far as they are in the sources."""
        found: dict[str, Definition] = {}
        waiting = [cls]
        while waiting and len(found) < _DEEPEST:
            one = waiting.pop(0)
            if one.full_name not in found and one.full_name not in self._opaque:
                found[one.full_name] = one
                waiting += [base for base in map(self.definition, self.bases(one)) if base]
        return list(found.values())

    def bases(self, cls: Definition) -> list[Reference]:
        """What a class derives from."""
        names = [
            tuple(self.resolver.names(cls.file.module, base))
            for base in getattr(cls.node, "bases", ())
        ]
        return [Reference(one) for one in names if one]

    def method_of(self, cls: Definition, name: str, *, above: bool = False) -> Definition | None:
        """The function that a class, or one above it, has under a name."""
        for one in self.mro(cls)[1 if above else 0 :]:
            found = one.file.definitions.get(f"{one.qualname}.{name}")
            if found is not None:
                return found
        return None

    # ---- expressions ----------------------------------------------------------------------------

    def _elements(self, nodes: list[ast.expr], scope: Scope) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            value = self.evaluate(node, scope)
            if isinstance(node, ast.Starred) and type(value) in {list, tuple}:
                found += value
            else:
                found.append(value)
        operators.require_plain(found)
        return found

    def _dict(self, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            held = self.evaluate(value, scope)
            if key is None:
                if not isinstance(held, dict):
                    raise NotKnown
                found.update(held)
                continue
            name = self.evaluate(key, scope)
            if not isinstance(name, (str, int, float, Reference)):
                raise NotKnown
            found[name] = held
        operators.require_plain(found)
        return found

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> str:
        parts = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self.evaluate(part.value, scope)
                if part.format_spec is not None or part.conversion >= 0:
                    raise NotKnown
                if not isinstance(value, (str, int, float)):
                    raise NotKnown
                parts.append(str(value))
            elif isinstance(part, ast.Constant):
                parts.append(str(part.value))
        text = "".join(parts)
        operators.require_plain(text)
        return text

    def _binary(self, node: ast.BinOp, scope: Scope) -> Any:
        if not isinstance(node.op, ast.Add):
            raise NotKnown
        first, *rest = [self.evaluate(one, scope) for one in summands(node)]
        for one in rest:
            first = operators.add(first, one)
        return first

    def _boolean(self, node: ast.BoolOp, scope: Scope) -> Any:
        values = []
        for one in node.values:
            value = self.evaluate(one, scope)
            truth = _truth(value)
            if truth is None:
                values.append(value)
            elif truth == isinstance(node.op, ast.Or):
                values.append(value)
                break
            elif one is node.values[-1]:
                values.append(value)
        return values[0] if len(values) == 1 else Unknown(node, tuple(values))

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = _truth(value)
            if truth is None:
                raise NotKnown
            return not truth
        if isinstance(node.op, ast.USub) and isinstance(value, (int, float)):
            return -value
        raise NotKnown

    def _compare(self, node: ast.Compare, scope: Scope) -> bool:
        one = self.evaluate(node.left, scope)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            other = self.evaluate(right, scope)
            if not operators.compare(operator, one, other):
                return False
            one = other
        return True

    def _conditional(self, node: ast.IfExp, scope: Scope) -> Any:
        truth = self.truth(node.test, scope)
        if truth is None:
            possible = (self.evaluate(node.body, scope), self.evaluate(node.orelse, scope))
            return _variable_or_default(possible) or Unknown(node, possible)
        return self.evaluate(node.body if truth else node.orelse, scope)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        owner = self.evaluate(node.value, scope)
        key = self.evaluate(node.slice, scope)
        if isinstance(owner, Reference) and "os.environ" in owner.names and isinstance(key, str):
            return Variable(key, None)
        return operators.subscript(owner, key)

    def _named(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = scope.names[node.target.id] = self.evaluate(node.value, scope)
        return value


def _variable_or_default(possible: tuple[Any, Any]) -> Variable | None:
    """A variable with a default, as in `default if value is None else convert(value)`."""
    variables = [variable_in(one) for one in possible]
    plain = [one for one, variable in zip(possible, variables, strict=True) if variable is None]
    found = [one for one in variables if one is not None and one.default is None]
    if len(found) == 1 and operators.is_plain(plain[0]):
        return Variable(found[0].name, plain[0])
    return None


def _truth(value: Any) -> bool | None:
    """Whether a value is true; None where that is not known."""
    if isinstance(value, (Instance, *CONTAINERS)):
        return True
    return bool(value) if operators.is_plain(value) else None
