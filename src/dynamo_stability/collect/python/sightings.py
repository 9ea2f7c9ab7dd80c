"""Where marks stand in one module: above definitions, and in calls of mark_names()."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.python.marked import Marked
from dynamo_stability.collect.python.recognising import literal
from dynamo_stability.marker_rules import MARK_MODULE, MARK_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.collect.python.modules import Definition, Module
    from dynamo_stability.collect.python.recognising import Recogniser, Statement
    from dynamo_stability.collect.python.resolving import Resolver

_OVERLOAD: Final = frozenset({"typing.overload", "typing_extensions.overload"})
_PROPERTY: Final = frozenset(
    {
        "property",
        "builtins.property",
        "functools.cached_property",
        "abc.abstractproperty",
        "types.DynamicClassAttribute",
        "enum.property",
    }
)
_ACCESSORS: Final = frozenset({"getter", "setter", "deleter"})


class Sightings:
    """Finds the marks of one module after the other.

    Args:
        resolver: follows the names.
        recogniser: knows the marks.
    """

    def __init__(self, resolver: Resolver, recogniser: Recogniser) -> None:
        self._resolver = resolver
        self._recogniser = recogniser

    def of(self, module: Module, path: str) -> Iterator[Marked]:
        """Everything that a module marks; `path` is how the file is called."""
        for qualname in module.decorated:
            yield from self._of_definition(module, path, qualname)
        for name, values in module.assigned.items():
            for value in values:
                if isinstance(value, ast.Call) and not name.startswith("__"):
                    yield from self._of_assignment(module, path, name, value)
        for call in module.calls:
            yield from self._of_call(module, path, call)

    # ---- definitions ----------------------------------------------------------------------------

    def _of_definition(self, module: Module, path: str, qualname: str) -> Iterator[Marked]:
        nodes = module.defined[qualname]
        said = [(node, self._statements(module, node)) for node in nodes]
        if not any(statements for _, statements in said):
            return
        said = self._without_single_overloads(module, said)
        kind = self._kind(module, qualname, nodes)
        found: dict[str | None, Marked] = {}
        for node, statements in said:
            for statement in statements:
                marked = found.get(statement.parameter)
                if marked is None:
                    is_parameter = statement.parameter is not None
                    marked = found[statement.parameter] = Marked(
                        module.name,
                        qualname,
                        statement.parameter,
                        "parameter" if is_parameter else kind,
                        path=path,
                        line=node.line,
                    )
                marked.statements.append(statement)
        yield from found.values()

    def _statements(self, module: Module, node: Definition) -> list[Statement]:
        return [
            statement
            for decorator in node.decorators
            for statement in self._recogniser.recognise(module, decorator)
        ]

    def _without_single_overloads(
        self, module: Module, said: list[tuple[Definition, list[Statement]]]
    ) -> list[tuple[Definition, list[Statement]]]:
        """Without the marks of some overloads only: those are about a way to call, not the name."""
        overloads = [one for one in said if self._has_decorator(module, one[0], _OVERLOAD)]
        others = [one for one in said if one not in overloads]
        is_whole = all(statements for _, statements in overloads)
        return said if is_whole else others

    def _has_decorator(self, module: Module, node: Definition, names: Iterable[str]) -> bool:
        wanted = frozenset(names)
        return any(
            not wanted.isdisjoint(self._resolver.names(module, decorator))
            for decorator in node.decorators
        )

    def _kind(self, module: Module, qualname: str, nodes: list[Definition]) -> str:
        if any(node.is_class for node in nodes):
            return "class"
        if "." not in qualname:
            return "function"
        for node in nodes:
            is_accessor = any(
                isinstance(one, ast.Attribute) and one.attr in _ACCESSORS for one in node.decorators
            )
            if is_accessor or self._has_decorator(module, node, _PROPERTY):
                return "property"
        return "method"

    # ---- calls ----------------------------------------------------------------------------------

    def _of_assignment(
        self, module: Module, path: str, name: str, call: ast.Call
    ) -> Iterator[Marked]:
        """`name = experimental("...")(thing)`: the name holds what was marked."""
        if not call.args or call.keywords:
            return
        is_applied = isinstance(call.func, ast.Call) or _is_reference(call.args[0])
        if not is_applied:
            return
        for statement in self._recogniser.recognise(module, call.func):
            if statement.parameter is None:
                marked = Marked(module.name, name, None, "name", path=path, line=call.lineno)
                marked.statements.append(statement)
                yield marked

    def _of_call(self, module: Module, path: str, call: ast.Call) -> Iterator[Marked]:
        names = frozenset(self._resolver.names(module, call.func))
        if names.isdisjoint(MARK_NAMES | MARK_MODULE) or not call.args:
            return
        about = self._module_name(module, call.args[0])
        if about is None:
            return
        if names.isdisjoint(MARK_NAMES):
            given = [("", one, call.lineno) for one in call.args[1:2]]
        else:
            given = [(name, one, one.lineno) for name, one in self._keywords(module, call)]
        for name, marker, line in given:
            kind = "name" if name else "module"
            marked = Marked(about, name, None, kind, path=path, line=line, is_name=bool(name))
            marked.statements += self._recogniser.recognise(module, marker)
            if marked.statements:
                yield marked

    def _keywords(self, module: Module, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
        for keyword in call.keywords:
            if keyword.arg is not None:
                yield keyword.arg, keyword.value
            elif isinstance(keyword.value, ast.Dict):
                for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                    name = None if key is None else literal(self._resolver, module, key)
                    if name:
                        yield name, value

    def _module_name(self, module: Module, argument: ast.expr) -> str | None:
        if isinstance(argument, ast.Name) and argument.id == "__name__":
            return module.name
        return literal(self._resolver, module, argument)


def _is_reference(expression: ast.expr) -> bool:
    return isinstance(expression, (ast.Name, ast.Attribute, ast.Lambda))
