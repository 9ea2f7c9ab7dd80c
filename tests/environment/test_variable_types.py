"""Types of declarations, as mypy infers them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typed_variables

import dynamo_stability


def test_they_hold_at_run_time() -> None:
    typed_variables.check()


def test_a_wrong_type_is_reported(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "from dynamo_stability.surfaces.environment import env_var\n"
        "port: int = env_var('DYN_PORT', type=int, default=80).get()\n"
        "wrong: int = env_var('DYN_PORT', type=int).get()\n"
        "env_var('DYN_PORT', type=int, colour=1)\n"
    )
    source = Path(dynamo_stability.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", "wrong.py"],
        cwd=tmp_path,
        env={"MYPYPATH": str(source), "PATH": ""},
        capture_output=True,
        text=True,
    )
    lines = [line.partition(": error: ")[0] for line in done.stdout.splitlines() if "error" in line]
    assert lines[:2] == ["wrong.py:3", "wrong.py:4"]
