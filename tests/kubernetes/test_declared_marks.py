"""Marks of resources, labels, annotations and ports that a stability.toml declares."""

from __future__ import annotations

from pathlib import Path

import pytest
from resource_files import spec

from dynamo_stability import Deprecation, ManifestError, Tier
from dynamo_stability.collect.declared import read_declared_marks
from dynamo_stability.collect.kubernetes import (
    CollectedResources,
    add_declared,
    collect_resources,
)
from dynamo_stability.manifest import parse_manifest
from dynamo_stability.record import Record

V1 = "crd:nvidia.com/v1/Graph"


def declare(tmp_path: Path, text: str, definition: str = "") -> CollectedResources:
    (tmp_path / "crd.yaml").write_text(definition or spec("a: {type: object}"), encoding="utf-8")
    path = tmp_path / "stability.toml"
    path.write_text("format = 1\n" + text, encoding="utf-8")
    marks = read_declared_marks(path, "stability.toml")
    return add_declared(collect_resources([tmp_path], tmp_path), [marks])


def test_labels_annotations_and_ports(tmp_path: Path) -> None:
    text = """
[features.discovery]
[marks."crd:label nvidia.com/dynamo-component"]
tier = "beta"
feature = "discovery"
[marks."crd:annotation nvidia.com/restart"]
tier = "experimental"
[marks."crd:port system"]
deprecated = { since = "1.1", remove_in = "2.0" }
"""
    found = declare(tmp_path, text)
    assert found.problems == ()
    assert found.records[:3] == (
        Record(
            "crd:annotation nvidia.com/restart",
            "crd",
            tier=Tier.EXPERIMENTAL,
            source="stability.toml:7",
        ),
        Record(
            "crd:label nvidia.com/dynamo-component",
            "crd",
            tier=Tier.BETA,
            feature="discovery",
            source="stability.toml:4",
        ),
        Record(V1, "crd", tier=Tier.STABLE, source="crd.yaml:9"),
    )
    assert found.records[3].deprecation == Deprecation(since="1.1", remove_in="2.0")


def test_a_field_that_its_definition_does_not_mark(tmp_path: Path) -> None:
    found = declare(tmp_path, f"[marks.'{V1}.spec.a']\ntier = 'beta'")
    assert found.problems == ()
    assert found.records[1] == Record(
        f"{V1}.spec.a", "crd", tier=Tier.BETA, source="stability.toml:2"
    )


def test_what_is_said_twice_is_put_together(tmp_path: Path) -> None:
    definition = spec("a: {description: '[BETA]', x-deprecated: use b.}")
    text = f"[marks.'{V1}.spec.a']\nowner = 'us'\ndeprecated = {{ since = '2' }}"
    found = declare(tmp_path, text, definition)
    assert found.problems == ()
    assert found.records[1] == Record(
        f"{V1}.spec.a",
        "crd",
        tier=Tier.BETA,
        owner="us",
        deprecation=Deprecation("use b."),
        source="crd.yaml:17",
    )


def test_another_tier_is_a_problem(tmp_path: Path) -> None:
    found = declare(tmp_path, f"\n[marks.'{V1}']\ntier = 'beta'")
    (problem,) = found.problems
    assert str(problem) == (
        f"stability.toml:3:1: '{V1}' is beta here, but stable in crd.yaml:9. Keep one tier."
    )
    assert found.records[0].tier is Tier.STABLE


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (f"{V1}.spec.b", "is marked, but its definition in crd.yaml has no such field."),
        (f"{V1}.spec.a.b", "is marked, but its definition in crd.yaml has no such field."),
        (
            "crd:nvidia.com/v1/Grahp.spec.a",
            "is marked, but no such resource is defined; did you mean 'crd:nvidia.com/v1/Graph'?",
        ),
    ],
)
def test_what_is_not_there_is_a_problem(tmp_path: Path, name: str, told: str) -> None:
    (problem,) = declare(tmp_path, f"[marks.'{name}']\ntier = 'beta'").problems
    assert str(problem) == f"stability.toml:2:1: '{name}' {told}"


@pytest.mark.parametrize("name", ["spec[].x", 'spec["a.b"].x', "open.x.y", "map[].x"])
def test_what_may_be_there_is_none(tmp_path: Path, name: str) -> None:
    definition = spec(
        """
        open: {x-kubernetes-preserve-unknown-fields: true}
        map: {type: object, additionalProperties: {type: object, properties: {x: {}}}}
        """
    ).replace("  spec:\n", "  spec:\n            additionalProperties: {}\n")
    name = f"{V1}.spec.{name}" if name[:4] in {"open", "map["} else f"{V1}.{name}"
    assert declare(tmp_path, f"[marks.'{name}']\ntier = 'beta'", definition).problems == ()


def test_marks_of_other_surfaces_are_left_to_them(tmp_path: Path) -> None:
    found = declare(tmp_path, '[marks."env:DYN_BETA_X"]\ntier = "beta"')
    assert [one.name for one in found.records] == [V1]
    assert found.problems == ()


# ---- the manifest itself ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[marks.\"a.b\"]\ntier = 'beta'",
            "cannot take 'a.b' for 'marks.\"a.b\"': it is a Python name.",
        ),
        ('[marks."crd:x"]', "it says neither a tier nor deprecated"),
        ("[marks.\"crd:x\"]\ntier = 'bta'", 'marks."crd:x".tier'),
        ("[marks.\"crd:x\"]\ntire = 'beta'", "unknown key 'marks.\"crd:x\".tire'"),
        ("[marks.\"crd:x\"]\ntier = 'beta'\nas = 'name'", "unknown key 'marks.\"crd:x\".as'"),
        ("[marks.\"crd: \"]\ntier = 'beta'", "Cannot read the name 'crd: '"),
        (
            "[features.a]\n[marks.\"crd:x\"]\ntier = 'beta'\nfeature = 'b'",
            'marks."crd:x".feature\': no such feature is declared',
        ),
    ],
)
def test_what_cannot_be_read(text: str, told: str) -> None:
    with pytest.raises(ManifestError) as caught:
        parse_manifest("format = 1\n" + text)
    assert told in str(caught.value)


def test_marks_of_every_surface_are_read() -> None:
    names = ("cli:a --b", "crd:label a/b", "env:A", "http:GET /a", "rust:a::b")
    text = "".join(f"[marks.'{one}']\ntier = 'beta'\n" for one in names)
    marks = parse_manifest("format = 1\n" + text).marks
    assert [(one.name, one.kind) for one in marks] == [
        (one, one.partition(":")[0]) for one in names
    ]
