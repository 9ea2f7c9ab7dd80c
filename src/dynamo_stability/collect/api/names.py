"""ApiNames: what the names in signatures stand for, and under which names users know that."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import griffe

from dynamo_stability.collect.python.public_names import PublicNames
from dynamo_stability.collect.python.resolving import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dynamo_stability.collect.api.reading import ApiModule


class ApiNames:
    """Follows names as the collector of marks does, so that both call an object the same."""

    def __init__(self, modules: Mapping[str, ApiModule]) -> None:
        parts = {name: module.parts for name, module in modules.items()}
        self._modules = modules
        self._resolver = Resolver(parts)
        self._public = PublicNames(parts, self._resolver)
        self._packages = {package for name in modules for package in _with_owners(name)}
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._mentioned: dict[str, str | None] = {}

    def public_names(self, module: str, name: str) -> list[str]:
        """All names under which users can import something, the preferred one first."""
        return self._public.every(module, name)

    def public_name(self, full: str) -> str:
        """The preferred name of what is defined as `full` in the modules at hand."""
        found = self.owned(full)
        if found is None:
            return full
        head, dot, rest = found[1].partition(".")
        names = self.public_names(found[0], head)
        return f"{names[0]}{dot}{rest}" if names else full

    def owned(self, full: str) -> tuple[str, str] | None:
        """The module and qualified name of an object that the modules at hand define."""
        owner, _, name = full.rpartition(".")
        while owner:
            module = self._modules.get(owner)
            if module is not None:
                is_known = any(part.kind_of(name) is not None for part in module.parts)
                return (owner, name) if is_known else None
            owner, _, outer = owner.rpartition(".")
            name = f"{outer}.{name}"
        return None

    def is_module(self, full: str) -> bool:
        """Whether a full name is a module at hand, or a package that holds one."""
        return full in self._packages

    def full_names(self, module: str, written: str) -> tuple[str, ...]:
        """What a dotted name means in a module, nearest first; empty where nothing says."""
        key = (module, written)
        if key not in self._known:
            found = dict.fromkeys(self._resolved(module, written))
            found.pop(written, None)  # the last resort of a resolver: a built-in
            self._known[key] = tuple(found)
        return self._known[key]

    def _resolved(self, module: str, written: str) -> Iterator[str]:
        head = written.partition(".")[0]
        parts = self._modules[module].parts
        binding = [one for one in parts if one.binds(head)] or [one for one in parts if one.stars]
        if binding:
            expression = _expression(written)
            for part in binding:
                yield from self._resolver.names(part, expression)

    # ---- expressions ----------------------------------------------------------------------------

    def definition_of(self, module: str, expression: str | griffe.Expr) -> str | None:
        """The full name that an expression leads to in the end, or None where it is no name."""
        for name, written in _names_in(expression):
            within = _in_class(name, written)
            if within is not None:
                return within
            found = self.full_names(module, written)
            return found[-1] if found else written
        return None

    def mentions(self, module: str, expressions: Iterable[Any]) -> tuple[str, ...]:
        """The objects of the modules at hand that some expressions name, by public name."""
        found: set[str] = set()
        for expression in expressions:
            if expression is None or isinstance(expression, str):
                continue
            for name, written in _names_in(expression):
                for dotted in _with_owners(written):
                    public = self._mention(module, name, dotted)
                    if public is not None:
                        found.add(public)
        return tuple(sorted(found))

    def _mention(self, module: str, name: griffe.ExprName, written: str) -> str | None:
        full = _in_class(name, written)
        if full is None:
            names = self.full_names(module, written)
            if not names or _is_type_parameter(name):
                return None
            full = names[-1]
        if full not in self._mentioned:
            is_own = self.owned(full) is not None
            self._mentioned[full] = self.public_name(full) if is_own else None
        return self._mentioned[full]


def _expression(written: str) -> ast.expr:
    """The syntax of a dotted name; parsing it takes several times as long."""
    first, *rest = written.split(".")
    expression: ast.expr = ast.Name(first, ast.Load())
    for name in rest:
        expression = ast.Attribute(expression, name, ast.Load())
    return expression


def _with_owners(dotted: str) -> Iterator[str]:
    """A dotted name, and those that it begins with."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]


def _names_in(expression: Any) -> Iterator[tuple[griffe.ExprName, str]]:
    """The dotted names in an expression, each with its first part; of calls, what is called."""
    if isinstance(expression, griffe.ExprName):
        yield expression, expression.name
        return
    first = expression.first if isinstance(expression, griffe.ExprAttribute) else None
    if isinstance(first, griffe.ExprName):
        yield first, ".".join(str(one) for one in expression.values)
        return
    for part in _parts(expression):
        if not isinstance(part, str):
            yield from _names_in(part)


def _parts(expression: Any) -> Iterable[Any]:
    if isinstance(expression, griffe.ExprAttribute):
        return (expression.first,)
    if isinstance(expression, griffe.ExprCall):
        return (expression.function,)
    if isinstance(expression, (list, tuple)):
        return expression
    if isinstance(expression, griffe.ExprLambda):
        return ()
    return [getattr(expression, field) for field in getattr(expression, "__slots__", ())]


def _is_type_parameter(name: griffe.ExprName) -> bool:
    scope = name.parent
    if not isinstance(scope, (griffe.Module, griffe.Class)):
        return False
    member = scope.members.get(name.member or "")
    return name.name in scope.type_parameters or (
        isinstance(member, griffe.Object) and name.name in member.type_parameters
    )


def _in_class(name: griffe.ExprName, written: str) -> str | None:
    """The full name of what a class body defines, for an expression that stands in that body."""
    scope = name.parent
    if isinstance(scope, griffe.Class):
        member = scope.members.get(name.name)
        if isinstance(member, griffe.Object) and member.labels != {"instance-attribute"}:
            return f"{scope.path}.{written}"
    return None
