"""The statements that define what others can use: those of a module and of its classes."""

from __future__ import annotations

from mypy.nodes import (
    Block,
    ClassDef,
    Decorator,
    ForStmt,
    IfStmt,
    TryStmt,
    TypeInfo,
    WhileStmt,
    WithStmt,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy.nodes import Expression, MypyFile, Statement


def definitions(tree: MypyFile) -> Iterator[tuple[Statement, TypeInfo | None]]:
    """Each statement outside functions that can be reached, with the class that it stands in."""
    return _statements(tree.defs, None)


def _statements(
    statements: Iterable[Statement], owner: TypeInfo | None
) -> Iterator[tuple[Statement, TypeInfo | None]]:
    for statement in statements:
        yield statement, owner
        if isinstance(statement, ClassDef):
            yield from _statements(statement.defs.body, statement.info)
        for block in blocks(statement):
            yield from _statements(block.body, owner)


def first_line(statement: Statement) -> int:
    """Where a statement begins, with its decorators."""
    return min([statement.line, *[one.line for one in decorators(statement)]])


def decorators(statement: Statement) -> list[Expression]:
    """The decorators of a function or class."""
    if isinstance(statement, Decorator):
        return statement.original_decorators
    return statement.decorators if isinstance(statement, ClassDef) else []


def blocks(statement: Statement) -> list[Block]:
    """The blocks of a compound statement that can be reached; none for functions and classes."""
    found: list[Block | None] = []
    if isinstance(statement, Block):
        found = [statement]
    elif isinstance(statement, IfStmt):
        found = [*statement.body, statement.else_body]
    elif isinstance(statement, TryStmt):
        found = [
            statement.body,
            *statement.handlers,
            statement.else_body,
            statement.finally_body,
        ]
    elif isinstance(statement, (ForStmt, WhileStmt)):
        found = [statement.body, statement.else_body]
    elif isinstance(statement, WithStmt):
        found = [statement.body]
    return [block for block in found if block is not None and not block.is_unreachable]
