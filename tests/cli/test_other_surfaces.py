"""`show` and `generate` for names that are no Python names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from whole_project import PROJECT
from writing import write_files

from dynamo_stability.catalog import read_catalog

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in a project that has every surface."""
    write_files(tmp_path, PROJECT)
    path = tmp_path / "pyproject.toml"
    path.write_text(path.read_text().replace("[tool.dynamo-stability]\n", TARGETS))

    def run_command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dynamo_stability", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run_command


TARGETS = '[tool.dynamo-stability]\ntargets = ["."]\n'


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("cli:engine --mode", "  feature:       routing, 2 marked in all"),
        ("crd:acme.io/v1alpha1/Graph", "  may break:     in any release, without notice"),
        ("rust:engine_core::Router", "  marked at:     crates/core/src/lib.rs:4"),
    ],
)
def test_show(run: Run, name: str, line: str) -> None:
    done = run("show", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert line in done.stdout.splitlines()


def test_show_what_counts_as_its_holder(run: Run) -> None:
    done = run("show", "crd:acme.io/v1alpha1/Graph.spec.workers[].size")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[1] == (
        "  is not marked: it counts as experimental, as crd:acme.io/v1alpha1/Graph"
    )


def test_show_what_is_not_known(run: Run) -> None:
    done = run("show", "cli:engine --mod")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'cli:engine --mode'?" in done.stderr


def test_the_registry_holds_all_surfaces_and_the_ruff_table_python_alone(
    run: Run, tmp_path: Path
) -> None:
    done = run("generate", "--registry", "src/engine", "--ruff", "ruff.toml")
    assert (done.returncode, done.stderr) == (0, "")
    kinds = {
        one.kind for one in read_catalog(tmp_path / "src/engine/_stability_registry.py").records
    }
    assert {"cli", "crd", "rust", "function"} <= kinds
    table = (tmp_path / "ruff.toml").read_text()
    assert '"engine.find".msg' in table
    assert "crd:" not in table
    assert (
        run("generate", "--registry", "src/engine", "--ruff", "ruff.toml", "--check").returncode
        == 0
    )


def test_a_registry_of_all_surfaces_is_read_by_mypy(run: Run, tmp_path: Path) -> None:
    run("generate", "--registry", "src/engine")
    program = "from engine import Router, find, route\n\nfind()\nroute()\n"
    stub = "class Router: ...\ndef find() -> None: ...\n"
    write_files(
        tmp_path,
        {
            "app/app.py": program,
            "src/engine/_core.pyi": stub,
            "app/mypy.ini": "[mypy]\nplugins = dynamo_stability.mypy\nmypy_path = ../src\n",
        },
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "app.py"],
        cwd=tmp_path / "app",
        capture_output=True,
        text=True,
        timeout=300,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("app.py:")]
    assert sorted((int(one.split(":")[1]), one.rpartition("[")[2]) for one in told) == [
        (1, "deprecated-api]"),
        (1, "experimental]"),
        (3, "experimental]"),
        (4, "deprecated-api]"),
    ]
