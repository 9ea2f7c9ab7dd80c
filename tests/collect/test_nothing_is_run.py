"""No reader executes what it reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

pytest_plugins = ["collecting"]

# Each way of running this would leave a trace: a file, a process of its own, or the error.
TRAP = """
import pathlib, subprocess, sys
pathlib.Path({trace!r}).write_text("written by " + __name__)
subprocess.Popen([sys.executable, "-c", "import pathlib; pathlib.Path({spawned!r}).touch()"])
raise RuntimeError("imported")
from dynamo_stability import experimental
@experimental("marked all the same")
def f(): ...
"""


def test_a_package_that_raises_spawns_and_writes(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    trace, spawned = str(tmp_path / "trace"), str(tmp_path / "spawned")
    trap = TRAP.format(trace=trace, spawned=spawned)
    root = write(
        {
            "src/trap/__init__.py": trap,
            "src/trap/mod.py": trap,
            "src/trap/mod.pyi": "def f() -> None: ...",
            "src/trap/__main__.py": trap,
            "src/trap/conftest.py": trap,
            "setup.py": trap,
            "src/sitecustomize.py": trap,
            "src/trap/_stability_registry.py": trap,
            "pyproject.toml": "[project]\nname = 'trap'\nversion = '1'\n",
        }
    )
    for command in (
        ["scan", str(root)],
        ["scan", str(root / "src" / "trap"), "--format", "json"],
        ["show", "trap.f", "--in", str(root)],
        ["generate", str(root), "--registry", str(root / "out"), "--stubs", str(root / "stubs")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "dynamo_stability", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        assert "trap.f" in done.stdout or "wrote" in done.stdout
    assert not Path(trace).exists()
    assert not Path(spawned).exists()


def test_a_registry_with_code_in_it_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    root = write(
        {
            "_stability_registry.py": f"""
            FORMAT = 1
            REGISTRY = "{{}}" if open({str(trace)!r}, "w") else ""
            """
        }
    )
    done = subprocess.run(
        [sys.executable, "-m", "dynamo_stability", "scan", "_stability_registry.py"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert "Nothing was run" in done.stderr
    assert "Traceback" not in done.stderr
    assert not trace.exists()
