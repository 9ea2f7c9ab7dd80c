"""`parse_manifest`, and that the JSON Schema says the same."""

from __future__ import annotations

import json
import os
import pickle
import re
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import (
    Component,
    Deprecation,
    Feature,
    ManifestError,
    Record,
    RecordError,
    Tier,
)
from dynamo_stability.manifest import Entry, Manifest, parse_manifest
from dynamo_stability.value import Value

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EXAMPLES = Path(__file__).parents[2] / "examples"
SCHEMA = json.loads(
    (resources.files("dynamo_stability") / "schemas" / "manifest.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def fits(text: str) -> bool:
    """Whether the schema allows a manifest."""
    return bool(VALIDATOR.is_valid(tomllib.loads(text)))


def entries(text: str) -> dict[str, Entry]:
    manifest = parse_manifest("format = 1\n" + text)
    return {entry.record.name: entry for entry in manifest.entries}


def refused(text: str) -> str:
    with pytest.raises(ManifestError) as caught:
        parse_manifest(text)
    return str(caught.value)


# ---- what is read -------------------------------------------------------------------------------

WHOLE = """
format = 1
package = "pkg"
distribution = "pkg-dist"

[features.routing]
title = "Routing"
tier = "experimental"
issue = "https://example.org/1"
owner = "team"
docs = "docs/routing.md"

[components.router]
support_level = ["service/command", "library"]
priority = "P0"
languages = ["Python", "Rust"]
owner = "team"
surfaces = ["pkg.mod.*"]

[modules."pkg.mod"]
tier = "beta"
since = "1.0"
experimental = ["Router", "Mode.KV", "f(x)"]
beta = ["g"]
stable = ["h"]

[modules."pkg.mod".marks.Router]
reason = "being tuned"
since = "1.2"
feature = "routing"
issue = "https://example.org/2"
owner = "someone"
alternative = "pkg.mod.g"
component = "router"
as = "name"

[modules."pkg.mod".marks.old]
deprecated = { message = "Use g.", since = "1.1", remove_in = "2.0", alternative = "pkg.mod.g" }

[modules."pkg.mod".marks."g(y)"]
tier = "experimental"
deprecated = { renamed_to = "z" }

[modules."pkg.mod".marks.gone]
deprecated = true
"""


def test_a_whole_manifest() -> None:
    manifest = parse_manifest(WHOLE)
    assert (manifest.source, manifest.package, manifest.distribution) == (
        "<text>",
        "pkg",
        "pkg-dist",
    )
    (feature,) = manifest.features
    assert feature.to_dict() == {
        "name": "routing",
        "title": "Routing",
        "tier": "experimental",
        "issue": "https://example.org/1",
        "owner": "team",
        "docs": "docs/routing.md",
    }
    (component,) = manifest.components
    assert component.name == "router"
    assert component.support_level == ("service/command", "library")
    assert component.languages == ("Python", "Rust")
    assert [str(entry.record.name) for entry in manifest.entries] == [
        "pkg.mod",
        "pkg.mod.Router",
        "pkg.mod.Mode.KV",
        "pkg.mod.f(x)",
        "pkg.mod.g",
        "pkg.mod.h",
        "pkg.mod.old",
        "pkg.mod.g(y)",
        "pkg.mod.gone",
    ]
    assert fits(WHOLE)


def test_details_are_merged_with_the_lists() -> None:
    one = next(one for one in parse_manifest(WHOLE).entries if one.qualname == "Router")
    assert (one.module, one.parameter, one.target) == ("pkg.mod", None, "name")
    assert one.record == Record(
        "pkg.mod.Router",
        "name",
        tier=Tier.EXPERIMENTAL,
        reason="being tuned",
        since="1.2",
        feature="routing",
        issue="https://example.org/2",
        owner="someone",
        alternative="pkg.mod.g",
        component="router",
    )


def test_deprecations() -> None:
    found = {one.record.name: one.record for one in parse_manifest(WHOLE).entries}
    assert found["pkg.mod.old"].deprecation == Deprecation(
        "Use g.", since="1.1", remove_in="2.0", alternative="pkg.mod.g"
    )
    assert found["pkg.mod.old"].tier is None
    assert found["pkg.mod.gone"].deprecation == Deprecation()
    assert found["pkg.mod.g(y)"].tier is Tier.EXPERIMENTAL
    assert found["pkg.mod.g(y)"].stage == "deprecated"


def test_kinds_and_parameters() -> None:
    found = entries('[modules.m]\ntier = "beta"\nbeta = ["f", "C.f", "f(x)", "C.f(x)"]')
    assert {
        name: (one.qualname, one.parameter, one.record.kind) for name, one in found.items()
    } == {
        "m": ("", None, "module"),
        "m.f": ("f", None, "name"),
        "m.C.f": ("C.f", None, "attribute"),
        "m.f(x)": ("f", "x", "parameter"),
        "m.C.f(x)": ("C.f", "x", "parameter"),
    }


def test_a_module_table_without_marks_marks_nothing() -> None:
    assert entries("[modules.m]\nbeta = []") == {}


def test_the_least() -> None:
    assert parse_manifest("format = 1") == Manifest("<text>")


@pytest.mark.parametrize("cast", [str, Path], ids=["str", "Path"])
def test_from_a_file(tmp_path: Path, cast: type) -> None:
    path = tmp_path / "stability.toml"
    path.write_text(WHOLE, encoding="utf-8")
    manifest = parse_manifest(cast(path))
    assert manifest.source == str(path)
    assert manifest.replace(source="<text>") == parse_manifest(WHOLE)


def test_a_path_with_an_equals_sign_is_a_path_when_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a=b.toml"
    path.write_text("format = 1", encoding="utf-8")
    assert parse_manifest(path).source == str(path)
    assert "not TOML" in refused(str(path))  # as a string, it is text


def test_line_ends_of_windows_and_other_scripts(tmp_path: Path) -> None:
    path = tmp_path / "stability.toml"
    path.write_bytes('format = 1\r\npackage = "größe"\r\n'.encode())
    assert parse_manifest(path).package == "größe"


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "stability.toml"
    path.write_text("format = 1", encoding="utf-8-sig")
    assert parse_manifest(path) == Manifest(str(path))


def test_a_path_as_bytes(tmp_path: Path) -> None:
    path = tmp_path / "stability.toml"
    path.write_text("format = 1", encoding="utf-8")
    manifest = parse_manifest(os.fsencode(path))  # type: ignore[arg-type]
    assert manifest.source == str(path)


@pytest.mark.parametrize("wrong", [None, 1, {"format": 1}])
def test_neither_path_nor_text(wrong: Any) -> None:
    with pytest.raises(TypeError, match="PathLike"):
        parse_manifest(wrong)


def test_manifests_are_values() -> None:
    manifest = parse_manifest(WHOLE)
    assert Manifest.from_dict(manifest.to_dict()) == manifest
    assert Manifest.from_dict(json.loads(json.dumps(manifest.to_dict()))) == manifest
    assert pickle.loads(pickle.dumps(manifest)) == manifest
    assert hash(manifest) == hash(parse_manifest(WHOLE))
    with pytest.raises(AttributeError, match="frozen"):
        manifest.package = "x"
    assert Manifest.from_dict({"source": "x"}) == Manifest("x")
    assert manifest.format == 1


def test_manifests_check_what_they_are_made_of() -> None:
    wrongs: list[tuple[Value, dict[str, Any]]] = [
        (
            parse_manifest(WHOLE).entries[0],
            {"module": "", "qualname": 1, "parameter": "", "target": "both", "record": {}},
        ),
        (
            Manifest("x"),
            {
                "source": None,
                "package": 1,
                "distribution": "",
                "features": "routing",
                "components": [{"name": "c"}],
                "entries": [1],
                "format": 2,
            },
        ),
    ]
    for value, changes in wrongs:
        for name, wrong in changes.items():
            with pytest.raises(RecordError, match=rf"\b{name}\b"):
                value.replace(**{name: wrong})
    with pytest.raises(RecordError, match=r"'features\[1\]\.tier'"):
        Manifest.from_dict({"source": "x", "features": [{"name": "a"}, {"name": "b", "tier": "c"}]})


def test_the_real_examples() -> None:
    found = sorted(EXAMPLES.rglob("stability.toml"))
    assert EXAMPLES / "dynamo_bindings" / "stability.toml" in found
    for path in found:
        manifest = parse_manifest(path)
        assert manifest.entries
        assert fits(path.read_text(encoding="utf-8"))
    bindings = parse_manifest(EXAMPLES / "dynamo_bindings" / "stability.toml")
    names = {one.record.name for one in bindings.entries}
    assert "dynamo.llm.KvRouterConfig(overlap_score_weight)" in names
    assert len(names) == len(bindings.entries) > 80


# ---- files that are none ------------------------------------------------------------------------


def test_no_file(tmp_path: Path) -> None:
    told = refused(str(tmp_path / "absent.toml"))
    assert repr(str(tmp_path / "absent.toml")) in told
    assert "No such file" in told
    assert "UTF-8 TOML" in told


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 5000])
def test_no_path(path: str) -> None:
    assert "Cannot read the manifest" in refused(path)


def test_a_directory(tmp_path: Path) -> None:
    assert repr(str(tmp_path)) in refused(str(tmp_path))


def test_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "stability.toml"
    path.write_bytes('format = 1\npackage = "größe"\n'.encode("latin-1"))
    told = refused(str(path))
    assert "utf-8" in told
    assert str(path) in told


@pytest.mark.parametrize(
    "text",
    [
        "format = ",
        "format = 1\nformat = 1",
        "[modules.m\n",
        "format = 1\n[modules.m.marks.f]\n[modules.m.marks.f]\n",
        "format = " + "9" * 5000 + "\nx = ",
        "format = 1\nx = '''",
    ],
)
def test_not_toml(text: str, tmp_path: Path) -> None:
    assert refused(text).startswith("Cannot read the manifest <text>: it is not TOML: ")
    path = tmp_path / "stability.toml"
    path.write_text(text, encoding="utf-8")
    assert str(path) in refused(str(path))


def test_nested_too_deeply(tmp_path: Path) -> None:
    text = "format = " + "[" * 100_000
    assert "Cannot read the manifest <text>" in refused(text)
    path = tmp_path / "stability.toml"
    path.write_text(text, encoding="utf-8")
    assert str(path) in refused(str(path))


@given(st.text())
def test_any_text_is_a_manifest_or_a_manifest_error(text: str) -> None:
    try:
        parse_manifest(text + "\n")
    except ManifestError:
        pass


# ---- the table: parser and schema ---------------------------------------------------------------

M = "format = 1\n[modules.m]\n"
F = "format = 1\n[modules.m.marks.f]\n"
C = '\nsupport_level = "library"\npriority = "P0"'

VALID = {
    "format alone": "format = 1",
    "format as a float": "format = 1.0",
    "package": 'format = 1\npackage = "a.b"',
    "empty tables": "format = 1\n[features]\n[components]\n[modules]",
    "feature without fields": "format = 1\n[features.x]",
    "component": f"format = 1\n[components.x]{C}",
    "component of several levels": (
        'format = 1\n[components.x]\nsupport_level = ["library"]\npriority = "P2"\nlanguages = []'
    ),
    "component with spaces": f'format = 1\n[components."Backend vLLM"]{C}',
    "module marked": M + 'tier = "beta"\nreason = "why"',
    "module deprecated": M + "deprecated = true\nowner = 'me'",
    "module without anything": M,
    "dotted module": 'format = 1\n[modules."a.b_1.c"]\nstable = ["f"]',
    "lists": M + 'experimental = ["A", "A.b", "f(x)", "A.b(x)"]\nbeta = []',
    "other scripts": M + 'beta = ["größe", "名前"]',
    "deprecated": F + "deprecated = {}",
    "deprecated with all": F
    + 'deprecated = {message="m", since="1", remove_in="2", alternative="a", renamed_to="b"}',
    "tier from the list": M + 'beta = ["f"]\n[modules.m.marks.f]\nreason = "why"',
    "tier as in the list": M + 'beta = ["f"]\n[modules.m.marks.f]\ntier = "beta"',
    "nothing but listed": M + 'beta = ["f"]\n[modules.m.marks.f]',
    "as object": F + 'tier = "beta"\nas = "object"',
    "as name": F + 'tier = "beta"\nas = "name"',
    "member as object": M + 'marks."C.f" = {tier = "beta", as = "object"}',
    "parameter as object": M + 'marks."f(x)" = {tier = "beta", as = "object"}',
    "declared feature": F + 'tier = "beta"\nfeature = "x"\n[features.x]',
    "no features declared": F + 'tier = "beta"\nfeature = "x"\ncomponent = "y"',
}

# name: (text, parts of the message)
INVALID: dict[str, tuple[str, list[str]]] = {
    "no format": ('package = "x"', ["'format'", "None", "format = 1"]),
    "nothing at all": ("\n", ["'format'", "None", "format = 1"]),
    "singular": ("format = 1\nmodule = {}", ["'module'", "did you mean 'modules'?"]),
    "another format": ("format = 2", ["'format'", "2", "format = 1"]),
    "format as text": ('format = "1"', ["'format'", "'1'"]),
    "format as truth": ("format = true", ["'format'", "True"]),
    "unknown key": ("format = 1\npakage = 'x'", ["'pakage'", "'x'", "did you mean 'package'?"]),
    "unknown table": ("format = 1\n[zzz]", ["'zzz'", "known names: components, distribution"]),
    "package not text": ("format = 1\npackage = 3", ["'package'", "3"]),
    "package empty": ("format = 1\npackage = ''", ["'package'", "''"]),
    "distribution not text": ("format = 1\ndistribution = []", ["'distribution'", "[]"]),
    "features no table": ("format = 1\nfeatures = ['a']", ["'features'", "['a']", "[features]"]),
    "feature no table": ("format = 1\n[features]\na = 'x'", ["'features.a'", "'x'"]),
    "feature tier": (
        "format = 1\n[features.a]\ntier = 'betta'",
        ["'features.a.tier'", "'betta'", "did you mean 'beta'?", "experimental, beta, stable"],
    ),
    "feature key": (
        "format = 1\n[features.a]\ntitel = 'x'",
        ["'features.a.titel'", "'x'", "did you mean 'title'"],
    ),
    "feature title": ("format = 1\n[features.a]\ntitle = 1", ["'features.a.title'", "1"]),
    "feature renamed": ("format = 1\n[features.a]\nname = 'b'", ["'features.a.name'", "'b'"]),
    "feature without a name": ("format = 1\n[features.'']", ['features."".name', "''"]),
    "component renamed": (
        f"format = 1\n[components.a]{C}\nname = 'b'",
        ["'components.a.name'", "'b'"],
    ),
    "component lacks a level": (
        "format = 1\n[components.a]\npriority = 'P0'",
        ["'components.a.support_level'", "missing"],
    ),
    "component lacks a priority": (
        "format = 1\n[components.a]\nsupport_level = 'library'",
        ["'components.a.priority'", "missing"],
    ),
    "component priority": (
        "format = 1\n[components.a]\nsupport_level = 'library'\npriority = 'P9'",
        ["'components.a.priority'", "'P9'", "P0, P1, P2"],
    ),
    "component level": (
        "format = 1\n[components.a]\nsupport_level = 'libary'\npriority = 'P0'",
        ["'components.a.support_level'", "'libary'", "did you mean 'library'?", "service/command"],
    ),
    "component of no level": (
        "format = 1\n[components.a]\nsupport_level = []\npriority = 'P0'",
        ["'components.a.support_level'", "service/command"],
    ),
    "component languages": (
        f"format = 1\n[components.a]{C}\nlanguages = 'Go'",
        ["'components.a.languages'", "'Go'", "list"],
    ),
    "component language": (
        f"format = 1\n[components.a]{C}\nlanguages = ['Go', 1]",
        ["'components.a.languages[1]'", "1"],
    ),
    "modules no table": ("format = 1\nmodules = 1", ["'modules'", "1"]),
    "module no table": ("format = 1\n[modules]\nm = 1", ["'modules.m'", "1"]),
    "module name": ("format = 1\n[modules.'a b']", ['modules."a b"', "'a b'", "no module name"]),
    "module name empty": ("format = 1\n[modules.'']", ["no module name"]),
    "module name dots": ("format = 1\n[modules.'a..b']", ['modules."a..b"']),
    "module key": (M + "expermental = ['f']", ["'modules.m.expermental'", "'experimental'?"]),
    "module as": (M + "tier = 'beta'\nas = 'name'", ["'modules.m.as'", "'name'"]),
    "module tier": (M + "tier = 'alpha'", ["'modules.m.tier'", "'alpha'"]),
    "module tier no text": (M + "tier = ['beta']", ["'modules.m.tier'", "['beta']"]),
    "module says no tier": (M + "reason = 'why'", ["'modules.m'", "neither a tier nor"]),
    "list no list": (M + "beta = 'f'", ["'modules.m.beta'", "'f'", "not a list"]),
    "list of numbers": (M + "beta = ['f', 1]", ["'modules.m.beta'", "['f', 1]"]),
    "listed twice": (M + "beta = ['f', 'f']", ["'modules.m.beta'", "'f'", "also listed"]),
    "listed empty": (M + "beta = ['']", ["'modules.m.beta'", "''"]),
    "listed malformed": (M + "beta = ['a b']", ["'modules.m.beta'", "'a b'", "identifier"]),
    "listed bracket": (M + "beta = ['f(']", ["'modules.m.beta'", "'f('", "function(parameter)"]),
    "listed local": (M + "beta = ['f.<locals>.g']", ["'f.<locals>.g'", "Qual.name"]),
    "marks no table": (M + "marks = ['f']", ["'modules.m.marks'", "['f']"]),
    "mark no table": (M + "marks.f = 'beta'", ["'modules.m.marks.f'", "'beta'"]),
    "mark of another module": (
        M + "marks.'n:f' = {tier = 'beta'}",
        ['modules.m.marks."n:f"', "'n:f'", "Qual.name"],
    ),
    "mark of another surface": (
        M + "marks.'env:DYN_X' = {tier = 'beta'}",
        ['modules.m.marks."env:DYN_X"', "'env:DYN_X'", "Qual.name"],
    ),
    "mark key": (F + "teir = 'beta'", ["'modules.m.marks.f.teir'", "'beta'", "'tier'?"]),
    "mark list": (F + "tier = 'beta'\nbeta = ['x']", ["'modules.m.marks.f.beta'"]),
    "mark tier": (F + "tier = 'Beta'", ["'modules.m.marks.f.tier'", "'Beta'", "'beta'?"]),
    "mark as": (F + "tier = 'beta'\nas = 'nam'", ["'modules.m.marks.f.as'", "'nam'", "name"]),
    "parameter as": (
        M + "marks.'f(x)' = {tier = 'beta', as = 'name'}",
        ['modules.m.marks."f(x)".as', "'name'", "name of the module itself"],
    ),
    "member as": (
        M + "marks.'C.f' = {tier = 'beta', as = 'name'}",
        ['modules.m.marks."C.f".as', "'name'", "name of the module itself"],
    ),
    "listed member as": (
        M + "beta = ['C.f']\nmarks.'C.f' = {as = 'name'}",
        ['modules.m.marks."C.f".as', "'name'"],
    ),
    "path with quotes": (
        "format = 1\n[features.'a\"\\b']\ntier = 1",
        [r"""features."a\\"\\\\b".tier"""],
    ),
    "mark as no text": (F + "tier = 'beta'\nas = []", ["'modules.m.marks.f.as'", "[]"]),
    "mark reason": (F + "tier = 'beta'\nreason = 1", ["'modules.m.marks.f.reason'", "1"]),
    "mark since": (F + "tier = 'beta'\nsince = 1.2", ["'modules.m.marks.f.since'", "1.2"]),
    "mark since a date": (
        F + "tier = 'beta'\nsince = 2024-01-01",
        ["'modules.m.marks.f.since'", "2024"],
    ),
    "deprecated false": (F + "deprecated = false", ["'modules.m.marks.f.deprecated'", "False"]),
    "deprecated text": (F + "deprecated = 'x'", ["'modules.m.marks.f.deprecated'", "'x'"]),
    "deprecated one": (F + "deprecated = 1", ["'modules.m.marks.f.deprecated'", "1"]),
    "deprecated key": (
        F + "deprecated = {remove = '2.0'}",
        ["'modules.m.marks.f.deprecated.remove'", "'2.0'", "'remove_in'"],
    ),
    "deprecated value": (
        F + "deprecated = {since = 1}",
        ["'modules.m.marks.f.deprecated.since'", "1"],
    ),
    "module deprecated value": (
        M + "deprecated = {since = ''}",
        ["'modules.m.deprecated.since'", "''"],
    ),
}

# What one place of a manifest says about another is beyond a schema.
BEYOND: dict[str, tuple[str, list[str]]] = {
    "contradiction": (
        M + "beta = ['f']\n[modules.m.marks.f]\ntier = 'stable'",
        ["'modules.m.marks.f.tier'", "'stable'", "also listed under 'beta'"],
    ),
    "listed under two tiers": (
        M + "beta = ['f']\nstable = ['f']",
        ["'modules.m.stable'", "'f'", "also listed under 'beta'"],
    ),
    "mark without a tier": (
        F + "reason = 'x'",
        ["'modules.m.marks.f'", "neither a tier nor deprecated"],
    ),
    "empty mark": (F, ["'modules.m.marks.f'", "{}"]),
    "undeclared feature": (
        F + "tier = 'beta'\nfeature = 'ruoting'\n[features.routing]",
        ["'modules.m.marks.f.feature'", "'ruoting'", "did you mean 'routing'?"],
    ),
    "undeclared feature of a parameter": (
        M + "marks.'f(x)' = {tier = 'beta', feature = 'zz'}\n[features.routing]",
        ['modules.m.marks."f(x)".feature', "'zz'", "known names: routing"],
    ),
    "undeclared component of a module": (
        M + f"tier = 'beta'\ncomponent = 'ruoter'\n[components.router]{C}",
        ["'modules.m.component'", "'ruoter'", "did you mean 'router'?"],
    ),
}


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", VALID.values(), ids=list(VALID))
def test_valid(text: str) -> None:
    parse_manifest(text)
    VALIDATOR.validate(tomllib.loads(text))


@pytest.mark.parametrize(("text", "parts"), INVALID.values(), ids=list(INVALID))
def test_invalid(text: str, parts: list[str]) -> None:
    told = refused(text)
    assert told.startswith("<text>: ")
    for part in parts:
        assert part in told
    assert not told.replace("{...}.", "").endswith("..")
    assert not fits(text)


@pytest.mark.parametrize(("text", "parts"), BEYOND.values(), ids=list(BEYOND))
def test_invalid_beyond_the_schema(text: str, parts: list[str]) -> None:
    told = refused(text)
    for part in parts:
        assert part in told
    assert fits(text)


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "stability.toml"
    path.write_text("format = 1\n[features.a]\ntier = 'x'", encoding="utf-8")
    assert refused(str(path)).startswith(f"{path}: ")


def test_schema_and_parser_know_the_same_keys() -> None:
    from dynamo_stability import manifest

    definitions: dict[str, Any] = SCHEMA["$defs"]
    assert set(SCHEMA["properties"]) == set(manifest._TOP_KEYS)
    assert set(definitions["module"]["properties"]) == set(manifest._MODULE_KEYS)
    assert set(definitions["mark"]["properties"]) == {*manifest._MARK_KEYS, "as"}
    assert {*definitions["feature"]["properties"], "name"} == set(Feature.FIELDS)
    assert {*definitions["component"]["properties"], "name"} == set(Component.FIELDS)
    assert set(definitions["deprecated"]["anyOf"][1]["properties"]) == set(Deprecation.FIELDS)


def test_the_page_tells_every_key() -> None:
    from dynamo_stability import manifest

    page = (EXAMPLES.parent / "docs" / "reference" / "manifest.md").read_text(encoding="utf-8")
    tables = (manifest._TOP_KEYS, manifest._MODULE_KEYS, Deprecation.FIELDS)
    named = (Feature.FIELDS, Component.FIELDS)
    keys = {"as", *(key for table in tables for key in table)}
    keys |= {key for table in named for key in table if key != "name"}
    assert [key for key in sorted(keys) if not re.search(rf"`[\w.]*\b{key}\b[\w.]*`", page)] == []


def test_schema_and_policy_use_the_same_words() -> None:
    from dynamo_stability.tiers import PRIORITIES, SUPPORT_LEVELS

    definitions: dict[str, Any] = SCHEMA["$defs"]
    assert definitions["tier"]["enum"] == [tier.value for tier in Tier]
    assert definitions["support_level"]["enum"] == list(SUPPORT_LEVELS)
    assert definitions["component"]["properties"]["priority"]["enum"] == list(PRIORITIES)


# ---- anything at all ----------------------------------------------------------------------------

plain = st.recursive(
    st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "beta", "f", "f(x)", "a b", "name"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from([*SCHEMA["$defs"]["module"]["properties"], "as", "f", "m", "since"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)
keys = st.sampled_from([*SCHEMA["properties"], "other"])


def spelled(value: Any) -> str:
    """A plain value in TOML, inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {spelled(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    return json.dumps(value)


@given(
    st.dictionaries(keys, plain, max_size=2)
    | st.builds(lambda one: {"modules": {"m": one}}, plain)
    | st.builds(lambda one: {"modules": {"m": {"marks": {"f": one}}}}, plain)
)
def test_what_the_parser_reads_the_schema_allows(data: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {spelled(value)}" for key, value in {"format": 1, **data}.items())
    try:
        parse_manifest(text + "\n")
    except ManifestError:
        return
    assert fits(text)
