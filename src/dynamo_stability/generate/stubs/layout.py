"""The layout of a finished stub: blank lines, docstrings, and nothing left over."""

from __future__ import annotations

import ast
import io
import itertools
import tokenize
from typing import TYPE_CHECKING, Final

from dynamo_stability.generate.stubs.source_text import Edits, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITION: Final = (*_FUNCTION, ast.ClassDef)


def tidy(text: str) -> str:
    """The text with at most one blank line in a row, none at its ends, and a final newline."""
    inside = set(_inside_strings(text))
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if number in inside:
            lines.append(line)
        elif line.strip():
            lines.append(line.rstrip())
        elif lines and lines[-1] != "":
            lines.append("")
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def _inside_strings(text: str) -> Iterator[int]:
    """The lines that begin or end within a string."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.start[0] < token.end[0] and token.type not in {tokenize.NL, tokenize.NEWLINE}:
            yield from range(token.start[0], token.end[0])
            yield token.end[0]


def closed_up(text: str) -> str:
    """The text with blank lines between functions only below a docstring, as formatters do it."""
    code = SourceText(text)
    edits = Edits()
    for node in ast.walk(code.tree):
        body = getattr(node, "body", ())
        if not isinstance(body, list):
            continue
        for before, after in itertools.pairwise(body):
            kinds = isinstance(before, _FUNCTION), isinstance(after, _FUNCTION)
            is_outside = isinstance(node, ast.Module) and not isinstance(before, ast.ClassDef)
            if all(kinds):
                has_docstring = ast.get_docstring(before, clean=False) is not None
                gap = "\n" if has_docstring else ""
            elif any(kinds) and is_outside and not isinstance(after, ast.ClassDef):
                gap = "\n"
            else:
                continue
            start = code.line_end(code.span(before)[1]) + 1
            edits.replace(start, code.start(after), gap)
    return edits.apply(text)


def without_docstrings(text: str) -> str:
    """The text of a stub without its docstrings."""
    code = SourceText(text)
    edits = Edits()
    for node in ast.walk(code.tree):
        if not isinstance(node, (*_DEFINITION, ast.Module)):
            continue
        if ast.get_docstring(node, clean=False) is None:
            continue
        start, end = code.span(node.body[0])
        if isinstance(node, ast.Module):
            edits.replace(start, end, "")
        elif all(_is_nothing(one) for one in node.body):
            colon = code.colon(node)
            stop = code.span(node.body[-1])[1]
            edits.replace(*_body_span(code, colon, stop))
        else:
            edits.replace(code.line_start(start), _past_blank(text, code.line_end(end) + 1), "")
    return edits.apply(text)


def _past_blank(text: str, position: int) -> int:
    """The start of the next line that is not blank."""
    rest = text[position:]
    return position + len(rest) - len(rest.lstrip("\n"))


def _is_nothing(node: ast.stmt) -> bool:
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_constant or isinstance(node, ast.Pass)


def _body_span(code: SourceText, colon: int, stop: int) -> tuple[int, int, str]:
    """What of a body without statements is replaced, and by what; a comment of the header stays."""
    rest = code.text[colon + 1 : code.line_end(colon)]
    if rest.lstrip().startswith("#"):
        return colon + 1, stop, f" ...{rest.rstrip()}"
    return colon + 1, stop, " ..."
