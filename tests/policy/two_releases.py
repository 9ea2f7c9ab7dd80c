"""Two releases of a small package on disk, and the catalogs of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from writing import write_files

from dynamo_stability.catalog import Catalog
from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.collect.api import collect_api

Files = str | Mapping[str, str]


def catalog_of(directory: Path, files: Files, version: str | None = None) -> Catalog:
    """The catalog of a package `pkg`; a text is its `__init__`."""
    if isinstance(files, str):
        files = {"pkg/__init__.py": files}
    target = find_target(str(write_files(directory, files)))
    catalog = collect_marks([target]).catalog(collect_api([target]))
    return catalog.replace(version=version)


def catalogs_of(directory: Path, old: Files, new: Files) -> tuple[Catalog, Catalog]:
    """The catalogs of 1.0 and 1.1."""
    return (
        catalog_of(directory / "old", old, "1.0"),
        catalog_of(directory / "new", new, "1.1"),
    )
