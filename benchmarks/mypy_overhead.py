"""Prints what the mypy plugin costs on pylint and astroid: mypy with it and alone, in turn.

astroid gets a registry of made-up marks, so that the plugin has something to report in pylint,
and a project of its own asks for beta as well. Every run starts without a cache. The sources are
installed once into a directory that is kept; nothing of them is run.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from dynamo_stability.catalog import REGISTRY_MODULE, Catalog, render_registry
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

ROOT = Path(__file__).parents[1]
SOURCES = ("pylint==4.1.4", "astroid==4.3.4")
PACKAGES = ("pylint", "astroid")
TARGET = 1.05

#: What astroid is made to say about itself: a class that is everywhere, methods that are called on
#: instances, functions, a module, a constant, a parameter, and old names.
MARKS = (
    Record(
        "astroid.nodes.NodeNG", "class", tier=Tier.BETA, definition="astroid.nodes.node_ng.NodeNG"
    ),
    Record(
        "astroid.nodes.NodeNG.infer",
        "method",
        tier=Tier.EXPERIMENTAL,
        definition="astroid.nodes.node_ng.NodeNG.infer",
    ),
    Record("astroid.util.safe_infer", "function", tier=Tier.EXPERIMENTAL, feature="inference"),
    Record("astroid.bases.Instance", "class", tier=Tier.EXPERIMENTAL, reason="it is in flux"),
    Record("astroid.brain", "module", tier=Tier.EXPERIMENTAL),
    Record("astroid.MANAGER", "name", tier=Tier.EXPERIMENTAL),
    Record(
        "astroid.exceptions.InferenceError",
        "class",
        deprecation=Deprecation("Catch AstroidError.", since="4.0", remove_in="5.0"),
    ),
    Record(
        "astroid.nodes.NodeNG.statement",
        "method",
        deprecation=Deprecation(since="4.0"),
        definition="astroid.nodes.node_ng.NodeNG.statement",
    ),
    Record("astroid.parse(module_name)", "parameter", tier=Tier.EXPERIMENTAL),
)

CONFIGURATIONS = {
    "mypy": "[mypy]\n",
    "with the plugin": "[mypy]\nplugins = dynamo_stability.mypy\n",
}


class Run(NamedTuple):
    """One run of mypy.

    Attributes:
        wall: seconds by the clock.
        cpu: seconds of processor time.
        reported: how many messages have codes of ours.
    """

    wall: float
    cpu: float
    reported: int


def prepare(place: Path) -> Path:
    """A directory with the sources and the made-up registry."""
    sources = place / "sources"
    if not (sources / "pylint").is_dir():
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "--no-deps", "--target", str(sources), *SOURCES], check=True)
    catalog = Catalog("astroid", packages=("astroid",), records=MARKS)
    (sources / "astroid" / f"{REGISTRY_MODULE}.py").write_text(render_registry(catalog))
    (place / "pyproject.toml").write_text(
        '[tool.dynamo-stability.mypy]\nerrors = ["experimental", "beta", "deprecated"]\n'
    )
    for name, text in CONFIGURATIONS.items():
        configuration(place, name).write_text(text)
    return sources


def configuration(place: Path, name: str) -> Path:
    return place / f"{name.replace(' ', '_')}.ini"


def measure(place: Path, sources: Path, name: str) -> Run:
    """One run without a cache."""
    with tempfile.TemporaryDirectory() as cache:
        command = [sys.executable, "-m", "mypy", "--cache-dir", cache, "--no-error-summary"]
        command += ["--config-file", str(configuration(place, name))]
        command += [word for package in PACKAGES for word in ("-p", package)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=sources,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT / "src"),
                "PYTHONDONTWRITEBYTECODE": "",
                "PYTHONPYCACHEPREFIX": str(place / "bytecode"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or done.stderr:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(
        wall,
        cpu,
        len(re.findall(r"\[(?:experimental|beta|deprecated-api)\]$", done.stdout, re.MULTILINE)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each, in turn")
    parser.add_argument("--place", type=Path, default=ROOT / ".bench-wheel" / "mypy_overhead")
    arguments = parser.parse_args()
    arguments.place.mkdir(parents=True, exist_ok=True)
    sources = prepare(arguments.place)
    runs: dict[str, list[Run]] = {name: [] for name in CONFIGURATIONS}
    for number in range(arguments.rounds + 1):
        names = list(CONFIGURATIONS)
        for name in names if number % 2 else reversed(names):
            run = measure(arguments.place, sources, name)
            if number:  # the first round fills the disk's caches
                runs[name].append(run)
    show(sources, runs)


def show(sources: Path, runs: dict[str, list[Run]]) -> None:
    lines = sum(
        len(path.read_bytes().splitlines())
        for package in PACKAGES
        for path in (sources / package).rglob("*.py")
    )
    import mypy.version

    count = len(runs["mypy"])
    print(
        f"\nmypy {mypy.version.__version__}, Python {platform.python_version()}; "
        f"{', '.join(SOURCES)}: "
        f"{lines:,} lines; medians of {count} runs without a cache, in turn\n"
    )
    print("| | seconds | ratio | processor seconds | ratio | spread | reported |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    base = runs["mypy"]
    for name, measured in runs.items():
        wall, wall_ratio = compare([run.wall for run in measured], [run.wall for run in base])
        cpu, cpu_ratio = compare([run.cpu for run in measured], [run.cpu for run in base])
        times = [run.cpu for run in measured]
        spread = (max(times) - min(times)) / statistics.median(times)
        print(
            f"| {name} | {wall:.2f} | {wall_ratio:.3f}x | {cpu:.2f} | {cpu_ratio:.3f}x "
            f"| {spread:.1%} | {measured[0].reported} |"
        )
    _, ratio = compare([run.wall for run in runs["with the plugin"]], [run.wall for run in base])
    print(f"\ntarget {TARGET:.2f}x: {'reached' if ratio <= TARGET else 'missed'}\n")


def compare(values: list[float], base: list[float]) -> tuple[float, float]:
    """The median of some values, and its ratio to that of others."""
    median = statistics.median(values)
    return median, median / statistics.median(base)


if __name__ == "__main__":
    main()
