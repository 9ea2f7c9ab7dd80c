"""A project in a git repository with three releases, and the command run on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from writing import write_files

FILES = {
    "pyproject.toml": """
        [project]
        name = "engine"
        version = "1.0"

        [tool.dynamo-stability]
        targets = ["src"]
        manifests = ["stability.toml"]
        """,
    "stability.toml": """
        # Marks of what cannot be edited.
        format = 1

        [features.routing]
        tier = "beta"  # for now
        title = "Routing"

        [features.routing.evidence]
        service-level = "https://example.org/sla"

        [modules.engine]
        beta = [
            "LIMIT",  # set by measuring
            "Other",
        ]
        stable = ["connect"]

        [modules.engine.marks.LIMIT]
        feature = "routing"
        since = "0.9"
        """,
    "src/engine/__init__.py": """
        '''The engine.'''

        from engine.core import Other, Router, connect, route

        LIMIT = 5
        __all__ = ["LIMIT", "Other", "Router", "connect", "route"]
        """,
    "src/engine/core.py": """
        '''Routes requests.'''

        from dynamo_stability import (
            beta,  # for what works
            beta_parameter,
            deprecated,
        )


        class Other: ...


        # how it is done
        @beta(
            "Being tuned.",  # by Ann
            since="1.0",
            feature='routing',
            gate=False,
        )
        def route(prompt: str) -> str:
            '''Route a prompt.'''
            return prompt


        @beta(feature="routing", since='1.0')
        class Router:
            '''Routes.'''

            def send(self, prompt: str) -> str:
                '''Send a prompt.'''
                return prompt


        @beta_parameter("retries", feature="routing")
        def connect(host: str, retries: int = 0) -> None:
            '''Connect to a host.

            Args:
                host: where.
                retries: how often.
            '''
        """,
    "docs/routing.md": """
        # Routing

        `engine.Router` and `engine.route` take at most `LIMIT`; `retries` says how often.

        ```python
        engine.route("hello")
        ```
        """,
    "tests/test_engine.py": "import engine\nengine.route(engine.Router, engine.LIMIT)\n",
    "CHANGELOG.md": """
        # Changelog

        ## [Unreleased]

        ### Added

        - Much.

        ## [1.0] - 2024-01-01

        - The beginning.
        """,
}


def run_graduate(
    directory: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dynamo_stability", "graduate", *arguments],
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def outcome_of(directory: Path, *arguments: str) -> dict[str, Any]:
    """What the command says as JSON, whatever its exit code is."""
    done = run_graduate(directory, *arguments, "--format", "json")
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if found["ready"] and not found["by_hand"] else 1), done.stderr
    return found


def conditions_of(directory: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in outcome_of(directory, *arguments)["conditions"]}


def git(directory: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "tag.gpgSign=false"]
    command = ["git", "-C", str(directory), *identity, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def release(directory: Path, version: str) -> None:
    """Commit what is there and tag it."""
    path = directory / "pyproject.toml"
    lines = path.read_text().splitlines()
    named = [f'version = "{version}"' if one.startswith("version") else one for one in lines]
    path.write_text("\n".join(named) + "\n")
    git(directory, "add", ".")
    git(directory, "commit", "-qm", version)
    git(directory, "tag", f"v{version}")


def prepare(directory: Path, version: str) -> None:
    """Let the project be on its way to a version."""
    path = directory / "pyproject.toml"
    lines = path.read_text().splitlines()
    named = [f'version = "{version}"' if one.startswith("version") else one for one in lines]
    path.write_text("\n".join(named) + "\n")


def start(directory: Path, files: dict[str, str], *versions: str) -> Path:
    """A repository with some files, which were the same in each release."""
    write_files(directory, files)
    git(directory, "init", "-q")
    for version in versions:
        release(directory, version)
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    """Every file outside of git, with what it holds."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }
