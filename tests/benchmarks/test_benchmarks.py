"""The benchmark program runs and prints its table; what it measures decides nothing here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "benchmarks" / "bench.py"


def test_the_table_is_complete() -> None:
    run = subprocess.run(
        [sys.executable, str(BENCH), "--quick"], capture_output=True, text=True, check=True
    )
    table, _, targets = run.stdout.partition("| target ")
    rows = [line.split("|")[1:-1] for line in table.splitlines() if line.startswith("| ")]
    header, *body = rows
    assert len(header) == 12
    labels = [row[0].strip() for row in body]
    for situation in ("function", "method", "async function", "class", "class without __init__"):
        for state in ("ignore", "default", "30 filters"):
            (row,) = [row for row in body if row[0].strip() == f"{situation}, {state}"]
            ours = [cell.strip() for cell in row[1:6]]
            assert all(re.fullmatch(r"\d+ ns|\d+\.\d+x", cell) for cell in ours), row
    for label in (
        "marking a function",
        "memory a mark",
        "import, cold",
        "first call of a function",
    ):
        assert label in labels
    assert len(re.findall(r"reached|missed", targets)) == 7
