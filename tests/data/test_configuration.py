"""[tool.dynamo-stability]: every key is checked before anything is done with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dynamo_stability.configuration import (
    Configuration,
    DecoratorRule,
    GenerateOptions,
    MypyOptions,
    read_configuration,
    read_configuration_file,
)
from dynamo_stability.errors import ConfigurationError, RecordError

FULL = """
[tool.dynamo-stability]
targets = ["src/pkg"]
manifests = ["stability.toml"]

[tool.dynamo-stability.decorators]
"pkg.util.preview" = "experimental"
"pkg.util.gone" = { stage = "deprecated", reason = [0, "why"], remove-in = "removal", since = 1 }

[tool.dynamo-stability.generate]
catalog = "stability.json"
registry = "src/pkg"
stubs = "stubs"
ruff = "ruff-stability.toml"
stub-tier = "beta"
partial = true
docstrings = true
ruff-tiers = ["experimental", "beta"]

[tool.dynamo-stability.mypy]
errors = ["experimental"]
notes = ["beta", "deprecated"]
allow-features = ["kv"]
allow = ["dynamo.llm.*"]
registries = ["third_party.json"]
"""


def written(directory: Path, text: str) -> Path:
    path = directory / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key(tmp_path: Path) -> None:
    path = written(tmp_path, FULL)
    assert read_configuration_file(path) == Configuration(
        str(path),
        targets=("src/pkg",),
        manifests=("stability.toml",),
        decorators=(
            DecoratorRule("pkg.util.preview", "experimental"),
            DecoratorRule(
                "pkg.util.gone",
                "deprecated",
                reason=("0", "why"),
                remove_in="removal",
                since=1,
            ),
        ),
        generate=GenerateOptions(
            catalog="stability.json",
            registry="src/pkg",
            stubs="stubs",
            ruff="ruff-stability.toml",
            stub_tier="beta",
            partial=True,
            docstrings=True,
            ruff_tiers=("experimental", "beta"),
        ),
        mypy=MypyOptions(
            errors=("experimental",),
            notes=("beta", "deprecated"),
            allow_features=("kv",),
            allow=("dynamo.llm.*",),
            registries=("third_party.json",),
        ),
    )


def test_the_nearest_file_upwards(tmp_path: Path) -> None:
    path = written(tmp_path, FULL)
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    found = read_configuration(inner)
    assert found.source == str(path)
    assert found.directory == tmp_path
    written(tmp_path / "a", "")
    assert read_configuration(inner).replace(source="x") == Configuration("x")


def test_defaults() -> None:
    configuration = Configuration()
    assert configuration.mypy.errors == ("experimental", "deprecated")
    assert configuration.mypy.notes == ()
    assert configuration.generate.ruff_tiers == ("experimental", "deprecated")
    assert configuration.directory == Path()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("target = ['x']", ["'target'", "did you mean 'targets'"]),
        ("source = 'x'", ["'source'"]),
        ("targets = 'x'", ["'targets'", "'x'", "not a list"]),
        ("targets = [1]", ["targets[0]", "1"]),
        ("manifests = {}", ["'manifests'"]),
        ("mypy = 3", ["mypy", "3", "not a table"]),
        ("mypy = { error = [] }", ["'mypy.error'", "did you mean 'errors'"]),
        ("mypy = { errors = ['gamma'] }", ["errors", "'gamma'"]),
        ("mypy = { allow_features = ['x'] }", ["did you mean 'allow-features'"]),
        ("generate = { partial = 1 }", ["'generate.partial'", "true or false"]),
        ("generate = { stub-tier = 'experimental' }", ["stub_tier", "beta"]),
        ("generate = { ruff = '' }", ["ruff", "non-empty"]),
        ("decorators = ['x']", ["decorators"]),
        ("decorators = { x = 'gamma' }", ["gamma"]),
        ("decorators = { x = {} }", ["stage"]),
        ("decorators = { x = 3 }", ["3"]),
        (
            "decorators = { x = { stage = 'beta', resaon = 0 } }",
            ["resaon", "did you mean 'reason'"],
        ),
        ("decorators = { x = { stage = 'beta', reason = true } }", ["reason", "True"]),
        ("decorators = { x = { stage = 'beta', name = 'y' } }", ["name"]),
        ("options = { colour = 1 }", ["unknown key 'options.colour'", "known names: "]),
        ("options = { ignor = [] }", ["unknown key 'options.ignor'", "did you mean 'ignore'?"]),
        ("options = { ignore = 'all' }", ["'all'", "ignore", "not a list"]),
        ("options = { helpers = [] }", ["'options.helpers' is not a table"]),
        ("options = { helpers = { x = { name = 'y' } } }", ["'options.helpers.\"x\".name'"]),
        ("options = { helpers = { x = { form = 'z' } } }", ["'z'", 'helpers."x".form']),
        ("options = { programs = 'x' }", ["'x'", "programs", "not a table"]),
        ("options = { deprecations = { x = { stage = 'gone' } } }", ["'gone'", "stage"]),
        ("kubernetes = { crd = [] }", ["'kubernetes.crd'", "did you mean 'crds'"]),
        ("rust = { python-modules = ['a'] }", ["python_modules", "not a table"]),
        ("rust = { python-modules = { a = 1 } }", ["python_modules.a", "1"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, parts: list[str]) -> None:
    path = written(tmp_path, f"[tool.dynamo-stability]\n{text}\n")
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(tmp_path)
    message = str(caught.value)
    assert str(path) in message
    assert [part for part in parts if part not in message] == []


@pytest.mark.parametrize("text", ["[tool", "tool = 3", "tool.dynamo-stability = 3", "a = 1\na = 2"])
def test_files_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    written(tmp_path, text)
    with pytest.raises(ConfigurationError, match=r"Cannot read .*pyproject\.toml"):
        read_configuration(tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Cannot read"):
        read_configuration_file(tmp_path / "pyproject.toml")


def test_a_decorator_knows_its_arguments() -> None:
    with pytest.raises(RecordError, match="resaon"):
        DecoratorRule("x", "beta", resaon="0")
