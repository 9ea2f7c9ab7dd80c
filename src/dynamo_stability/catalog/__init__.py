"""The registry: every record of one release of one distribution, as a file that tools share."""

from dynamo_stability.catalog.api import ApiObject, Parameter, Signature
from dynamo_stability.catalog.catalog import FORMAT, Catalog
from dynamo_stability.catalog.components import (
    ComponentRecords,
    assign_components,
    contested_records,
    records_by_component,
    records_without_component,
)
from dynamo_stability.catalog.files import read_catalog
from dynamo_stability.catalog.json_form import parse_catalog, render_json
from dynamo_stability.catalog.registry_module import (
    REGISTRY_MODULE,
    parse_registry,
    parse_registry_text,
    render_registry,
)

__all__ = [
    "FORMAT",
    "REGISTRY_MODULE",
    "ApiObject",
    "Catalog",
    "ComponentRecords",
    "Parameter",
    "Signature",
    "assign_components",
    "contested_records",
    "parse_catalog",
    "parse_registry",
    "parse_registry_text",
    "read_catalog",
    "records_by_component",
    "records_without_component",
    "render_json",
    "render_registry",
]
