"""Prints what `check` costs beside `scan` over the same code, in CPU seconds of whole processes.

`scan` prints the table of marks; `scan -o` writes a catalog with signatures, which `check` reads
too where a rule needs them. The contenders take turns, and the best round counts.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from scan_speed import the_wheel

#: How much `check` may cost, beside the scan that reads the same.
MOST = 1.3


def seconds(arguments: list[str], directory: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "dynamo_stability", *arguments],
        cwd=directory,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, help="what to read")
    parser.add_argument("--manifest", type=Path, help="a stability.toml to read as well")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    target = str((given.directory or the_wheel()).absolute())
    more = ["--manifest", str(given.manifest.absolute())] if given.manifest else []
    with tempfile.TemporaryDirectory() as empty:
        ways = {
            "scan": ["scan", target, *more],
            "scan -o": ["scan", target, *more, "-o", f"{empty}/catalog.json"],
            "check": ["check", target, *more],
        }
        rounds = [
            {name: seconds(one, empty) for name, one in ways.items()} for _ in range(given.rounds)
        ]
    best = {name: min(one[name] for one in rounds) for name in ways}
    for name, value in best.items():
        print(f"{name:8} {value:6.2f} s  check costs {best['check'] / value:.2f}x")
    return int(best["check"] > MOST * (best["scan -o"] if more else best["scan"]))


if __name__ == "__main__":
    sys.exit(main())
