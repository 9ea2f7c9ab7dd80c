"""Options that Python code gives to programs: in lists of words, and in text for a shell."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.consumer.command_lines import Word, commands_in, option_uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from dynamo_stability.record import Record

#: Functions whose first argument is a command line, where it is a text.
RUNNERS: Final = frozenset(
    {
        "asyncio.create_subprocess_shell",
        "os.popen",
        "os.system",
        "subprocess.Popen",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "subprocess.run",
    }
)
#: What stands for a word that only shows when the code runs.
_UNKNOWN: Final = "\0"


class GivenOption(NamedTuple):
    """A marked option in a text of Python.

    Attributes:
        node: the text.
        written: the option as it is written there.
        record: what is known about it.
        is_word: whether the text is the option alone, perhaps with its value.
    """

    node: ast.Constant
    written: str
    record: Record
    is_word: bool


def options_in_display(
    node: ast.List | ast.Tuple | ast.Dict, options: Mapping[str, Mapping[str, Record]]
) -> Iterator[GivenOption]:
    """The marked options in a list of the words of a command."""
    if isinstance(node, ast.Dict):
        return
    words = [Word(_text(one), index) for index, one in enumerate(node.elts)]
    for use in option_uses(words, options):
        element = node.elts[use.word.start]
        if isinstance(element, ast.Constant):
            yield GivenOption(element, use.written, use.record, is_word=True)


def options_in_text(
    node: ast.expr, options: Mapping[str, Mapping[str, Record]]
) -> Iterator[GivenOption]:
    """The marked options in a command line for a shell."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return
    for words in commands_in(node.value):
        for use in option_uses(words, options):
            yield GivenOption(node, use.written, use.record, is_word=False)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return _UNKNOWN
