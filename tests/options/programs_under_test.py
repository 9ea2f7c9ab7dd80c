"""Programs in a temporary directory: run in a process of their own, or read without being run."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.collect import find_target
from dynamo_stability.collect.options import (
    CollectedOptions,
    CommandLineOptions,
    Option,
    collect_options,
)

Collect = Callable[..., CollectedOptions]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def write(directory: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Write files, and collect the options of the programs in them."""

    def collect_files(
        files: dict[str, str | bytes] | str, configuration: CommandLineOptions | None = None
    ) -> CollectedOptions:
        write(tmp_path, {"prog.py": files} if isinstance(files, str) else files)
        return collect_options([find_target(str(tmp_path))], configuration)

    return collect_files


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Write a program, and run it with some arguments."""

    def run_program(
        text: str, *arguments: str, environment: dict[str, str] | None = None, start: str = ""
    ) -> subprocess.CompletedProcess[str]:
        write(tmp_path, {"prog.py": text})
        command = start.split() if start else ["prog.py"]
        kept = {name: value for name, value in os.environ.items() if name != "DYNAMO_STABILITY"}
        return subprocess.run(
            [sys.executable, *command, *arguments],
            cwd=tmp_path,
            env={
                **kept,
                "COLUMNS": "200",
                "PYTHONPATH": os.pathsep.join(sys.path),
                **(environment or {}),
            },
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run_program


def option(found: CollectedOptions, name: str, program: str | None = None) -> Option:
    (only,) = [one for one in found.options if one.name == name and program in {None, one.program}]
    return only
