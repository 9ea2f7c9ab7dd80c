"""Manifests on live modules: pure Python, and C modules of the standard library."""

from __future__ import annotations

import gc
import sys
import textwrap
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from listening import Listen

from dynamo_stability import (
    ManifestError,
    MarkError,
    apply_manifest,
    experimental,
    get_stability,
    iter_marks,
)

MakeModule = Callable[[str, str], types.ModuleType]

SOURCE = """
import enum
from math import sqrt as root

class Router:
    limit = 3
    def __init__(self, mode="kv", weight=1): self.mode, self.weight = mode, weight
    def route(self): return "routed"
    @property
    def size(self): return 4
    @size.setter
    def size(self, value): self.sized = value

class Mode(enum.Enum):
    KV = 1
    RANDOM = 2

class Failure(Exception): pass
def register_model(path, *, legacy=None): return path
register_llm = register_model
async def serve(): return "served"
LIMIT = 7
"""

MANIFEST = """
format = 1
[features.routing]
title = "Routing"
[modules.plant]
experimental = ["Router", "Mode", "LIMIT", "root", "serve", "Failure"]
stable = ["register_model"]
[modules.plant.marks.Router]
feature = "routing"
since = "1.2"
[modules.plant.marks."Router.route"]
deprecated = { message = "Use send." }
[modules.plant.marks."Router.size"]
tier = "experimental"
[modules.plant.marks."Router.limit"]
tier = "experimental"
[modules.plant.marks."Mode.KV"]
deprecated = { since = "1.0" }
[modules.plant.marks."Router(weight)"]
deprecated = { remove_in = "9.0" }
[modules.plant.marks."register_model(legacy)"]
tier = "experimental"
[modules.plant.marks.register_llm]
deprecated = { alternative = "plant.register_model" }
"""


def exercise(plant: Any) -> None:
    plant.Router("x")  # use
    plant.Router(weight=2)  # use
    plant.Router().route()  # use
    assert plant.Router().limit == 3  # use
    router = plant.Router()
    router.size = 3
    assert router.sized == 3
    assert router.size == 4  # use
    assert plant.Mode.RANDOM.value == 2  # use
    assert plant.Mode.KV.value == 1  # use
    assert plant.LIMIT == 7  # use
    assert plant.root(4) == 2  # use
    plant.register_llm("x")  # use
    plant.register_model("x", legacy=1)  # use
    assert issubclass(plant.Failure, Exception)  # use


EXPECTED = {
    "plant.Router": 1,
    "plant.Router(weight)": 1,
    "plant.Router.route": 1,
    "plant.Router.limit": 1,
    "plant.Router.size": 1,
    "plant.Mode": 1,
    "plant.Mode.KV": 1,
    "plant.LIMIT": 1,
    "plant.root": 1,
    "plant.register_llm": 1,
    "plant.register_model(legacy)": 1,
    "plant.Failure": 1,
}


def counts(texts: list[str]) -> dict[str, int]:
    names = [text.split(" ")[0] for text in texts]
    return {name: names.count(name) for name in names}


def test_a_module_that_is_imported_already(listen: Listen, make_module: MakeModule) -> None:
    plant = make_module("plant", SOURCE)
    manifest = apply_manifest(MANIFEST)
    assert [feature.name for feature in manifest.features] == ["routing"]
    with listen() as spoken:
        exercise(plant)
    assert counts(spoken.texts) == EXPECTED
    record = get_stability("plant.Router")
    assert record is not None
    assert (record.kind, record.feature, record.since) == ("class", "routing", "1.2")
    definition = get_stability("plant.root")
    assert definition is not None
    assert definition.definition == "math.sqrt"


@pytest.fixture
def plant_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "plant.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("plant", None)
    gc.collect()


def test_a_module_that_is_imported_later(listen: Listen, plant_on_disk: Path) -> None:
    path = plant_on_disk / "stability.toml"
    path.write_text(MANIFEST)
    apply_manifest(path)
    assert "plant" not in sys.modules
    import plant  # type: ignore[import-not-found]

    with listen() as spoken:
        exercise(plant)
    assert counts(spoken.texts) == EXPECTED


def test_names_that_are_missing_are_listed_and_nothing_is_marked(make_module: MakeModule) -> None:
    plant = make_module("plant", SOURCE)
    before = {name: dict(vars(getattr(plant, name))) for name in ("Router", "register_model")}
    for name, near in [("Routr", "Router"), ("Router.rout", "Router.route"), ("Mod.KV", "Mode")]:
        text = (
            f'format = 1\n[modules.plant]\nexperimental = ["Router", "register_model", "{name}"]\n'
        )
        with pytest.raises(ManifestError) as raised:
            apply_manifest(text)
        assert name.rpartition(".")[2] in str(raised.value) or name.partition(".")[0] in str(
            raised.value
        )
        assert near.rpartition(".")[2] in str(raised.value)
    text = 'format = 1\n[modules.plant]\nexperimental = ["Router(colour)"]\n'
    with pytest.raises(MarkError, match="'colour'"):
        apply_manifest(text)
    assert list(iter_marks("plant")) == []
    after = {name: dict(vars(getattr(plant, name))) for name in ("Router", "register_model")}
    assert after == before
    assert type(plant) is types.ModuleType


def test_a_path_through_something_else_is_refused(make_module: MakeModule) -> None:
    plant = make_module("plant", SOURCE)
    sub = make_module("plant.sub", "C = 1")
    plant.sub = sub  # type: ignore[attr-defined]
    for name, part in [("sub.C", '[modules."plant.sub"]'), ("LIMIT.real", "no class")]:
        with pytest.raises(ManifestError) as raised:
            apply_manifest(f'format = 1\n[modules.plant]\nexperimental = ["{name}"]\n')
        assert part in str(raised.value)
    assert type(plant) is type(sub) is types.ModuleType


def test_a_contradiction_with_the_source_is_refused(make_module: MakeModule) -> None:
    plant = make_module("plant", SOURCE)
    experimental(plant.Router)
    with pytest.raises(MarkError, match="Remove one"):
        apply_manifest(
            'format = 1\n[modules.plant]\nexperimental = ["LIMIT"]\nstable = ["Router"]\n'
        )
    assert [record.name for record in iter_marks("plant")] == ["plant.Router"]
    assert type(plant) is types.ModuleType


def test_a_whole_module_and_as_name(listen: Listen, make_module: MakeModule) -> None:
    plant = make_module("plant", SOURCE)
    apply_manifest(
        textwrap.dedent(
            """
            format = 1
            [modules.plant]
            deprecated = { message = "Use factory." }
            [modules.plant.marks.Router]
            tier = "experimental"
            as = "name"
            """
        )
    )
    with listen() as spoken:
        assert plant.Router().route() == "routed"  # use
        assert plant.Mode.KV.value == 1  # use
    assert sorted(counts(spoken.texts)) == ["plant", "plant.Router"]


def test_compiled_modules(listen: Listen) -> None:
    """Functions, classes and methods that are written in C."""
    import _csv
    import _struct

    apply_manifest(
        textwrap.dedent(
            """
            format = 1
            [modules._struct]
            experimental = ["calcsize"]
            [modules._struct.marks.Struct]
            deprecated = { message = "x" }
            [modules._struct.marks."Struct.pack"]
            tier = "experimental"
            [modules._csv]
            experimental = ["Error"]
            """
        )
        if not _struct.Struct.__flags__ & 1 << 8
        else textwrap.dedent(
            """
            format = 1
            [modules._struct]
            experimental = ["calcsize"]
            [modules._struct.marks.Struct]
            deprecated = { message = "x" }
            [modules._csv]
            experimental = ["Error"]
            """
        )
    )
    original = vars(_struct)["calcsize"]
    for known in (original, vars(_csv)["Error"], vars(_struct)["Struct"]):
        assert get_stability(known) is not None
    assert get_stability(_struct.pack) is None
    with listen() as spoken:
        assert _struct.calcsize is original  # use
        assert _struct.calcsize("i") == 4
        assert issubclass(_csv.Error, Exception)  # use
        assert _struct.Struct("i").size == 4  # use
    assert counts(spoken.texts) == {
        "_struct.calcsize": 1,
        "_csv.Error": 1,
        "_struct.Struct": 1,
    }


def test_the_owning_package_can_be_named(listen: Listen, make_module: MakeModule) -> None:
    plant = make_module("plant", SOURCE)
    tool = make_module("garden.tool", "import plant\ndef go(): return plant.serve()\n")
    apply_manifest('format = 1\npackage = "garden"\n[modules.plant]\nexperimental = ["serve"]\n')
    with listen() as spoken:
        tool.go().close()
    assert len(spoken) == 0
    with listen() as spoken:
        plant.serve().close()  # use
    assert len(spoken) == 1
