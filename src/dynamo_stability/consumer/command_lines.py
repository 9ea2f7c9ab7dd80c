"""Command lines in text: their words with places, and the marked options among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from dynamo_stability.record import Record

#: What ends a command; line breaks are told from blanks before.
_ENDS: Final = frozenset("\n;|&()`")
_PIECE: Final = re.compile(
    r"""\\\r?\n | \\. | '[^']*' | "(?:\\.|[^"\\])*" | [^\s;|&()`'"\\]+ | .""",
    re.VERBOSE | re.DOTALL,
)
_QUOTES: Final = frozenset("'\"")


class Word(NamedTuple):
    """One word of a command line.

    Attributes:
        text: what the program gets.
        start: where it begins in the text around it.
        is_plain: whether it is written as the program gets it, but for quotes around the whole.
    """

    text: str
    start: int
    is_plain: bool = True


class OptionUse(NamedTuple):
    """A marked option among the words of a command line.

    Attributes:
        word: the word.
        written: the option in it, without a value behind `=`.
        program: the program that it is given to.
        record: what is known about it.
    """

    word: Word
    written: str
    program: str
    record: Record


def commands_in(text: str) -> Iterator[list[Word]]:
    """The commands in shell text, each as its words; comments are left out."""
    words: list[Word] = []
    pieces: list[tuple[str, int]] = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        piece = text[position] if match is None else match[0]
        ends = piece in _ENDS
        if ends or piece.isspace() or piece.startswith(("\\\n", "\\\r")):
            if pieces:
                words.append(_word(pieces))
                pieces = []
            if ends and words:
                yield words
                words = []
        elif piece.startswith("#") and not pieces:
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
            continue
        else:
            pieces.append((piece, position))
        position += len(piece)
    if pieces:
        words.append(_word(pieces))
    if words:
        yield words


def _word(pieces: Sequence[tuple[str, int]]) -> Word:
    parts = []
    for piece, _ in pieces:
        if piece[0] in _QUOTES and len(piece) > 1:
            parts.append(piece[1:-1])
        else:
            parts.append(piece.removeprefix("\\"))
    first, start = pieces[0]
    is_quoted = first[0] in _QUOTES and len(first) > 1
    is_plain = all("\\" not in piece for piece, _ in pieces) and (
        len(pieces) == 1 or not any(piece[0] in _QUOTES for piece, _ in pieces[:1])
    )
    return Word("".join(parts), start + is_quoted, is_plain)


def option_uses(
    words: Sequence[Word], options: Mapping[str, Mapping[str, Record]]
) -> Iterator[OptionUse]:
    """The marked options that a command gives to programs which are known.

    Args:
        words: the words of one command.
        options: for each program its marked options, by how they are written.
    """
    is_given = any(one.text.startswith("-") for one in words)
    given = program_of(words, options) if is_given else None
    if given is None:
        return
    program, index = given
    marked = options[program]
    for word in words[index + 1 :]:
        if word.text == "--":
            return
        written = word.text.partition("=")[0]
        record = marked.get(written)
        if record is not None and record.stage != "stable":
            yield OptionUse(word, written, program, record)


def program_of(words: Sequence[Word], programs: Iterable[str]) -> tuple[str, int] | None:
    """The known program that a command runs, with subcommands, and where its name ends."""
    texts = [one.text for one in words]
    places: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        for name in _names_of(text, is_module=index > 0 and texts[index - 1] == "-m"):
            places.setdefault(name, []).append(index)
    best: tuple[str, int] | None = None
    for program in programs:
        first, *parts = program.split(" ")
        for index in places.get(first, ()):
            if parts and not _follows(parts, texts[index + 1 :]):
                continue
            if best is None or len(parts) > best[0].count(" "):
                best = (program, index)
            break
    return best


def _names_of(text: str, *, is_module: bool) -> set[str]:
    """The programs that a word may name."""
    if is_module:
        return {text, f"{text}.__main__"}
    if text.startswith("-"):
        return set()
    last = text.replace("\\", "/").rpartition("/")[2]
    return {last, last.removesuffix(".exe"), last.removesuffix(".py")}


def _follows(parts: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether subcommands come in order among some words, options between them."""
    wanted = list(parts)
    for text in texts:
        if wanted and text == wanted[0]:
            wanted.pop(0)
    return not wanted
