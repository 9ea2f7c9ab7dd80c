"""Scope: the names of one function, and what they are known to hold."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final

    from dynamo_stability.collect.environment.files import File

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
#: Types of what a node holds that has no parts, nor anything to be looked at.
_EMPTY: Final[frozenset[type]] = frozenset(
    {str, int, bool, type(None), ast.Constant, ast.Load, ast.Store, ast.Del, ast.Pass}
)
#: The same, with names.
_NAMELESS: Final[frozenset[type]] = _EMPTY | {ast.Name}
_NESTED: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Item(NamedTuple):
    """What a loop takes its variable from.

    Attributes:
        several: what is looped over.
        path: which part of an item it is, where that is taken apart.
    """

    several: ast.expr
    path: tuple[int, ...] = ()


class Bound(NamedTuple):
    """What a parameter is passed, where a call is followed.

    Attributes:
        value: the argument.
        scope: where the argument stands.
    """

    value: ast.expr
    scope: Scope


class Scope:
    """The names of a function, a comprehension or a module.

    Attributes:
        file: the file.
        outer: the scope around it; None for a module.
        function: the function, where it is one.
        qualname: its qualified name; None for what is inside functions.
        owner: the qualified name of the class whose method it is.
        parameters: the names of its parameters, each with its default.
        names: what other names are given; gathered when they are first asked for.
        bound: what parameters are passed, where a call is followed.
    """

    __slots__ = ("_names", "bound", "file", "function", "outer", "owner", "parameters", "qualname")

    def __init__(
        self,
        file: File,
        outer: Scope | None = None,
        function: _Function | None = None,
        qualname: str | None = None,
        owner: str | None = None,
    ) -> None:
        self.file = file
        self.outer = outer
        self.function = function
        self.qualname = qualname
        self.owner = owner
        self.parameters: dict[str, ast.expr | None] = {}
        self._names: dict[str, list[ast.expr | Item]] | None = None
        self.bound: Mapping[str, Bound] = {}
        if function is not None:
            self.parameters = _parameters(function.args)

    @property
    def names(self) -> dict[str, list[ast.expr | Item]]:  # noqa: D102 - see the class
        if self._names is None:
            self._names = {}
            function = self.function
            if isinstance(function, ast.Lambda):
                self._gather([function.body])
            elif function is not None:
                self._gather(function.body)
        return self._names

    def with_bound(self, bound: Mapping[str, Bound]) -> Scope:
        """The same scope in one call, whose arguments are known."""
        twin = Scope(self.file, self.outer, None, self.qualname, self.owner)
        twin.function = self.function
        twin.parameters = self.parameters
        twin._names = self.names
        twin.bound = bound
        return twin

    def loop(self, generators: list[ast.comprehension]) -> Scope:
        """The scope inside a comprehension."""
        inner = Scope(self.file, self, None, None, self.owner)
        for one in generators:
            inner._bind(one.target, Item(one.iter))
        return inner

    def annotation(self, name: str) -> ast.expr | None:
        """What a parameter is annotated with."""
        if self.function is None:
            return None
        given = self.function.args
        every = (*given.posonlyargs, *given.args, *given.kwonlyargs)
        return next((one.annotation for one in every if one.arg == name), None)

    def holder(self, name: str) -> Scope | None:
        """The innermost scope that has a name of its own; None where a module may have it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.parameters or name in scope.names:
                return scope
            scope = scope.outer
        return None

    # ---- what a function gives its names --------------------------------------------------------

    def _gather(self, body: Sequence[ast.AST]) -> None:
        waiting = list(reversed(body))
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self._bind(target, node.value)
            elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
                if node.value is not None:
                    self._bind(node.target, node.value)
            elif isinstance(node, (ast.For, ast.AsyncFor)):
                self._bind(node.target, Item(node.iter))
            if not isinstance(node, _NESTED):
                waiting += reversed(_children(node, _NAMELESS))

    def _bind(self, target: ast.expr, value: ast.expr | Item) -> None:
        if isinstance(target, ast.Name):
            self.names.setdefault(target.id, []).append(value)
        elif isinstance(value, Item):
            for name, item in bindings(target, value):
                self.names.setdefault(name, []).append(item)


def bindings(target: ast.expr, item: Item) -> list[tuple[str, Item]]:
    """The names that a loop gives, each with the part of an item that it takes."""
    if isinstance(target, ast.Name):
        return [(target.id, item)]
    if not isinstance(target, (ast.Tuple, ast.List)):
        return []
    parts = [Item(item.several, (*item.path, index)) for index in range(len(target.elts))]
    pairs = zip(target.elts, parts, strict=True)
    return [found for one, part in pairs for found in bindings(one, part)]


def _parameters(arguments: ast.arguments) -> dict[str, ast.expr | None]:
    """The parameters of a function in order, each with its default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    without = len(positional) - len(arguments.defaults)
    defaults: list[ast.expr | None] = [None] * without
    defaults += arguments.defaults
    found = {one.arg: default for one, default in zip(positional, defaults, strict=True)}
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    found.update({one.arg: default for one, default in keywords})
    return found


class Spot(NamedTuple):
    """One node of a file.

    Attributes:
        node: the node.
        scope: the names there.
        prefix: what stands in front of the names that are defined there; None in functions.
    """

    node: ast.AST
    scope: Scope
    prefix: str | None


def walk(file: File, *, names: bool = False) -> Iterator[Spot]:
    """Every node of a file in the order of the source, outer ones first.

    However deeply the file is nested, it takes no deeper a stack.

    Args:
        file: the file.
        names: whether single names are wanted too; constants and signs never are.
    """
    empty = _EMPTY if names else _NAMELESS
    top = Scope(file)
    waiting = [Spot(one, top, "") for one in reversed(file.tree.body)]
    while waiting:
        spot = waiting.pop()
        yield spot
        waiting += reversed(_inside(spot, file, empty))


def _inside(spot: Spot, file: File, empty: frozenset[type]) -> list[Spot]:
    node, scope, prefix = spot
    if isinstance(node, _FUNCTIONS):
        outer = [Spot(one, scope, None) for one in (*node.decorator_list, node.args)]
        qualname = None if prefix is None else prefix + node.name
        inner = Scope(file, scope, node, qualname, (prefix or "")[:-1] or scope.owner)
        return outer + [Spot(one, inner, None) for one in node.body]
    if isinstance(node, ast.ClassDef):
        prefix = None if prefix is None else f"{prefix}{node.name}."
    elif isinstance(node, ast.Lambda):
        scope = Scope(file, scope, node, None, scope.owner)
    elif isinstance(node, _COMPREHENSIONS):
        scope = scope.loop(node.generators)
    return [Spot(one, scope, prefix) for one in _children(node, empty)]


def _children(node: ast.AST, empty: frozenset[type]) -> list[ast.AST]:
    """What a node consists of, in order, without what is of some types.

    `ast.iter_child_nodes` takes several times as long, and longer than parsing.
    """
    found: list[ast.AST] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if type(value) is list:
            found += [one for one in value if type(one) not in empty and isinstance(one, ast.AST)]
        elif type(value) not in empty and isinstance(value, ast.AST):
            found.append(value)
    return found
