"""Prints what the pytest plugin costs in a suite of 5,000 tests that do next to nothing.

Two processes differ by more than the plugin costs, so it is compared with itself within a run: it
is taken out and put back after every few tests, and the processor time of the tests with it is
divided by that of the same tests without it, from a run in which they are swapped. What it costs at
the start is measured in processes of its own, and added. Only the loop over tests is replaced.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TARGET = 1.01
PER_MODULE = 100
MARKS = 300

LIBRARY = "from dynamo_stability import experimental\n" + "".join(
    f"\n@experimental(feature='kv')\ndef route_{number}(): return {number}\n"
    for number in range(MARKS)
)
#: What the tests of a module are, and how many times fewer of them there are.
TESTS = {
    "no test uses marked API": ("def test_{number}(): assert {number} >= 0\n", 1),
    "one in 100 does": (
        "def test_{number}(): assert {number} % 100 or lib.route_{api}() >= 0\n",
        1,
    ),
    "one in 10 does": ("def test_{number}(): assert {number} % 10 or lib.route_{api}() >= 0\n", 1),
    "one in 10 does, and tests take 5 ms": (
        "def test_{number}(): work(); assert {number} % 10 or lib.route_{api}() >= 0\n",
        10,
    ),
}
#: Takes the plugin out and puts it back, and times the tests between.
LOOP = '''
import gc
import json
import os
import time
from pathlib import Path

import pytest

BLOCK = {block}
NAME = "dynamo_stability.run"

class StandIn:
    """As much work to register as the plugin, and nothing to do between tests."""

    def pytest_collectstart(self, collector): pass
    def pytest_collection_modifyitems(self, items): pass
    def pytest_deselected(self, items): pass
    def pytest_sessionfinish(self, session): pass
    def pytest_terminal_summary(self, terminalreporter): pass

def pytest_runtestloop(session):
    before = time.process_time()
    config, items = session.config, session.items
    run = config.pluginmanager.get_plugin(NAME)
    plugins = [StandIn(), run]
    there = run
    times = []
    gc.disable()
    for first in range(0, len(items), BLOCK):
        config.pluginmanager.unregister(there)
        there = plugins[(first // BLOCK + int(os.environ["START"])) % 2]
        config.pluginmanager.register(there, NAME)
        began = time.process_time()
        for index in range(first, min(first + BLOCK, len(items))):
            following = items[index + 1] if index + 1 < len(items) else None
            config.hook.pytest_runtest_protocol(item=items[index], nextitem=following)
        times.append(time.process_time() - began)
    gc.enable()
    config.pluginmanager.unregister(there)
    config.pluginmanager.register(run, NAME)
    Path("times.json").write_text(json.dumps([before, times]))
    return True

def work():
    until = time.process_time() + 0.005
    while time.process_time() < until:
        pass
'''
START = """
import time
import pytest  # as it is when the plugin is imported
began = time.process_time()
import {module}
print(time.process_time() - began)
"""
PLUGIN = "dynamo_stability.pytest_plugin"
#: Without the plugins that happen to be here; with ours, whether it is installed or not.
ARGUMENTS = (
    "-q",
    *("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:anyio", "-p", "no:xdist"),
    *("-p", "no:dynamo_stability", "-p", PLUGIN),
)


class Suite(NamedTuple):
    """What the tests of one suite took, in seconds of processor time.

    Attributes:
        before: until the first test was run.
        bare: the tests without the plugin.
        cost: what they took longer with it.
    """

    before: float
    bare: float
    cost: float


def write_suite(place: Path, body: str, tests: int, block: int) -> None:
    (place / "lib.py").write_text(LIBRARY)
    (place / "conftest.py").write_text(LOOP.format(block=block))
    (place / "pytest.ini").write_text("[pytest]\n")
    size = min(tests, PER_MODULE)
    for module in range(tests // size):
        text = "import lib\nfrom conftest import work\n" + "".join(
            body.format(number=number, api=number % MARKS) for number in range(size)
        )
        (place / f"test_{module}.py").write_text(text)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0"}


def run(place: Path, start: int) -> tuple[float, list[float]]:
    """The time until the first test, and those of the blocks; every second is with the plugin."""
    command = [sys.executable, "-m", "pytest", *ARGUMENTS]
    done = subprocess.run(
        command,
        cwd=place,
        env={**environment(), "START": str(start)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    before, times = json.loads((place / "times.json").read_text())
    return before, times


def measure(body: str, tests: int, block: int, rounds: int) -> Suite:
    """Each block with the plugin and without it: the least that it took in several runs."""
    least: dict[tuple[int, bool], float] = {}
    starts = []
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        write_suite(place, body, tests, block)
        for number in range(2 * rounds):
            before, times = run(place, number % 2)
            starts.append(before)
            for index, taken in enumerate(times):
                key = (index, (index + number) % 2 == 1)
                least[key] = min(taken, least.get(key, taken))
    bare = sum(taken for (_, is_there), taken in least.items() if not is_there)
    with_it = sum(taken for (_, is_there), taken in least.items() if is_there)
    return Suite(min(starts), bare, with_it - bare)


def start_time(module: str, rounds: int) -> float:
    """What importing a module takes in a process that has pytest."""
    command = [sys.executable, "-c", START.format(module=module)]
    return min(
        float(subprocess.run(command, env=environment(), capture_output=True, check=True).stdout)
        for _ in range(rounds)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", type=int, default=5000, help="tests in each suite")
    parser.add_argument("--block", type=int, default=23, help="tests between two changes")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs of each suite")
    arguments = parser.parse_args()
    start = start_time(f"{PLUGIN}.running", 2 * arguments.rounds)
    package = start_time("dynamo_stability", 2 * arguments.rounds)
    import pytest

    print(
        f"\npytest {pytest.__version__}, Python {platform.python_version()}; "
        f"{arguments.tests:,} tests, {MARKS} marks\n"
    )
    print(f"at the start: {start * 1e3:.1f} ms, of which {package * 1e3:.1f} ms are the library\n")
    print("| suite | µs a test | the plugin in it | ratio of the tests | of the whole run |")
    print("|---|---:|---:|---:|---:|")
    reached = []
    for name, (body, share) in TESTS.items():
        tests = arguments.tests // share
        suite = measure(body, tests, arguments.block, arguments.rounds)
        whole = suite.before - start + suite.bare
        reached.append((whole + start + suite.cost) / whole)
        print(
            f"| {name} | {suite.bare / tests * 1e6:.0f} | {suite.cost / tests * 1e6:.1f} "
            f"| {1 + suite.cost / suite.bare:.4f}x | {reached[-1]:.4f}x |"
        )
    print(f"\ntarget {TARGET:.2f}x: {'reached' if reached[0] <= TARGET else 'missed'}\n")


if __name__ == "__main__":
    main()
