"""`dynamo-stability scan` where a project declares components."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.catalog import read_catalog

Run = Callable[..., "subprocess.CompletedProcess[str]"]

FILES = {
    "pyproject.toml": """
    [tool.dynamo-stability]
    targets = ["pkg"]
    manifests = ["stability.toml"]
    """,
    "stability.toml": """
    format = 1
    [components.router]
    support_level = ["service/command", "library"]
    priority = "P0"
    surfaces = ["pkg.routing.*"]
    [components.planner]
    support_level = "service/command"
    priority = "P1"
    """,
    "pkg/__init__.py": "",
    "pkg/routing.py": """
    from dynamo_stability import beta, experimental
    @experimental
    def route(): ...
    @beta
    def pick(): ...
    """,
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Scan a project of its own."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")

    def run_scan(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dynamo_stability", "scan", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run_scan


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [" ".join(line.split()) for line in done.stdout.splitlines()]


def test_tiers_by_component(run: Run) -> None:
    done = run("--by-component")
    assert (done.returncode, done.stderr) == (0, "")
    assert lines(done) == [
        "Component Support level Priority Experimental Beta Stable Deprecated",
        "planner service/command P1 0 0 0 0",
        "router service/command, library P0 1 1 0 0",
        "2 marked: 1 experimental, 1 beta",
    ]


def test_a_record_without_a_component_is_a_finding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pkg/other.py").write_text(
        "from dynamo_stability import beta\n@beta\ndef f(): ...\n"
    )
    done = run("--by-component")
    assert done.returncode == 1
    assert done.stderr.startswith("pkg/other.py:3:1: 'pkg.other.f' belongs to no component.")
    assert lines(done)[3] == "none 0 1 0 0"


def test_documents_and_catalogs_tell_components(run: Run, tmp_path: Path) -> None:
    assert (
        "| router | service/command, library | P0 | 1 | 1 | 0 | 0 |"
        in run("--format", "markdown").stdout.splitlines()
    )
    assert run("-o", "stability.json", "--no-api").returncode == 0
    records = read_catalog(tmp_path / "stability.json").records
    assert {one.component for one in records} == {"router"}
