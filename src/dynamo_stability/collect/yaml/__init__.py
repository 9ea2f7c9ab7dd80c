"""YAML files -> values with lines, under bounds that hostile files cannot get around."""

from dynamo_stability.collect.yaml.documents import (
    Document,
    Documents,
    parse_documents,
    read_documents,
)
from dynamo_stability.collect.yaml.values import Items, Table

__all__ = ["Document", "Documents", "Items", "Table", "parse_documents", "read_documents"]
