"""What debuggers, profilers and coverage tools see of a marked function."""

from __future__ import annotations

import asyncio
import cProfile
import pstats
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from listening import Listen

from dynamo_stability import deprecated, experimental


def make(mark: Callable[[Any], Any]) -> Any:
    offset = 1

    @mark
    def plain(value: int) -> int:
        result = value + offset
        return result  # noqa: RET504 - a line to trace

    @mark
    def generator(value: int) -> Iterator[int]:
        yield value + offset

    @mark
    async def coroutine(value: int) -> int:
        return value + offset

    @mark
    class Thing:
        def __init__(self, value: int) -> None:
            self.value = value + offset

    def run() -> Any:
        return plain(1), list(generator(1)), asyncio.run(coroutine(1)), Thing(1).value

    return run


def events_of(run: Callable[[], Any]) -> list[tuple[str, str, int]]:
    """The trace events in this file, as a debugger or coverage tool gets them."""
    events: list[tuple[str, str, int]] = []

    def trace(frame: Any, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename == __file__:
            events.append((event, code.co_name, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return events


@pytest.mark.in_place
@pytest.mark.skipif(sys.version_info < (3, 11), reason="3.10 cannot hide frames; see the docs")
@pytest.mark.parametrize("mark", [experimental, deprecated("x")], ids=["once", "each"])
def test_a_tracer_sees_what_it_would_see_of_the_bare_function(listen: Listen, mark: Any) -> None:
    with listen("ignore"):
        expected = events_of(make(lambda target: target))
        run = make(mark)
        assert events_of(run) == expected
        assert events_of(run) == expected
    with listen():
        assert events_of(make(mark)) == expected


@pytest.mark.in_place
@pytest.mark.parametrize("action", ["error", "ignore"])
def test_calls_and_returns_balance_when_something_is_raised(listen: Listen, action: str) -> None:
    """Coverage tools keep a stack of calls; what is armed while one is at work must not skew it."""
    depth = 0

    def profile(frame: Any, event: str, argument: Any) -> None:
        nonlocal depth
        depth += {"call": 1, "return": -1}.get(event, 0)

    def run() -> None:
        @deprecated("x")
        def function() -> None:
            raise KeyError

        @experimental
        class Thing:
            def __init__(self) -> None:
                raise KeyError

        for use in (function, function, Thing, Thing):
            with pytest.raises((KeyError, Warning)):
                use()

    with listen(action):
        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            run()
        finally:
            sys.setprofile(before)
    assert depth == 0


def test_a_profiler_counts_the_function_once_a_call(listen: Listen) -> None:
    @deprecated("x")
    def profiled() -> int:
        return 1

    with listen("ignore"):
        profiler = cProfile.Profile()
        profiler.enable()
        for _ in range(5):
            profiled()
        profiler.disable()
    rows = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    calls = sum(row[1] for key, row in rows.items() if key[2] == "profiled")
    assert calls == 5


@pytest.mark.parametrize("options", [["-X", "dev"], ["-OO"], ["-W", "error", "-X", "dev"]])
def test_interpreter_options(tmp_path: Path, options: list[str]) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(
            """
            import asyncio, gc
            from dynamo_stability import *

            @experimental("why")
            async def later(): return 1

            @deprecated("x")
            class Thing:
                def __init__(self, value=1): self.value = value

            @experimental
            def items(): yield 1

            with allow():
                print(asyncio.run(later(), debug=True), Thing(2).value, list(items()))
            gc.collect()
            """
        )
    )
    run = subprocess.run(
        [sys.executable, *options, str(script)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "1 2 [1]\n", "")


def test_forked_and_spawned_workers_speak_for_themselves(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(
            """
            import multiprocessing, sys, warnings
            from dynamo_stability import experimental

            @experimental
            def work(value):
                return value + 1

            def counted(value):
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    return work(value), len(caught)

            if __name__ == "__main__":
                for method in ("fork", "spawn"):
                    context = multiprocessing.get_context(method)
                    with context.Pool(1) as pool:
                        print(method, pool.map(counted, [1, 2]))
            """
        )
    )
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert run.stdout == "fork [(2, 1), (3, 0)]\nspawn [(2, 1), (3, 0)]\n", run.stderr
