"""The checks of single keys of the configuration.

Each takes the value and the key's name, and returns the value as it is kept.
"""

from __future__ import annotations

from dynamo_stability.errors import RecordError
from dynamo_stability.tiers import Tier
from dynamo_stability.value import one_of, text, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

#: What a reader can be told about a name: its tier, or that it is deprecated.
STAGES: Final = (*[tier.value for tier in Tier], "deprecated")

_stage = one_of(*STAGES)


def stages(value: Any, field: str) -> tuple[str, ...]:
    """Names of tiers, or `"deprecated"`."""
    return tuple([_stage(one, field) for one in texts(value, field)])


def flag(value: Any, field: str) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise RecordError(f"Cannot take {value!r} for the field {field!r}: write true or false.")


def arguments(value: Any, field: str) -> tuple[str, ...]:
    """Keywords and positions of a call, given as one or as a list."""
    given = value if isinstance(value, (list, tuple)) else [value]
    return texts([str(one) if type(one) is int else one for one in given], field)


def text_pairs(value: Any, field: str) -> tuple[tuple[str, str], ...]:
    """A table of texts, as pairs sorted by key."""
    items = value.items() if hasattr(value, "items") else value
    is_pairs = not isinstance(items, str) and all(
        isinstance(one, (list, tuple)) and len(one) == 2  # noqa: PLR2004 - a pair
        for one in (items if hasattr(items, "__iter__") else [None])
    )
    if not is_pairs:
        raise RecordError(
            f"Cannot take {value!r} for the field {field!r}: it is not a table. "
            f'Write "key" = "text".'
        )
    pairs = [(text(key, field), text(one, f"{field}.{key}")) for key, one in items]
    return tuple(sorted(pairs))
