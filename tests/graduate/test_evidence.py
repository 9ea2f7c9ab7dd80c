"""Evidence in manifests and catalogs."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from dynamo_stability.catalog import Catalog
from dynamo_stability.errors import ManifestError, RecordError
from dynamo_stability.groups import Evidence, Feature
from dynamo_stability.manifest import parse_manifest
from dynamo_stability.tiers import CRITERIA, GRADUATION

MANIFEST = """
format = 1
[features.f.evidence]
partner = "https://example.org/1"
performance = ["docs/a.md", "https://example.org/2"]
"""


def schema(name: str) -> Any:
    path = files("dynamo_stability") / "schemas" / f"{name}.schema.json"
    return json.loads(path.read_text("utf-8"))


def test_a_link_or_several() -> None:
    (feature,) = parse_manifest(MANIFEST).features
    assert feature.evidence == (
        Evidence("partner", "https://example.org/1"),
        Evidence("performance", ["docs/a.md", "https://example.org/2"]),
    )
    table = {"partner": "https://example.org/1", "performance": ["docs/a.md"]}
    jsonschema.validate({"format": 1, "features": {"f": {"evidence": table}}}, schema("manifest"))


def test_a_catalog_keeps_it() -> None:
    catalog = Catalog(features=parse_manifest(MANIFEST).features)
    jsonschema.validate(catalog.to_dict(), schema("catalog"))
    assert Catalog.from_dict(catalog.to_dict()) == catalog
    assert "evidence" not in Feature("f").to_dict()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("partner = 1", "features.f.evidence.partner"),
        ("partner = []", "features.f.evidence.partner"),
        ("patner = 'x'", "did you mean 'partner'"),
    ],
)
def test_what_is_no_evidence(written: str, message: str) -> None:
    with pytest.raises(ManifestError, match=message):
        parse_manifest(f"format = 1\n[features.f.evidence]\n{written}\n")


def test_a_condition_that_there_is_not() -> None:
    with pytest.raises(RecordError, match="Allowed: end-to-end"):
        Evidence("best", "x")


def test_the_schemas_know_all_conditions() -> None:
    table = schema("manifest")["$defs"]["feature"]["properties"]["evidence"]["properties"]
    assert tuple(table) == CRITERIA
    assert {
        one.id: one.releases for step in GRADUATION.values() for one in step if one.releases
    } == {
        "frozen": 2,
        "unbroken": 3,
    }
