"""Declarations that no other test sees, programs in processes of their own, and sources to read."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.collect import find_target
from dynamo_stability.collect.environment import (
    CollectedVariables,
    EnvironmentOptions,
    EnvironmentVariable,
    collect_variables,
)
from dynamo_stability.surfaces import environment_registry

Collect = Callable[..., CollectedVariables]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _own_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment_registry, "_declared", {})


def write(directory: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Write files, and collect the variables that they read and declare."""

    def collect_files(
        files: dict[str, str | bytes] | str, options: EnvironmentOptions | None = None
    ) -> CollectedVariables:
        write(tmp_path, {"prog.py": files} if isinstance(files, str) else files)
        return collect_variables([find_target(str(tmp_path), needs_python=False)], options)

    return collect_files


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Write a program, and run it with some variables set."""

    def run_program(
        text: str, environment: dict[str, str] | None = None, *options: str
    ) -> subprocess.CompletedProcess[str]:
        write(tmp_path, {"prog.py": text})
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DYNAMO_STABILITY", "PYTHONWARNINGS"} and not name.startswith("DYN_")
        }
        return subprocess.run(
            [sys.executable, *options, "prog.py"],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), **(environment or {})},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run_program


def variable(found: CollectedVariables, name: str) -> EnvironmentVariable:
    (only,) = [one for one in found.variables if one.name == name]
    return only


def places(found: CollectedVariables, name: str) -> list[str]:
    return [str(one) for one in variable(found, name).reads]
