"""What manifests use that is not stable, or not known."""

from __future__ import annotations

import textwrap

import pytest
from resource_files import graph, spec, version

from dynamo_stability import Deprecation, Tier
from dynamo_stability.catalog import Catalog
from dynamo_stability.collect.kubernetes import (
    Resource,
    collect_definitions,
    resources_in,
)
from dynamo_stability.collect.yaml import parse_documents
from dynamo_stability.consumer import ManifestUses, find_manifest_uses
from dynamo_stability.record import Record

V1 = "crd:nvidia.com/v1/Graph"
START = "apiVersion: nvidia.com/v1\nkind: Graph\nmetadata: {name: g}\n"


def resources(text: str, path: str = "my.yaml") -> tuple[Resource, ...]:
    found = resources_in(parse_documents(textwrap.dedent(text).encode(), path))
    assert found.problems == ()
    return found.resources


def uses(manifest: str, definition: str, *records: Record, schemas: bool = True) -> ManifestUses:
    collected = collect_definitions(resources(definition, "crd.yaml"))
    assert collected.problems == ()
    catalog = Catalog(records=(*collected.records, *records))
    definitions = collected.definitions if schemas else ()
    return find_manifest_uses(resources(manifest), catalog, definitions)


def told(found: ManifestUses) -> list[tuple[str, str, str, int]]:
    return [(one.name.removeprefix("crd:"), one.stage, one.field, one.line) for one in found.uses]


# ---- resources ----------------------------------------------------------------------------------

THREE = graph(version("v1alpha1"), version("v1beta1", more="deprecated: true"), version("v1"))


def test_versions() -> None:
    text = "".join(
        f"apiVersion: nvidia.com/{one}\nkind: Graph\nmetadata: {{name: {one}}}\n---\n"
        for one in ("v1alpha1", "v1beta1", "v1")
    )
    found = uses(text, THREE)
    assert told(found) == [
        ("nvidia.com/v1alpha1/Graph", "experimental", "", 1),
        ("nvidia.com/v1beta1/Graph", "deprecated", "", 5),
    ]
    assert [one.resource for one in found.uses] == ["Graph/v1alpha1", "Graph/v1beta1"]
    assert found.uses[1].record is not None
    assert found.uses[1].record.deprecation == Deprecation(alternative=V1)
    assert (found.read, found.others) == (3, ())


def test_what_is_unknown_of_a_known_group() -> None:
    text = """
        apiVersion: nvidia.com/v2
        kind: Graph
        ---
        apiVersion: nvidia.com/v1
        kind: Grpah
        """
    found = uses(text, THREE)
    assert told(found) == [
        ("nvidia.com/v2/Graph", "unknown", "", 2),
        ("nvidia.com/v1/Grpah", "unknown", "", 5),
    ]
    assert [one.help for one in found.uses] == [
        "v2 is not served; served: v1, v1alpha1, v1beta1",
        "nvidia.com has no such kind; did you mean 'Graph'?",
    ]


def test_a_version_that_is_served_no_more_is_unknown() -> None:
    definition = graph(version("v1alpha1", more="served: false"), version("v1"))
    found = uses(START.replace("v1", "v1alpha1"), definition)
    assert told(found) == [("nvidia.com/v1alpha1/Graph", "unknown", "", 1)]


def test_resources_of_others() -> None:
    text = """
        apiVersion: monitoring.coreos.com/v1
        kind: PodMonitor
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        ---
        apiVersion: v1
        kind: Pod
        """
    found = uses(text, THREE)
    assert found == ManifestUses((), 3, ("monitoring.coreos.com/v1 PodMonitor",))


def test_definitions_use_nothing() -> None:
    assert uses(THREE, THREE) == ManifestUses((), 0, ())


def test_references_and_objects_inside_others() -> None:
    definition = graph(
        version("v1alpha1", "type: object\nproperties: {spec: {type: object}}"),
        version("v1", "type: object\nx-kubernetes-preserve-unknown-fields: true"),
    )
    text = """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: h}
        spec:
          scaleTargetRef: {apiVersion: nvidia.com/v1alpha1, kind: Graph, name: g}
        ---
        apiVersion: nvidia.com/v1
        kind: Graph
        spec:
          template:
            apiVersion: nvidia.com/v1alpha1
            kind: Graph
            spec: {nothing: 1}
        """
    assert told(uses(text, definition)) == [
        ("nvidia.com/v1alpha1/Graph", "experimental", "spec.scaleTargetRef", 6),
        ("nvidia.com/v1alpha1/Graph", "experimental", "spec.template", 12),
        ("nvidia.com/v1alpha1/Graph.spec.nothing", "unknown", "spec.template.spec.nothing", 14),
    ]


# ---- fields -------------------------------------------------------------------------------------

FIELDS = spec(
    """
    replicas: {type: integer, x-stability: stable}
    old: {type: string, deprecated: true}
    services:
      type: object
      additionalProperties:
        type: object
        properties:
          cache: {type: object, x-stability: experimental, properties: {size: {}}}
          ports: {type: array, items: {type: object, properties: {name: {x-stability: beta}}}}
    open: {type: object, x-kubernetes-preserve-unknown-fields: true}
    embedded: {type: object, x-kubernetes-embedded-resource: true}
    anything: {type: object, additionalProperties: true}
    closed: {type: object}
    unsaid: {}
    """
)


def test_fields() -> None:
    manifest = START + textwrap.dedent(
        """
        spec:
          replicas: 1
          old: x
          services:
            Frontend:
              cache: {size: 1}
            Worker:
              ports:
              - name: a
              - {number: 1, name: b}
        """
    )
    assert told(uses(manifest, FIELDS)) == [
        ("nvidia.com/v1/Graph.spec.old", "deprecated", "spec.old", 7),
        *[
            (f"nvidia.com/v1/Graph.spec.services[].{name}", stage, f"spec.services.{field}", line)
            for name, stage, field, line in (
                ("cache", "experimental", "Frontend.cache", 10),
                ("ports[].name", "beta", "Worker.ports[0].name", 13),
                ("ports[].name", "beta", "Worker.ports[1].name", 14),
                ("ports[].number", "unknown", "Worker.ports[1].number", 14),
            )
        ],
    ]


def test_fields_without_a_schema() -> None:
    """A catalog alone has the marks, but does not say what is unknown."""
    manifest = START + "spec: {old: x, odd: y, services: {Frontend: {cache: {}}}}\n"
    assert told(uses(manifest, FIELDS, schemas=False)) == [
        ("nvidia.com/v1/Graph.spec.old", "deprecated", "spec.old", 4),
        (
            "nvidia.com/v1/Graph.spec.services[].cache",
            "experimental",
            "spec.services.Frontend.cache",
            4,
        ),
    ]


@pytest.mark.parametrize(
    ("written", "unknown"),
    [
        ("replica: 1", ["replica"]),
        ("services: {a: {chache: {}}}", ["services.a.chache"]),
        ("open: {a: {b: 1}}", []),
        ("anything: {a: {b: 1}}", []),
        ("unsaid: {a: {b: 1}}", []),
        ("closed: {a: {b: 1}}", ["closed.a"]),
        ("embedded: {apiVersion: v1, kind: Pod, metadata: {name: a}, b: 1}", ["embedded.b"]),
        ("services: [a, {b: c}]", []),
        ("services: text", []),
        ("replicas: {a: 1}", ["replicas.a"]),
        ("'a.b/c': 1", ['["a.b/c"]']),
    ],
)
def test_unknown_fields(written: str, unknown: list[str]) -> None:
    found = uses(f"{START}spec: {{{written}}}\n", FIELDS)
    assert {one.stage for one in found.uses} <= {"unknown"}
    assert [one.field.removeprefix("spec").removeprefix(".") for one in found.uses] == unknown


def test_help_with_an_unknown_field() -> None:
    (use,) = uses(START + "spec: {replica: 1}\n", FIELDS).uses
    assert use.help == "there is no such field; did you mean 'replicas'?"
    (use,) = uses(START + "spec: {closed: {a: 1}}\n", FIELDS).uses
    assert use.help == "there is no such field."


def test_what_every_resource_has_is_known() -> None:
    manifest = START.replace("name: g", "name: g, labels: {a: b}, annotations: {c: d}")
    assert uses(manifest, spec("a: {}")).uses == ()


# ---- labels, annotations and ports --------------------------------------------------------------

LABEL = Record("crd:label nvidia.com/dynamo-component", "crd", tier=Tier.BETA)
ANNOTATION = Record("crd:annotation nvidia.com/restart", "crd", tier=Tier.EXPERIMENTAL)
SETTLED = Record("crd:label nvidia.com/selector", "crd", tier=Tier.STABLE)
SYSTEM = Record("crd:port system", "crd", tier=Tier.EXPERIMENTAL)
NUMBER = Record("crd:port 9090", "crd", deprecation=Deprecation(since="1"))


def test_labels_and_annotations_wherever_they_stand() -> None:
    text = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          annotations: {nvidia.com/restart: "1", nvidia.com/dynamo-component: no label}
        spec:
          selector:
            matchLabels: {nvidia.com/dynamo-component: a, nvidia.com/selector: b}
            matchExpressions:
            - {key: nvidia.com/dynamo-component, operator: Exists}
          template:
            metadata:
              labels:
                nvidia.com/dynamo-component: a
        """
    key = '["nvidia.com/dynamo-component"]'
    assert told(uses(text, THREE, LABEL, ANNOTATION, SETTLED)) == [
        (
            "annotation nvidia.com/restart",
            "experimental",
            'metadata.annotations["nvidia.com/restart"]',
            5,
        ),
        ("label nvidia.com/dynamo-component", "beta", f"spec.selector.matchLabels{key}", 8),
        (
            "label nvidia.com/dynamo-component",
            "beta",
            "spec.selector.matchExpressions[0].key",
            10,
        ),
        ("label nvidia.com/dynamo-component", "beta", f"spec.template.metadata.labels{key}", 14),
    ]


SERVICE = """
    apiVersion: v1
    kind: Service
    metadata: {name: s}
    spec:
      selector: {%s: a}
      ports:
      - {name: system, port: 80, targetPort: 9090}
    """


def test_ports_of_what_has_to_do_with_the_product() -> None:
    known = (SETTLED, SYSTEM, NUMBER)
    assert told(uses(SERVICE % "nvidia.com/selector", THREE, *known)) == [
        ("port system", "experimental", "spec.ports[0].name", 8),
        ("port 9090", "deprecated", "spec.ports[0].targetPort", 8),
    ]
    assert uses(SERVICE % "app", THREE, *known).uses == ()


def test_ports_of_a_custom_resource() -> None:
    definition = graph(version("v1", "x-kubernetes-preserve-unknown-fields: true"))
    manifest = START + "spec: {ports: [{containerPort: 9090}]}\n"
    assert told(uses(manifest, definition, NUMBER)) == [
        ("port 9090", "deprecated", "spec.ports[0].containerPort", 4)
    ]


# ---- the whole ----------------------------------------------------------------------------------


def test_uses_are_sorted_by_place() -> None:
    first = resources(START + "spec: {old: x}\n", "b.yaml")
    second = resources(START + "spec: {b: 1, a: 2}\n", "a.yaml")
    collected = collect_definitions(resources(FIELDS))
    catalog = Catalog(records=collected.records)
    ways = [
        find_manifest_uses(order, catalog, collected.definitions)
        for order in ((*first, *second), (*second, *first))
    ]
    assert ways[0] == ways[1]
    assert [(one.path, one.field) for one in ways[0].uses] == [
        *(("a.yaml", "spec.a"), ("a.yaml", "spec.b"), ("b.yaml", "spec.old"))
    ]


def test_nothing_known_tells_nothing() -> None:
    found = find_manifest_uses(resources(START), Catalog())
    assert found == ManifestUses((), 1, ("nvidia.com/v1 Graph",))
