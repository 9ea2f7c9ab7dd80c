"""Stamping: what a module marks, read from its tree and put on mypy's own nodes.

mypy has a slot for deprecations on functions and classes, keeps it in its cache, and reports the
use of what has one. A stamp fills it with the text of our message.
"""

from __future__ import annotations

from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    ClassDef,
    Decorator,
    ExpressionStmt,
    FuncDef,
    NameExpr,
    OverloadedFuncDef,
    RefExpr,
    StrExpr,
    TypeInfo,
)

from dynamo_stability.categories import word
from dynamo_stability.marker_rules import MARK_MODULE, MARK_NAMES
from dynamo_stability.mypy.definitions import definitions
from dynamo_stability.mypy.markers import Mark, combine
from dynamo_stability.mypy.told import Told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy.nodes import Expression, MypyFile, Node, Statement

    from dynamo_stability.mypy.markers import Markers
    from dynamo_stability.record import Record


def read_marks(tree: MypyFile, markers: Markers) -> Told:
    """What a module marks; its functions and classes get their stamps.

    Args:
        tree: the module, after semantic analysis.
        markers: what is known of markers; those that the module names are added.
    """
    reading = _Reading(tree, markers)
    for statement, _ in definitions(tree):
        reading.see_assignment(statement)
    for statement, owner in definitions(tree):
        reading.see(statement, owner)
    return Told(tuple(reading.records.values()), tuple(reading.parts), reading.named)


def stamp(node: object, text: str) -> bool:
    """Have mypy report the use of a function or class; say whether it can."""
    if isinstance(node, Decorator):
        node = node.func
    if isinstance(node, OverloadedFuncDef):
        for item in node.items:
            stamp(item, text)
        if node.impl is not None:
            stamp(node.impl, text)
    if isinstance(node, (FuncDef, OverloadedFuncDef, TypeInfo)):
        node.deprecated = text
        return True
    return False


class _Reading:
    """The marks of one module."""

    def __init__(self, tree: MypyFile, markers: Markers) -> None:
        self._tree = tree
        self._markers = markers
        self._texts: dict[str, str] = {}
        self.records: dict[str, Record] = {}
        self.parts: list[Record] = []
        self.named: dict[str, list[Mark]] = {}

    def see_assignment(self, statement: Statement) -> None:
        """Note a marker, or a text, that is given a name."""
        if not isinstance(statement, AssignmentStmt):
            return
        marks = self._read(statement.rvalue)
        for target in statement.lvalues:
            if not isinstance(target, NameExpr) or not target.fullname:
                continue
            if marks and isinstance(statement.rvalue, CallExpr):
                self.named[target.fullname] = marks
                self._markers.variables[target.fullname] = marks
            elif isinstance(statement.rvalue, StrExpr):
                self._texts[target.fullname] = statement.rvalue.value

    def see(self, statement: Statement, owner: TypeInfo | None) -> None:
        """Note what a statement of the module, or of one of its classes, marks."""
        if isinstance(statement, Decorator):
            marks = self._marks(statement.original_decorators)
            self._mark(statement.func.fullname, _kind(statement, owner), marks, statement)
        elif isinstance(statement, OverloadedFuncDef):
            self._see_overloaded(statement, owner)
        elif isinstance(statement, ClassDef):
            marks = self._marks(statement.decorators)
            self._mark(statement.fullname, "class", marks, statement.info)
        elif isinstance(statement, ExpressionStmt) and isinstance(statement.expr, CallExpr):
            self._see_call(statement.expr)

    def _see_overloaded(self, node: OverloadedFuncDef, owner: TypeInfo | None) -> None:
        impl = node.impl if isinstance(node.impl, Decorator) else None
        marked = [
            (item, marks)
            for item in node.items
            if isinstance(item, Decorator) and (marks := self._marks(item.original_decorators))
        ]
        whole = self._marks(impl.original_decorators) if impl is not None else []
        kind = _kind(node, owner)
        if node.is_property:
            for item, marks in marked:
                if item is node.items[0]:
                    self._mark(node.fullname, kind, marks, item)
                else:
                    self._mark_part(node.fullname, kind, marks, item)
        elif whole or (marked and node.impl is None and len(marked) == len(node.items)):
            self._mark(node.fullname, kind, whole or marked[0][1], node)
        else:
            for item, marks in marked:
                self._mark_part(node.fullname, kind, marks, item)

    def _see_call(self, call: CallExpr) -> None:
        """Note what `mark_names` or `mark_module` marks."""
        function = call.callee.fullname if isinstance(call.callee, RefExpr) else ""
        if function not in MARK_NAMES | MARK_MODULE or not call.args:
            return
        module = self._module_named(call.args[0])
        if module is None:
            return
        if function in MARK_MODULE:
            if len(call.args) > 1:
                self._mark(module, "module", self._read(call.args[1]), None)
            return
        for name, value in zip(call.arg_names, call.args, strict=True):
            if name is not None:
                self._mark_name(module, name, self._read(value))

    def _mark_name(self, module: str, name: str, marks: list[Mark]) -> None:
        symbol = self._tree.names.get(name) if module == self._tree.fullname else None
        definition = symbol.fullname if symbol is not None and symbol.node is not None else None
        full_name = f"{module}.{name}"
        if definition == full_name or definition is None or "." not in definition:
            definition = None
        for mark in marks:
            record = mark.record(full_name, "name", definition=definition)
            self.records.setdefault(full_name, record)

    def _mark(self, name: str, kind: str, marks: Iterable[Mark], node: Node | None) -> None:
        marks = list(marks)
        for mark in marks:
            if mark.parameter is not None:
                full_name = f"{name}({mark.parameter})"
                self.records.setdefault(full_name, mark.record(full_name, "parameter"))
        on_object = [mark for mark in marks if mark.parameter is None]
        if on_object:
            record = combine(on_object).record(name, kind)
            record = self.records.setdefault(name, record)
            if node is not None:
                stamp(node, word(record))

    def _mark_part(self, name: str, kind: str, marks: Iterable[Mark], item: Decorator) -> None:
        on_object = [mark for mark in marks if mark.parameter is None]
        if on_object:
            record = combine(on_object).record(name, kind)
            self.parts.append(record)
            stamp(item, word(record))

    def _marks(self, decorators: Iterable[Expression]) -> list[Mark]:
        return [mark for decorator in decorators for mark in self._read(decorator)]

    def _read(self, expression: Expression) -> list[Mark]:
        return self._markers.read(expression, self._texts)

    def _module_named(self, expression: Expression) -> str | None:
        if isinstance(expression, StrExpr):
            return expression.value
        if isinstance(expression, NameExpr) and expression.name == "__name__":
            return self._tree.fullname
        return None


def _kind(node: Decorator | OverloadedFuncDef, owner: TypeInfo | None) -> str:
    if node.is_property if isinstance(node, OverloadedFuncDef) else node.func.is_property:
        return "property"
    return "function" if owner is None else "method"
