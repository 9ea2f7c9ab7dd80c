"""ruff_table(): what is not settled yet, as names that ruff bans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.categories import word
from dynamo_stability.configuration import STAGES
from dynamo_stability.errors import ConfigurationError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.record import Record

_HEAD = """\
# Tiers of {packages}, for ruff. Generated: do not edit.
# In your own ruff.toml, write: extend = "path/to/this/file", and select TID251.

[lint.flake8-tidy-imports.banned-api]
"""

#: What can be imported, or reached by a dot from something that can.
_IMPORTABLE = frozenset({"function", "method", "property", "class", "name", "attribute", "module"})


def ruff_table(catalog: Catalog, tiers: Collection[str] = ("experimental", "deprecated")) -> str:
    """A `ruff.toml` whose rule TID251 bans the names of some stages, for users to extend.

    Each name that leads to an object has an entry: the public one, further public ones, and that
    of the definition. Parameters are left out, because ruff looks at names alone.

    Args:
        catalog: what is known.
        tiers: the stages to ban, of `configuration.STAGES`.

    Raises:
        ConfigurationError: a stage is unknown.
    """
    for tier in tiers:
        if tier not in STAGES:
            raise ConfigurationError(
                f"Cannot ban {tier!r}: it is no tier; {nearest(str(tier), STAGES)}"
            )
    entries: dict[str, str] = {}
    for record in catalog.records:
        if record.stage in tiers and record.kind in _IMPORTABLE:
            for name in _names(record):
                entries.setdefault(name, word(record))
    lines = [f"{_quoted(name)}.msg = {_quoted(entries[name])}" for name in sorted(entries)]
    packages = ", ".join(catalog.packages) or catalog.distribution or "this package"
    return _HEAD.format(packages=packages) + "".join(f"{line}\n" for line in lines)


def _names(record: Record) -> Iterator[str]:
    """Every dotted name that leads to what is marked."""
    yield record.name
    yield from record.aliases
    if record.definition is not None and not record.is_other_name:
        yield record.definition


def _quoted(text: str) -> str:
    """A text as a TOML basic string."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(one) or _escaped(one) for one in text) + '"'


def _escaped(character: str) -> str:
    if character < " " or character == "\x7f":
        return f"\\u{ord(character):04x}"
    return character
