"""What marks cost apart from calls: the first use, marking, memory, the import."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from typing import Any

from contenders import CONTENDERS
from subjects import ASYNC, CLASS, FUNCTION, METHOD, Situation, filters
from table import Table
from timing import Effort, clock, make_loop, rotated, undisturbed

ARTICLE = {"async function": "an async function"}


def one(situation: Situation) -> str:
    return ARTICLE.get(situation.name, f"a {situation.name}")


def first_calls(table: Table, effort: Effort) -> None:
    """The first call of each of many fresh objects, cold and shown: the median."""
    for situation in (FUNCTION, METHOD, ASYNC, CLASS):
        spent: dict[str, list[int]] = {name: [] for name in CONTENDERS}
        with filters("always"):
            loops = {name: make_loop(situation.call) for name in CONTENDERS}
            for turn in range(effort.objects // 4):
                for name in rotated(list(CONTENDERS), turn):
                    subject = situation.dress(CONTENDERS[name](situation.make()))
                    spent[name].append(clock(loops[name], subject, 1))
        values = {name: statistics.median(times) / 1000 for name, times in spent.items()}
        table.add(f"first call of {one(situation)}", values, "{:.1f} us")


def marking(table: Table, effort: Effort) -> None:
    """Marking many fresh objects, in batches that take turns: the best batch."""
    batch = min(effort.objects, 250)
    for situation in (FUNCTION, CLASS):
        best = dict.fromkeys(CONTENDERS, float("inf"))
        with filters("ignore"):
            for turn in range(max(effort.objects // batch, 2)):
                for name in rotated(list(CONTENDERS), turn):
                    targets = [situation.make() for _ in range(batch)]
                    with undisturbed():
                        best[name] = min(best[name], _mark_all(CONTENDERS[name], targets) / batch)
        values = {name: value / 1000 for name, value in best.items()}
        table.add(f"marking {one(situation)}", values, "{:.2f} us")


def _mark_all(mark: Any, targets: list[Any]) -> int:
    began = time.perf_counter_ns()
    for target in targets:
        mark(target)
    return time.perf_counter_ns() - began


def memory(table: Table, effort: Effort) -> None:
    """What marks of many objects hold, while armed and once they have spoken."""
    for situation, suffix in ((FUNCTION, ""), (CLASS, " on a class")):
        armed, spent = {}, {}
        for name, mark in CONTENDERS.items():
            with filters("always"):
                armed[name], spent[name] = _held(mark, situation, effort.objects)
        table.add(f"memory a mark{suffix}", armed, "{:.0f} B")
        table.add(f"memory a mark{suffix}, after first use", spent, "{:.0f} B")


def _held(mark: Any, situation: Situation, count: int) -> tuple[float, float]:
    loop = make_loop(situation.call)
    loop(mark(situation.make()), 1)  # what is loaded or made once belongs to no mark
    targets = [situation.make() for _ in range(count)]
    for target in targets:
        loop(target, 1)  # what the interpreter makes at a first call neither
    kept: list[Any] = [None] * count
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for index, target in enumerate(targets):
            kept[index] = mark(target)
        gc.collect()
        armed = tracemalloc.get_traced_memory()[0] - before
        for subject in kept:
            loop(subject, 1)
        gc.collect()
        spent = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    return armed / count, spent / count


def import_time(table: Table, effort: Effort) -> None:
    """Imports in fresh processes that take turns, with bytecode cached as after an installation."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def once(module: str) -> float:
        run = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", f"import {module}"],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        lines = [line for line in run.stderr.splitlines() if line.endswith(f"| {module}")]
        return float(lines[-1].split("|")[1]) / 1000

    modules = {"experimental": "dynamo_stability", "typing_extensions": "typing_extensions"}
    best = dict.fromkeys(modules, float("inf"))
    for module in modules.values():
        once(module)  # writes the bytecode
    for _ in range(effort.processes):
        for name, module in modules.items():
            best[name] = min(best[name], once(module))
    table.add("import, cold", best, "{:.1f} ms")
