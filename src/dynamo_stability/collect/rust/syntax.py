"""SourceFile: one file of Rust, parsed by tree-sitter."""

from __future__ import annotations

from functools import cache
from time import monotonic
from typing import TYPE_CHECKING

from dynamo_stability.collect.problems import Problem
from dynamo_stability.errors import missing_extra

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Final

    from tree_sitter import Node, Parser, Tree

#: From this size on the parser is watched: recovering from errors can take it a hundred times as
#: long as reading, and for some input grows with the square of the size.
_WATCHED_SIZE: Final = 4_000
#: How long the parser may take for a file, and how many bytes give it another second; it reads
#: some millions in that time.
_SECONDS: Final = 5.0
_BYTES_A_SECOND: Final = 200_000
_CHUNK: Final = 100_000
_OPENING: Final = frozenset({"{", "(", "["})
_CLOSING: Final = frozenset({"}", ")", "]", ";"})
_BODIES: Final = frozenset({"block", "macro_definition", "macro_invocation"})


@cache
def rust_parser() -> Parser:
    """The parser for Rust.

    Raises:
        MissingExtraError: tree-sitter, or its grammar of Rust, is not installed.
    """
    try:
        import tree_sitter
        import tree_sitter_rust
    except ImportError as error:
        package = "tree-sitter-rust" if "rust" in (error.name or "") else "tree-sitter"
        raise missing_extra("read Rust", package) from None
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))


@cache
def _can_be_watched() -> bool:
    """Whether the parser can report how it gets on; before 0.26.1 it crashes when it does."""
    from importlib.metadata import version

    from packaging.version import Version

    return Version(version("tree-sitter")) >= Version("0.26.1")


class SourceFile:
    """One file of Rust.

    Attributes:
        path: where it lies.
        shown: how it is called in records and problems.
        data: its bytes, without the byte order mark.
        root: the node of the whole file; None where it could not be parsed at all.
    """

    __slots__ = ("data", "path", "root", "shown")

    path: Path
    shown: str
    data: bytes
    root: Node | None

    def __init__(self, path: Path, shown: str, data: bytes) -> None:
        self.path = path
        self.shown = shown
        self.data = data.removeprefix(b"\xef\xbb\xbf")
        self.root = None

    def parse(self) -> Problem | None:
        """Parse the file; what is wrong with it, where something is.

        The parser finds its way after an error, so what stands around one is read all the same.
        """
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            return self.problem_at(error.start, "cannot be parsed: it is not UTF-8 text.")
        tree = _parse(self.data)
        if tree is None:
            return Problem(
                self.shown, 1, 1, "cannot be parsed: the parser of Rust gets nowhere with it."
            )
        self.root = tree.root_node
        if not self.root.has_error:
            return None
        wrong = _first_error(self.root)
        if wrong is None:
            return None
        if wrong.is_missing:
            message = f"cannot be parsed: {wrong.type!r} is missing."
        else:
            message = "cannot be parsed: the grammar of Rust has nothing like this."
        return self.problem_at(wrong.start_byte, message)

    def text(self, node: Node) -> str:
        """What a node spells."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def problem_at(self, offset: int, message: str) -> Problem:
        """A problem at a byte of this file."""
        before = self.data[:offset]
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace")) + 1
        return Problem(self.shown, before.count(b"\n") + 1, column, message)


def _parse(data: bytes) -> Tree | None:
    if len(data) < _WATCHED_SIZE or not _can_be_watched():
        return rust_parser().parse(data)
    deadline = monotonic() + _SECONDS + len(data) / _BYTES_A_SECOND
    parser = rust_parser()
    try:
        return parser.parse(
            lambda offset, _point: data[offset : offset + _CHUNK],
            progress_callback=lambda _offset, _has_error: monotonic() > deadline,
        )
    except ValueError:
        parser.reset()  # or it would go on where it was stopped
        return None


def sound_children(node: Node) -> list[Node]:
    """The children of a node, up to the first bracket that is never closed.

    Where nothing closes it, what follows seems to stand outside of what it stands in.
    """
    children = node.children
    if node.is_error:
        for place, one in enumerate(children):
            if one.type in _OPENING:
                return children[:place]
    return children


def _first_error(root: Node) -> Node | None:
    """The first error among the items of a file; None where all of them could be read.

    Inside the body of a function and inside a macro there is nothing to read, and the grammar does
    not know all that the compiler does, so an error there does not count.
    """
    if root.is_error:
        sound = sound_children(root)
        return root.children[len(sound)] if len(sound) < len(root.children) else root
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            return node
        if not (node.type in _BODIES and _is_closed(node)):
            waiting += reversed([one for one in node.children if one.has_error])
    return None


def _is_closed(body: Node) -> bool:
    last = body.children[-1]
    if last.type == "token_tree":  # of a macro that is called
        last = last.children[-1]
    return last.type in _CLOSING and not last.is_missing
