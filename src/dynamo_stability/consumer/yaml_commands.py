"""yaml_commands(): the command lines in YAML, with the places of their words in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from dynamo_stability.consumer.command_lines import Word, commands_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

#: Keys whose values are words of one command line, in this order.
_WORDS: Final = ("entrypoint", "command", "cmd", "args")


def yaml_commands(text: str) -> Iterator[list[Word]]:
    """The commands in YAML; in what cannot be parsed, as templates cannot, those of shell."""
    try:
        documents = list(yaml.compose_all(text, Loader=_Loader))
    except (yaml.YAMLError, ValueError, RecursionError):
        yield from commands_in(text)
        return
    seen: set[int] = set()
    for document in documents:
        if document is not None:
            yield from _commands_below(document, text, seen)


def _commands_below(top: yaml.Node, text: str, seen: set[int]) -> Iterator[list[Word]]:
    stack = [top]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            words = [*_words_of(node)]
            if words:
                yield words
            stack += [one for pair in node.value for one in pair]
        elif isinstance(node, yaml.SequenceNode):
            yield [_scalar_word(one) for one in node.value if isinstance(one, yaml.ScalarNode)]
            stack += node.value
        elif isinstance(node, yaml.ScalarNode) and (" " in node.value or "\n" in node.value):
            yield from _script(node, text)


def _words_of(node: yaml.MappingNode) -> Iterator[Word]:
    """The words of the command that the keys of a container or a service spell together."""
    values = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    for key in _WORDS:
        value = values.get(key)
        if isinstance(value, yaml.SequenceNode):
            yield from [_scalar_word(one) for one in value.value if _is_scalar(one)]
        elif isinstance(value, yaml.ScalarNode) and value.style not in {"|", ">"}:
            start = _start_of(value)
            for words in commands_in(value.value):
                for one in words:
                    yield one._replace(start=start + one.start)


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _scalar_word(node: yaml.Node) -> Word:
    return Word(str(node.value), _start_of(node), getattr(node, "style", None) not in {"|", ">"})


def _start_of(node: yaml.Node) -> int:
    """Where the text of a scalar begins, behind its quote."""
    start: int = node.start_mark.index
    return start + (getattr(node, "style", None) in {"'", '"'})


def _script(node: yaml.ScalarNode, text: str) -> Iterator[list[Word]]:
    """The commands in a scalar, with their places in the file: as they are written there."""
    first, last = node.start_mark.index, node.end_mark.index
    if node.style in {"|", ">"}:
        line = text.find("\n", first)
        first = last if line < 0 else line + 1
    elif node.style in {"'", '"'}:
        first, last = first + 1, last - 1
    for words in commands_in(text[first:last]):
        yield [one._replace(start=first + one.start) for one in words]


class _Loader(yaml.SafeLoader):
    """Composes nodes with their places; constructs nothing."""
