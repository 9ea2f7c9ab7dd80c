"""text_uses(): environment variables and options that shell text and YAML use."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.consumer.command_lines import Word, commands_in, option_uses
from dynamo_stability.errors import missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.record import Record

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ARRAY: Final = re.compile(r"(?im)^[^\S\n]*(?:CMD|ENTRYPOINT|RUN)\s*\[(?P<words>[^\]]*)\]")
_QUOTED: Final = re.compile(r'"((?:\\.|[^"\\])*)"')
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)


class TextUse(NamedTuple):
    """One use in a text.

    Attributes:
        start: where it begins.
        written: what stands there.
        record: what is known about it.
        way: `variable` or `option`.
        is_certain: whether it can be nothing else.
    """

    start: int
    written: str
    record: Record
    way: str
    is_certain: bool = True


class Lines:
    """The lines of a text: offsets to lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *[match.end() for match in re.finditer("\n", text)]]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def shell_uses(text: str, known: KnownApi) -> list[TextUse]:
    """What shell text, a Dockerfile or a file of variables uses."""
    uses = [*_variables(text, known)]
    for words in (*commands_in(text), *_arrays(text)):
        uses += _options(words, known)
    return sorted(set(uses), key=lambda one: one.start)


def yaml_uses(text: str, known: KnownApi) -> list[TextUse]:
    """What YAML uses: in its scalars, in commands that are lists, and in scripts inside of it."""
    uses = [*_variables(text, known)]
    for words in _command_lists(text) if known.options else ():
        uses += _options(words, known)
    return sorted(set(uses), key=lambda one: one.start)


def _arrays(text: str) -> Iterator[list[Word]]:
    """The commands that a Dockerfile writes as arrays."""
    for line in _ARRAY.finditer(text):
        start = line.start("words")
        yield [
            Word(match[1], start + match.start(1), "\\" not in match[1])
            for match in _QUOTED.finditer(line["words"])
        ]


def _options(words: list[Word], known: KnownApi) -> Iterator[TextUse]:
    for one in option_uses(words, known.options):
        yield TextUse(one.word.start, one.written, one.record, "option", one.word.is_plain)


def _variables(text: str, known: KnownApi) -> Iterator[TextUse]:
    if not known.variables:
        return
    comments = [match.span() for match in _COMMENT.finditer(text)] if "#" in text else []
    for match in _VARIABLE.finditer(text):
        record = known.variables.get(match[0])
        if record is None or record.stage == "stable":
            continue
        if not any(first <= match.start() < last for first, last in comments):
            yield TextUse(match.start(), match[0], record, "variable")


def _command_lists(text: str) -> Iterator[list[Word]]:
    try:
        from dynamo_stability.consumer.yaml_commands import yaml_commands
    except ImportError:
        raise missing_extra("read YAML", "PyYAML") from None
    yield from yaml_commands(text)
