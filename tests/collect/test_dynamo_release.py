"""All surfaces of the real Dynamo 1.6.1, by the components that its manifest declares."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dynamo_stability.catalog import Catalog, records_by_component
from dynamo_stability.collect import collect_everything, find_target
from dynamo_stability.collect.components import component_problems
from dynamo_stability.configuration import Configuration

pytest_plugins = ["downloads"]

MANIFEST = Path(__file__).resolve().parents[2] / "examples" / "dynamo_bindings" / "stability.toml"


@pytest.fixture(scope="module")
def catalog(dynamo_wheel: Path, dynamo_runtime_wheel: Path) -> Catalog:
    targets = [find_target(str(one)) for one in (dynamo_wheel, dynamo_runtime_wheel)]
    found = collect_everything(targets, Configuration(manifests=(str(MANIFEST),)))
    assert found.python.problems == ()
    return found.python.catalog()


def test_the_surfaces_of_a_release_are_one_catalog(catalog: Catalog) -> None:
    count = Counter(one.kind for one in catalog.records)
    assert count["cli"] == 200
    assert count["class"] + count["function"] + count["name"] > 60


def test_components_hold_all_but_one_program(catalog: Catalog) -> None:
    """`dynamo.tokenspeed` came after the policy's table of components."""
    names = {one.message.split("'")[1] for one in component_problems(catalog)}
    assert names == {
        "cli:dynamo.tokenspeed --connector",
        "cli:dynamo.tokenspeed --dyn-endpoint-types",
    }


def test_tiers_by_component(catalog: Catalog) -> None:
    held = {one.component.name: one for one in records_by_component(catalog)}
    assert held["python-bindings"].count("beta") == 34
    assert held["router"].count("experimental") > 14
    assert held["recipes"].records == ()
