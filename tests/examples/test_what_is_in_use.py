"""A real Prometheus server scrapes three processes, and says how many use which marked API."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

pytest_plugins = ["prometheus_server"]

EXAMPLE = Path(__file__).parents[2] / "examples" / "what_is_in_use"


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "MULTIPROC" not in name}
    return subprocess.run(
        [sys.executable, str(EXAMPLE / "run.py"), *arguments],
        env={**environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **settings},
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


def shown() -> list[str]:
    """What the example's page says is printed."""
    _, _, rest = (EXAMPLE / "README.md").read_text(encoding="utf-8").partition("python run.py\n")
    return rest.partition("```")[0].splitlines()


def left_over(directory: Path) -> list[Path]:
    """The processes that still run and were started with `directory` in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(directory) in environment:
            found.append(process)
    return found


def test_prometheus_says_how_many_processes_use_what(
    prometheus_program: Path, tmp_path: Path
) -> None:
    done = run(str(prometheus_program), TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == shown()
    assert len(shown()) == 3
    assert left_over(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_start_leaves_nothing_behind(tmp_path: Path) -> None:
    program = tmp_path / "prometheus"
    program.write_text("#!/bin/sh\necho no such luck\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    files = tmp_path / "files"
    files.mkdir()
    done = run(str(program), TMPDIR=str(files))
    assert done.returncode == 1
    assert done.stderr.startswith("Prometheus ended with exit code 3:\nno such luck")
    assert left_over(files) == []
    assert list(files.iterdir()) == []


def test_without_a_server_it_says_how_to_get_one(tmp_path: Path) -> None:
    done = run(PATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Run: apt-get install prometheus")
