"""Wrapper: a function of the sources whose caller says which variable it reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.environment.arguments import default_text
from dynamo_stability.collect.environment.scopes import Bound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dynamo_stability.collect.environment.names import NameReader
    from dynamo_stability.collect.environment.scopes import Scope
    from dynamo_stability.collect.environment.variable import Place


class Wrapper(NamedTuple):
    """A function that reads the variable which one of its parameters names.

    Attributes:
        full_name: the function's full name.
        scope: its names.
        name: what it reads, as far as its parameters tell.
        default: the default that it gives, or None.
        type: what it makes of the text.
        inner: the wrapper that it calls, where it does not read by itself; `name` is None then.
        passed: what it passes to that one.
        is_method: whether its first parameter is an object or a class.
        place: where the variable is read in the end.
    """

    full_name: str
    scope: Scope
    name: ast.expr | None
    default: ast.expr | None
    type: str | None
    inner: Wrapper | None = None
    passed: Mapping[str, ast.expr] = {}
    is_method: bool = False
    place: Place | None = None

    def texts(self, names: NameReader, bound: Mapping[str, Bound]) -> tuple[str, ...]:
        """The variables that a call reads."""
        scope = self.scope.with_bound(bound)
        if self.inner is not None:
            return self.inner.texts(names, self._handed_on(scope))
        return () if self.name is None else names.texts(self.name, scope)

    def default_text(
        self, names: NameReader, bound: Mapping[str, Bound]
    ) -> tuple[str | None, bool]:
        """The default that a call gives, and whether it is known."""
        scope = self.scope.with_bound(bound)
        if self.inner is not None:
            return self.inner.default_text(names, self._handed_on(scope))
        node: ast.expr | None = self.default
        place = scope
        while isinstance(node, ast.Name) and node.id in place.parameters:
            given = place.bound.get(node.id)
            if given is None:
                node = place.parameters[node.id]
                break
            node, place = given.value, given.scope
        return default_text(node, place, names)

    def _handed_on(self, scope: Scope) -> dict[str, Bound]:
        return {name: Bound(value, scope) for name, value in self.passed.items()}


def passed_to(wrapper: Wrapper, call: ast.Call) -> dict[str, ast.expr]:
    """What a call passes, by the parameters of the function."""
    parameters = list(wrapper.scope.parameters)
    if wrapper.is_method:
        parameters = parameters[1:]
    passed: dict[str, ast.expr] = {}
    for name, value in zip(parameters, call.args, strict=False):
        if isinstance(value, ast.Starred):
            break
        passed[name] = value
    for keyword in call.keywords:
        if keyword.arg is not None:
            passed[keyword.arg] = keyword.value
    return passed


def named_by_parameter(node: ast.expr, scope: Scope) -> Scope | None:
    """The scope of the function one of whose parameters an expression is made of."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id not in {"self", "cls"}:
            holder = scope.holder(one.id)
            if holder is not None and holder.qualname and _is_passed(one.id, holder):
                return holder
    return None


def _is_passed(name: str, holder: Scope) -> bool:
    """Whether a local name is a parameter, or made of one."""
    if name in holder.parameters:
        return True
    made_of = [one for one in holder.names.get(name, ()) if isinstance(one, ast.expr)]
    return any(
        isinstance(one, ast.Name) and one.id in holder.parameters
        for value in made_of
        for one in ast.walk(value)
    )
