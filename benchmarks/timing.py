"""Timing that survives a noisy machine: contenders in turn, round by round, the best of each.

Each contender has a loop compiled for it alone, so that no call site (nor what the interpreter
learns there) is shared. Loops are compiled anew several times in a run, for where code happens to
lie in memory is worth a few hundredths; pyperf starts new processes for the same reason.
"""

from __future__ import annotations

import gc
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

Loop = Callable[[Any, int], None]

#: The module that the loops belong to, as far as marks can tell.
USER = "benchmark_user"


class Effort(NamedTuple):
    """How much is measured.

    Attributes:
        blocks: how many times loops are compiled anew.
        rounds: rounds a block.
        round_ns: how long one contender's part of a round takes, roughly.
        objects: fresh objects that are marked, and called for the first time.
        processes: fresh processes for what can be measured once a process.
    """

    blocks: int
    rounds: int
    round_ns: int
    objects: int
    processes: int


FULL = Effort(blocks=8, rounds=12, round_ns=600_000, objects=3000, processes=15)
QUICK = Effort(blocks=1, rounds=2, round_ns=20_000, objects=20, processes=2)


def make_loop(call: str) -> Loop:
    """A loop with a call site of its own; `call` uses the name `it`."""
    namespace: dict[str, Any] = {"__name__": USER}
    body = textwrap.indent(call, " " * 8)
    source = f"def loop(it, times):\n    for _ in range(times):\n{body}\n"
    exec(compile(source, "<benchmark>", "exec"), namespace)
    loop: Loop = namespace["loop"]
    return loop


@contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage collection while the clock runs."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def clock(loop: Loop, subject: Any, times: int) -> int:
    began = time.perf_counter_ns()
    loop(subject, times)
    return time.perf_counter_ns() - began


def compare(subjects: Mapping[str, Any], call: str, effort: Effort) -> dict[str, float]:
    """Nanoseconds a call, for each subject: the best round, the empty loop taken off."""
    best = dict.fromkeys(subjects, float("inf"))
    idle = float("inf")
    times: dict[str, int] = {}
    for _ in range(effort.blocks):
        loops = {name: make_loop(call) for name in subjects}
        empty = make_loop("pass")
        for name, subject in subjects.items():
            loops[name](subject, 20)  # what is said once is said before the clock runs
            if name not in times:
                fastest = min(clock(loops[name], subject, 20) for _ in range(3)) / 20
                times[name] = max(10, min(10_000, int(effort.round_ns / max(fastest, 1))))
        with undisturbed():
            for turn in range(effort.rounds):
                idle = min(idle, clock(empty, None, 10_000) / 10_000)
                for name in rotated(list(subjects), turn):
                    spent = clock(loops[name], subjects[name], times[name])
                    best[name] = min(best[name], spent / times[name])
    return {name: max(value - idle, 0.01) for name, value in best.items()}


def rotated(names: list[str], turn: int) -> list[str]:
    """Another contender goes first each time."""
    start = turn % len(names)
    return names[start:] + names[:start]
