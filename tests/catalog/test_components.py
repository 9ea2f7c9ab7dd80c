"""Which component each record belongs to."""

from __future__ import annotations

import pytest

from dynamo_stability import Tier
from dynamo_stability.catalog import (
    Catalog,
    assign_components,
    contested_records,
    records_by_component,
    records_without_component,
)
from dynamo_stability.collect.components import component_problems
from dynamo_stability.groups import Component
from dynamo_stability.record import Deprecation, Record


def component(name: str, *surfaces: str) -> Component:
    return Component(name, support_level="library", priority="P0", surfaces=surfaces)


def record(name: str, kind: str = "function", **fields: object) -> Record:
    return Record.from_dict({"name": name, "kind": kind, **fields})


BINDINGS = component("bindings", "dynamo.llm.*", "dynamo.runtime.*")
ROUTER = component("router", "cli:dynamo.router *", "env:DYN_ROUTER_*")
DEPLOYMENT = component("deployment", "crd:nvidia.com/*/Graph*")
REQUESTS = component("requests", "crd:nvidia.com/*/GraphRequest*")


def assigned(records: tuple[Record, ...], *components: Component) -> dict[str, str | None]:
    catalog = assign_components(Catalog(records=records, components=components))
    return {one.name: one.component for one in catalog.records}


def test_globs_give_components() -> None:
    names = {
        "dynamo.llm.KvRouter": "bindings",
        "dynamo.llm.KvRouter.route": "bindings",
        "dynamo.other": None,
        "cli:dynamo.router --x": "router",
        "env:DYN_ROUTER_MODE": "router",
        "crd:nvidia.com/v1/Graph.spec.a[].b": "deployment",
        "crd:nvidia.com/v1/GraphRequest.spec": "requests",
    }
    records = tuple(record(one) for one in names)
    assert assigned(records, BINDINGS, ROUTER, DEPLOYMENT, REQUESTS) == names


def test_what_a_record_says_goes_first_and_holds_for_its_parts() -> None:
    records = (
        record("dynamo.llm.KvRouter", "class", component="router"),
        record("dynamo.llm.KvRouter(mode)", "parameter"),
        record("dynamo.llm.KvRouter.route", "method"),
        record("dynamo.llm.KvRouter.send", "method"),
        record("dynamo.llm.connect"),
    )
    special = component("special", "dynamo.llm.KvRouter.send")
    assert assigned(records, BINDINGS, ROUTER, special) == {
        "dynamo.llm.KvRouter": "router",
        "dynamo.llm.KvRouter(mode)": "router",
        "dynamo.llm.KvRouter.route": "router",
        "dynamo.llm.KvRouter.send": "special",
        "dynamo.llm.connect": "bindings",
    }


@pytest.mark.parametrize(
    ("glob", "name", "holds"),
    [
        ("a.*", "a.b.c", True),
        ("a.*", "a", False),
        ("a.?", "a.b", True),
        ("a.?", "a.bc", False),
        ("a", "a", True),
        ("A", "a", False),
        ("crd:g/v1/K.s[].x", "crd:g/v1/K.s[].x", True),
        ("crd:g/v1/K.s[ab].x", "crd:g/v1/K.sa.x", False),
        ("crd:g/*/K.s[]*", "crd:g/v1/K.s[].x", True),
        ("http:* /v1/*", "http:POST /v1/chat/completions", True),
        ("*" * 60 + "b", "a" * 60, False),
    ],
)
def test_globs(glob: str, name: str, holds: bool) -> None:
    assert assigned((record(name),), component("c", glob)) == {name: "c" if holds else None}


def test_records_by_component() -> None:
    records = (
        record("dynamo.llm.a", tier="beta"),
        record("dynamo.llm.b", tier="experimental"),
        record("dynamo.llm.c", tier="beta", deprecation=Deprecation()),
        record("dynamo.other"),
    )
    catalog = Catalog(records=records, components=(ROUTER, BINDINGS))
    bindings, router = records_by_component(catalog)
    assert (bindings.component, router.component) == (BINDINGS, ROUTER)
    assert [one.name for one in bindings.records] == [
        "dynamo.llm.a",
        "dynamo.llm.b",
        "dynamo.llm.c",
    ]
    stages = ("experimental", "beta", "stable", "deprecated")
    assert [bindings.count(one) for one in stages] == [1, 1, 0, 1]
    assert router.records == ()
    assert [one.name for one in records_without_component(catalog)] == ["dynamo.other"]


def test_without_components_nothing_is_missing() -> None:
    catalog = Catalog(records=(record("a.b"),))
    assert assign_components(catalog) is catalog
    assert records_by_component(catalog) == ()
    assert records_without_component(catalog) == ()
    assert component_problems(catalog) == ()


def test_problems() -> None:
    records = (
        record("dynamo.other", source="src/other.py:12"),
        record("dynamo.llm.a", component="bindigns", source="stability.toml:3"),
        record("dynamo.llm.b"),
        record("dynamo.llm.c", source="src/llm.py:1"),
        record("dynamo.llm.d", component="bindings", source="src/llm.py:2"),
    )
    catalog = Catalog(records=records, components=(BINDINGS, component("other", "dynamo.llm.*")))
    assert [str(one) for one in component_problems(catalog)] == [
        (
            "<catalog>:1:1: 'dynamo.llm.b' is held by 'bindings' and 'other' alike. "
            "Make the glob of one more specific, or name one in its mark."
        ),
        (
            "src/llm.py:1:1: 'dynamo.llm.c' is held by 'bindings' and 'other' alike. "
            "Make the glob of one more specific, or name one in its mark."
        ),
        (
            "src/other.py:12:1: 'dynamo.other' belongs to no component. "
            "Add a glob that covers it to the 'surfaces' of one, or name one in its mark."
        ),
        (
            "stability.toml:3:1: 'dynamo.llm.a' belongs to 'bindigns', which is not declared; "
            "did you mean 'bindings'?"
        ),
    ]


def test_parts_of_a_contested_whole_are_told_with_it() -> None:
    records = (record("a.B", "class", tier=Tier.BETA), record("a.B.c", "method"))
    catalog = Catalog(records=records, components=(component("x", "a.*"), component("y", "a.*")))
    assert contested_records(catalog) == {"a.B": ("x", "y"), "a.B.c": ("x", "y")}
    settled = catalog.replace(records=(records[0].replace(component="y"), records[1]))
    assert contested_records(settled) == {}
    assert {one.component for one in assign_components(settled).records} == {"y"}
    assert {one.component for one in assign_components(catalog).records} == {"x"}
