"""stability.toml: what is read, what is refused, and that the schema agrees."""

from __future__ import annotations

import importlib.resources
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dynamo_stability import ManifestError, Tier
from dynamo_stability.manifest import parse_manifest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads(
    (importlib.resources.files("dynamo_stability") / "schemas" / "manifest.schema.json").read_text()
)

FULL = """
format = 1
package = "dynamo"
distribution = "ai-dynamo-runtime"
[features.kv]
title = "Routing"
tier = "experimental"
[components.router]
support_level = ["service/command", "library"]
priority = "P0"
languages = ["Python"]
[components.core]
support_level = "internal"
priority = "P2"
[modules."dynamo.llm"]
tier = "beta"
experimental = ["KvRouter", "RouterMode.KV"]
stable = ["register_model"]
[modules."dynamo.llm".marks.KvRouter]
since = "1.2"
feature = "kv"
component = "router"
as = "name"
[modules."dynamo.llm".marks."KvRouterConfig(weight)"]
deprecated = { since = "1.0", renamed_to = "scale" }
[modules."dynamo.llm".marks.old]
deprecated = true
"""

#: What is wrong, and the parts that the message has to have. The schema refuses these as well.
INVALID: list[tuple[str, list[str]]] = [
    ("", ["format", "None"]),
    ("format = 2", ["format", "2", "format = 1"]),
    ("format = true", ["format", "True"]),
    ("format = 1\nmodule = {}", ["'module'", "'modules'"]),
    ("format = 1\npackage = 3", ["package", "3"]),
    ("format = 1\nfeatures = 3", ["features", "3", "table"]),
    ("format = 1\n[features.a]\ntitel = 'x'", ["features.a.titel", "'title'"]),
    ("format = 1\n[features.a]\ntier = 'alpha'", ["features.a.tier", "'alpha'", "beta"]),
    ("format = 1\n[components.a]\npriority = 'P0'", ["components.a.support_level", "missing"]),
    ("format = 1\n[components.a]\npriority = 'P9'\nsupport_level = 'library'", ["P9", "P0"]),
    ("format = 1\n[components.a]\npriority = 'P0'\nsupport_level = 'much'", ["much", "library"]),
    ("format = 1\n[modules.'a b']\ntier = 'beta'", ["'a b'", "module name"]),
    ("format = 1\n[modules.a]\ntear = 'beta'", ["modules.a.tear", "'tier'"]),
    ("format = 1\n[modules.a]\nbeta = 'x'", ["modules.a.beta", "list"]),
    ("format = 1\n[modules.a]\nbeta = [1]", ["modules.a.beta", "list"]),
    ("format = 1\n[modules.a]\nbeta = ['x y']", ["'x y'"]),
    ("format = 1\n[modules.a]\nbeta = ['f(']", ["'f('", "parameter"]),
    ("format = 1\n[modules.a.marks]\nx = 3", ["modules.a.marks.x", "table"]),
    ("format = 1\n[modules.a.marks.x]\ntier = 'gamma'", ["modules.a.marks.x.tier", "gamma"]),
    ("format = 1\n[modules.a.marks.x]\ntier = 'beta'\nas = 'thing'", ["as", "thing", "object"]),
    ("format = 1\n[modules.a.marks.x]\ndeprecated = { sinse = '1' }", ["sinse", "'since'"]),
    ("format = 1\n[modules.a.marks.x]\ndeprecated = 'yes'", ["deprecated", "yes"]),
    ("format = 1\n[modules.a.marks.x]\ntier = 'beta'\nreason = ''", ["reason", "''"]),
]

#: What no schema can see.
CONTRADICTORY: list[tuple[str, list[str]]] = [
    ("format = 1\n[modules.a]\nbeta = ['x']\nstable = ['x']", ["'x'", "beta"]),
    ("format = 1\n[modules.a]\nbeta = ['x', 'x']", ["'x'", "beta"]),
    (
        "format = 1\n[modules.a]\nbeta = ['x']\n[modules.a.marks.x]\ntier = 'stable'",
        ["stable", "x"],
    ),
    ("format = 1\n[modules.a.marks.x]\nreason = 'r'", ["modules.a.marks.x", "neither"]),
    (
        "format = 1\n[features.kv]\n[modules.a.marks.x]\ntier = 'beta'\nfeature = 'vk'",
        ["feature", "vk", "kv"],
    ),
]


def test_everything_is_read() -> None:
    manifest = parse_manifest(FULL)
    assert (manifest.package, manifest.distribution) == ("dynamo", "ai-dynamo-runtime")
    assert [one.name for one in manifest.features] == ["kv"]
    assert [one.support_level for one in manifest.components] == [
        ("service/command", "library"),
        ("internal",),
    ]
    entries = {entry.record.name: entry for entry in manifest.entries}
    assert list(entries) == [
        "dynamo.llm",
        "dynamo.llm.KvRouter",
        "dynamo.llm.RouterMode.KV",
        "dynamo.llm.register_model",
        "dynamo.llm.KvRouterConfig(weight)",
        "dynamo.llm.old",
    ]
    router = entries["dynamo.llm.KvRouter"]
    assert (router.module, router.qualname, router.target) == ("dynamo.llm", "KvRouter", "name")
    assert (router.record.tier, router.record.since) == (Tier.EXPERIMENTAL, "1.2")
    weight = entries["dynamo.llm.KvRouterConfig(weight)"]
    assert (weight.qualname, weight.parameter) == ("KvRouterConfig", "weight")
    assert weight.record.kind == "parameter"
    assert entries["dynamo.llm.old"].record.stage == "deprecated"
    assert entries["dynamo.llm"].qualname == ""


def test_the_real_example_is_read_and_fits_the_schema() -> None:
    path = ROOT / "examples" / "dynamo_bindings" / "stability.toml"
    manifest = parse_manifest(path)
    assert len(manifest.entries) > 80
    assert manifest.source == str(path)
    jsonschema.validate(tomllib.loads(path.read_text()), SCHEMA)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(tomllib.loads(FULL), SCHEMA)


def refusal(text: str) -> str:
    with pytest.raises(ManifestError) as raised:
        parse_manifest(text + "\n")
    return str(raised.value)


@pytest.mark.parametrize(("text", "parts"), INVALID)
def test_what_is_malformed_is_refused_by_both(text: str, parts: list[str]) -> None:
    message = refusal(text)
    assert all(part in message for part in parts), message
    assert message.startswith("<text>: ")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), SCHEMA)


@pytest.mark.parametrize(("text", "parts"), CONTRADICTORY)
def test_contradictions_are_refused(text: str, parts: list[str]) -> None:
    message = refusal(text)
    assert all(part in message for part in parts), message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "broken.toml").write_text("format = \n")
    (tmp_path / "deep.toml").write_text("format = " + "[" * 5000)
    cases: dict[Any, str] = {
        tmp_path / "absent.toml": "No such file",
        tmp_path: "directory",
        tmp_path / "binary.toml": "utf-8",
        tmp_path / "broken.toml": "not TOML",
        tmp_path / "deep.toml": "",
        str(tmp_path / "absent.toml"): "No such file",
    }
    for path, part in cases.items():
        with pytest.raises(ManifestError) as raised:
            parse_manifest(path)
        assert part in str(raised.value)
        assert str(path) in str(raised.value)
