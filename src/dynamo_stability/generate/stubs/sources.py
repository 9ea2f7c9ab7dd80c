"""draft_stub(): a source file as a stub that says the same, before any mark is looked at."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.generate.stubs.attributes import instance_attributes
from dynamo_stability.generate.stubs.conditions import Condition, condition_of
from dynamo_stability.generate.stubs.exports import Exports
from dynamo_stability.generate.stubs.functions import (
    INDENT,
    definition_lines,
    docstring_lines,
    kept_comment,
    lambda_line,
    reindented,
)
from dynamo_stability.generate.stubs.hiding import unhide
from dynamo_stability.generate.stubs.imports import import_line
from dynamo_stability.generate.stubs.scopes import StubItem, StubScope
from dynamo_stability.generate.stubs.statements import bound_names
from dynamo_stability.generate.stubs.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules

_ACCESSORS: Final = frozenset({"getter", "setter", "deleter"})
_OVERLOADS: Final = frozenset({"typing.overload", "typing_extensions.overload"})


def draft_stub(modules: StubModules, module: StubModule, *, docstrings: bool = False) -> str:
    """The text of the stub of a source file; it still has the decorators of the source.

    Signatures, annotations and simple values stay as they are written; what runs is left out.

    Args:
        modules: what names are looked up in.
        module: the source file.
        docstrings: whether to keep docstrings.
    """
    scope = StubScope()
    if docstrings:
        lines = docstring_lines(module.code, module.code.tree, "")
        if lines:
            scope.add(StubItem("docstring", (), lines))
    Drafting(modules, module, docstrings=docstrings).read(module.code.tree.body, scope)
    lines = scope.lines()
    return "".join(f"{line}\n" for line in lines)


class Drafting:
    """Takes statements into a scope, one kind of statement at a time."""

    def __init__(self, modules: StubModules, module: StubModule, *, docstrings: bool) -> None:
        self._modules = modules
        self._module = module
        self._code = module.code
        self._docstrings = docstrings
        self._values = Values(modules, module)
        self._exports = Exports(modules, module)
        self._aliases: dict[str, None] = {}

    def read(self, statements: Iterable[ast.stmt], scope: StubScope) -> None:
        """Take statements into a scope."""
        for statement in statements:
            take = getattr(self, f"_{type(statement).__name__.lower()}", None)
            if take is not None:
                take(statement, scope)

    # ---- definitions ----------------------------------------------------------------------------

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: StubScope) -> None:
        if node.name == "_" or (scope.is_alternative and scope.binds(node.name)):
            return  # `_` is what registered implementations are called
        is_overload, is_accessor = self._is_overload(node), _is_accessor(node)
        if scope.is_partial(node.name) and not is_overload and not is_accessor:
            return  # the implementation below its overloads
        body = self._docstring(node, scope.indent)
        lines = definition_lines(
            self._code, node, scope.indent, width=self._modules.width, body=body
        )
        is_partial = is_overload or is_accessor
        scope.add(StubItem("function", (node.name,), lines, is_partial=is_partial))

    _asyncfunctiondef = _functiondef

    def _is_overload(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        return any(
            not _OVERLOADS.isdisjoint(self._modules.names(self._module, one))
            for one in node.decorator_list
        )

    def _docstring(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, indent: str
    ) -> list[str]:
        return docstring_lines(self._code, node, indent + INDENT) if self._docstrings else []

    def _classdef(self, node: ast.ClassDef, scope: StubScope) -> None:
        if scope.is_alternative and scope.binds(node.name):
            return
        inner = StubScope(f"{scope.prefix}{node.name}.", scope.indent + INDENT)
        lines = self._docstring(node, scope.indent)
        if lines:
            inner.add(StubItem("docstring", (), lines))
        with self._values.inside(node):
            self.read(node.body, inner)
        own = list(inner.partial)
        declared = self._declare_attributes(node, inner)
        lines = definition_lines(
            self._code,
            node,
            scope.indent,
            width=self._modules.width,
            body=inner.lines(),
            metaclass=self._metaclass(node),
        )
        if declared:
            lines, aliases = unhide(self._module, lines, declared, own)
            self._aliases.update(dict.fromkeys(aliases))
        if not scope.is_class:
            for alias in self._aliases:
                name = alias.partition(" ")[0]
                if not scope.binds(name):
                    scope.add(StubItem("name", (name,), [scope.indent + alias]))
        scope.add(StubItem("class", (node.name,), lines))

    def _metaclass(self, node: ast.ClassDef) -> str | None:
        """`ABCMeta` where a class leaves methods abstract; in stubs that has to be said."""
        if node.keywords or not self._modules.is_abstract(self._module, node):
            return None
        imported = self._module.facts.imports
        if "abc.ABCMeta" in imported.get("ABCMeta", ()):
            return "ABCMeta"
        return None if self._module.binds("abc") and "abc" not in imported else "abc.ABCMeta"

    def _declare_attributes(self, node: ast.ClassDef, scope: StubScope) -> list[str]:
        """Put what methods set on `self` before the first method, and give the names of it."""
        types = instance_attributes(self._modules, self._module, node, scope.partial)
        items = [
            StubItem("name", (name,), [f"{scope.indent}{name}: {text}"])
            for name, text in types.items()
        ]
        kinds = [item.kind for item in scope.items]
        place = kinds.index("function") if "function" in kinds else len(kinds)
        scope.items[place:place] = items
        return list(types)

    # ---- names ----------------------------------------------------------------------------------

    def _assign(self, node: ast.Assign, scope: StubScope) -> None:
        if any(isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets):
            self._export(node, scope)
            return
        value = self._unmarked(node.value)
        if value is None:
            return
        for target, part in bound_names(node.targets, value):
            if isinstance(part, ast.Lambda) and not scope.binds(target):
                line = lambda_line(self._code, target, part, scope.indent)
                scope.add(StubItem("function", (target,), [line]))
            else:
                self._name(target, self._values.assigned(target, part, scope), scope, node)

    def _unmarked(self, value: ast.expr) -> ast.expr | None:
        """What `experimental("...")(thing)` marks; None for a marker that was given a name."""
        while isinstance(value, ast.Call) and self._modules.is_ours(self._module, value.func):
            is_applied = isinstance(value.func, ast.Call) or isinstance(
                value.args[0] if value.args else None, (ast.Name, ast.Attribute, ast.Lambda)
            )
            if not is_applied or len(value.args) != 1:
                return None
            value = value.args[0]
        is_marker = isinstance(value, (ast.Name, ast.Attribute)) and self._modules.is_ours(
            self._module, value
        )
        return None if is_marker else value

    def _annassign(self, node: ast.AnnAssign, scope: StubScope) -> None:
        if isinstance(node.target, ast.Name):
            if node.target.id == "__all__" and node.value is not None:
                self._export(node, scope)
            else:
                self._name(node.target.id, self._values.annotated(node, scope), scope, node)

    def _typealias(self, node: ast.stmt, scope: StubScope) -> None:
        name = getattr(node, "name", None)
        if isinstance(name, ast.Name):
            self._name(name.id, self._code.of(node), scope, node)

    def _name(self, name: str, text: str, scope: StubScope, node: ast.stmt) -> None:
        if text and not scope.binds(name):
            written = reindented(text, self._code.indent(node), scope.indent)
            line = scope.indent + written + kept_comment(self._code, node)
            scope.add(StubItem("name", (name,), line.split("\n")))

    def _augassign(self, node: ast.AugAssign, scope: StubScope) -> None:
        if isinstance(node.target, ast.Name) and node.target.id == "__all__":
            self._export(node, scope)

    def _delete(self, node: ast.Delete, scope: StubScope) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                scope.drop(target.id)

    def _expr(self, node: ast.Expr, scope: StubScope) -> None:
        if isinstance(node.value, ast.Call):
            self._export(node, scope)

    def _assert(self, node: ast.Assert, scope: StubScope) -> None:
        """`assert sys.platform == "win32"` says that the rest is for that platform."""
        condition = condition_of(self._modules, self._module, node.test)
        if condition is Condition.KEPT and not scope.is_class:
            scope.add(StubItem("block", (), [scope.indent + self._code.of(node)]))

    def _export(self, node: ast.stmt, scope: StubScope) -> None:
        if not scope.is_class:
            lines = [scope.indent + line for line in self._exports.lines(node)]
            if lines:
                scope.add(StubItem("name", ("__all__",), lines))

    # ---- imports --------------------------------------------------------------------------------

    def _import(self, node: ast.Import | ast.ImportFrom, scope: StubScope) -> None:
        line, names, aliases = import_line(self._modules, self._module, node, scope.binds)
        if line:
            line = f"{scope.indent}{line}{kept_comment(self._code, node)}"
            scope.add(StubItem("import", names, [line]))
        for alias in aliases:
            scope.add(StubItem("alias", (alias.partition(" ")[0],), [scope.indent + alias]))

    _importfrom = _import

    # ---- blocks ---------------------------------------------------------------------------------

    def _if(self, node: ast.If, scope: StubScope) -> None:
        condition = condition_of(self._modules, self._module, node.test)
        if condition is Condition.KEPT:
            self._keep(node, scope)
            return
        if condition is not Condition.FALSE:
            self.read(node.body, scope)
        if condition is Condition.FALSE:
            self.read(node.orelse, scope)
        elif condition is Condition.UNKNOWN:
            self._alternative(node.orelse, scope)

    def _keep(self, node: ast.If, scope: StubScope) -> None:
        """Keep a condition that type checkers decide for themselves."""
        lines: list[str] = []
        names: set[str] = set()
        keyword, current = "if", node
        while True:
            branch = self._branch(current.body, scope, names)
            lines += [f"{scope.indent}{keyword} {self._code.whole(current.test)}:", *branch]
            following = current.orelse
            if len(following) != 1 or not self._is_kept(following[0]):
                break
            current = following[0]  # type: ignore[assignment]
            keyword = "elif"
        if following:
            branch = self._branch(following, scope, names)
            if branch[-1].strip() != "pass":
                lines += [f"{scope.indent}else:", *branch]
        if names:
            scope.add(StubItem("block", tuple(sorted(names)), lines))

    def _branch(
        self, statements: Iterable[ast.stmt], scope: StubScope, names: set[str]
    ) -> list[str]:
        inner = StubScope(scope.prefix, scope.indent + INDENT, scope)
        inner.is_alternative = scope.is_alternative
        self.read(statements, inner)
        names.update(name for item in inner.items for name in item.names)
        return inner.lines() or [f"{inner.indent}pass"]

    def _is_kept(self, node: ast.stmt) -> bool:
        return (
            isinstance(node, ast.If)
            and condition_of(self._modules, self._module, node.test) is Condition.KEPT
        )

    def _alternative(self, statements: Iterable[ast.stmt], scope: StubScope) -> None:
        """Take in what is not bound yet; the first of two alternatives counts."""
        was, scope.is_alternative = scope.is_alternative, True
        self.read(statements, scope)
        scope.is_alternative = was

    def _try(self, node: ast.Try, scope: StubScope) -> None:
        self.read(node.body, scope)
        self.read(node.orelse, scope)
        for handler in node.handlers:
            self._alternative(handler.body, scope)
        self.read(node.finalbody, scope)

    _trystar = _try

    def _with(self, node: ast.With, scope: StubScope) -> None:
        self.read(node.body, scope)

    def _for(self, node: ast.For | ast.While, scope: StubScope) -> None:
        self._alternative([*node.body, *node.orelse], scope)

    _while = _for

    def _match(self, node: ast.Match, scope: StubScope) -> None:
        for case in node.cases:
            self._alternative(case.body, scope)


def _is_accessor(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(one, ast.Attribute) and one.attr in _ACCESSORS for one in node.decorator_list
    )
