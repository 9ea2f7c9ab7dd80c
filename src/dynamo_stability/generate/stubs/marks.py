"""Marked stubs: the stage of each definition as a literal PEP 702 decorator above it."""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING, Final

from dynamo_stability.generate.stubs.imports import WIDTH, add_import, bound_by, drop_imports
from dynamo_stability.generate.stubs.messages import message_of, quoted
from dynamo_stability.generate.stubs.notes import CANNOT_MARK, StubNote
from dynamo_stability.generate.stubs.source_text import Edits, SourceText, used_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from dynamo_stability.generate.stubs.aliases import Aliases
    from dynamo_stability.generate.stubs.imports import Import
    from dynamo_stability.generate.stubs.modules import StubModule, StubModules
    from dynamo_stability.generate.stubs.source_text import Definition
    from dynamo_stability.record import Record

#: Decorators that make something else of a function; a mark above them is no mark of it.
_WRAPPING: Final = frozenset(
    {"abstractproperty", "cached_property", "deleter", "getter", "overload", "property", "setter"}
)
#: Decorators that stay above the mark, because that is where one expects them.
_ABOVE: Final = _WRAPPING | {"abstractmethod", "classmethod", "final", "override", "staticmethod"}
_DEFINITION: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_DECORATOR: Final = "deprecated"
_ORIGIN: Final = "typing_extensions"


def mark_stub(
    modules: StubModules,
    module: StubModule,
    code: SourceText,
    aliases: Aliases,
    stages: Collection[str],
) -> tuple[str, list[StubNote]]:
    """The text of a stub with a literal decorator above all that is marked, and without ours.

    Args:
        modules: what names are looked up in, and what is marked.
        module: the module of the stub.
        code: the stub, with the decorators of the source.
        aliases: writes functions under the names that are marked without them.
        stages: the stages that are marked.

    Returns:
        The text, and what it could not say.
    """
    marking = _Marking(modules, module, code, aliases, stages)
    marking.read(marking.code.tree.body, "")
    return marking.finished(), marking.notes


class _Marking:
    """One run over the definitions of a stub."""

    def __init__(
        self,
        modules: StubModules,
        module: StubModule,
        code: SourceText,
        aliases: Aliases,
        stages: Collection[str],
    ) -> None:
        self._modules = modules
        self._module = module
        self.code = code
        self._aliases = aliases
        self._stages = stages
        self._edits = Edits()
        self._of_module = modules.module_record(module.name)
        self._spelling, self._import = _spelling(code.tree, self._ours())
        self._is_used = False
        self._removed: list[ast.expr] = []
        self.notes: list[StubNote] = []

    def finished(self) -> str:
        """The text with all edits, and the imports that they need."""
        for_marks = used_words(self.code.tree) - used_words(self.code.tree, self._removed)
        if self._is_used and not self._import:
            for_marks.discard(self._spelling)

        def is_for_marks(_: Import, alias: ast.alias) -> bool:
            return bound_by(alias) in for_marks and alias.asname != alias.name

        drop_imports(self.code, self._edits, is_for_marks)
        text = self._edits.apply(self.code.text)
        lines = self._aliases.imports()
        if self._is_used and self._import:
            lines.append(self._import)
        return add_import(text, "\n".join(lines)) if lines else text

    def _ours(self) -> list[ast.expr]:
        """The marks in the stub that go in any case."""
        return [
            one
            for node in ast.walk(self.code.tree)
            for one in getattr(node, "decorator_list", ())
            if self._modules.is_ours(self._module, one) or self._is_replaced(one, None)
        ]

    def read(self, statements: Iterable[ast.stmt], prefix: str) -> None:
        """Mark what some statements define."""
        for statement in statements:
            if isinstance(statement, _DEFINITION):
                self._define(statement, prefix)
            elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
                self._assign(statement, prefix)
            elif isinstance(statement, ast.ImportFrom):
                self._import_from(statement)
            elif isinstance(statement, (ast.If, ast.Try)):
                for block in ("body", "orelse", "finalbody"):
                    self.read(getattr(statement, block, ()), prefix)

    def _record(self, qualname: str) -> Record | None:
        """The record that a name is marked with: its own, or at the top its module's."""
        record = self._modules.record(f"{self._module.name}.{qualname}")
        if record is None and "." not in qualname and not qualname.startswith("_"):
            record = self._of_module
        return record if record is not None and record.stage in self._stages else None

    # ---- definitions ----------------------------------------------------------------------------

    def _define(self, node: Definition, prefix: str) -> None:
        record = self._record(prefix + node.name)
        replaced = [
            one
            for one in node.decorator_list
            if self._modules.is_ours(self._module, one)
            or (self._modules.is_pep702(self._module, one) and self._is_replaced(one, record))
        ]
        if record is None:
            record = self._said(node, replaced)
        for decorator in replaced:
            self._remove_decorator(decorator)
        self._removed += replaced
        if record is not None and record.stage in self._stages:
            self._insert(node, message_of(record), replaced)
        if isinstance(node, ast.ClassDef):
            self.read(node.body, f"{prefix}{node.name}.")

    def _is_replaced(self, decorator: ast.expr, record: Record | None) -> bool:
        """Whether a decorator that type checkers know gives way to ours, which say more."""
        names = self._modules.names(self._module, getattr(decorator, "func", decorator))
        return record is not None or any(one.startswith("dynamo_stability.") for one in names)

    def _said(self, node: Definition, decorators: list[ast.expr]) -> Record | None:
        """What the marks of a single overload say; no catalog has a name for it."""
        for decorator in decorators:
            for statement in self._modules.statements(self._module, decorator):
                if statement.parameter is None:
                    return statement.record(node.name, "function")
        return None

    def _remove_decorator(self, decorator: ast.expr) -> None:
        start, end = self.code.span(decorator)
        self._edits.replace(self.code.line_start(start), self.code.line_end(end) + 1, "")

    def _insert(self, node: Definition, message: str, replaced: list[ast.expr]) -> None:
        self._is_used = True
        indent = self.code.indent(node)
        above = [one for one in node.decorator_list if one not in replaced]
        places = [self.code.top(node)]
        places += [self.code.line_end(self.code.span(one)[1]) + 1 for one in above]
        names = [_last_name(one) for one in above]
        leading = sum(1 for _ in itertools.takewhile(_ABOVE.__contains__, names))
        wrapping = max(
            (place for place, name in enumerate(names, 1) if name in _WRAPPING), default=0
        )
        self._edits.insert(places[max(leading, wrapping)], self._decorator(message, indent))

    def _decorator(self, message: str, indent: str) -> str:
        self._is_used = True
        line = f"{indent}@{self._spelling}({quoted(message)})\n"
        if len(line) <= WIDTH + 1:
            return line
        return f"{indent}@{self._spelling}(\n{indent}    {quoted(message)},\n{indent})\n"

    # ---- names ----------------------------------------------------------------------------------

    def _assign(self, node: ast.Assign | ast.AnnAssign, prefix: str) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if not isinstance(target, ast.Name) or target.id.startswith("__"):
                continue
            record = self._record(prefix + target.id)
            if record is None:
                continue
            meanings = [node.value, ast.Name(target.id, ast.Load())]
            if any(self._is_marked_elsewhere(one, record) for one in meanings):
                continue
            lines = ""
            if isinstance(node, ast.Assign) and len(targets) == 1:
                found = (self._redefined(target.id, one, prefix, record, node) for one in meanings)
                lines = next((one for one in found if one), "")
            if lines:
                self._replace(node, lines)
            else:
                self._note(prefix + target.id, record, "it is no function or class")

    def _redefined(
        self, name: str, value: ast.expr | None, prefix: str, record: Record, node: ast.stmt
    ) -> str:
        if value is None:
            return ""
        indent = self.code.indent(node)
        decorator = self._decorator(message_of(record), indent)
        lines = ""
        for text in self._aliases.definitions(name, value, prefix):
            *above, header = text.split("\n", 1) if text.startswith("@") else [text]
            lines += "".join(f"{indent}{one}\n" for one in above) + decorator
            lines += f"{indent}{header}\n"
        return lines

    def _replace(self, node: ast.stmt, lines: str) -> None:
        start, end = self.code.span(node)
        self._edits.replace(self.code.line_start(start), self.code.line_end(end) + 1, lines)

    def _is_marked_elsewhere(self, value: ast.expr | None, record: Record) -> bool:
        """Whether a name stands for a definition that carries the mark itself."""
        if value is None:
            return False
        return any(
            self._modules.record(full) == record and self._modules.is_defined(full)
            for full in self._modules.names(self._module, value)
        )

    def _import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            name = bound_by(alias)
            record = self._record(name)
            if alias.name == "*" or record is None or record is self._of_module:
                continue
            value = ast.Name(name, ast.Load())
            if self._is_marked_elsewhere(value, record):
                continue
            if self._is_told_elsewhere(name, record):
                continue
            lines = self._redefined(name, value, "", record, node)
            if lines:
                self._replace_import(node, alias, lines)
            else:
                self._note(name, record, "its definition is not among these stubs")

    def _is_told_elsewhere(self, name: str, record: Record) -> bool:
        """Whether another of these modules binds what is imported, and tells about its mark."""
        origin = self._modules.resolver.definition_of(f"{self._module.name}.{name}")
        return self._modules.split(origin) is not None and self._modules.record(origin) == record

    def _replace_import(self, node: ast.ImportFrom, alias: ast.alias, lines: str) -> None:
        """Define a name that was imported; what it is imported with stays."""
        _, end = self.code.span(node)
        self._edits.insert(self.code.line_end(end) + 1, lines)
        start, stop = self.code.span(alias)
        private = f"{alias.name} as _{bound_by(alias)}"  # nobody looks it up, and it is pruned
        self._edits.replace(start, stop, private)

    def _note(self, qualname: str, record: Record, why: str) -> None:
        full = f"{self._module.name}.{qualname}"
        message = f"it is {record.stage}, which its stub cannot say: {why}."
        self.notes.append(StubNote(full, CANNOT_MARK, message))


def _last_name(decorator: ast.expr) -> str:
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _spelling(tree: ast.Module, ours: list[ast.expr]) -> tuple[str, str]:
    """How the decorator is written in a file, and the import that this takes, if any."""
    bound = list(_bound(tree, used_words(tree, ours)))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == _ORIGIN:
            is_there = any(
                (one.name, bound_by(one)) == (_DECORATOR, _DECORATOR) for one in node.names
            )
            if is_there and bound.count(_DECORATOR) <= 1:
                return _DECORATOR, ""
    if _DECORATOR not in bound:
        return _DECORATOR, f"from {_ORIGIN} import {_DECORATOR}"
    name = _ORIGIN if _ORIGIN not in bound else f"_{_ORIGIN}"
    renamed = "" if name == _ORIGIN else f" as {name}"
    return f"{name}.{_DECORATOR}", f"import {_ORIGIN}{renamed}"


def _bound(tree: ast.Module, used: set[str]) -> Iterator[str]:
    """Every name that a file binds anywhere, without the imports that only marks need."""
    for node in ast.walk(tree):
        if isinstance(node, _DEFINITION):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                if bound_by(alias) in used or alias.asname == alias.name:
                    yield bound_by(alias)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
