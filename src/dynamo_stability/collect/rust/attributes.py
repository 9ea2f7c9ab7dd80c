"""Attribute: what stands between `#[` and `]`, as far as marks and PyO3 need it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from dynamo_stability.collect.rust.syntax import SourceFile

#: How deep parentheses are followed; conditions in real code have three or four of them.
_DEEPEST: Final = 30
_STRINGS: Final = frozenset({"string_literal", "raw_string_literal"})
_OPENING: Final = frozenset({"(", "[", "{"})
_CLOSING: Final = frozenset({")", "]", "}"})
_RAW: Final = re.compile(r'[bc]?r(#*)"(.*)"\1', re.DOTALL)
_ESCAPE: Final = re.compile(
    r"\\(?:x([0-7][0-9A-Fa-f])|u\{([0-9A-Fa-f_]{1,8})\}|\r?\n\s*|(.))", re.DOTALL
)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_LAST_CODE_POINT: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


class Attribute(NamedTuple):
    """An attribute, or one of the things in the parentheses of another.

    Attributes:
        path: its name as written, such as `pyo3::pyclass`; empty where there is none.
        value: what stands behind `=`, a string without its quotes, or None. A literal without a
            name is a value too.
        arguments: what stands in parentheses.
    """

    path: str
    value: str | None
    arguments: tuple[Attribute, ...]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("::")[2]

    def get(self, path: str) -> str | None:
        """The value of an argument, or None."""
        for one in self.arguments:
            if one.path == path:
                return one.value
        return None


def read_attribute(node: Node, file: SourceFile) -> Iterator[Attribute]:
    """What an attribute says; of `cfg_attr`, what it says where its condition holds."""
    inner = next((one for one in node.named_children if one.type == "attribute"), None)
    if inner is None:
        return
    children = [one for one in inner.children if not one.is_extra]
    yield from _unconditional(_attribute(children, file, 0))


def _unconditional(attribute: Attribute) -> Iterator[Attribute]:
    waiting = [attribute]
    while waiting:
        one = waiting.pop()
        if one.path == "cfg_attr":
            waiting += reversed(one.arguments[1:])
        else:
            yield one


def _attribute(nodes: list[Node], file: SourceFile, depth: int) -> Attribute:
    """The attribute that some nodes in a row spell."""
    path: list[str] = []
    for place, node in enumerate(nodes):
        if node.type == "=":
            return Attribute("".join(path), _value(nodes[place + 1 :], file), ())
        if node.type == "token_tree" and path:
            arguments = tuple(_arguments(node, file, depth + 1)) if depth < _DEEPEST else ()
            return Attribute("".join(path), None, arguments)
        if node.type in _STRINGS and not path:
            return Attribute("", _value(nodes[place:], file), ())
        path.append(file.text(node).removeprefix("r#"))
    return Attribute("".join(path), None, ())


def _arguments(tree: Node, file: SourceFile, depth: int) -> Iterator[Attribute]:
    children = [one for one in tree.children if not one.is_extra]
    if children and children[0].type in _OPENING:
        del children[0]
    if children and children[-1].type in _CLOSING:
        del children[-1]
    for part in _split(children):
        yield _attribute(part, file, depth)


def _split(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    """The runs of nodes between commas."""
    part: list[Node] = []
    for node in nodes:
        if node.type != ",":
            part.append(node)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _value(nodes: list[Node], file: SourceFile) -> str | None:
    if len(nodes) == 1 and nodes[0].type in _STRINGS:
        return unquoted(file.text(nodes[0]))
    return "".join([file.text(node) for node in nodes]) or None


def unquoted(literal: str) -> str:
    """What a string literal stands for."""
    raw = _RAW.fullmatch(literal)
    if raw is not None:
        return raw[2]
    begin, end = literal.find('"') + 1, literal.rfind('"')
    return _ESCAPE.sub(_unescaped, literal[begin : max(begin, end)])


def _unescaped(escape: re.Match[str]) -> str:
    digits = escape[1] or (escape[2] or "").replace("_", "")
    if digits:
        code = int(digits, 16)
        is_character = code <= _LAST_CODE_POINT and code not in _SURROGATES
        return chr(code) if is_character else "\N{REPLACEMENT CHARACTER}"
    return _SIMPLE.get(escape[3], escape[3]) if escape[3] else ""
