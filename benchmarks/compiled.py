"""A class written in Rust: `KvRouterConfig` of the wheel ai-dynamo-runtime.

There is one such class in a process, and it is bare or marked, so each contender has processes of
its own, and the processes take turns. Run as a script, with a contender and a number of rounds,
this prints the nanoseconds that constructing one takes.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from table import CONTROL, Table
from timing import FULL, QUICK, Effort, compare, make_loop

LABEL = "PyO3 class"


def compiled_class(table: Table, effort: Effort) -> None:
    """Rows for the PyO3 class, in every state; or why there are none."""
    from subjects import STATES

    if importlib.util.find_spec("dynamo") is None:
        table.skip(LABEL, "the wheel ai-dynamo-runtime is not installed")
        return
    names = ["bare", CONTROL, "experimental", "deprecated", "typing_extensions"]
    for state in STATES:
        best: dict[str, float] = {}
        for _ in range(min(effort.processes, 6)):
            for name in list(names):
                run = subprocess.run(
                    [sys.executable, __file__, name, state, str(effort.rounds)],
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if run.returncode:
                    names.remove(name)
                    table.remark(f"{LABEL}, {name}: {run.stderr.strip().splitlines()[-1]}")
                else:
                    best[name] = min(best.get(name, float("inf")), float(run.stdout))
        if "bare" not in best:
            table.skip(LABEL, "the wheel ai-dynamo-runtime does not work here")
            return
        table.add_ratios(f"{LABEL}, {state}", best)


def measure(name: str, state: str, rounds: int) -> float:
    from contenders import CONTENDERS
    from dynamo._core import KvRouterConfig
    from subjects import filters

    from dynamo_stability.marks.mark import IGNORED_LIMIT

    with filters(state):
        subject = CONTENDERS.get(name, CONTENDERS["bare"])(KvRouterConfig)
        make_loop("it()")(subject, IGNORED_LIMIT + 1)
        effort = (QUICK if rounds == QUICK.rounds else FULL)._replace(rounds=rounds)
        return compare({name: subject}, "it()", effort)[name]


if __name__ == "__main__":
    print(measure(sys.argv[1], sys.argv[2], int(sys.argv[3])))
