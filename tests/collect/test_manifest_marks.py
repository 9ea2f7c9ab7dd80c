"""Marks that a stability.toml makes, as the collector reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability import Deprecation, ManifestError, Tier
from dynamo_stability.collect import Collected, collect_marks, find_target
from dynamo_stability.configuration import Configuration, read_configuration_file

Collect = Callable[..., Collected]

pytest_plugins = ["collecting"]

FILES = {
    "dynamo/llm/__init__.py": """
    from dynamo._core import KvRouter as KvRouter
    from dynamo._core import RouterMode as RouterMode
    from dynamo._core import register_model as register_model
    from dynamo._core import register_model as register_llm
    """,
    "dynamo/_core.pyi": """
    class KvRouter:
        def route(self, tokens: list[int]) -> int: ...
    class RouterMode:
        KV: RouterMode
    def register_model(name: str, retries: int = 3) -> None: ...
    """,
    "pyproject.toml": """
    [tool.dynamo-stability]
    manifests = ["stability.toml"]
    """,
    "stability.toml": """
    format = 1
    [features.kv]
    title = "KV routing"
    [components.router]
    support_level = "library"
    priority = "P0"

    [modules."dynamo.llm"]
    experimental = ["KvRouter"]
    stable = ["register_model"]
    [modules."dynamo.llm".marks.KvRouter]
    feature = "kv"
    reason = "the cost model is being tuned"
    [modules."dynamo.llm".marks.register_llm]
    as = "name"
    deprecated = { since = "1.1", alternative = "dynamo.llm.register_model" }
    [modules."dynamo.llm".marks."register_model(retries)"]
    tier = "beta"
    [modules."dynamo.llm".marks."RouterMode.KV"]
    tier = "experimental"
    [modules."dynamo.llm".marks."KvRouter.route"]
    tier = "beta"
    """,
}


def scan(root: Path) -> Collected:
    configuration = read_configuration_file(root / "pyproject.toml")
    return collect_marks([find_target(str(root / "dynamo"))], configuration)


def test_entries_are_records_of_what_is_defined(write: Callable[..., Path]) -> None:
    found = scan(write({**FILES, "dynamo.dist-info/METADATA": "Name: dynamo\nVersion: 1"}))
    assert found.problems == ()
    assert {one.name: (one.kind, one.stage, one.definition) for one in found.records} == {
        "dynamo.llm.KvRouter": ("class", "experimental", "dynamo._core.KvRouter"),
        "dynamo.llm.KvRouter.route": ("method", "beta", "dynamo._core.KvRouter.route"),
        "dynamo.llm.RouterMode.KV": ("attribute", "experimental", "dynamo._core.RouterMode.KV"),
        "dynamo.llm.register_llm": ("name", "deprecated", "dynamo._core.register_model"),
        "dynamo.llm.register_model": ("function", "stable", "dynamo._core.register_model"),
        "dynamo.llm.register_model(retries)": (
            "parameter",
            "beta",
            "dynamo._core.register_model(retries)",
        ),
    }
    router = found.records[0]
    assert router.feature == "kv"
    assert router.reason == "the cost model is being tuned"
    assert router.source == "stability.toml:10"
    assert [one.name for one in found.features] == ["kv"]
    assert [one.name for one in found.components] == ["router"]
    deprecated = next(one for one in found.records if one.name.endswith("register_llm"))
    assert deprecated.deprecation == Deprecation(
        since="1.1", alternative="dynamo.llm.register_model"
    )
    assert found.catalog().find("dynamo._core.register_model").tier is Tier.STABLE  # type: ignore[union-attr]


def test_an_entry_for_what_is_not_there_is_a_problem(write: Callable[..., Path]) -> None:
    manifest = FILES["stability.toml"].replace('["register_model"]', '["register_modle"]')
    manifest = manifest.replace('"register_model(retries)"', "register_model")
    root = write({**FILES, "stability.toml": manifest, "x.dist-info/METADATA": ""})
    (problem,) = scan(root).problems
    assert (problem.path, problem.line) == ("stability.toml", 11)
    assert "'dynamo.llm.register_modle' is marked, but" in problem.message


def test_a_manifest_that_contradicts_the_source_is_a_problem(collect: Collect) -> None:
    files = {
        "pkg/__init__.py": "from dynamo_stability import beta\n@beta\ndef f(): ...",
        "stability.toml": 'format = 1\n[modules.pkg]\nstable = ["f"]\n',
    }
    collected = collect(files)
    root = Path(collected.modules["pkg"][0].source.path).parent.parent
    configuration = Configuration(manifests=(str(root / "stability.toml"),))
    (problem,) = collect_marks([find_target(str(root))], configuration).problems
    assert "'pkg.f' is marked beta and stable" in problem.message


def test_a_broken_manifest_is_an_error(write: Callable[..., Path]) -> None:
    root = write({**FILES, "stability.toml": "format = 2", "x.dist-info/METADATA": ""})
    with pytest.raises(ManifestError, match="format"):
        scan(root)


def test_entries_about_other_packages_are_left_out(write: Callable[..., Path]) -> None:
    manifest = """
    format = 1
    [modules.pkg]
    beta = ["f"]
    [modules.other]
    beta = ["g"]
    """
    root = write({"pkg/__init__.py": "def f(): ...", "stability.toml": manifest})
    configuration = Configuration(manifests=(str(root / "stability.toml"),))
    found = collect_marks([find_target(str(root / "pkg"))], configuration)
    assert [one.name for one in found.records] == ["pkg.f"]
    assert found.problems == ()
