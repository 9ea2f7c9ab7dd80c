"""Small projects, and the commands that check them, as a user runs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from writing import write_files

Run = Callable[..., "subprocess.CompletedProcess[str]"]

PROJECT = {
    "pyproject.toml": """
        [project]
        name = "engine"
        version = "1.5"
        [tool.dynamo-stability]
        targets = ["src/engine"]
        [tool.dynamo-stability.check]
        baseline = "accepted.json"
        """,
    "src/engine/__init__.py": """
        from dynamo_stability import beta, deprecated, experimental, stable

        @experimental
        class Score: ...

        @stable
        def route(score: Score): ...

        @deprecated("Use route.", since="1.2")
        def pick(): ...
        """,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two errors and a warning."""
    write_files(tmp_path, PROJECT)
    text = (tmp_path / "pyproject.toml").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(text.replace('baseline = "accepted.json"\n', ""))
    return tmp_path


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run dynamo-stability in the temporary directory."""

    def run_here(
        *arguments: str, directory: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dynamo_stability", *arguments],
            cwd=directory or tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run_here


def git(directory: Path, *arguments: str) -> None:
    """Run git with a name and nothing of the user's own configuration."""
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=directory,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(directory), "LC_ALL": "C"},
    )
