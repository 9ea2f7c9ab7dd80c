"""Caller: what calls do to parsers, and what they give."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options import operators
from dynamo_stability.collect.options.building import Builder
from dynamo_stability.collect.options.operators import NotKnown
from dynamo_stability.collect.options.scopes import Scope, bind
from dynamo_stability.collect.options.values import (
    CONTAINERS,
    Called,
    Closure,
    Definition,
    Handed,
    Instance,
    Method,
    Parser,
    Reference,
    Super,
    Unknown,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How deep calls are followed.
_DEEPEST_CALLS = 20
#: How many calls a single expression is followed through.
_MOST_STEPS_ALONE = 1_000
#: How many statements a function has at most that only reads an environment variable.
_LONGEST_READER = 5
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class TooMuch(Exception):  # noqa: N818 - the sources have no error, but no end
    """More steps than any program takes to build its parser."""


class Caller(Builder):
    """Follows calls."""

    def walk(self, statements: Iterable[ast.stmt], scope: Scope) -> bool:
        """Go through statements."""
        raise NotImplementedError

    def spend(self) -> None:
        """Take one step.

        Raises:
            TooMuch: there have been too many.
        """
        self.steps_left -= 1
        if self.steps_left < 0:
            raise TooMuch

    def attempt(self, node: ast.expr, scope: Scope) -> Any:
        """What an expression gives that stands by itself, with an account of steps of its own."""
        self.steps_left = _MOST_STEPS_ALONE
        try:
            return self.evaluate(node, scope)
        except (TooMuch, RecursionError):
            return Unknown(node)

    def call(self, node: ast.Call, scope: Scope) -> Any:
        """What a call gives, with what it does to parsers done."""
        self.spend()
        function = self.evaluate(node.func, scope)
        called = Called(
            function.names if isinstance(function, Reference) else (),
            tuple(self._elements(node.args, scope)),
            self._keywords(node, scope),
        )
        if isinstance(function, Reference):
            return self._call_reference(function, node, called, scope)
        if isinstance(function, Closure):
            return self._follow(function.definition, node, called, scope, function.scope)
        if isinstance(function, Method):
            return self._call_method(function, node, called, scope)
        return Unknown(node)

    def _keywords(self, node: ast.Call, scope: Scope) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                found[keyword.arg] = value
            elif type(value) is dict:
                found.update({key: one for key, one in value.items() if isinstance(key, str)})
        return found

    # ---- functions and classes ------------------------------------------------------------------

    def _call_reference(
        self, function: Reference, node: ast.Call, called: Called, scope: Scope
    ) -> Any:
        if called.names == ("super",):
            return self._super(scope)
        if self.marks.knows(called.names):
            return called
        rule = self.rule_of(function)
        if rule is not None:
            return self.add_by_rule(rule, called, scope.file.place(node))
        if self.reads_environment(called):
            return Variable(called.arguments[0], called.argument(("1", "default")))
        return self._call_code(function, node, called, scope)

    def _call_code(self, function: Reference, node: ast.Call, called: Called, scope: Scope) -> Any:
        """A class or function that may be among the sources."""
        definition = self.definition(function)
        if self.is_parser(function):
            return self._make_parser(definition, node, called, scope)
        if definition is not None:
            return self._call_definition(definition, node, called, scope)
        if called.names == ("dict",) and not called.arguments:
            return dict(called.keywords)
        with suppress(NotKnown):
            if called.names == (function.short,):
                return operators.call_builtin(function.short, called.arguments)
        return called

    def _call_definition(
        self, definition: Definition, node: ast.Call, called: Called, scope: Scope
    ) -> Any:
        if isinstance(definition.node, ast.ClassDef):
            return self._make_instance(definition, node, called, scope)
        if _decorators(definition) & {"classmethod"}:
            called = called._replace(arguments=(Unknown("cls"), *called.arguments))
        if self._is_worth_following(definition, called):
            return self._follow(definition, node, called, scope)
        return called

    def _is_worth_following(self, definition: Definition, called: Called) -> bool:
        """Whether a call may add options, make a parser, or give what an option is told."""
        given = (*called.arguments, *called.keywords.values())
        if definition.node in self.makers or any(_carries_parser(one) for one in given):
            return True
        body = [one for one in definition.node.body if not _is_docstring(one)]
        is_single = len(body) == 1 and isinstance(body[0], ast.Return)
        return is_single or (len(body) <= _LONGEST_READER and _reads_environment(definition.node))

    def _follow(
        self,
        definition: Definition,
        node: ast.Call,
        called: Called,
        scope: Scope,
        above: Scope | None = None,
    ) -> Any:
        """Go through a function that is called, and give what it returns."""
        function = definition.node
        if function in self.stack or len(self.stack) > _DEEPEST_CALLS:
            return Unknown(node)
        if isinstance(function, ast.ClassDef):
            return Unknown(node)
        above = above or self.module_scopes.get(definition.file)
        inner = Scope(definition.file, function, above, self.class_of(definition))
        for name, default in bind(inner, function, called.arguments, called.keywords):
            inner.names[name] = self.evaluate(default, Scope(definition.file, function, above))
        self.followed.add(function)
        self.stack.append(function)
        self.sites.append(scope.file.place(node))
        try:
            self.walk(function.body, inner)
        finally:
            self.stack.pop()
            self.sites.pop()
        return _one_of(inner.returned, node)

    # ---- objects --------------------------------------------------------------------------------

    def _make_instance(
        self, cls: Definition, node: ast.Call, called: Called, scope: Scope
    ) -> Instance:
        instance = Instance(cls)
        function = self.method_of(cls, "__init__")
        if function is None:
            instance.attributes.update(called.keywords)  # as a dataclass takes them
        else:
            self._follow(function, node, _bound(function, instance, called), scope)
        return instance

    def _make_parser(
        self, cls: Definition | None, node: ast.Call, called: Called, scope: Scope
    ) -> Parser:
        parser = self.new_parser(called, scope)
        parser.cls = cls
        function = None if cls is None else self.method_of(cls, "__init__")
        if function is not None:
            self._follow(function, node, _bound(function, parser, called), scope)
        return parser

    def _super(self, scope: Scope) -> Super:
        function = scope.maker
        if scope.cls is None or not isinstance(function, _FUNCTIONS) or not function.args.args:
            raise NotKnown
        return Super(scope.cls, scope.look_up(function.args.args[0].arg))

    def _call_method(self, method: Method, node: ast.Call, called: Called, scope: Scope) -> Any:
        owner, is_above = method.owner, isinstance(method.owner, Super)
        cls: Definition | None = None
        if isinstance(owner, Super):
            owner, cls = owner.instance, owner.cls
        elif isinstance(owner, (Instance, Parser)):
            cls = owner.cls
        function = None if cls is None else self.method_of(cls, method.name, above=is_above)
        if function is not None:
            called = _bound(function, owner, called)
            if self._is_worth_following(function, called):
                return self._follow(function, node, called, scope)
            return Unknown(node)
        if isinstance(owner, CONTAINERS):
            return self.call_container(owner, method.name, called, scope, node)
        if isinstance(owner, Instance):
            return Unknown(node)
        return self._call_plain(owner, method.name, node, called, scope)

    def _call_plain(
        self, owner: Any, name: str, node: ast.Call, called: Called, scope: Scope
    ) -> Any:
        """A method of a list or text; one that changes a list changes what its name holds."""
        written = node.func.value if isinstance(node.func, ast.Attribute) else None
        if type(owner) in {list, dict, set} and isinstance(written, ast.Name):
            if name == "append" and type(owner) is list and len(called.arguments) == 1:
                scope.names[written.id] = [*owner, called.arguments[0]]
                return None
            if name not in {"items", "keys", "values", "get", "copy", "index", "count"}:
                scope.names[written.id] = Unknown(written)
                return Unknown(node)
        return operators.call_method(owner, name, called.arguments)


def _reads_environment(function: ast.AST) -> bool:
    """Whether a function seems to give what an environment variable holds."""
    words = {getattr(one, "attr", getattr(one, "id", "")) for one in ast.walk(function)}
    return not words.isdisjoint({"environ", "getenv"})


def _bound(function: Definition, owner: Any, called: Called) -> Called:
    """A call with the object in front that the method is called on."""
    if _decorators(function) & {"staticmethod"}:
        return called
    return called._replace(arguments=(owner, *called.arguments))


def _decorators(function: Definition) -> set[str]:
    return {one.id for one in function.node.decorator_list if isinstance(one, ast.Name)}


def _carries_parser(value: Any) -> bool:
    if isinstance(value, Instance):
        return any(isinstance(one, CONTAINERS) for one in value.attributes.values())
    return isinstance(value, (*CONTAINERS, Closure, Handed))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _one_of(returned: list[Any], node: ast.Call) -> Any:
    """What a function gives that returns in several places: a parser, where one of them does."""
    for value in returned:
        if isinstance(value, CONTAINERS):
            return value
    if len(returned) == 1:
        return returned[0]
    return Unknown(node, tuple(returned))
