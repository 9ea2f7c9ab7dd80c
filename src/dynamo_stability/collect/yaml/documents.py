"""read_documents(): the YAML documents of one file, or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.collect.problems import Problem
from dynamo_stability.errors import missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Final

_TEMPLATE: Final = b"{{"
_RENDER: Final = "It looks like a Helm template: pass what 'helm template' makes of it instead"


class Document(NamedTuple):
    """One document of a file.

    Attributes:
        path: the file, as it is shown.
        line: where the document begins, counted from 1.
        value: what it holds: a `Table`, `Items`, a string, a boolean or None.
    """

    path: str
    line: int
    value: Any


class Documents(NamedTuple):
    """What a file holds.

    Attributes:
        documents: in the order of the file; up to the first error of syntax, where there is one.
        problems: one for each document that cannot be read, and one for an error of syntax.
    """

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def read_documents(path: Path, shown: str) -> Documents:
    """The YAML documents of a file.

    Args:
        path: the file.
        shown: how it is called in what is said about it.

    Raises:
        MissingExtraError: there is no YAML parser.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return Documents((), (Problem(shown, 1, 1, f"Cannot read it: {error}."),))
    return parse_documents(content, shown)


def parse_documents(content: bytes, shown: str) -> Documents:
    """The YAML documents of what a file holds.

    Args:
        content: in UTF-8, or in UTF-16 with a byte order mark.
        shown: how the file is called in what is said about it.

    Raises:
        MissingExtraError: there is no YAML parser.
    """
    try:
        import yaml
    except ImportError:
        raise missing_extra("read YAML", "PyYAML") from None
    documents: list[Document] = []
    problems: list[Problem] = []
    try:
        for one in _documents(content, shown):
            if isinstance(one, Document):
                documents.append(one)
            else:
                problems.append(one)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(_problem(error, content, shown))
    return Documents(tuple(documents), tuple(problems))


def _documents(content: bytes, shown: str) -> Iterator[Document | Problem]:
    from dynamo_stability.collect.yaml.composing import Composer
    from dynamo_stability.collect.yaml.value_builder import MalformedError, ValueBuilder

    composer = Composer(content)
    try:
        while composer.check_node():
            before = composer.composed
            node: Any = composer.get_node()
            try:
                value = ValueBuilder(composer.composed - before).value(node)
            except MalformedError as error:
                message = f"Cannot read this document: {error.message}."
                yield Problem(shown, error.line, error.column, message)
            else:
                yield Document(shown, node.start_mark.line + 1, value)
    finally:
        composer.dispose()


def _problem(error: Exception, content: bytes, shown: str) -> Problem:
    """What the parser stumbled over, in one sentence."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "mark", None)
    position = getattr(error, "position", None)
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    elif isinstance(position, int):
        before = content[:position]
        line, column = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
    else:
        line, column = 1, 1
    said = [getattr(error, "context", None), getattr(error, "problem", None)]
    what = ", ".join(one for one in said if one) or getattr(error, "reason", "") or str(error)
    advice = f" {_RENDER}." if _TEMPLATE in content else ""
    return Problem(shown, line, column, f"Cannot read it as YAML: {what}.{advice}")
