"""_stability_registry.py: the records as a literal in a module that nobody has to run.

Type checkers know the value of a `Final` string, in the environment they check for, from their
caches, and for packages that are compiled; other readers take it by `ast.literal_eval`.
"""

from __future__ import annotations

import ast
import json
import warnings

from dynamo_stability.catalog.catalog import FORMAT
from dynamo_stability.catalog.json_form import parse_catalog
from dynamo_stability.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from dynamo_stability.catalog.catalog import Catalog

#: The name of the module, directly below the owning package.
REGISTRY_MODULE: Final = "_stability_registry"

_TEMPLATE = '''\
"""Tiers of {packages}, for type checkers and other readers. Generated: do not edit."""

# ruff: noqa: E501, RUF100

from typing import Final

FORMAT: Final = {format}
REGISTRY: Final = r"""
{registry}
"""
'''


def render_registry(catalog: Catalog) -> str:
    """The text of the generated module; equal catalogs give equal text.

    It has neither the API nor the version nor the source lines of `catalog`.
    """
    named = [one for one in catalog.packages if one.replace(".", "_").isidentifier()]
    # JSON in ASCII has no three quotes in a row, and a backslash never ends it.
    registry = json.dumps(catalog.without_places().to_dict(), indent=1)
    packages = ", ".join(named) or "this package"
    return _TEMPLATE.format(packages=packages, format=FORMAT, registry=registry)


def parse_registry(content: str, source: str = "<text>") -> Catalog:
    """The catalog in the text of a generated module. Nothing of it is run.

    Raises:
        CatalogError: it is no such module, holds anything beside the registry, has an unknown
            format, or is malformed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise CatalogError(
            f"Cannot read the registry {source}: it is not Python: {error}. Generate it again."
        ) from None
    values = dict(_assigned(statement, source) for statement in _after_preamble(tree.body))
    version = values.get("FORMAT")
    if version != FORMAT or isinstance(version, bool):
        raise CatalogError(
            f"Cannot read the registry {source}: FORMAT is {version!r}, and this version of "
            f"dynamo-stability knows {FORMAT} only. Update dynamo-stability, or generate it again."
        )
    registry = values.get("REGISTRY")
    if not isinstance(registry, str):
        raise CatalogError(
            f"Cannot read the registry {source}: REGISTRY is {registry!r}, which is no text. "
            f"Generate it again."
        )
    return parse_registry_text(registry, source)


def parse_registry_text(text: str, source: str = "<text>") -> Catalog:
    """The catalog in the string `REGISTRY` of a generated module.

    Raises:
        CatalogError: it is no JSON, has an unknown format, or is malformed.
    """
    return parse_catalog(text, source)


def _after_preamble(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements without the docstring and the import of Final."""
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return body[1:] if body and ast.unparse(body[0]) == "from typing import Final" else body


def _assigned(statement: ast.stmt, source: str) -> tuple[str, Any]:
    """The name and literal value that a statement assigns."""
    target: ast.expr | None = None
    if isinstance(statement, ast.AnnAssign):
        target = statement.target
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    value = getattr(statement, "value", None)
    if (
        not isinstance(target, ast.Name)
        or target.id not in {"FORMAT", "REGISTRY"}
        or not isinstance(value, ast.Constant)
    ):
        raise CatalogError(
            f"Cannot read the registry {source}: line {statement.lineno} is neither FORMAT nor "
            f"REGISTRY with a literal value. Nothing was run; generate it again."
        )
    return target.id, value.value
