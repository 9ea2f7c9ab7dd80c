"""marked_properties(): the properties of a schema that something is said about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

#: What holds further schemas of the same thing.
_COMBINED: Final = ("allOf", "anyOf", "oneOf")
_HOLDING: Final = frozenset((*_COMBINED, "items", "properties"))
_DEEPEST: Final = 60


def marked_properties(schema: Any, keys: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each property with one of some keys: its path, and its schema.

    References are not followed: what they lead to has a place of its own.

    Args:
        schema: the schema.
        keys: the keys that mark something.
    """
    interesting = keys | _HOLDING
    waiting: list[tuple[str, Any, int]] = [("", schema, 0)]
    while waiting:
        path, one, depth = waiting.pop()
        if not isinstance(one, dict) or depth > _DEEPEST or _HOLDING.isdisjoint(one):
            continue
        waiting += [(path, each, depth + 1) for each in _combined(one)]
        waiting.append((f"{path}[]", one.get("items"), depth + 1))
        properties = one.get("properties")
        if isinstance(properties, dict):
            for name, each in properties.items():
                if not isinstance(each, dict) or interesting.isdisjoint(each):
                    continue
                below = f"{path}.{name}" if path else str(name)
                if not keys.isdisjoint(each):
                    yield below, each
                waiting.append((below, each, depth + 1))


def _combined(schema: dict[str, Any]) -> list[Any]:
    """The further schemas of what a schema describes."""
    lists = [schema.get(kind) for kind in _COMBINED]
    return [each for one in lists if isinstance(one, list) for each in one]
