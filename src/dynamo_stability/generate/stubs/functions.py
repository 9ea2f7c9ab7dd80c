"""The headers and bodies that definitions have in a stub: as written, without what runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.generate.stubs.source_text import Edits
from dynamo_stability.generate.stubs.statements import own_nodes

if TYPE_CHECKING:
    from dynamo_stability.generate.stubs.source_text import Definition, SourceText

INDENT: Final = "    "
_TYPE_IGNORE: Final = ("# type:", "# pyright:", "# ty:", "# pyrefly:", "# mypy:")


def definition_lines(
    code: SourceText,
    node: Definition,
    indent: str,
    *,
    width: int,
    body: list[str] | None = None,
    metaclass: str | None = None,
) -> list[str]:
    """A function or class as it stands in a stub.

    Args:
        code: the text that it is taken from.
        node: the definition.
        indent: the white space before it.
        width: how long a line may be.
        body: the lines of its body, indented; none for `...`.
        metaclass: what a class is to name as its metaclass.
    """
    lines = [
        f"{indent}@{placed(code, node, one, indent)}{kept_comment(code, one)}"
        for one in node.decorator_list
    ]
    header = reindented(_header(code, node, metaclass), code.indent(node), indent)
    comment = _header_comment(code, node)
    if not body:
        if len(f"{indent}{header} ...") > width:
            header = _wrapped(header, indent)
        return [*lines, *f"{indent}{header} ...{comment}".split("\n")]
    return [*lines, f"{indent}{header}{comment}", *body]


def docstring_lines(code: SourceText, node: Definition | ast.Module, indent: str) -> list[str]:
    """The docstring of a definition or module as it stands below `indent`; empty without one."""
    if ast.get_docstring(node, clean=False) is None:
        return []
    statement = node.body[0]
    text = _moved(code.of(statement), code.indent(statement), indent)
    return f"{indent}{text}".split("\n")


def placed(code: SourceText, node: ast.stmt, part: ast.expr, indent: str) -> str:
    """The text of a part of a statement that stands below another indentation."""
    return reindented(code.whole(part), code.indent(node), indent)


def reindented(text: str, was: str, indent: str) -> str:
    """A text over several lines with another indentation, unless that would change a string."""
    is_plain = was == indent or '"""' in text or "'''" in text
    return text if is_plain else _moved(text, was, indent)


def _moved(text: str, was: str, indent: str) -> str:
    first, *rest = text.split("\n")
    moved = [indent + line[len(was) :] if line.startswith(was) else line for line in rest]
    return "\n".join([first, *moved])


def _header(code: SourceText, node: Definition, metaclass: str | None) -> str:
    start, end = code.span(node)[0], code.colon(node) + 1
    edits = Edits()
    if isinstance(node, ast.ClassDef):
        if metaclass is not None:
            edits.insert(code.enclosed(node.bases[-1])[1], f", metaclass={metaclass}")
    else:
        for default in _defaults(node.args):
            if not is_simple(default):
                edits.replace(*code.enclosed(default), "...")
        if isinstance(node, ast.AsyncFunctionDef) and is_generator(node):
            # Without a body, `async def` would promise a coroutine that gives the iterator.
            edits.replace(start, code.text.index("def", start), "")
    return _edited(code.text, start, end, edits)


def _wrapped(header: str, indent: str) -> str:
    """A header on one line with its parameters on a line of their own."""
    node = ast.parse(f"{header} ...").body[0] if "\n" not in header else None
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return header
    parts = [one for one in ast.walk(node.args) if isinstance(one, (ast.expr, ast.arg))]
    if not parts or not header.isascii():
        return header
    start = header.rindex("(", 0, min(one.col_offset for one in parts))
    end = len(header) if node.returns is None else header.rindex("->", 0, node.returns.col_offset)
    end = header.rindex(")", 0, end)
    arguments = header[start + 1 : end]
    return f"{header[: start + 1]}\n{indent}{INDENT}{arguments}\n{indent}{header[end:]}"


def _edited(text: str, start: int, end: int, edits: Edits) -> str:
    edits.replace(0, start, "")
    edits.replace(end, len(text), "")
    return edits.apply(text)


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(one for one in arguments.kw_defaults if one is not None)]


def is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function yields."""
    return any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in own_nodes(node))


def is_simple(value: ast.expr) -> bool:
    """Whether a value is a literal of which every part is one."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.UnaryOp):
        return isinstance(value.operand, ast.Constant) and not isinstance(value.op, ast.Not)
    if isinstance(value, (ast.Tuple, ast.List, ast.Set)):
        return all(is_simple(one) for one in value.elts)
    if isinstance(value, ast.Dict):
        keys = [one for one in value.keys if one is not None]
        return len(keys) == len(value.keys) and all(map(is_simple, [*keys, *value.values]))
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Add, ast.Sub)):
        is_complex = isinstance(value.right, ast.Constant) and isinstance(
            value.right.value, complex
        )
        return is_complex and is_simple(value.left)
    return False


def lambda_line(code: SourceText, name: str, value: ast.Lambda, indent: str) -> str:
    """A lambda that was given a name, as a function."""
    start = code.span(value)[0] + len("lambda")
    edits = Edits()
    for default in _defaults(value.args):
        if not is_simple(default):
            edits.replace(*code.enclosed(default), "...")
    arguments = _edited(code.text, start, _lambda_colon(code, value), edits)
    return f"{indent}def {name}({arguments.strip()}): ..."


def _lambda_colon(code: SourceText, value: ast.Lambda) -> int:
    parts = [one for one in ast.walk(value.args) if isinstance(one, (ast.expr, ast.arg))]
    position = max((code.span(one)[1] for one in parts), default=code.span(value)[0])
    return code.text.index(":", position)


def kept_comment(code: SourceText, node: ast.expr | ast.stmt) -> str:
    """The comment behind something, where it is one for type checkers."""
    return _comment(code, code.span(node)[1], "")


def _header_comment(code: SourceText, node: Definition) -> str:
    colon = code.colon(node)
    return _comment(code, colon + 1, "...") or _comment(code, colon + 1, "pass")


def _comment(code: SourceText, position: int, before: str) -> str:
    """The comment for type checkers on the rest of a line, where nothing else is before it."""
    rest = code.text[position : code.line_end(position)].strip().removeprefix(before).strip()
    return f"  {rest}" if rest.startswith(_TYPE_IGNORE) else ""
