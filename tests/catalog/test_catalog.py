"""Catalogs: equal content makes equal text, and what is read is checked first."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynamo_stability import Component, Deprecation, Feature, Record, RecordError, Tier
from dynamo_stability.catalog import (
    ApiObject,
    Catalog,
    Parameter,
    Signature,
    parse_catalog,
    parse_registry,
    read_catalog,
    render_json,
    render_registry,
)
from dynamo_stability.errors import CatalogError

SCHEMA = json.loads(
    (
        Path(sys.modules["dynamo_stability"].__file__ or "").parent / "schemas/catalog.schema.json"
    ).read_text(encoding="utf-8")
)

CATALOG = Catalog(
    "ai-dynamo",
    "1.6.1",
    ("dynamo.llm", "dynamo.runtime"),
    (Feature("kv", title="KV routing", tier=Tier.BETA),),
    (Component("router", support_level="library", priority="P0"),),
    (
        Record("dynamo.llm.b", "function", tier=Tier.BETA, source="a.py:3"),
        Record(
            "dynamo.llm.KvRouter",
            "class",
            tier=Tier.EXPERIMENTAL,
            reason='quotes """ and \\ and é and \ud800',
            definition="dynamo._core.KvRouter",
            aliases=("dynamo.KvRouter",),
            deprecation=Deprecation("gone", since="1.1", remove_in="2.0"),
        ),
    ),
    (
        ApiObject(
            "dynamo.llm.b",
            "function",
            signatures=(
                Signature((Parameter("x", "keyword-only", annotation="int", default="3"),), "str"),
            ),
            labels=("async",),
            mentions=("dynamo.llm.KvRouter",),
            source="a.py:3",
        ),
        ApiObject("dynamo.llm.C", "class", bases=("Base",)),
        ApiObject("dynamo.llm.X", "attribute", annotation="int", value="3"),
    ),
)

texts = st.text(min_size=1)
tiers = st.none() | st.sampled_from(list(Tier))
records = st.lists(
    st.builds(
        Record,
        texts,
        st.sampled_from(["class", "function", "env"]),
        tier=tiers,
        reason=st.none() | texts,
        definition=st.none() | texts,
        aliases=st.lists(texts, max_size=2).map(tuple),
        deprecation=st.none() | st.builds(Deprecation, texts, since=st.none() | texts),
    ),
    unique_by=lambda one: (one.name, one.kind),
).map(tuple)
catalogs = st.builds(
    Catalog,
    st.none() | texts,
    st.none() | texts,
    st.lists(texts, max_size=2).map(tuple),
    records=records,
)


@settings(max_examples=150, deadline=None)
@given(catalogs)
def test_round_trips(catalog: Catalog) -> None:
    text = render_json(catalog)
    assert parse_catalog(text) == catalog
    jsonschema.validate(json.loads(text), SCHEMA)
    registry = render_registry(catalog)
    assert parse_registry(registry) == catalog.without_places()
    assert render_registry(parse_registry(registry)) == registry


@given(catalogs, st.randoms())
def test_order_makes_no_difference(catalog: Catalog, random: Any) -> None:
    shuffled = list(catalog.records)
    random.shuffle(shuffled)
    other = catalog.replace(records=tuple(shuffled))
    assert other == catalog
    assert render_json(other) == render_json(catalog)


def test_the_schema_and_the_parser_agree_on_a_full_catalog() -> None:
    data = json.loads(render_json(CATALOG))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(data, SCHEMA)
    assert parse_catalog(render_json(CATALOG)) == CATALOG


def change(path: str, value: Any) -> Any:
    data = json.loads(render_json(CATALOG))
    *way, last = path.split(".")
    place = data
    for step in way:
        place = place[int(step) if step.isdecimal() else step]
    place[int(last) if last.isdecimal() else last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("format", 2, "knows format 1 only"),
        ("format", True, "knows format 1 only"),
        ("format", "1", "knows format 1 only"),
        ("distribution", 3, "'distribution'"),
        ("packages", "dynamo", "'packages'"),
        ("recrods", [], "did you mean 'records'"),
        ("records", {}, "'records'"),
        ("records.0.tier", "gamma", "'records[0].tier'"),
        ("records.0.kind", "klass", "'records[0].kind'"),
        ("records.0.deprecation.since", "", "'records[0].deprecation.since'"),
        ("records.0.aliases", "x", "'records[0].aliases'"),
        ("records.0.tire", "beta", "'records[0].tire'"),
        ("records.0", 7, "'records[0]'"),
        ("features.0.tier", 1, "'features[0].tier'"),
        ("api.2.signatures.0.parameters.0.kind", "keyword", "parameters[0].kind"),
        ("api.0.bases", "Base", "'api[0].bases'"),
    ],
)
def test_what_is_malformed_is_refused_by_parser_and_schema(
    path: str, value: Any, named: str
) -> None:
    data = change(path, value)
    with pytest.raises(CatalogError) as caught:
        parse_catalog(json.dumps(data), "stability.json")
    message = str(caught.value)
    assert message.startswith("stability.json: ")
    assert named.strip("'") in message
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_a_format_that_is_not_given() -> None:
    with pytest.raises(CatalogError, match="Update dynamo-stability"):
        parse_catalog("{}")


@pytest.mark.parametrize(
    "text",
    ["", "nope", "[]", "3", '{"format": 1, "format": 1}', "[" * 100_000, '{"format": NaN}'],
    ids=["empty", "word", "list", "number", "repeated", "deep", "nan"],
)
def test_text_that_is_no_catalog(text: str) -> None:
    with pytest.raises(CatalogError):
        parse_catalog(text)


def test_two_records_of_one_name() -> None:
    twice = (Record("a.f", "function"), Record("a.f", "function", tier=Tier.BETA))
    with pytest.raises(RecordError, match=r"two records of the function 'a\.f'"):
        Catalog(records=twice)
    Catalog(records=(Record("a.f", "function"), Record("a.f", "module")))


def test_finding_by_public_name_definition_and_alias() -> None:
    for name in ("dynamo.llm.KvRouter", "dynamo._core.KvRouter", "dynamo.KvRouter"):
        found = CATALOG.find(name)
        assert found is not None
        assert found.name == "dynamo.llm.KvRouter"
    assert CATALOG.find("KvRouter") is None


# ---- the registry module ------------------------------------------------------------------------


def test_the_registry_is_a_literal(tmp_path: Path) -> None:
    text = render_registry(CATALOG)
    values = {
        node.target.id: ast.literal_eval(node.value)
        for node in ast.parse(text).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
    }
    assert values["FORMAT"] == 1
    data = json.loads(values["REGISTRY"])
    assert data["distribution"] == "ai-dynamo"
    assert not {"api", "version"} & set(data)
    assert all("source" not in record for record in data["records"])
    path = tmp_path / "_stability_registry.py"
    path.write_text(text, encoding="utf-8")
    assert read_catalog(path) == CATALOG.without_places()


def test_the_registry_is_formatted_and_typed(tmp_path: Path) -> None:
    path = tmp_path / "_stability_registry.py"
    path.write_text(render_registry(CATALOG), encoding="utf-8")
    for command in (
        ["ruff", "format", "--isolated", "--check"],
        ["ruff", "check", "--isolated", "--select", "E,F,I,W,D1"],
        ["mypy", "--strict", "--cache-dir", str(tmp_path / "cache")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command, str(path)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("import os\nFORMAT = 1\nREGISTRY = '{}'", "line 1 is neither"),
        ("FORMAT = 1\nREGISTRY = str('{}')", "line 2 is neither"),
        ("FORMAT = 1\nREGISTRY = f'{1}'", "line 2 is neither"),
        ("FORMAT = 1\nREGISTRY = '{}'\nprint('hello')", "line 3 is neither"),
        ("FORMAT = 1\nREGISTRY = '{}'\nOTHER = 1", "line 3 is neither"),
        ("from os import Final\nFORMAT = 1", "line 1 is neither"),
        ("from typing import Final as X, Any\nFORMAT = 1\nREGISTRY = '{}'", "line 1 is neither"),
        ("FORMAT = 2\nREGISTRY = '{}'", "FORMAT is 2"),
        ("REGISTRY = '{\"format\": 1}'", "FORMAT is None"),
        ("FORMAT = 1", "REGISTRY is None"),
        ("FORMAT = 1\nREGISTRY = 7", "REGISTRY is 7"),
        ("FORMAT = 1\nREGISTRY = 'x'", "not JSON"),
        ("FORMAT = (", "not Python"),
        ("x = " + "(" * 5_000, "not Python"),
        ("\0", "not Python"),
    ],
)
def test_a_registry_that_is_none(text: str, named: str) -> None:
    with pytest.raises(CatalogError, match=named):
        parse_registry(text, "_stability_registry.py")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b"\xe9")
    for name in ("missing.json", "latin.json", "."):
        with pytest.raises(CatalogError, match="Cannot read the catalog"):
            read_catalog(tmp_path / name)


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "stability.json"
    path.write_text(render_json(CATALOG), encoding="utf-8-sig")
    assert read_catalog(path) == CATALOG


def test_what_has_no_tier_counts_as_what_it_is_part_of() -> None:
    def gone(name: str, kind: str) -> Record:
        return Record(name, kind, deprecation=Deprecation(since="1"))

    catalog = Catalog(
        records=(
            Record("a.beta", "module", tier=Tier.BETA),
            Record("a.C", "class", tier=Tier.EXPERIMENTAL, definition="a._c.C"),
            gone("a.C.m", "method"),
            gone("a.C.m(x)", "parameter"),
            gone("a.f", "function"),
            gone("a.beta.deep.f(x)", "parameter"),
            Record("a.C.own", "method", tier=Tier.STABLE),
        )
    )
    assert {one.name: catalog.tier_of(one).value for one in catalog.records} == {
        "a.C": "experimental",
        "a.C.m": "experimental",
        "a.C.m(x)": "experimental",
        "a.C.own": "stable",
        "a.beta": "beta",
        "a.beta.deep.f(x)": "beta",
        "a.f": "stable",
    }
