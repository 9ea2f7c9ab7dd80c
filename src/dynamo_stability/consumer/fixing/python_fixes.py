"""fixed_python(): a Python file in which what is deprecated is replaced by its alternatives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dynamo_stability.collect.ignore_comments import comments_in
from dynamo_stability.consumer.files import owner_of_file, package_of
from dynamo_stability.consumer.fixing.fixes import (
    NO_ALTERNATIVE,
    FileFix,
    Left,
    python_alternative,
    renamed_parameter,
    text_alternative,
)
from dynamo_stability.consumer.fixing.imports import ImportFixes
from dynamo_stability.consumer.python.uses import python_uses
from dynamo_stability.rewriting.bindings import Bindings
from dynamo_stability.rewriting.positions import PythonText, Span
from dynamo_stability.rewriting.python_edits import PythonEdits, edited

if TYPE_CHECKING:
    from dynamo_stability.consumer.files import UserFile
    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.consumer.python.uses import PythonUse

_IN_TEXT = "it is named in a text"
_DOUBTFUL = "it may be something else, too"


def fixed_python(file: UserFile, content: bytes, known: KnownApi) -> FileFix:
    """A file after what is safe; what is not edited is kept to the byte.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it cannot be parsed.
        MissingExtraError: libcst is not installed.
        RewriteError: it cannot be edited.
    """
    text = PythonText(file.path, content)
    owner = owner_of_file(file.path, known.packages)
    uses = python_uses(text.tree, known, package=package_of(file.path), owner=owner)
    comments = comments_in(content, file.shown) if b"stability:" in content else ()
    wanted = [
        use
        for use in uses
        if use.record is not None
        and use.record.deprecation is not None
        and not any(one.ignores(use.stage, file.shown, use.place.lineno) for one in comments)
    ]
    if not wanted:
        return FileFix(content)
    fixer = _Fixer(text, known)
    left = fixer.run(wanted)
    done = edited(text, fixer.edits) if fixer.edits else content
    shown = tuple(sorted({_left(file, use, reason, text) for use, reason in left}))
    return FileFix(done, len(wanted) - len(left), shown)


def _left(file: UserFile, use: PythonUse, reason: str, text: PythonText) -> Left:
    line, column = text.place(use.place)
    name = use.name if use.record is None else use.record.name
    return Left(file.shown, line, column + 1, name, reason)


class _Fixer:
    """Works out the edits of one file."""

    def __init__(self, text: PythonText, known: KnownApi) -> None:
        self.edits = PythonEdits()
        self._text = text
        self._known = known
        self._bindings = Bindings(text.tree)
        self._imports = ImportFixes(text, self._bindings, self.edits, known)

    def run(self, uses: list[PythonUse]) -> list[tuple[PythonUse, str]]:
        """Take up every edit that is safe; the other uses, each with a reason."""
        left: list[tuple[PythonUse, str]] = []
        names = [use for use in uses if use.alias is None and isinstance(use.node, ast.Name)]
        quoted = {use.name for use in uses if isinstance(use.node, ast.Constant)}
        for use in uses:
            if use.alias is not None:
                of_alias = [one for one in names if self._imports.is_of(use, one)]
                reason = self._imports.fix(use, of_alias, is_quoted=use.name in quoted)
                left += [(one, reason) for one in (use, *of_alias) if reason is not None]
        settled = self._imports.settled
        left_nodes = {use.node for use, _ in left}
        for use in uses:
            if use.alias is None and use.node not in settled and use.node not in left_nodes:
                reason = self._fix(use)
                if reason is not None:
                    left.append((use, reason))
        return left

    def _fix(self, use: PythonUse) -> str | None:
        """Take up the edit of a use; None, or why it is left."""
        if use.way == "parameter":
            return self._fix_parameter(use)
        if use.way in {"variable", "option"}:
            return self._fix_text(use)
        if isinstance(use.node, ast.Constant):
            return _IN_TEXT
        if isinstance(use.node, ast.Attribute):
            return self._fix_attribute(use, use.node)
        return self._fix_name(use, use.node)

    def _fix_name(self, use: PythonUse, node: ast.expr | ast.stmt) -> str | None:
        """A name that no import binds is right again when what it is set to has been fixed."""
        if use.record is None or python_alternative(use.record) is None:
            return NO_ALTERNATIVE
        is_found = isinstance(node, ast.Name) and use.scope and use.scope.find(node.id)
        return None if is_found else "it is imported by *"

    def _fix_attribute(self, use: PythonUse, node: ast.Attribute) -> str | None:
        new = None if use.record is None else python_alternative(use.record)
        if new is None or use.record is None:
            return NO_ALTERNATIVE
        if not use.is_certain:
            return _DOUBTFUL
        if not isinstance(node.ctx, ast.Load):
            return "it is assigned to"
        holder, _, last = new.rpartition(".")
        if holder in {one.rpartition(".")[0] for one in (use.name, use.record.name)}:
            self.edits.expressions[self._end_of(node, node.attr)] = last
            return None
        if use.way == "member":
            return f"{new} is no member of the same class"
        return self._imports.fix_dotted(node, new)

    def _end_of(self, node: ast.Attribute, name: str) -> Span:
        """Where the last name of a dotted one stands."""
        span = self._text.span(node)
        return Span(span.end_line, span.end_column - len(name), span.end_line, span.end_column)

    def _fix_parameter(self, use: PythonUse) -> str | None:
        new = None if use.record is None else renamed_parameter(use.record)
        if new is None:
            return NO_ALTERNATIVE
        if not use.is_certain:
            return _DOUBTFUL
        call = use.call
        if call is None or any(one.arg == new for one in call.keywords):
            return f"{new} is given, too"
        if use.keyword is not None and use.keyword.arg is not None:
            line, column = self._text.place(use.keyword)
            end = column + len(use.keyword.arg)
            self.edits.expressions[Span(line, column, line, end)] = new
            return None
        if isinstance(use.node, ast.Constant) and any(one.arg is None for one in call.keywords):
            return _IN_TEXT
        return f"it is given by its position; name it {new}"

    def _fix_text(self, use: PythonUse) -> str | None:
        new = None if use.record is None else text_alternative(use.record)
        if new is None or use.record is None:
            return NO_ALTERNATIVE
        old = use.name if use.way == "option" else use.name.removeprefix("env:")
        written = self._text.source(use.node)
        if not use.is_certain or written.count(old) != 1 or not _is_simple(written, use.node):
            return "it is part of a text"
        self.edits.expressions[self._text.span(use.node)] = written.replace(old, new)
        return None


def _is_simple(written: str, node: ast.expr | ast.stmt) -> bool:
    """Whether a text is written as one literal that stands for itself."""
    try:
        return (
            isinstance(node, ast.Constant)
            and "\n" not in written
            and "\\" not in written
            and ast.literal_eval(written) == node.value
            and written[:1] in {"'", '"'}
            and written[1:].find(written[0]) == len(written) - 2
        )
    except (SyntaxError, ValueError):
        return False
