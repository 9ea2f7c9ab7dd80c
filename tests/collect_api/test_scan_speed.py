"""The benchmark program reads what it is given, and prints its tables; no time decides anything."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

pytest_plugins = ["api_corpus"]

BENCH = Path(__file__).parents[2] / "benchmarks" / "scan_speed.py"


def test_it_measures_each_contender(write_sources: Callable[[dict[str, str]], Path]) -> None:
    root = write_sources({"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(): ..."})
    done = subprocess.run(
        [sys.executable, str(BENCH), str(root), "--rounds", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = dict(re.findall(r"^\| ([\w.]+) \| \d+\.\d\d \| (.+) \|$", done.stdout, re.MULTILINE))
    assert rows == {
        "ast.parse": "2 files",
        "marks": "2 files",
        "griffe": "2 modules",
        "api": "4 public objects",
    }
    targets = re.findall(
        r"^\| (\w+, of [\w.]+) \| (\d\.\d\d) \| [\d.]+ \|", done.stdout, re.MULTILINE
    )
    assert targets == [("marks, of ast.parse", "2.00"), ("api, of griffe", "1.20")]
