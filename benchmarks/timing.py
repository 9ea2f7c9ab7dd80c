"""Timing that survives a noisy machine: contenders in turn, round by round, the best of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

Loop = Callable[[Any, int], None]


def make_loop(call: str) -> Loop:
    """A loop with a call site of its own; `call` uses the name `it`."""
    namespace: dict[str, Any] = {"__name__": "benchmark_user"}
    source = f"def loop(it, times):\n    for _ in range(times):\n        {call}\n"
    exec(compile(source, "<benchmark>", "exec"), namespace)
    loop: Loop = namespace["loop"]
    return loop


def compare(subjects: Mapping[str, Any], call: str, times: int, rounds: int) -> dict[str, float]:
    """Nanoseconds a call, for each subject: the best round, the empty loop taken off."""
    loops = {name: make_loop(call) for name in subjects}
    empty = make_loop("pass")
    best = dict.fromkeys(subjects, float("inf"))
    idle = float("inf")
    for name, subject in subjects.items():
        loops[name](subject, 3)  # what is said once is said before the clock runs
    for _ in range(rounds):
        idle = min(idle, clock(empty, None, times))
        for name, subject in subjects.items():
            best[name] = min(best[name], clock(loops[name], subject, times))
    return {name: max((value - idle) / times, 0.01) for name, value in best.items()}


def clock(loop: Loop, subject: Any, times: int) -> float:
    began = time.perf_counter_ns()
    loop(subject, times)
    return float(time.perf_counter_ns() - began)
