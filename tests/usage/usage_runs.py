"""A library with marks of every kind, and the command run over files that use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from writing import write_files

LIBRARY = {
    "lib/kv/__init__.py": """
        from dynamo_stability import (
            beta, deprecated, deprecated_parameter, experimental, mark_names
        )
        from kv._impl import Router

        @experimental("it moves", feature="kv_router")
        def route(x=1): return 1

        @experimental(feature="relay", gate=True)
        def relay(): ...

        @beta
        def warm(): return 2

        @deprecated(since="1.0", remove_in="2.0", alternative="kv.route")
        def pick(x=1): return 3

        @deprecated_parameter("old", renamed_to="new", since="1.0", remove_in="2.0")
        def make(a, old=None, new=None): ...

        def fine(): ...

        TIMEOUT = 3
        mark_names(__name__, TIMEOUT=experimental("it will go"))

        class Client:
            @deprecated(alternative="kv.Client.send")
            def post(self): ...

            def send(self): ...

            @classmethod
            @experimental
            def create(cls): return cls()
        """,
    "lib/kv/_impl.py": """
        from dynamo_stability import experimental

        @experimental
        class Router:
            def go(self): ...
        """,
}
#: What no Python source says.
CATALOG: dict[str, Any] = {
    "format": 1,
    "distribution": "kv",
    "version": "1.0",
    "packages": ["kv"],
    "records": [
        {
            "name": "env:KV_MODE",
            "kind": "env",
            "deprecation": {"alternative": "env:KV_ROUTER_MODE", "remove_in": "2.0"},
        },
        {
            "name": "cli:kvserve --router-mode",
            "kind": "cli",
            "deprecation": {"renamed_to": "--mode"},
        },
        {
            "name": "cli:kv.serve --router-mode",
            "kind": "cli",
            "deprecation": {"renamed_to": "--mode"},
        },
        {"name": "cli:kvctl top --all", "kind": "cli", "tier": "experimental"},
    ],
}


class Usage:
    """The command, run in a directory with the library beside it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        write_files(directory, LIBRARY)
        (directory / "pyproject.toml").write_text("")
        (directory / "catalog.json").write_text(json.dumps(CATALOG))

    def write(self, files: dict[str, str]) -> None:
        """Write files of a user."""
        write_files(self.directory, files)

    def run(self, *arguments: str, command: str = "usage") -> subprocess.CompletedProcess[str]:
        """Run the command where the library is installed, with a cache of its own."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.directory / "lib"),
            "DYNAMO_STABILITY_CACHE": str(self.directory / "cache"),
        }
        return subprocess.run(
            [sys.executable, "-P", "-m", "dynamo_stability", command, *arguments]
            if sys.version_info >= (3, 11)
            else [sys.executable, "-m", "dynamo_stability", command, *arguments],
            cwd=self.directory,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def uses(self, *arguments: str) -> list[tuple[str, int, str, str]]:
        """The uses that the command finds: path, line, stage and name of each."""
        done = self.run(*arguments, "--format", "json")
        assert done.returncode in {0, 1}, done.stderr
        found = json.loads(done.stdout)["uses"]
        return [(one["path"], one["line"], one["stage"], one["name"]) for one in found]


@pytest.fixture
def usage(tmp_path: Path) -> Usage:
    """The command in an empty directory of a user."""
    return Usage(tmp_path)


Search = Callable[[str], list[str]]
