"""Edits of a Python file, as data; `edited` carries them out and keeps everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_python
from dynamo_stability.errors import RewriteError, missing_extra

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dynamo_stability.rewriting.positions import PythonText, Span


class CallChange(NamedTuple):
    """That something else is called, or named, with other arguments.

    Attributes:
        function: the dotted name that takes the place of the old one.
        positions: what the positional arguments are called, in order.
        dropped: the arguments to leave out.
        texts: arguments that are given another text, where they are given at all.
        is_bare: whether a call without arguments is written without parentheses.
    """

    function: str
    positions: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    texts: Mapping[str, str] = {}
    is_bare: bool = False


class ImportChange(NamedTuple):
    """That a `from` import brings other names.

    Attributes:
        removed: names as they stand behind `import`, with what they are bound to.
        added: names, with what they are to be bound to.
        instead: for removed names the added ones that take their places.
    """

    removed: frozenset[tuple[str, str]] = frozenset()
    added: frozenset[tuple[str, str]] = frozenset()
    instead: Mapping[tuple[str, str], tuple[str, str]] = {}


class PythonEdits:
    """The edits of one file, by where they are made.

    Attributes:
        calls: what is called, or named, otherwise.
        removed: decorators that go.
        expressions: names, attributes and texts, with the source that takes their place.
        imports: `from` imports that bring other names.
        new_imports: lines to add below an import.
    """

    def __init__(self) -> None:
        self.calls: dict[Span, CallChange] = {}
        self.removed: set[Span] = set()
        self.expressions: dict[Span, str] = {}
        self.imports: dict[Span, ImportChange] = {}
        self.new_imports: dict[Span, set[str]] = {}

    def __bool__(self) -> bool:
        return bool(
            self.calls or self.removed or self.expressions or self.imports or self.new_imports
        )


def edited(text: PythonText, edits: PythonEdits) -> bytes:
    """What a file holds after some edits.

    Raises:
        MissingExtraError: libcst is not installed.
        RewriteError: it cannot be edited.
    """
    try:
        from dynamo_stability.rewriting.transforming import transformed
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "libcst":
            raise
        raise missing_extra("edit Python source", "libcst") from None
    try:
        done = transformed(text.content, edits)
        parse_python(text.path, done)
    except PARSE_ERRORS as error:
        raise RewriteError(
            f"Cannot edit {str(text.path)!r}: {error}. No file was changed; edit it by hand."
        ) from None
    return done
