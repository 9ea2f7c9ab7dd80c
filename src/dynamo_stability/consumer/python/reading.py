"""read_file(): the scopes of a file, and every expression in it that may use something."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.consumer.python.scopes import ANYTHING, Bound, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_WITH_SCOPE = frozenset({ast.Lambda, *_COMPREHENSIONS})
_USING = frozenset({ast.Name, ast.Attribute, ast.Call})
_DISPLAYS = frozenset({ast.List, ast.Tuple, ast.Dict})
#: What the fields of expressions hold that is no expression, nor has any inside.
_LEAVES = frozenset({ast.Load, ast.Store, ast.Del, str, int, bool, type(None)})


class ReadFile(NamedTuple):
    """What a file says.

    Attributes:
        scope: its own scope.
        imports: its import statements, with their scopes.
        expressions: names, attributes and calls, with their scopes, in the order of the file.
        strings: texts.
        quoted: annotations that are written as text, each with the expression that it spells.
        displays: lists, tuples and dictionaries.
        attributes: what the methods of its classes set on `self`.
    """

    scope: Scope
    imports: list[tuple[ast.Import | ast.ImportFrom, Scope]]
    expressions: list[tuple[ast.expr, Scope]]
    strings: list[ast.Constant]
    quoted: list[tuple[ast.Constant, ast.expr, Scope]]
    displays: list[ast.List | ast.Tuple | ast.Dict]
    attributes: dict[ast.ClassDef, dict[str, list[Bound]]]


def read_file(tree: ast.Module, package: str = "") -> ReadFile:
    """The scopes and expressions of a file.

    Args:
        tree: the file.
        package: the package that relative imports start from; empty where it is in none.
    """
    reader = _Reader(package)
    scope = Scope(tree)
    read = ReadFile(scope, [], [], [], [], [], {})
    reader.read = read
    reader.statements(tree.body, scope)
    while reader.later:
        node, inner = reader.later.pop()
        reader.statements(node.body, inner)
    return read


def origin_of(statement: ast.ImportFrom, package: str) -> str:
    """The full name of the module that a `from` import is from; empty where it cannot be told."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".") if package else []
    up = statement.level - 1
    if up >= len(parts):
        return ""
    base = parts[: len(parts) - up]
    return ".".join([*base, statement.module] if statement.module else base)


class _Reader:
    """Goes through a file once; bodies of functions after everything around them."""

    read: ReadFile

    def __init__(self, package: str) -> None:
        self._package = package
        self.later: list[tuple[_Function, Scope]] = []

    # ---- statements -----------------------------------------------------------------------------

    def statements(self, body: Iterable[ast.stmt], scope: Scope) -> None:
        """Read statements of one scope."""
        for statement in body:
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node, scope)
        elif isinstance(node, _FUNCTIONS):
            self._function(node, scope)
        elif isinstance(node, ast.ClassDef):
            self._class(node, scope)
        elif isinstance(node, ast.Assign):
            self._see(node.value, scope)
            for target in node.targets:
                self._bind(target, Bound(value=node.value, scope=scope), scope)
        elif isinstance(node, ast.AnnAssign):
            self._annotated(node, scope)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            scope.outer.update(dict.fromkeys(node.names, isinstance(node, ast.Global)))
        else:
            self._other(node, scope)

    def _other(self, node: ast.stmt, scope: Scope) -> None:
        """A statement that may hold blocks and bind names."""
        if isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self._see(item.context_expr, scope)
                if item.optional_vars is not None:
                    given = Bound(value=item.context_expr, scope=scope)
                    self._bind(item.optional_vars, given, scope)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._see(node.iter, scope)
            self._bind(node.target, ANYTHING, scope)
        elif isinstance(node, ast.AugAssign):
            self._see(node.value, scope)
            self._see(node.target, scope)
            self._bind(node.target, ANYTHING, scope)
        elif isinstance(node, ast.Match):
            self._see(node.subject, scope)
            for case in node.cases:
                self._pattern(case.pattern, scope)
                if case.guard is not None:
                    self._see(case.guard, scope)
                self.statements(case.body, scope)
            return
        else:
            self._rest(node, scope)
            return
        for block in ("body", "orelse"):
            self.statements(getattr(node, block, ()), scope)

    def _rest(self, node: ast.stmt, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._see(child, scope)
            elif isinstance(child, ast.stmt):
                self._statement(child, scope)
            elif isinstance(child, ast.ExceptHandler):
                if child.type is not None:
                    self._see(child.type, scope)
                if child.name is not None:
                    scope.bind(child.name, ANYTHING)
                self.statements(child.body, scope)

    def _pattern(self, pattern: ast.pattern, scope: Scope) -> None:
        for node in ast.walk(pattern):
            if isinstance(node, ast.expr):
                if isinstance(node, (ast.Name, ast.Attribute)):
                    self.read.expressions.append((node, scope))
                continue
            name = getattr(node, "name", None) or getattr(node, "rest", None)
            if isinstance(name, str):
                scope.bind(name, ANYTHING)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        self.read.imports.append((node, scope))
        if isinstance(node, ast.Import):
            for one in node.names:
                name = one.name if one.asname else one.name.partition(".")[0]
                scope.bind(one.asname or name, Bound(name=name))
            return
        origin = origin_of(node, self._package)
        for one in node.names:
            if one.name == "*":
                scope.stars.append(origin)
            else:
                known = Bound(name=f"{origin}.{one.name}") if origin else ANYTHING
                scope.bind(one.asname or one.name, known)

    def _function(self, node: _Function, scope: Scope) -> None:
        for decorator in node.decorator_list:
            self._see(decorator, scope)
        scope.bind(node.name, ANYTHING)
        inner = Scope(node, scope)
        self._arguments(node.args, scope, inner)
        if node.returns is not None:
            self._annotation(node.returns, scope)
        self.later.append((node, inner))
        if scope.is_class and not _is_static(node):
            first = [*node.args.posonlyargs, *node.args.args][:1]
            if first and isinstance(scope.node, ast.ClassDef):
                inner.bound[first[0].arg] = [
                    Bound(local=scope.node, scope=scope.parent, is_self=not _is_of_class(node))
                ]

    def _arguments(self, arguments: ast.arguments, scope: Scope, inner: Scope) -> None:
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            if default is not None:
                self._see(default, scope)
        extra = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
        for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            bound = ANYTHING
            if one.annotation is not None:
                self._annotation(one.annotation, scope)
                bound = Bound(value=one.annotation, scope=scope, is_type=True)
            inner.bind(one.arg, bound)
        for one in extra:
            if one.annotation is not None:
                self._annotation(one.annotation, scope)
            inner.bind(one.arg, ANYTHING)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        for one in [*node.decorator_list, *node.bases, *[one.value for one in node.keywords]]:
            self._see(one, scope)
        scope.bind(node.name, Bound(local=node, scope=scope))
        self.statements(node.body, Scope(node, scope))

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        self._annotation(node.annotation, scope)
        if node.value is not None:
            self._see(node.value, scope)
        self._bind(node.target, Bound(value=node.annotation, scope=scope, is_type=True), scope)

    # ---- names ----------------------------------------------------------------------------------

    def _bind(self, target: ast.expr, bound: Bound, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.bind(target.id, bound)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for one in target.elts:
                self._bind(one, ANYTHING, scope)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, ANYTHING, scope)
        elif isinstance(target, ast.Attribute):
            self._see(target, scope)
            self._bind_attribute(target, bound, scope)
        else:
            self._see(target, scope)

    def _bind_attribute(self, target: ast.Attribute, bound: Bound, scope: Scope) -> None:
        """`self.x = ...` in a method: an attribute of the class."""
        holder = scope.find(target.value.id) if isinstance(target.value, ast.Name) else None
        if holder is None or not isinstance(target.value, ast.Name):
            return
        first = holder.bound[target.value.id][0]
        if first.local is not None and first.is_self:
            attributes = self.read.attributes.setdefault(first.local, {})
            attributes.setdefault(target.attr, []).append(bound)

    # ---- expressions ----------------------------------------------------------------------------

    def _annotation(self, node: ast.expr, scope: Scope) -> None:
        self._see(node, scope)
        for one in ast.walk(node):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                try:
                    spelt = ast.parse(one.value.strip(), mode="eval").body
                except (SyntaxError, ValueError, RecursionError, MemoryError):
                    continue
                for inner in ast.walk(spelt):
                    if isinstance(inner, (ast.Name, ast.Attribute)):
                        self.read.quoted.append((one, inner, scope))

    def _see(self, node: ast.expr, scope: Scope) -> None:
        """Take note of an expression and of those in it, whose depth may be great."""
        read = self.read
        stack: list[tuple[ast.AST, Scope]] = [(node, scope)]
        while stack:
            one, here = stack.pop()
            kind = type(one)
            if kind is ast.Constant:
                if isinstance(one.value, str):  # type: ignore[attr-defined]
                    read.strings.append(one)  # type: ignore[arg-type]
                continue
            if kind in _USING:
                read.expressions.append((one, here))  # type: ignore[arg-type]
                if kind is ast.Name:
                    continue
            elif kind in _DISPLAYS:
                read.displays.append(one)  # type: ignore[arg-type]
            elif kind is ast.NamedExpr and isinstance(one, ast.NamedExpr):
                self._bind(one.target, Bound(value=one.value, scope=here), _around(here))
            inner = self._inner(one, here) if kind in _WITH_SCOPE else here
            stack += [(each, inner) for each in _parts(one)]

    def _inner(self, node: ast.AST, scope: Scope) -> Scope:
        """The scope of what is inside an expression."""
        if isinstance(node, ast.Lambda):
            inner = Scope(node, scope)
            arguments = node.args
            extra = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]
            for one in every:
                inner.bind(one.arg, ANYTHING)
            return inner
        if isinstance(node, _COMPREHENSIONS):
            inner = Scope(node, scope)
            for generator in node.generators:
                self._bind(generator.target, ANYTHING, inner)
            return inner
        return scope


def _parts(node: ast.AST) -> list[ast.AST]:
    """What stands inside a node; as `ast.iter_child_nodes`, which is slower."""
    found: list[ast.AST] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if type(value) is list:
            found += [one for one in value if one is not None]
        elif type(value) not in _LEAVES:
            found.append(value)  # type: ignore[arg-type]
    return found


def _around(scope: Scope) -> Scope:
    """Where `:=` binds: outside of comprehensions."""
    while isinstance(scope.node, _COMPREHENSIONS) and scope.parent is not None:
        scope = scope.parent
    return scope


def _is_static(node: _Function) -> bool:
    return any(
        isinstance(one, ast.Name) and one.id == "staticmethod" for one in node.decorator_list
    )


def _is_of_class(node: _Function) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "classmethod" for one in node.decorator_list)
