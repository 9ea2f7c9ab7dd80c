"""The inventory of variables as rows: what the documentation of a project lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.collect.environment.variable import EnvironmentVariable

#: The columns of the table.
COLUMNS: Final = ("Variable", "Type", "Default", "Tier", "Read at", "About")
_MOST_CHOICES: Final = 8
_MOST_PLACES: Final = 2


def rows(variables: Iterable[EnvironmentVariable]) -> Iterator[tuple[str, ...]]:
    """One row for each variable and each deprecated name, in the order of `COLUMNS`."""
    for one in variables:
        yield (
            one.name,
            _type(one),
            "" if one.default is None else " ".join(one.default.split()),
            one.stage,
            _places(one),
            _about(one),
        )
        for record in one.deprecated_names:
            name = record.name.partition(":")[2]
            yield (name, "", "", record.stage, "", f"use {one.name}")


def _type(variable: EnvironmentVariable) -> str:
    if 0 < len(variable.choices) <= _MOST_CHOICES:
        return " | ".join(variable.choices)
    return variable.type or ""


def _places(variable: EnvironmentVariable) -> str:
    shown = [str(one) for one in variable.reads[:_MOST_PLACES]]
    more = len(variable.reads) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _about(variable: EnvironmentVariable) -> str:
    parts = [variable.help or ""]
    record = variable.record
    deprecation = None if record is None else record.deprecation
    if record is not None and deprecation is not None:
        alternative = deprecation.alternative or record.alternative
        parts += [] if deprecation.remove_in is None else [f"goes in {deprecation.remove_in}"]
        parts += [] if alternative is None else [f"use {alternative}"]
        parts.append(deprecation.message or "")
    return "; ".join([one for one in parts if one])


def plain(variable: EnvironmentVariable) -> dict[str, object]:
    """A variable as plain JSON types; what is not set is left out."""
    record = variable.record
    fields: dict[str, object] = {
        "name": variable.name,
        "type": variable.type,
        "default": variable.default,
        "defaults": list(variable.defaults) if len(variable.defaults) > 1 else [],
        "choices": list(variable.choices),
        "tier": variable.stage or None,
        "feature": None if record is None else record.feature,
        "help": variable.help,
        "deprecated_names": [one.name.partition(":")[2] for one in variable.deprecated_names],
        "declared": None if variable.declared is None else str(variable.declared),
        "reads": [str(one) for one in variable.reads],
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}
