"""stability.json: a catalog as JSON text."""

from __future__ import annotations

import json

from dynamo_stability.catalog.catalog import Catalog
from dynamo_stability.errors import CatalogError
from dynamo_stability.pausing import collection_paused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def parse_catalog(content: str, source: str = "<text>") -> Catalog:
    """The catalog that JSON text spells.

    Raises:
        CatalogError: it is no JSON, has an unknown format, or is malformed.
    """
    with collection_paused():
        return _parse(content, source)


def _parse(content: str, source: str) -> Catalog:
    try:
        data = json.loads(content, object_pairs_hook=_without_repeats)
    except RecursionError:
        raise CatalogError(f"Cannot read the catalog {source}: it is nested too deeply.") from None
    except ValueError as error:
        raise CatalogError(
            f"Cannot read the catalog {source}: it is not JSON: {error}. Generate it again."
        ) from None
    try:
        return Catalog.from_dict(data)
    except CatalogError as error:
        raise CatalogError(f"{source}: {error}") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {repeated!r} is repeated in one object")
    return table


def render_json(catalog: Catalog) -> str:
    """The text of a `stability.json`; equal catalogs give equal text."""
    return json.dumps(catalog.to_dict(), indent=1) + "\n"
