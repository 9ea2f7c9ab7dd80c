"""Callers that are marked themselves: what they may use without a word."""

from __future__ import annotations

from mypy.nodes import (
    CallExpr,
    ClassDef,
    Decorator,
    ExpressionStmt,
    FuncDef,
    OverloadedFuncDef,
    RefExpr,
)

from dynamo_stability.marker_rules import MARK_MODULE
from dynamo_stability.mypy.definitions import blocks, decorators, first_line
from dynamo_stability.mypy.owners import prefixes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Final

    from mypy.nodes import MypyFile, Statement

    from dynamo_stability.mypy.markers import Mark, Markers
    from dynamo_stability.record import Record

#: What a caller of each stage may use.
_COVERS: Final[Mapping[str, frozenset[str]]] = {
    "experimental": frozenset({"experimental", "beta"}),
    "beta": frozenset({"beta"}),
    "stable": frozenset(),
    "deprecated": frozenset({"deprecated"}),
}


class Callers:
    """Knows what each place of a module may use.

    Args:
        markers: recognise the marks of callers.
        find: the record of a module, by its name.
    """

    def __init__(self, markers: Markers, find: Callable[[str], Record | None]) -> None:
        self._markers = markers
        self._find = find

    def covered(self, tree: MypyFile, line: int) -> set[str]:
        """The stages that may be used at a line, by the marks of what it stands in."""
        stages: set[str] = set()
        if self._markers.may_be_in(tree):
            stages = {stage for mark in self._around(tree, line) for stage in mark.stages}
        for module in prefixes(tree.fullname):
            record = self._find(module)
            if record is not None and record.kind == "module":
                stages.add(record.stage)
        return {one for stage in stages for one in _COVERS[stage]}

    def _around(self, tree: MypyFile, line: int) -> Iterator[Mark]:
        for statement in tree.defs:
            yield from self._module_marks(statement)
        statements: Iterable[Statement] = tree.defs
        while True:
            holder = next((one for one in statements if _holds(one, line)), None)
            if holder is None:
                return
            for decorator in decorators(holder):
                yield from self._markers.read(decorator)
            statements = _inside(holder)

    def _module_marks(self, statement: Statement) -> list[Mark]:
        """What a call of `mark_module` says, also before mypy has resolved the name."""
        call = statement.expr if isinstance(statement, ExpressionStmt) else None
        if not isinstance(call, CallExpr) or not isinstance(call.callee, RefExpr):
            return []
        if call.callee.fullname not in MARK_MODULE or not call.args[1:]:
            return []
        return self._markers.read(call.args[1])


def _holds(statement: Statement, line: int) -> bool:
    last = statement.end_line or statement.line
    return line <= last and first_line(statement) <= line


def _inside(statement: Statement) -> Iterable[Statement]:
    if isinstance(statement, Decorator):
        return statement.func.body.body
    if isinstance(statement, FuncDef):
        return statement.body.body
    if isinstance(statement, ClassDef):
        return statement.defs.body
    if isinstance(statement, OverloadedFuncDef):
        return statement.items if statement.impl is None else [*statement.items, statement.impl]
    return [one for block in blocks(statement) for one in block.body]
