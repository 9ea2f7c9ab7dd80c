"""Kubernetes: definitions of custom resources to records, and manifests to resources."""

from dynamo_stability.collect.kubernetes.collecting import (
    CollectedResources,
    collect_definitions,
    collect_resources,
)
from dynamo_stability.collect.kubernetes.declared import add_declared
from dynamo_stability.collect.kubernetes.definitions import Definition
from dynamo_stability.collect.kubernetes.resources import (
    Resource,
    Resources,
    find_definitions,
    find_files,
    read_resources,
    resources_in,
)
from dynamo_stability.configuration import KubernetesOptions

__all__ = [
    "CollectedResources",
    "Definition",
    "KubernetesOptions",
    "Resource",
    "Resources",
    "add_declared",
    "collect_definitions",
    "collect_resources",
    "find_definitions",
    "find_files",
    "read_resources",
    "resources_in",
]
