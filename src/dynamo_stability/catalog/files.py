"""Whichever file a user names as a catalog."""

from __future__ import annotations

from pathlib import Path

from dynamo_stability.catalog.json_form import parse_catalog
from dynamo_stability.catalog.registry_module import parse_registry
from dynamo_stability.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    from dynamo_stability.catalog.catalog import Catalog


def read_catalog(path: str | os.PathLike[str]) -> Catalog:
    """The catalog that a file holds: a `stability.json`, or a generated registry module.

    The module is parsed, not run.

    Raises:
        CatalogError: it cannot be read, has an unknown format, or is malformed.
    """
    source = Path(path)
    try:
        content = source.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or no possible path
        raise CatalogError(
            f"Cannot read the catalog {str(path)!r}: {error}. "
            f"Pass a file that 'dynamo-stability scan -o' or 'generate' wrote."
        ) from None
    parse = parse_registry if source.suffix in {".py", ".pyi"} else parse_catalog
    return parse(content, str(path))
