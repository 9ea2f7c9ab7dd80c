"""ignore_comments(): the `# stability: ignore[rule-id]` in some sources, and what each is about."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.sources import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from dynamo_stability.collect.sources import Target

#: Files without these bytes are not looked at any further.
_SIGN: Final = b"stability:"
_COMMENT: Final = re.compile(r"#\s*stability:\s*ignore\b(?P<rest>[^#]*)")
_RULES: Final = re.compile(r"\s*\[(?P<rules>[^\]]*)\]")

_DEFINITION: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class IgnoreComment(NamedTuple):
    """One comment.

    Attributes:
        path: the file, relative to the root of its target.
        line: its line.
        column: its column, counted from 1.
        rules: the rules that it names; none for all of them.
        first: the first line of what it is about: of the statement that it stands in, or of the
            head of the definition with its decorators.
        last: the last line of that.
        is_clear: whether it can be read.
    """

    path: str
    line: int
    column: int
    rules: tuple[str, ...]
    first: int
    last: int
    is_clear: bool = True

    def covers(self, path: str, line: int) -> bool:
        """Whether it stands at what is found in a line."""
        return self.path == path and self.first <= line <= self.last

    def ignores(self, rule: str, path: str, line: int) -> bool:
        """Whether it is for what a rule finds in a line."""
        is_meant = not self.rules or rule in self.rules
        return self.is_clear and is_meant and self.covers(path, line)


def ignore_comments(targets: Iterable[Target]) -> tuple[IgnoreComment, ...]:
    """The comments in all files of some targets, sorted by place.

    A file that cannot be read or parsed has none: the collector reports it.
    """
    found: dict[IgnoreComment, None] = {}
    for target in targets:
        for source in target.sources:
            try:
                content = source.path.read_bytes()
            except OSError:
                continue
            if _SIGN in content:
                path = relative_path(source.path, target.root)
                found.update(dict.fromkeys(comments_in(content, path)))
    return tuple(sorted(found))


def comments_in(content: bytes, path: str) -> Sequence[IgnoreComment]:
    """The comments in the bytes of one file, which is shown as `path`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
        tokens = list(tokenize.tokenize(io.BytesIO(content).readline))
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return []
    written = [
        (one, match)
        for one in tokens
        if one.type == tokenize.COMMENT and (match := _COMMENT.search(one.string)) is not None
    ]
    if not written:
        return []
    spans = sorted(_spans(tree), key=lambda span: span[1] - span[0])
    return [_comment(path, token, match, spans) for token, match in written]


def comment_in_line(text: str, path: str, line: int) -> IgnoreComment | None:
    """The comment in one line of a file that is not Python; it is about that line."""
    match = _COMMENT.search(text)
    if match is None:
        return None
    return _read(match, IgnoreComment(path, line, match.start() + 1, (), line, line))


def _comment(
    path: str, token: tokenize.TokenInfo, match: re.Match[str], spans: list[tuple[int, int]]
) -> IgnoreComment:
    line, column = token.start
    first, last = next((span for span in spans if span[0] <= line <= span[1]), (line, line))
    return _read(match, IgnoreComment(path, line, column + match.start() + 1, (), first, last))


def _read(match: re.Match[str], comment: IgnoreComment) -> IgnoreComment:
    """A comment with what it says."""
    rest = match["rest"]
    named = _RULES.match(rest)
    written = [] if named is None else [one.strip() for one in named["rules"].split(",")]
    rules = tuple([one for one in written if one])
    is_clear = bool(rules) if named is not None else not rest.lstrip().startswith("[")
    return comment._replace(rules=rules, is_clear=is_clear)


def _spans(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """The lines of simple statements, and of the heads of definitions."""
    for node in ast.walk(tree):
        if isinstance(node, _DEFINITION):
            first = min([node.lineno, *[one.lineno for one in node.decorator_list]])
            yield first, max(node.lineno, node.body[0].lineno - 1, *_decorator_ends(node))
        elif isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node.lineno, node.end_lineno or node.lineno


def _decorator_ends(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[int]:
    yield from (one.end_lineno or one.lineno for one in node.decorator_list)
