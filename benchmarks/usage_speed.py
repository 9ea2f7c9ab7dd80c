"""Prints how long `usage` takes on the packages of an environment, beside mypy on the same files.

Each runs in a process of its own, without a cache; `usage` again with one. What the packages are
searched for is a package that many of them use, so that many files have to be parsed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

TARGET = 5.0
#: Of these those that are installed with types, since mypy finds no others.
PACKAGES = (
    *("_pytest", "attr", "build", "click", "execnet", "fastapi", "gunicorn", "hypothesis", "idna"),
    *("importlinter", "jinja2", "libcst", "markdown", "mkdocstrings", "networkx", "packaging"),
    *("pip", "pydantic", "pygments", "rich", "setuptools", "sqlalchemy", "starlette", "tomlkit"),
    *("typer", "uvicorn", "werkzeug", "wrapt", "yaml"),
)
SEARCHED = "typing_extensions"
CATALOG = {
    "format": 1,
    "packages": [SEARCHED],
    "records": [
        {"name": f"{SEARCHED}.{name}", "kind": "function", "tier": "experimental"}
        for name in ("Annotated", "Literal", "NotRequired", "Self", "TypedDict", "deprecated")
    ],
}


def seconds(command: list[str], directory: Path, **environment: str) -> float:
    """The time that a process takes; what it says goes nowhere."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=directory, env={**os.environ, **environment}, capture_output=True, check=False
    )
    taken = time.perf_counter() - start
    if done.returncode not in {0, 1}:  # 1: it found something
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.decode()}")
    return taken


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", default=",".join(PACKAGES))
    parser.add_argument("--site", default=sysconfig.get_path("purelib"))
    given = parser.parse_args()
    site = Path(given.site)
    paths = [
        site / name for name in given.packages.split(",") if (site / name / "py.typed").exists()
    ]
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "catalog.json").write_text(json.dumps(CATALOG))
        files = [str(path) for path in paths]
        usage = [sys.executable, "-m", "dynamo_stability", "usage", *files]
        usage += ["--catalog", "catalog.json", "-o", "uses.json"]
        cache = {"DYNAMO_STABILITY_CACHE": str(directory / "cache" / "downloads")}
        first = seconds(usage, directory, **cache)
        again = seconds(usage, directory, **cache)
        found = json.loads((directory / "uses.json").read_text())
        mypy = [sys.executable, "-m", "mypy", "--cache-dir", "mypy", "--ignore-missing-imports"]
        mypy += [word for path in paths for word in ("-p", path.name)]
        checked = seconds(mypy, directory)
    print(f"{found['files']} files of {len(paths)} packages, {len(found['uses'])} uses")
    print(f"{found['parsed']} files parsed\n")
    print("| | seconds | mypy takes |")
    print("| --- | --- | --- |")
    print(f"| mypy | {checked:.1f} | 1.0x |")
    print(f"| usage | {first:.1f} | {checked / first:.1f}x |")
    print(f"| usage, unchanged files | {again:.1f} | {checked / again:.1f}x |")
    print(f"\ntarget {TARGET:.0f}x: {'reached' if checked / first >= TARGET else 'missed'}")


if __name__ == "__main__":
    main()
