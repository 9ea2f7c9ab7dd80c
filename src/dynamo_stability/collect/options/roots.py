"""Roots: the functions and modules from which parsers are followed."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.collect.options.scopes import Scope, parameters
from dynamo_stability.collect.options.values import Handed, Instance, Parser, Reference, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from dynamo_stability.collect.options.files import File, Files
    from dynamo_stability.collect.options.values import Definition
    from dynamo_stability.collect.options.walking import Walker

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Root(NamedTuple):
    """Where following begins.

    Attributes:
        scope: the scope of the function or module.
        statements: its statements.
        line: its line.
    """

    scope: Scope
    statements: list[ast.stmt]
    line: int


class Roots:
    """Finds where following begins.

    Args:
        files: the sources.
        walker: who follows.
        makers: how the names of what makes a parser end.
        adders: the names of what adds an option.
    """

    def __init__(
        self, files: Files, walker: Walker, makers: Collection[str], adders: Collection[str]
    ) -> None:
        self._walker = walker
        self._makers: list[tuple[File, Definition | None]] = []
        self._adders: list[tuple[File, Definition | None]] = []
        self._own: dict[int, object] = {}
        words = {name.encode(): name in makers for name in sorted({*makers, *adders})}
        for file in files.mentioning(words):
            self._sight(file, words)
        walker.makers = {one.node for _, one in self._makers if one is not None}

    def _sight(self, file: File, words: Mapping[bytes, bool]) -> None:
        lines = _Lines(file)
        makers: dict[Definition | None, None] = {}
        adders: dict[Definition | None, None] = {}
        # One pattern for each word: with a literal beginning they are ten times as fast.
        found = [
            (match.start(), is_maker)
            for word, is_maker in words.items()
            for match in re.finditer(re.escape(word) + rb"\s*\(", file.text)
        ]
        for offset, is_maker in sorted(found):
            function = lines.at(offset)
            (makers if is_maker else adders)[function] = None
        self._makers += [(file, one) for one in makers]
        self._adders += [(file, one) for one in adders if one not in makers]

    def makers(self) -> Iterator[Root]:
        """Modules, then functions, that make parsers."""
        for file, function in sorted(self._makers, key=lambda one: one[1] is not None):
            if function is None:
                yield from self._module(file)
            elif not self._is_of_parser_class(function):
                yield from self._root(self._scope(function), function.node.body, _line(function))

    def holders(self) -> Iterator[Root]:
        """Modules, then functions, that add options to what they did not make.

        Of functions, those of which no call was seen: they are handed a parser that stands for any.
        """
        for file, function in sorted(self._adders, key=lambda one: one[1] is not None):
            if function is None:
                yield from self._module(file)
            elif function.node not in self._walker.followed and not self._has_rule(function):
                holder = self._walker.class_of(function) or function
                parser = Parser(holder.full_name, file.module.name)
                self._own[id(parser)] = function.node
                self._walker.parsers.append(parser)
                self._walker.handed = parser
                yield from self._root(self._scope(function), function.node.body, _line(function))
                self._walker.handed = None

    def _module(self, file: File) -> Iterator[Root]:
        scope = self._walker.module_scopes[file] = Scope(file, file)
        yield from self._root(scope, file.tree.body, 1)

    def _has_rule(self, function: Definition) -> bool:
        return self._walker.rule_of(Reference((function.full_name,))) is not None

    def parsers(self) -> list[Parser]:
        """What was made, without what a function made that others call for it."""
        followed = self._walker.followed
        return [
            one
            for one in self._walker.parsers
            if self._own.get(id(one)) is None or self._own[id(one)] not in followed
        ]

    def _root(self, scope: Scope, statements: list[ast.stmt], line: int) -> Iterator[Root]:
        before = len(self._walker.parsers)
        yield Root(scope, statements, line)
        for parser in self._walker.parsers[before:]:
            if parser.maker is scope.maker:
                self._own[id(parser)] = scope.maker

    # ---- scopes ---------------------------------------------------------------------------------

    def _scope(self, function: Definition) -> Scope:
        """The scope of a function that nobody calls: its parameters are at their defaults."""
        node: Any = function.node
        above = self._walker.module_scopes.get(function.file)
        cls = self._walker.class_of(function)
        scope = Scope(function.file, node, above, cls)
        names = parameters(node)
        handed = self._walker.handed
        scope.names = {
            name: Unknown(name) if handed is None else Handed(name, handed) for name in names
        }
        for name, default in _defaults(node):
            scope.names[name] = self._walker.attempt(default, Scope(function.file, node, above))
        if cls is not None and names and not _is_static(function):
            scope.names[names[0]] = Instance(cls)
        return scope

    def _is_of_parser_class(self, function: Definition) -> bool:
        """Whether a method belongs to a class of parsers, which is followed where one is made."""
        cls = self._walker.class_of(function)
        return cls is not None and self._walker.is_parser(Reference((cls.full_name,)))


class _Lines:
    """Tells which function of a file holds a byte; asked from the beginning to the end."""

    def __init__(self, file: File) -> None:
        self._text = file.text
        self._offset, self._line = 0, 1
        functions = [one for one in file.definitions.values() if _is_function(one)]
        self._functions = sorted(functions, key=lambda one: one.node.lineno)
        self._starts = [one.node.lineno for one in self._functions]

    def at(self, offset: int) -> Definition | None:
        """The function; None where the module itself holds it."""
        self._line += self._text.count(b"\n", self._offset, offset)
        self._offset = offset
        index = bisect_right(self._starts, self._line) - 1
        found = self._functions[index] if index >= 0 else None
        is_inside = found is not None and self._line <= (found.node.end_lineno or 0)
        return found if is_inside else None


def _is_function(definition: Definition) -> bool:
    return isinstance(definition.node, _FUNCTIONS)


def _is_static(function: Definition) -> bool:
    return any(
        isinstance(one, ast.Name) and one.id == "staticmethod"
        for one in function.node.decorator_list
    )


def _line(function: Definition) -> int:
    return function.node.lineno


def _defaults(node: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    taken = node.args
    positional = [*taken.posonlyargs, *taken.args]
    values = [None] * (len(positional) - len(taken.defaults)) + list(taken.defaults)
    for parameter, value in zip(
        [*positional, *taken.kwonlyargs], [*values, *taken.kw_defaults], strict=True
    ):
        if value is not None:
            yield parameter.arg, value
