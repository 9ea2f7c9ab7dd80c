"""transformed(): a Python file after some edits, by libcst, which keeps every blank and comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

import libcst as cst
from libcst import matchers
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from dynamo_stability.errors import RewriteError
from dynamo_stability.rewriting.importing import changed_names
from dynamo_stability.rewriting.positions import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dynamo_stability.rewriting.python_edits import CallChange, PythonEdits

_Definition = TypeVar("_Definition", cst.FunctionDef, cst.ClassDef)


def transformed(content: bytes, edits: PythonEdits) -> bytes:
    """What a file holds after some edits.

    Raises:
        RewriteError: libcst cannot read it, or an edit is of something that is not there.
    """
    try:
        wrapper = MetadataWrapper(cst.parse_module(content), unsafe_skip_copy=True)
    except (cst.ParserSyntaxError, UnicodeDecodeError) as error:
        raise RewriteError(
            f"Cannot edit a file that libcst does not parse: {str(error).splitlines()[0]}"
        ) from None
    transformer = _Transformer(edits)
    done = wrapper.visit(transformer).bytes
    lost = transformer.wanted - transformer.met
    if lost:
        line = min(lost).line
        raise RewriteError(f"Cannot find what is to be edited in line {line}.")
    return done


class _Transformer(cst.CSTTransformer):
    """Carries the edits out, from the inside to the outside."""

    METADATA_DEPENDENCIES: ClassVar[tuple[type[PositionProvider]]] = (PositionProvider,)

    def __init__(self, edits: PythonEdits) -> None:
        super().__init__()
        self._edits = edits
        self._comments: list[cst.Comment] = []
        self.wanted = {*edits.calls, *edits.removed, *edits.expressions, *edits.imports}
        self.wanted |= set(edits.new_imports)
        self.met: set[Span] = set()

    def _span(self, node: cst.CSTNode) -> Span:
        at = self.get_metadata(PositionProvider, node)
        if not isinstance(at, CodeRange):
            raise TypeError(at)  # what the provider gives
        span = Span(at.start.line, at.start.column, at.end.line, at.end.column)
        if span in self.wanted:
            self.met.add(span)
        return span

    # ---- expressions ----------------------------------------------------------------------------

    def leave_Call(  # noqa: N802 - libcst's name
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        """Another function, with other arguments."""
        change = self._edits.calls.get(self._span(original_node))
        return updated_node if change is None else self._called(updated_node, change)

    def leave_Name(  # noqa: N802 - libcst's name
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        """Another name."""
        return self._named(original_node, updated_node)

    def leave_Attribute(  # noqa: N802 - libcst's name
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """Another dotted name."""
        return self._named(original_node, updated_node)

    def leave_SimpleString(  # noqa: N802 - libcst's name
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.BaseExpression:
        """Another text."""
        return self._named(original_node, updated_node)

    def _named(
        self, original: cst.BaseExpression, updated: cst.Name | cst.Attribute | cst.SimpleString
    ) -> cst.BaseExpression:
        span = self._span(original)
        change = self._edits.calls.get(span)
        written = self._edits.expressions.get(span) if change is None else change.function
        if written is None:
            return updated
        if isinstance(updated, cst.SimpleString):
            return updated.with_changes(value=written)
        return _with_parentheses(cst.parse_expression(written), updated)

    def _called(self, call: cst.Call, change: CallChange) -> cst.BaseExpression:
        function = _with_parentheses(cst.parse_expression(change.function), call.func)
        arguments = self._arguments(call.args, change)
        if arguments:
            return call.with_changes(func=function, args=arguments)
        if change.is_bare:
            self._keep_comments(call.whitespace_before_args)
            return _with_parentheses(function, call)
        blank = cst.SimpleWhitespace("")
        if matchers.findall(call.whitespace_before_args, matchers.Comment()):
            return call.with_changes(func=function, args=())
        return call.with_changes(func=function, args=(), whitespace_before_args=blank)

    def _arguments(self, arguments: Sequence[cst.Arg], change: CallChange) -> list[cst.Arg]:
        kept: list[cst.Arg] = []
        for index, argument in enumerate(arguments):
            name = argument.keyword.value if argument.keyword else _at(change.positions, index)
            if name not in change.dropped:
                kept.append(_with_text(argument, change.texts.get(name)))
                continue
            self._keep_comments(argument)
            if kept and argument is arguments[-1]:
                kept[-1] = kept[-1].with_changes(
                    comma=_without_comment(argument.comma),
                    whitespace_after_arg=_plain(argument.whitespace_after_arg),
                )
        return kept

    def _keep_comments(self, node: cst.CSTNode) -> None:
        self._comments += _comments_in(node)

    # ---- decorators -----------------------------------------------------------------------------

    def leave_Decorator(  # noqa: N802 - libcst's name
        self,
        original_node: cst.Decorator,  # noqa: ARG002 - libcst passes it
        updated_node: cst.Decorator,
    ) -> cst.Decorator:
        """The decorator below the comments of arguments that went."""
        return updated_node.with_changes(
            leading_lines=(*updated_node.leading_lines, *self._comment_lines())
        )

    def leave_FunctionDef(  # noqa: N802 - libcst's name
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """The function without the decorators that go."""
        return self._without_decorators(original_node, updated_node)

    def leave_ClassDef(  # noqa: N802 - libcst's name
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        """The class without the decorators that go."""
        return self._without_decorators(original_node, updated_node)

    def _without_decorators(self, original: _Definition, updated: _Definition) -> _Definition:
        lines: list[cst.EmptyLine]
        kept, lines = self._kept_decorators(original.decorators, updated.decorators)
        if len(kept) == len(updated.decorators):
            return updated
        below: tuple[cst.EmptyLine, ...] = (*lines, *updated.lines_after_decorators)
        if kept:
            return updated.with_changes(decorators=kept, lines_after_decorators=below)
        # Without decorators, what stands above the definition are its leading lines.
        return updated.with_changes(
            decorators=(),
            leading_lines=(*updated.leading_lines, *below),
            lines_after_decorators=(),
        )

    def _kept_decorators(
        self, original: Sequence[cst.Decorator], updated: Sequence[cst.Decorator]
    ) -> tuple[list[cst.Decorator], list[cst.EmptyLine]]:
        """The decorators that stay, and the lines that those below them leave behind."""
        kept: list[cst.Decorator] = []
        lines: list[cst.EmptyLine] = []
        for old, new in zip(original, updated, strict=True):
            if self._span(old.decorator) in self._edits.removed:
                lines += [*new.leading_lines, *_comment_lines(_comments_of(old))]
            else:
                kept.append(new.with_changes(leading_lines=(*lines, *new.leading_lines)))
                lines = []
        return kept, lines

    # ---- statements -----------------------------------------------------------------------------

    def leave_SimpleStatementLine(  # noqa: N802 - libcst's name
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> (
        cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine] | cst.RemovalSentinel
    ):
        """The statement below the comments of arguments that went, and above new imports."""
        added = [
            written
            for statement in original_node.body
            for written in sorted(self._edits.new_imports.get(self._span(statement), ()))
        ]
        parsed = [cst.parse_statement(one) for one in added]
        below = [one for one in parsed if isinstance(one, cst.SimpleStatementLine)]
        if original_node.body and not updated_node.body:
            return _in_place_of(original_node, below)
        line = updated_node.with_changes(
            leading_lines=(*updated_node.leading_lines, *self._comment_lines())
        )
        return cst.FlattenSentinel([line, *below]) if below else line

    def leave_ImportFrom(  # noqa: N802 - libcst's name
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        """The import of other names."""
        change = self._edits.imports.get(self._span(original_node))
        if change is None:
            return updated_node
        return changed_names(updated_node, change) or cst.RemoveFromParent()

    def _comment_lines(self) -> list[cst.EmptyLine]:
        lines = _comment_lines(self._comments)
        self._comments = []
        return lines


def _in_place_of(
    gone: cst.SimpleStatementLine, below: list[cst.SimpleStatementLine]
) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine] | cst.RemovalSentinel:
    """What takes the place of a line of which nothing is left."""
    if below:
        first = below[0].with_changes(
            leading_lines=gone.leading_lines, trailing_whitespace=gone.trailing_whitespace
        )
        return cst.FlattenSentinel([first, *below[1:]])
    # Better an import too many than a comment too few.
    has_comments = bool(matchers.findall(gone, matchers.Comment()))
    return gone if has_comments else cst.RemoveFromParent()


def _at(names: Sequence[str], index: int) -> str:
    return names[index] if index < len(names) else ""


def _comment_lines(comments: Iterable[cst.Comment]) -> list[cst.EmptyLine]:
    return [cst.EmptyLine(comment=one) for one in comments]


def _comments_of(decorator: cst.Decorator) -> list[cst.Comment]:
    """The comments of a decorator itself, without those above it."""
    return [*_comments_in(decorator.decorator), *_comments_in(decorator.trailing_whitespace)]


def _comments_in(node: cst.CSTNode) -> list[cst.Comment]:
    found = matchers.findall(node, matchers.Comment())
    return [one for one in found if isinstance(one, cst.Comment)]


def _with_text(argument: cst.Arg, text: str | None) -> cst.Arg:
    if text is None:
        return argument
    return argument.with_changes(value=cst.SimpleString(_quoted(text, argument.value)))


def _quoted(text: str, old: cst.BaseExpression) -> str:
    """A text in the quotes of the one that it replaces."""
    quote = old.quote[0] if isinstance(old, cst.SimpleString) else '"'
    escaped = text.replace("\\", "\\\\").replace(quote, f"\\{quote}").replace("\n", "\\n")
    return f"{quote}{escaped}{quote}"


def _with_parentheses(
    expression: cst.BaseExpression, old: cst.BaseExpression
) -> cst.BaseExpression:
    return expression.with_changes(lpar=old.lpar, rpar=old.rpar)


def _without_comment(comma: cst.Comma | cst.MaybeSentinel) -> cst.Comma | cst.MaybeSentinel:
    """The comma of an argument that goes; its comment is kept elsewhere."""
    if isinstance(comma, cst.MaybeSentinel):
        return comma
    return comma.with_changes(
        whitespace_before=_plain(comma.whitespace_before),
        whitespace_after=_plain(comma.whitespace_after),
    )


def _plain(
    whitespace: cst.BaseParenthesizableWhitespace,
) -> cst.BaseParenthesizableWhitespace:
    """Whitespace without its comments."""
    if not isinstance(whitespace, cst.ParenthesizedWhitespace):
        return whitespace
    first = whitespace.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
    lines = [one for one in whitespace.empty_lines if one.comment is None]
    return whitespace.with_changes(first_line=first, empty_lines=lines)
