"""What single statements bind, and what stands in the body of a function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def bound_names(
    targets: Iterable[ast.expr], value: ast.expr
) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that an assignment binds, each with its value where that is written."""
    for target, part, is_whole in assigned_parts(targets, value):
        if isinstance(target, ast.Name):
            yield target.id, part if is_whole else None


def assigned_parts(
    targets: Iterable[ast.expr], value: ast.expr | None
) -> Iterator[tuple[ast.expr, ast.expr | None, bool]]:
    """The single targets of an assignment, with the value that each gets or is taken from."""
    for target in targets:
        if not isinstance(target, (ast.Tuple, ast.List)):
            yield target, value, True
        elif (
            isinstance(value, (ast.Tuple, ast.List))
            and len(value.elts) == len(target.elts)
            and not any(isinstance(one, ast.Starred) for one in (*value.elts, *target.elts))
        ):
            for one, part in zip(target.elts, value.elts, strict=True):
                yield one, part, True
        else:
            for one in target.elts:
                yield one.value if isinstance(one, ast.Starred) else one, value, False


def own_nodes(node: ast.AST) -> Iterable[ast.AST]:
    """What stands in a function itself, without functions and classes inside of it."""
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    waiting = list(getattr(node, "body", ()))
    while waiting:
        current = waiting.pop(0)
        yield current
        if not isinstance(current, inner):
            waiting[:0] = ast.iter_child_nodes(current)
