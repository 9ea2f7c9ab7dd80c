"""Definitions and manifests of any shape: a record, a problem or nothing, and never a crash."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from resource_files import graph, spec, version

from dynamo_stability.catalog import Catalog
from dynamo_stability.collect.kubernetes import (
    CollectedResources,
    collect_definitions,
    resources_in,
)
from dynamo_stability.collect.kubernetes.names import join_path, split_field
from dynamo_stability.collect.yaml import parse_documents
from dynamo_stability.consumer import find_manifest_uses

DEFINITION = (
    graph(
        version("v1alpha1", more="deprecated: true"),
        version("v1beta1", "description: '[BETA] A graph.'"),
    )
    + spec(
        "old: {description: 'Deprecated: use new.'}\nnew: {x-stability: {tier: beta}}"
    ).partition("  versions:\n")[2]
)

KEYS = st.sampled_from(
    [
        *("apiVersion", "kind", "metadata", "spec", "names", "group", "versions", "name", "served"),
        *("schema", "openAPIV3Schema", "properties", "items", "additionalProperties", "type"),
        *("description", "x-stability", "x-deprecated", "deprecated", "deprecationWarning", "tier"),
        *("labels", "annotations", "ports", "matchExpressions", "key", "experimental", "a.b/c"),
    ]
)
SCALARS = st.sampled_from(
    [
        *(None, True, False, 0, 1.5, "", "v1", "v1beta1", "beta", "Graph", "nvidia.com", "[BETA]"),
        *("apiextensions.k8s.io/v1", "nvidia.com/v1", "CustomResourceDefinition", "List", "object"),
        *("Deprecated: use new.", "[DEPRECATED since 1, removed in 2]", "\u2028", "spec[]..a"),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=6),
    max_leaves=30,
)


def collect(content: bytes) -> CollectedResources:
    read = resources_in(parse_documents(content, "f.yaml"))
    found = collect_definitions(read.resources)
    known = collect_definitions(
        resources_in(parse_documents(DEFINITION.encode(), "crd.yaml")).resources
    )
    catalog = Catalog(records=known.records)
    for use in find_manifest_uses(read.resources, catalog, known.definitions).uses:
        assert use.path == "f.yaml"
        assert use.line >= 1
        assert use.name.startswith("crd:")
    for record in found.records:
        name, steps = split_field(record.name)
        assert name + join_path(steps) == record.name
        assert (record.source or "").startswith("f.yaml:")
    for problem in (*read.problems, *found.problems):
        assert problem.path == "f.yaml"
        assert problem.line >= 1
        assert problem.message
    Catalog(records=found.records)  # which takes no name twice
    return found


def test_the_definition_itself() -> None:
    found = collect(DEFINITION.encode())
    assert len(found.records) == 5
    assert found.problems == ()


def wrapped(value: Any) -> bytes:
    """A definition, or a resource, with something in the place of its best part."""
    whole = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {
            "group": "nvidia.com",
            "names": {"kind": "Graph"},
            "versions": [
                {"name": "v1", "schema": {"openAPIV3Schema": value}},
                {"name": "v1beta1", "schema": value},
                value,
            ],
        },
    }
    used = {"apiVersion": "nvidia.com/v1", "kind": "Graph", "metadata": value, "spec": value}
    return b"".join(json.dumps(one).encode() + b"\n---\n" for one in (whole, used, value))


@given(VALUES)
def test_any_value_in_any_place(value: Any) -> None:
    collect(wrapped(value))


@given(st.data())
def test_a_definition_that_was_cut_or_garbled(data: st.DataObject) -> None:
    content = DEFINITION.encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    instead = data.draw(st.binary(max_size=5) | st.sampled_from([b"\n", b"  ", b": ", b"- ", b"["]))
    collect(content[:start] + instead + content[end:])


@given(st.lists(st.text(min_size=1, max_size=8), max_size=5))
def test_names_of_fields_can_be_taken_apart(steps: list[str]) -> None:
    name = "crd:nvidia.com/v1/Graph" + join_path(steps)
    assert split_field(name) == ("crd:nvidia.com/v1/Graph", tuple(steps))


@given(st.text(max_size=20))
def test_any_text_as_a_name(text: str) -> None:
    name, steps = split_field("crd:" + text)
    assert steps == () or name + join_path(steps)
