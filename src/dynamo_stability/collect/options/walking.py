"""Walker: goes through the statements that build parsers, as far as they can be told."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options import operators
from dynamo_stability.collect.options.calling import Caller
from dynamo_stability.collect.options.scopes import MISSING, Scope
from dynamo_stability.collect.options.values import (
    CONTAINERS,
    Closure,
    Definition,
    Instance,
    Reference,
    Unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: How many rounds of a loop are gone through.
_MOST_ROUNDS = 200
#: How many statements and calls one program is followed through.
_MOST_STEPS = 50_000


class Walker(Caller):
    """Follows parsers through statements, branches, loops and calls; nothing is run."""

    def start(self, scope: Scope, statements: Iterable[ast.stmt]) -> None:
        """Go through the statements of one function or module, from a fresh account of steps.

        Raises:
            TooMuch: there is no end to it.
        """
        self.steps_left = _MOST_STEPS
        self.stack = [scope.maker]
        self.walk(statements, scope)

    def walk(self, statements: Iterable[ast.stmt], scope: Scope) -> bool:
        """Go through some statements.

        Returns:
            Whether they end the function, or the round of a loop, that they are in.
        """
        for statement in statements:
            self.spend()
            name = _METHODS.get(type(statement))
            if name is None:
                continue
            walk: Callable[[Any, Scope], bool | None] = getattr(self, name)
            if walk(statement, scope):
                return True
        return False

    # ---- statements -----------------------------------------------------------------------------

    def _walk_expr(self, statement: ast.Expr, scope: Scope) -> None:
        if not isinstance(statement.value, ast.Constant):
            self.evaluate(statement.value, scope)

    def _walk_return(self, statement: ast.Return, scope: Scope) -> bool:
        if statement.value is not None:
            scope.returned.append(self.evaluate(statement.value, scope))
        return True

    def _walk_raise(self, _statement: ast.Raise, _scope: Scope) -> bool:
        return True

    def _walk_continue(self, _statement: ast.Continue, _scope: Scope) -> bool:
        return True

    def _walk_break(self, _statement: ast.Break, _scope: Scope) -> bool:
        return True

    def _walk_assign(self, statement: ast.Assign, scope: Scope) -> None:
        value = self.evaluate(statement.value, scope)
        for target in statement.targets:
            self._assign(target, value, scope)

    def _walk_annassign(self, statement: ast.AnnAssign, scope: Scope) -> None:
        if statement.value is not None:
            self._assign(statement.target, self.evaluate(statement.value, scope), scope)

    def _walk_augassign(self, statement: ast.AugAssign, scope: Scope) -> None:
        value: Any = Unknown(statement.target)
        if isinstance(statement.op, ast.Add):
            held = self.evaluate(statement.target, scope)
            with suppress(operators.NotKnown):
                value = operators.add(held, self.evaluate(statement.value, scope))
        self._assign(statement.target, value, scope)

    def _assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Attribute):
            owner = self.evaluate(target.value, scope)
            if isinstance(owner, Instance):
                owner.attributes[target.attr] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, scope)
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            self._set_item(target, value, scope)

    def _set_item(self, target: ast.Subscript, value: Any, scope: Scope) -> None:
        owner, key = self.evaluate(target.value, scope), self.evaluate(target.slice, scope)
        if type(owner) is dict and isinstance(key, str) and len(owner) < operators.LARGEST:
            held: Any = {**owner, key: value}
        else:
            held = Unknown(target.value)
        self._assign(target.value, held, scope)

    def _unpack(self, targets: list[ast.expr], value: Any, scope: Scope) -> None:
        known = type(value) in {list, tuple} and len(value) == len(targets)
        for index, target in enumerate(targets):
            if isinstance(target, ast.Starred):
                known = False
            inner = target.value if isinstance(target, ast.Starred) else target
            self._assign(inner, value[index] if known else Unknown(inner), scope)

    def _walk_if(self, statement: ast.If, scope: Scope) -> bool:
        truth = self.truth(statement.test, scope)
        if truth is not None:
            return self.walk(statement.body if truth else statement.orelse, scope)
        return self._either([statement.body, statement.orelse], scope)

    def _walk_match(self, statement: ast.Match, scope: Scope) -> bool:
        self.evaluate(statement.subject, scope)
        return self._either([*[case.body for case in statement.cases], []], scope)

    def _either(self, branches: list[list[ast.stmt]], scope: Scope) -> bool:
        """Go through branches of which one will be run; what differs after that is not known."""
        before = dict(scope.names)
        outcomes = []
        for branch in branches:
            scope.names = dict(before)
            outcomes.append((self.walk(branch, scope), scope.names))
        going_on = [names for has_ended, names in outcomes if not has_ended]
        scope.names = _merged(going_on or [names for _, names in outcomes])
        return not going_on

    def _walk_for(self, statement: ast.For | ast.AsyncFor, scope: Scope) -> None:
        several = self.evaluate(statement.iter, scope)
        is_known = operators.is_plain(several) and hasattr(several, "__iter__")
        rounds = list(several)[:_MOST_ROUNDS] if is_known else [Unknown(statement.target)]
        for value in rounds:
            self._assign(statement.target, value, scope)
            self.walk(statement.body, scope)
        self.walk(statement.orelse, scope)

    _walk_asyncfor = _walk_for

    def _walk_while(self, statement: ast.While, scope: Scope) -> None:
        if self.truth(statement.test, scope) is not False:
            self.walk(statement.body, scope)

    def _walk_with(self, statement: ast.With | ast.AsyncWith, scope: Scope) -> bool:
        for item in statement.items:
            value = self.evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                self._assign(item.optional_vars, value, scope)
        return self.walk(statement.body, scope)

    _walk_asyncwith = _walk_with

    def _walk_try(self, statement: ast.Try, scope: Scope) -> bool:
        has_ended = self.walk([*statement.body, *statement.orelse], scope)
        for handler in statement.handlers:
            # What a handler assigns stands in for what the body could not.
            names = dict(scope.names)
            self.walk(handler.body, scope)
            scope.names = {**scope.names, **names}
        return self.walk(statement.finalbody, scope) or (has_ended and not statement.handlers)

    _walk_trystar = _walk_try

    # ---- definitions and imports ----------------------------------------------------------------

    def _walk_functiondef(
        self, statement: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope
    ) -> None:
        if isinstance(scope.maker, (ast.FunctionDef, ast.AsyncFunctionDef)):
            definition = Definition(scope.file, statement.name, statement)
            scope.names[statement.name] = Closure(definition, scope)

    _walk_asyncfunctiondef = _walk_functiondef

    def _walk_import(self, statement: ast.Import, scope: Scope) -> None:
        for one in statement.names:
            bound = one.asname or one.name.partition(".")[0]
            stands_for = one.name if one.asname else bound
            scope.names[bound] = self.reference([stands_for])

    def _walk_importfrom(self, statement: ast.ImportFrom, scope: Scope) -> None:
        origin = scope.file.module.origin_of(statement)
        for one in statement.names:
            bound = one.asname or one.name
            full = f"{origin}.{one.name}"
            value = self._assigned(full)
            scope.names[bound] = self.reference([full]) if value is MISSING else value


_METHODS = {
    kind: name
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.stmt)
    if hasattr(Walker, name := f"_walk_{kind.__name__.lower()}")
}


def _merged(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """What names hold after one of several branches."""
    merged = dict(outcomes[0])
    for names in outcomes[1:]:
        for name, value in names.items():
            held = merged.setdefault(name, value)
            if held is value or isinstance(held, CONTAINERS) or _is_same(held, value):
                continue
            merged[name] = value if isinstance(value, CONTAINERS) else _either_value(held, value)
    return merged


def _either_value(one: Any, other: Any) -> Any:
    return Unknown("...", (one, other))


def _is_same(one: Any, other: Any) -> bool:
    kinds = (str, int, float, bool, type(None), Reference)
    return type(one) is type(other) and isinstance(one, kinds) and bool(one == other)
