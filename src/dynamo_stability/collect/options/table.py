"""The inventory of options as rows: what the documentation of a command line lists."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from dynamo_stability.configuration.command_line import NEGATABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.collect.options.option import Option

#: The columns of the table.
COLUMNS: Final = ("Option", "Type", "Default", "Environment variable", "Tier", "Group")
_MOST_CHOICES: Final = 8


def rows(options: Iterable[Option]) -> Iterator[tuple[str, ...]]:
    """One row for each option, in the order of `COLUMNS`; hidden ones are left out."""
    for option in options:
        if not option.is_hidden:
            yield (
                _names(option),
                _type(option),
                "" if option.default is None else option.default,
                option.env_var or "",
                option.stage,
                option.group or "",
            )


def by_program(options: Iterable[Option]) -> Iterator[tuple[str, list[Option]]]:
    """The programs, each with its options, in the order in which they are."""
    for program, own in groupby(options, key=lambda one: one.program):
        yield program, list(own)


def _names(option: Option) -> str:
    names = ", ".join((option.name, *option.aliases))
    return f"{names} / --no-..." if option.form == NEGATABLE else names


def _type(option: Option) -> str:
    if 0 < len(option.choices) <= _MOST_CHOICES:
        return " | ".join(option.choices)
    return option.type


def plain(option: Option) -> dict[str, object]:
    """An option as plain JSON types; what is not set is left out."""
    fields: dict[str, object] = {
        "program": option.program,
        "name": option.name,
        "aliases": list(option.aliases),
        "deprecated_names": [name for name, _ in option.deprecated_names],
        "type": option.type,
        "form": option.form,
        "choices": list(option.choices),
        "default": option.default,
        "env_var": option.env_var,
        "tier": option.stage,
        "group": option.group,
        "help": option.help,
        "required": option.is_required,
        "hidden": option.is_hidden,
        "source": option.place,
    }
    return {name: value for name, value in fields.items() if value not in (None, [], "", False)}
