"""Lists of strings in TOML, edited as text, so that layout and comments stay."""

from __future__ import annotations

import re
import sys
from typing import Final, NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TOKEN: Final = re.compile(
    r"(?P<string>'''.*?'''+|\"\"\"(?:\\.|[^\\])*?\"\"\"+|'[^'\n]*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<comma>,)|(?P<comment>#[^\n]*)|(?P<line>\r?\n)|(?P<blank>[ \t]+)",
    re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str


class Moved(NamedTuple):
    """An element that was taken out of a list.

    Attributes:
        text: it, as it was written.
        comment: what stood behind it in its line; empty for nothing.
    """

    text: str
    comment: str = ""


class TomlList:
    """A list of strings, as it is written: from `[` to `]`."""

    def __init__(self, text: str) -> None:
        inner = text.strip()[1:-1]
        self._tokens = [
            _Token(found.lastgroup or "", found[0].replace("\r\n", "\n"))
            for found in _TOKEN.finditer(inner)
        ]

    def __str__(self) -> str:
        return f"[{''.join([one.text for one in self._tokens])}]"

    @property
    def comments(self) -> list[str]:
        """The comments in it."""
        return [one.text for one in self._tokens if one.kind == "comment"]

    @property
    def indent(self) -> str | None:
        """What stands before the first element of a line; None for a list in one line."""
        for before, one, after in zip(
            self._tokens, self._tokens[1:], [*self._tokens[2:], None], strict=False
        ):
            if before.kind == "line" and one.kind == "string":
                return ""
            is_indent = before.kind == "line" and one.kind == "blank"
            if is_indent and after is not None and after.kind in {"string", "comment"}:
                return one.text
        return "    " if any(one.kind == "line" for one in self._tokens) else None

    def take(self, value: str) -> Moved:
        """Take an element out, with the comment behind it where it has its line for itself."""
        index = next(
            number
            for number, one in enumerate(self._tokens)
            if one.kind == "string" and _value(one.text) == value
        )
        text = self._tokens[index].text
        start, end = self._line(index)
        if sum(one.kind == "string" for one in self._tokens[start:end]) == 1 and start:
            comments = [one.text for one in self._tokens[start:end] if one.kind == "comment"]
            has_comma = any(one.kind == "comma" for one in self._tokens[index:end])
            self._tokens[start:end] = []
            if not has_comma:
                self._drop_last_comma(start)
            return Moved(text, comments[0] if comments else "")
        self._cut(index)
        return Moved(text)

    def _line(self, index: int) -> tuple[int, int]:
        """The line around a token: from behind a line break, up to and with the next one."""
        start = index
        while start and self._tokens[start - 1].kind != "line":
            start -= 1
        end = index
        while end < len(self._tokens) and self._tokens[end].kind != "line":
            end += 1
        return start, min(end + 1, len(self._tokens))

    def _cut(self, index: int) -> None:
        """Take out a token, its comma, and the blank that goes with them."""
        after = index + 1
        while after < len(self._tokens) and self._tokens[after].kind == "blank":
            after += 1
        if after < len(self._tokens) and self._tokens[after].kind == "comma":
            after += 1
            if after < len(self._tokens) and self._tokens[after].kind == "blank":
                after += 1
            self._tokens[index:after] = []
            return
        self._tokens[index : index + 1] = []
        self._drop_last_comma(index)

    def _drop_last_comma(self, index: int) -> None:
        """The list had no comma behind its last element, so what is last now needs none."""
        before = index - 1
        while before >= 0 and self._tokens[before].kind in {"blank", "line", "comment"}:
            before -= 1
        if before >= 0 and self._tokens[before].kind == "comma":
            blanks = before + 1
            if blanks < len(self._tokens) and self._tokens[blanks].kind == "blank":
                del self._tokens[blanks]
            del self._tokens[before]

    def add(self, moved: Moved) -> None:
        """Put an element behind the last one."""
        strings = [number for number, one in enumerate(self._tokens) if one.kind == "string"]
        indent = self.indent
        if indent is None and (moved.comment or not strings):
            self._unfold()
            indent = "    " if moved.comment else None
            strings = [number for number, one in enumerate(self._tokens) if one.kind == "string"]
        if indent is None:
            self._add_beside(strings, moved)
        else:
            self._add_below(strings, moved, indent)

    def _unfold(self) -> None:
        """Give each element of a list in one line a line of its own."""
        tokens: list[_Token] = []
        for one in self._tokens:
            if one.kind == "string":
                tokens += [
                    _Token("line", "\n"),
                    _Token("blank", "    "),
                    one,
                    _Token("comma", ","),
                ]
        self._tokens = [*tokens, _Token("line", "\n")] if tokens else []

    def _add_beside(self, strings: list[int], moved: Moved) -> None:
        if not strings:
            self._tokens = [_Token("string", moved.text)]
            return
        at = strings[-1] + 1
        added = [_Token("comma", ","), _Token("blank", " "), _Token("string", moved.text)]
        self._tokens[at:at] = added

    def _add_below(self, strings: list[int], moved: Moved, indent: str) -> None:
        at = len(self._tokens)
        if strings:
            at = strings[-1] + 1
            comma = next(
                (number for number, one in enumerate(self._tokens[at:], at) if one.kind == "comma"),
                None,
            )
            if comma is None:
                self._tokens.insert(at, _Token("comma", ","))
                comma = at
            at = self._line(comma)[1]
        line = [_Token("blank", indent), _Token("string", moved.text), _Token("comma", ",")]
        if moved.comment:
            line += [_Token("blank", "  "), _Token("comment", moved.comment)]
        is_behind_line = bool(at) and self._tokens[at - 1].kind == "line"
        before = [] if is_behind_line else [_Token("line", "\n")]
        self._tokens[at:at] = [*before, *line, _Token("line", "\n")]


def new_list(like: TomlList) -> TomlList:
    """An empty list, in several lines if another one is."""
    return TomlList("[]" if like.indent is None else "[\n]")


def _value(text: str) -> str:
    value: str = tomllib.loads(f"x = {text}")["x"]
    return value
