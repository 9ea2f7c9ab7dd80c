"""What users take from the repository: the hooks of pre-commit, and the GitHub Action."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from checking import git
from pre_commit.clientlib import load_manifest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]


def read_yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


HOOKS = read_yaml(".pre-commit-hooks.yaml")
ACTION = read_yaml("action.yml")


# ---- pre-commit -----------------------------------------------------------------------------


def test_pre_commit_takes_the_hooks() -> None:
    names = [one["id"] for one in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))]
    assert names == ["dynamo-stability-check", "dynamo-stability-registry"]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda one: one["id"])
def test_a_hook_brings_what_the_tools_need(hook: Any) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert sorted(hook["additional_dependencies"]) == sorted(
        project["optional-dependencies"]["tools"]
    )


@pytest.mark.parametrize(
    ("hook", "code"), [(HOOKS[0], 1), (HOOKS[1], 2)], ids=["check", "registry"]
)
def test_a_hook_runs_the_command(hook: Any, code: int, project: Path) -> None:
    words = hook["entry"].split()
    assert words[0] == "dynamo-stability"
    done = subprocess.run(
        [sys.executable, "-m", "dynamo_stability", *words[1:]],
        cwd=project,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stderr
    said = "2 errors, 1 warning" if code == 1 else "[tool.dynamo-stability.generate]"
    assert said in done.stdout + done.stderr


# ---- the action -----------------------------------------------------------------------------


def test_the_action_fits_the_schema_of_actions() -> None:
    place = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((place / "github-actions.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(ACTION)
    assert ACTION["runs"]["using"] == "composite"


def test_inputs_never_become_part_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]


def _run_step(number: int, directory: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run one step as the runner does, with the values that its inputs have."""
    values = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}
    values = {
        **values,
        "python": sys.executable,
        **{k.replace("_", "-"): v for k, v in inputs.items()},
    }
    step = ACTION["runs"]["steps"][number]
    environment = {
        name: values.get(str(written).removeprefix("${{ inputs.").removesuffix(" }}"), str(ROOT))
        for name, written in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_action_annotates(project: Path) -> None:
    done = _run_step(1, project)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=src/engine/__init__.py,line=8,")


def test_the_action_passes_its_inputs_on(project: Path) -> None:
    git(project, "init", "--quiet")
    git(project, "add", "-A")
    git(project, "commit", "--quiet", "-m", "first")
    path = project / "src/engine/__init__.py"
    path.write_text(path.read_text("utf-8").replace("@stable", "@beta"))
    done = _run_step(
        1,
        project,
        targets="src/engine",
        base="git:HEAD",
        arguments="--as-of 2.0 --fail-on warning",
        sarif_file="out.sarif",
    )
    assert done.returncode == 1, done.stderr
    assert "title=tier-lowered::" in done.stdout
    rules = {
        one["ruleId"]
        for one in json.loads((project / "out.sarif").read_text())["runs"][0]["results"]
    }
    assert "tier-lowered" in rules


def test_the_action_succeeds_where_nothing_is_wrong(project: Path) -> None:
    (project / "src/engine/__init__.py").write_text("def _f(): ...\n")
    done = _run_step(1, project, sarif_file="out.sarif")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert json.loads((project / "out.sarif").read_text())["runs"][0]["results"] == []


def test_the_action_fails_where_the_command_cannot_run(project: Path) -> None:
    done = _run_step(1, project, targets="nowhere/at/all", sarif_file="out.sarif")
    assert done.returncode == 2
    assert not (project / "out.sarif").exists()


def test_the_action_installs_itself(tmp_path: Path) -> None:
    said = tmp_path / "python"
    said.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    said.chmod(0o755)
    done = _run_step(0, tmp_path, python=str(said))
    assert done.stdout.splitlines()[:3] == ["-m", "pip", "install"]
    assert done.stdout.splitlines()[-1] == f"{ROOT}[tools]"
