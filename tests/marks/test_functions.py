"""Rows 2, 3, 4, 9, 13: a marked function is the function it was."""

from __future__ import annotations

import asyncio
import copy
import functools
import inspect
import pickle
import subprocess
import sys
import textwrap
import types
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import cloudpickle  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import Listen

from dynamo_stability import deprecated, experimental, get_stability, rearm

ASYNCIO_KINDS = (
    inspect.iscoroutinefunction,
    inspect.isgeneratorfunction,
    inspect.isasyncgenfunction,
)


def sample(a: int, /, b: str = "b", *rest: float, key: bool = True, **more: Any) -> tuple[Any, ...]:
    """The docstring."""
    return a, b, rest, key, more


async def coroutine_sample(a: int = 1) -> int:
    return a


def generator_sample(a: int = 1) -> Iterator[int]:
    yield a


async def async_generator_sample(a: int = 1) -> AsyncIterator[int]:
    yield a


@types.coroutine
def old_coroutine_sample(a: int = 1) -> Iterator[int]:
    yield a


SAMPLES = [
    sample,
    coroutine_sample,
    generator_sample,
    async_generator_sample,
    old_coroutine_sample,
]


def fresh(function: Any) -> Any:
    """Another function with the same code, so that samples stay unmarked."""
    new = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    new.__kwdefaults__ = function.__kwdefaults__ and dict(function.__kwdefaults__)
    new.__annotations__ = dict(function.__annotations__)
    new.__doc__ = function.__doc__
    return new


def portrait(function: Any) -> dict[str, Any]:
    """Everything that tools ask about a function."""
    return {
        "signature": str(inspect.signature(function)),
        "source": inspect.getsource(function),
        "name": function.__name__,
        "qualname": function.__qualname__,
        "module": function.__module__,
        "doc": function.__doc__,
        "annotations": function.__annotations__,
        "defaults": function.__defaults__,
        "wrapped": hasattr(function, "__wrapped__"),
        "kinds": [kind(function) for kind in ASYNCIO_KINDS],
        "asyncio": asyncio.iscoroutinefunction(function) if sys.version_info < (3, 14) else None,
        "type": type(function),
    }


@pytest.mark.in_place
@pytest.mark.parametrize("function", SAMPLES, ids=lambda function: function.__name__)
@pytest.mark.parametrize(
    "mark", [experimental, deprecated("x")], ids=["experimental", "deprecated"]
)
def test_looks_the_same_armed_and_spent(listen: Listen, function: Any, mark: Any) -> None:
    bare = fresh(function)
    expected = portrait(bare)
    marked = mark(bare)
    assert marked is bare
    assert portrait(marked) == expected
    with listen():
        result = marked(1)
        if hasattr(result, "close"):
            result.close()
    assert portrait(marked) == expected


@pytest.mark.in_place
def test_keyword_defaults_are_unchanged() -> None:
    bare = fresh(sample)
    before = bare.__kwdefaults__
    assert experimental(bare).__kwdefaults__ == before == {"key": True}


@pytest.mark.parametrize("times", [1, 2])
def test_kinds_of_function_work(listen: Listen, times: int) -> None:
    coroutine, generator, async_generator = (deprecated("x")(fresh(one)) for one in SAMPLES[1:4])

    async def main() -> list[int]:
        return [await coroutine(1), *generator(2), *[item async for item in async_generator(3)]]

    with listen() as spoken:
        for _ in range(times):
            assert asyncio.run(main()) == [1, 2, 3]
    assert len(spoken) == 3 * times


def test_generators_pass_everything_on(listen: Listen) -> None:
    @deprecated("x")
    def echo() -> Any:
        received = []  # type: ignore[var-annotated]
        try:
            while True:
                try:
                    received.append((yield len(received)))
                except KeyError:
                    received.append("caught")
        finally:
            received.append("closed")
            log.append(received)

    @deprecated("x")
    def returns() -> Any:
        yield 1
        return "value"

    def delegate() -> Any:
        return (yield from returns())

    log: list[list[Any]] = []
    with listen():
        generator = echo()
        assert next(generator) == 0
        assert generator.send("sent") == 1
        assert generator.throw(KeyError()) == 2
        generator.close()
        assert log == [["sent", "caught", "closed"]]
        outer = delegate()
        assert next(outer) == 1
        with pytest.raises(StopIteration) as stop:
            next(outer)
        assert stop.value.value == "value"


def test_async_generators_pass_everything_on(listen: Listen) -> None:
    @deprecated("x")
    async def echo() -> Any:
        received = []  # type: ignore[var-annotated]
        while True:
            try:
                received.append((yield len(received)))
            except KeyError:
                received.append("caught")

    async def main() -> list[Any]:
        generator = echo()
        seen = [await generator.__anext__(), await generator.asend("sent")]
        seen.append(await generator.athrow(KeyError()))
        await generator.aclose()
        return seen

    with listen():
        assert asyncio.run(main()) == [0, 1, 2]


# ---- binding ------------------------------------------------------------------------------------


@st.composite
def functions(draw: st.DrawFn) -> str:
    """The source of a function with any mix of parameters, returning what it was given."""
    names = [f"n{index}" for index in range(draw(st.integers(0, 5)))]
    positional_only = draw(st.integers(0, len(names)))
    keyword_start = draw(st.integers(positional_only, len(names)))
    with_default = draw(st.integers(0, keyword_start))
    parts = []
    for index, name in enumerate(names):
        if index == keyword_start:
            parts.append("*rest" if draw(st.booleans()) else "*")
        has_default = index >= with_default if index < keyword_start else draw(st.booleans())
        parts.append(f"{name}={index}" if has_default else name)
        if index + 1 == positional_only:
            parts.append("/")
    if keyword_start == len(names) and draw(st.booleans()):
        parts.append("*rest")
    if draw(st.booleans()):
        parts.append("**more")
    kind = draw(st.sampled_from(["def", "async def"]))
    return f"{kind} function({', '.join(parts)}):\n    return dict(locals())\n"


def define(source: str) -> Any:
    namespace: dict[str, Any] = {"__name__": "made"}
    exec(source, namespace)
    return namespace["function"]


def outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    try:
        result = function(*args, **kwargs)
        if inspect.iscoroutine(result):
            try:
                result.send(None)
            except StopIteration as stop:
                result = stop.value
    except TypeError as error:
        return str(error)
    return result


@pytest.mark.in_place
@settings(max_examples=300, deadline=None)
@given(
    source=functions(),
    args=st.lists(st.integers(), max_size=7),
    kwargs=st.dictionaries(st.sampled_from(["n0", "n1", "n2", "n3", "n4", "other"]), st.integers()),
)
def test_binds_and_fails_as_the_bare_function(source: str, args: Any, kwargs: Any) -> None:
    import warnings

    bare, once, each = define(source), define(source), define(source)
    signature = inspect.signature(bare)
    once, each = experimental(once), deprecated("x")(each)
    assert inspect.signature(once) == inspect.signature(each) == signature
    expected = outcome(bare, args, kwargs)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            assert outcome(once, args, kwargs) == expected
            assert outcome(each, args, kwargs) == expected
    # A call that cannot be bound is no use, and does not use the first one up. CPython 3.10 looks
    # at all keyword-only parameters before it complains of a missing one, and so hears a call.
    heard_early = sys.version_info < (3, 11) and source.startswith("async")
    if not (heard_early and "keyword-only" in str(expected)):
        assert len(caught) == (0 if isinstance(expected, str) else 3)
    assert inspect.signature(once) == inspect.signature(each) == signature


# ---- closures, super, recursion -----------------------------------------------------------------


def test_closures_super_and_recursion(listen: Listen) -> None:
    offset = 5

    @experimental
    def add(value: int) -> int:
        return value + offset

    @deprecated("x")
    def count(value: int) -> int:
        return value if value == 0 else count(value - 1)

    class Base:
        def name(self) -> str:
            return "base"

    class Derived(Base):
        @experimental
        def name(self) -> str:
            return super().name() + "!"

    with listen():
        assert (add(1), add(2)) == (6, 7)
        offset = 10
        assert add(1) == 11
        assert count(3) == 0
        assert Derived().name() == "base!"


@pytest.mark.in_place
def test_defaults_that_are_changed_later_count(listen: Listen) -> None:
    @deprecated("x")
    def function(value: int = 1) -> int:
        return value

    function.__defaults__ = (7,)
    with listen():
        assert function() == 7


# ---- orders, reuse ------------------------------------------------------------------------------


def test_one_marker_names_each_function_rightly(listen: Listen) -> None:
    mark = experimental("not settled")

    @mark
    def first() -> None: ...

    @mark
    def second() -> None: ...

    with listen() as spoken:
        second()  # use
        first()  # use
    prefix = f"{__name__}.test_one_marker_names_each_function_rightly.<locals>."
    spoken.assert_spoken(prefix + "second", prefix + "first")


@pytest.mark.parametrize("order", ["tier first", "deprecation first"])
def test_tier_and_deprecation_stack_in_either_order(listen: Listen, order: str) -> None:
    tier, deprecation = experimental(since="1.0", feature="f"), deprecated("Use g.", since="1.2")

    def function() -> int:
        return 1

    marks = [tier, deprecation] if order == "tier first" else [deprecation, tier]
    marked = marks[1](marks[0](function))
    record = get_stability(marked)
    assert record is not None
    assert (str(record.tier), record.since, record.feature) == ("experimental", "1.0", "f")
    assert record.deprecation is not None
    assert (record.deprecation.message, record.deprecation.since) == ("Use g.", "1.2")
    assert (marked.__stability__, marked.__deprecated__) == ("deprecated", "Use g.")  # type: ignore[attr-defined]
    with listen() as spoken:
        marked()  # use
        marked()  # use
    spoken.assert_spoken(record.name, record.name)
    assert all(issubclass(one, DeprecationWarning) for one in spoken.categories)


# ---- pickling -----------------------------------------------------------------------------------


@experimental
def importable(value: int) -> int:
    return value


@pytest.mark.in_place
@pytest.mark.parametrize("state", ["armed", "spent"])
def test_pickle_and_copy_give_the_same_function(listen: Listen, state: str) -> None:
    rearm(importable.__module__ + ".importable")
    if state == "spent":
        with listen() as spoken:
            importable(1)
        assert len(spoken) == 1
    assert pickle.loads(pickle.dumps(importable)) is importable
    assert copy.copy(importable) is importable
    assert copy.deepcopy(importable) is importable


@pytest.mark.in_place
def test_functions_pickled_by_value_still_speak(tmp_path: Path) -> None:
    """As cloudpickle does with what is defined in `__main__` or in another function."""
    producer = textwrap.dedent(
        """
        import sys, cloudpickle
        from dynamo_stability import deprecated, experimental

        @experimental("why")
        def once(x, *, y=2): return x + y

        @deprecated("no")
        def each(): return 3

        @experimental
        async def later(): return 4

        @experimental
        class Thing:
            def __init__(self, x): self.x = x

        with open(sys.argv[1], "wb") as file:
            cloudpickle.dump((once, each, later, Thing), file)
        """
    )
    consumer = textwrap.dedent(
        """
        import asyncio, pickle, sys, warnings
        once, each, later, Thing = pickle.load(open(sys.argv[1], "rb"))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            results = [once(1), once(1, y=3), each(), each(), asyncio.run(later()), Thing(5).x]
        from dynamo_stability import get_stability
        print(results, [str(w.message).split()[0] for w in caught], get_stability(once).reason)
        print(sorted({w.filename == sys.argv[0] for w in caught}))
        """
    )
    for name, source in (("producer", producer), ("consumer", consumer)):
        (tmp_path / f"{name}.py").write_text(source)
        run = subprocess.run(
            [sys.executable, str(tmp_path / f"{name}.py"), str(tmp_path / "pickle")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
    names = ["__main__.once", "__main__.each", "__main__.each", "__main__.later", "__main__.Thing"]
    assert run.stdout.splitlines() == [f"[3, 4, 3, 3, 4, 5] {names} why", "[True]"]


@pytest.mark.in_place
def test_cloudpickle_round_trip_of_a_local_function(listen: Listen) -> None:
    @experimental
    def local(value: int) -> int:
        return value * 2

    again = pickle.loads(cloudpickle.dumps(local))
    assert str(inspect.signature(again)) == str(inspect.signature(local))
    with listen() as spoken:
        assert again(2) == again(2) == 4
    assert len(spoken) == 1


def test_functools_wraps_does_not_copy_the_mark(listen: Listen) -> None:
    @experimental
    def inner() -> int:
        return 1

    @functools.wraps(inner)
    def outer() -> int:
        return 2

    assert get_stability(inner) is not None
    assert get_stability(outer) is None
    with listen() as spoken:
        assert outer() == 2
    assert len(spoken) == 0
