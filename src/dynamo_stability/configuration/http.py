"""HttpOptions: what `[tool.dynamo-stability.http]` says."""

from __future__ import annotations

from dynamo_stability.configuration.fields import text_pairs
from dynamo_stability.errors import RecordError
from dynamo_stability.tiers import Tier
from dynamo_stability.value import Value, one_of, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_set = object.__setattr__
_tier = one_of(*[tier.value for tier in Tier])


def _prefixes(value: Any, field: str) -> tuple[tuple[str, str], ...]:
    """A table of paths with tiers."""
    pairs = text_pairs(value, field)
    for path, tier in pairs:
        if not path.startswith("/"):
            raise RecordError(
                f"Cannot take {path!r} for the field {field!r}: a path begins with '/'."
            )
        _tier(tier, f"{field}.{path}")
    return pairs


class HttpOptions(Value):
    """How OpenAPI documents are read.

    Attributes:
        extensions: the keys that give a tier, or a mapping with one.
        deprecated_extensions: those that say that something is deprecated.
        prefixes: paths with the tier of what is below them, for projects that write no versions.
    """

    __slots__ = ("deprecated_extensions", "extensions", "prefixes")

    extensions: tuple[str, ...]
    deprecated_extensions: tuple[str, ...]
    prefixes: tuple[tuple[str, str], ...]

    FIELDS = {
        "extensions": texts,
        "deprecated_extensions": texts,
        "prefixes": _prefixes,
    }

    def __init__(
        self,
        *,
        extensions: tuple[str, ...] = ("x-stability-level", "x-stability"),
        deprecated_extensions: tuple[str, ...] = ("x-deprecated",),
        prefixes: Mapping[str, str] | tuple[tuple[str, str], ...] = (),
    ) -> None:
        _set(self, "extensions", texts(extensions, "extensions"))
        _set(self, "deprecated_extensions", texts(deprecated_extensions, "deprecated_extensions"))
        _set(self, "prefixes", _prefixes(prefixes, "prefixes"))
