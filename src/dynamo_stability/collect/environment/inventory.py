"""inventory(): one entry for each variable, from its reads and its declarations."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.variable import HIDDEN, EnvironmentVariable, Read
from dynamo_stability.record import Record
from dynamo_stability.surfaces.environment_names import is_secret_name, split_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dynamo_stability.collect.environment.variable import Declaration, Place

_HARMLESS = frozenset({"", "true", "false", "none"})


def inventory(
    reads: Mapping[str, Sequence[Read]],
    declarations: Iterable[Declaration],
    uses: Mapping[str, Iterable[Place]],
    prefixes: Sequence[str],
) -> tuple[EnvironmentVariable, ...]:
    """Every variable, sorted by name.

    Args:
        reads: the places that read each by its name, in order.
        declarations: the declarations, in order; the first of a name counts.
        uses: the places that use what a declaration was assigned to.
        prefixes: what the names of the project's own variables begin with.
    """
    first: dict[str, Declaration] = {}
    for one in declarations:
        first.setdefault(one.name, one)
    found = []
    for name in sorted({*reads, *first}):
        own, declared = reads.get(name, ()), first.get(name)
        places = {one.place for one in own} | set(uses.get(name, ()))
        if declared is None:
            found.append(_read_only(name, own, sorted(places), prefixes))
        else:
            found.append(_declared(declared, own, sorted(places)))
    return tuple(found)


def _read_only(
    name: str, reads: Sequence[Read], places: Sequence[Place], prefixes: Sequence[str]
) -> EnvironmentVariable:
    defaults = _defaults(reads, is_secret=is_secret_name(name))
    return EnvironmentVariable(
        name,
        type=_type(reads),
        default=defaults[0] if defaults else None,
        defaults=defaults,
        record=_record(name, places[0], prefixes),
        reads=tuple(places),
    )


def _record(name: str, place: Place, prefixes: Sequence[str]) -> Record | None:
    """What the prefix rule says of a name; nothing of one of another project."""
    for prefix in sorted(prefixes, key=len, reverse=True):
        if name.startswith(prefix) and name != prefix:
            tier, _ = split_name(name, prefix)
            return Record(f"env:{name}", "env", tier=tier, source=str(place))
    return None


def _declared(
    declared: Declaration, reads: Sequence[Read], places: Sequence[Place]
) -> EnvironmentVariable:
    own = Read(declared.place, declared.default, None, declared.is_computed)
    defaults = _defaults((own, *reads), is_secret=declared.is_secret)
    return EnvironmentVariable(
        declared.name,
        type=declared.type or _type(reads),
        default=None if declared.default is None else defaults[0],
        defaults=defaults,
        help=declared.help,
        choices=declared.choices,
        record=declared.record,
        deprecated_names=declared.older,
        reads=tuple(places),
        declared=declared.place,
    )


def _defaults(reads: Iterable[Read], *, is_secret: bool) -> tuple[str, ...]:
    """The different defaults, in order; the text of a secret's own is hidden."""
    found = [
        one.default if one.is_computed or not is_secret else _masked(one.default)
        for one in reads
        if one.default is not None
    ]
    return tuple(dict.fromkeys(found))


def _type(reads: Iterable[Read]) -> str | None:
    """The type that most places make of it."""
    kinds = Counter([one.type for one in reads if one.type is not None])
    return min(kinds, key=lambda one: (-kinds[one], one), default=None)


def _masked(default: str) -> str:
    """The default of what looks like a secret: a number or a switch is none."""
    if default.lower() in _HARMLESS:
        return default
    try:
        float(default)
    except ValueError:
        return HIDDEN
    return default
