"""A syntax tree made ready for griffe: no code of scripts, and forward references as expressions.

Docstrings go, too: nobody asks for them here, and griffe takes its time to clean them.

griffe reads every text in an annotation as a forward reference, or none, depending on the module;
but a text in `Literal`, or behind the type in `Annotated`, is only a text.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.parsing import inner_blocks, runs_as_script

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def leave_out_scripts(tree: ast.Module) -> None:
    """Take out of a tree what is there only when the module is run by name."""
    tree.body = [one for one in tree.body if not runs_as_script(one)]


def simplify(tree: ast.Module) -> None:
    """Leave in a tree what griffe needs to tell the API, in the form that it can read."""
    _prepare(tree.body)


def _prepare(statements: list[ast.stmt]) -> None:
    statements[:] = [one for one in statements if not isinstance(one, ast.Expr)]
    for statement in statements:
        if isinstance(statement, _FUNCTION):
            _prepare_function(statement)
        elif isinstance(statement, ast.AnnAssign):
            statement.annotation = _read(statement.annotation) or statement.annotation
        elif hasattr(statement, "body"):
            for block in inner_blocks(statement):
                _prepare(block)


def _prepare_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    for argument in arguments_of(function.args):
        argument.annotation = _read(argument.annotation)
    function.returns = _read(function.returns)
    if function.name == "__init__":
        _prepare(function.body)  # it says which attributes there are
    else:
        function.body.clear()


def arguments_of(arguments: ast.arguments) -> Iterator[ast.arg]:
    """The arguments in the order that they are written in."""
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg is not None:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg is not None:
        yield arguments.kwarg


def _read(annotation: ast.expr | None) -> ast.expr | None:
    """An annotation with its forward references read; of each a text is left where it is none."""
    if isinstance(annotation, ast.Constant):
        if isinstance(annotation.value, str):
            return _parsed(annotation.value) or annotation
    elif isinstance(annotation, ast.Subscript):
        name = _last_name(annotation.value)
        if name == "Annotated" and isinstance(annotation.slice, ast.Tuple):
            annotation.slice.elts[:1] = [_read(one) or one for one in annotation.slice.elts[:1]]
        elif name != "Literal":
            annotation.slice = _read(annotation.slice) or annotation.slice
    elif isinstance(annotation, (ast.Tuple, ast.List)):
        annotation.elts = [_read(one) or one for one in annotation.elts]
    elif isinstance(annotation, ast.BinOp):
        annotation.left = _read(annotation.left) or annotation.left
        annotation.right = _read(annotation.right) or annotation.right
    return annotation


def _parsed(text: str) -> ast.expr | None:
    try:
        expression = ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return _read(expression)


def _last_name(expression: ast.expr) -> str | None:
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else None
