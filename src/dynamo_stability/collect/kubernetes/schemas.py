"""Schemas: the fields of a custom resource, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.kubernetes.names import EACH
from dynamo_stability.collect.yaml.values import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

_KEEPS_UNKNOWN: Final = "x-kubernetes-preserve-unknown-fields"
_EMBEDDED: Final = "x-kubernetes-embedded-resource"
_OF_EVERY_OBJECT: Final = frozenset({"apiVersion", "kind", "metadata"})


class Field(NamedTuple):
    """One field of a schema.

    Attributes:
        steps: the way to it; empty for the resource itself.
        schema: what is said about it.
        line: where.
        around: what is said about what holds it.
    """

    steps: tuple[str, ...]
    schema: Table
    line: int
    around: Table


def walk_fields(schema: Table) -> Iterator[Field]:
    """Every field of a schema, from the outside in: properties, and elements of lists and maps."""
    yield from _walk(Field((), schema, schema.line, schema))


def _walk(field: Field) -> Iterator[Field]:
    yield field
    schema = field.schema
    properties = schema.table("properties")
    for name, below in properties.items():
        if isinstance(below, Table):
            yield from _walk(Field((*field.steps, name), below, properties.lines[name], schema))
    for key in ("items", "additionalProperties"):
        below = schema.get(key)
        if isinstance(below, Table):
            yield from _walk(Field((*field.steps, EACH), below, schema.lines[key], schema))


def find_path(schema: Table, words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The steps to the field that some words lead to, or None where they lead to none.

    Elements of lists and maps need not be named: `services.replicas` is `services[].replicas`.
    """
    steps: list[str] = []
    below = schema
    for word in words:
        while word not in below.table("properties"):
            element = below.get("items") or below.get("additionalProperties")
            if not isinstance(element, Table):
                return None
            steps.append(EACH)
            below = element
        steps.append(word)
        below = below.table("properties").table(word)
    return tuple(steps)


def has_field(schema: Table, steps: tuple[str, ...]) -> bool:
    """Whether a schema has a field, or leaves open whether it has."""
    below: Table | None = schema
    for step in steps:
        if step == EACH:
            below = element_schema(below) or _value_schema(below)
        else:
            below, is_known = schema_below(below, step)
            if not is_known:
                return False
    return True


def _value_schema(schema: Table | None) -> Table | None:
    below = None if schema is None else schema.get("additionalProperties")
    return below if isinstance(below, Table) else None


def schema_below(schema: Table | None, key: str) -> tuple[Table | None, bool]:
    """What a schema says about the value that a user writes under a key.

    Returns:
        The schema of the value, None where nothing is said; and whether the key is known.
    """
    if schema is None:
        return None, True
    below = schema.table("properties").get(key)
    if below is not None:
        return (below if isinstance(below, Table) else None), True
    more = schema.get("additionalProperties")
    if more is not None and more is not False:
        return (more if isinstance(more, Table) else None), True
    says_nothing = "type" not in schema and "properties" not in schema
    is_open = bool(schema.get(_KEEPS_UNKNOWN)) or says_nothing
    return None, is_open or (bool(schema.get(_EMBEDDED)) and key in _OF_EVERY_OBJECT)


def element_schema(schema: Table | None) -> Table | None:
    """What a schema says about the elements of a list, or None."""
    below = None if schema is None else schema.get("items")
    return below if isinstance(below, Table) else None


def known_keys(schema: Table | None) -> tuple[str, ...]:
    """The keys that a schema has properties for."""
    return () if schema is None else tuple(schema.table("properties"))
