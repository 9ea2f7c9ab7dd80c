"""OpenAPI documents -> records of routes, their parameters and their contents."""

from dynamo_stability.collect.http.collecting import (
    collect_routes,
    find_documents,
    routes_in,
    routes_of,
)

__all__ = ["collect_routes", "find_documents", "routes_in", "routes_of"]
