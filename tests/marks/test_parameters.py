"""Row 19: marks on parameters."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import sys
from typing import Any, NamedTuple

import pytest
from listening import Listen

from dynamo_stability import (
    MarkError,
    beta_parameter,
    deprecated,
    deprecated_parameter,
    experimental,
    experimental_parameter,
    get_stability,
    rearm,
    set_rules,
)


def test_passing_is_a_use_and_a_default_is_not(listen: Listen) -> None:
    @deprecated_parameter("enable_nats", since="1.0", remove_in="2.0")
    def worker(name: str, enable_nats: bool = False, *, retries: int = 3) -> Any:
        return name, enable_nats, retries

    assert str(inspect.signature(worker)) == (
        "(name: 'str', enable_nats: 'bool' = False, *, retries: 'int' = 3) -> 'Any'"
    )
    with listen() as spoken:
        assert worker("a") == ("a", False, 3)
        assert worker("a", retries=1) == ("a", False, 1)
    assert len(spoken) == 0
    with listen() as spoken:
        assert worker("a", True) == ("a", True, 3)  # use
        assert worker("a", enable_nats=False) == ("a", False, 3)  # use
        assert worker(enable_nats=True, name="b") == ("b", True, 3)  # use
    name = f"{worker.__module__}.{worker.__qualname__}(enable_nats)"
    spoken.assert_spoken(name, name, name)
    record = get_stability(name)
    assert record is not None
    assert record.kind == "parameter"


def test_experimental_parameter_speaks_once(listen: Listen) -> None:
    @experimental_parameter("mode")
    def route(mode: str = "kv", /) -> str:
        return mode

    with listen() as spoken:
        assert route() == "kv"
        assert route("x") == "x"  # use
        assert route("y") == "y"
    assert len(spoken) == 1
    assert "__signature__" not in vars(route)


def test_beta_parameter_is_silent_until_asked_for(listen: Listen) -> None:
    @beta_parameter("mode")
    def route(mode: str = "kv") -> str:
        return mode

    before = route.__code__
    with listen() as spoken:
        assert route("x") == "x"
    assert len(spoken) == 0
    assert route.__code__ is before
    set_rules("warn:beta")
    with listen() as spoken:
        assert route("x") == "x"  # use
    assert len(spoken) == 1


def test_renamed_parameter_passes_the_value_on(listen: Listen) -> None:
    @deprecated_parameter("weight", renamed_to="overlap_weight")
    def gone(*, overlap_weight: float = 1.0) -> float:
        return overlap_weight

    @deprecated_parameter("old", renamed_to="new")
    def still_there(first: int, old: int | None = None, new: int = 5) -> Any:
        return first, old, new

    with listen() as spoken:
        assert gone(weight=3.0) == 3.0  # type: ignore[call-arg] # use
        assert still_there(1, 2) == (1, None, 2)  # use
        assert still_there(1, old=3) == (1, None, 3)  # use
        assert gone() == 1.0
        assert still_there(1, new=4) == (1, None, 4)
    assert len(spoken) == 3
    assert all(line.endswith("# use") for line in spoken.lines)
    with listen(), pytest.raises(TypeError, match=r"got values for both 'weight' and 'overlap_w"):
        gone(weight=1.0, overlap_weight=2.0)  # type: ignore[call-arg]
    assert str(inspect.signature(gone)) == "(*, overlap_weight: 'float' = 1.0) -> 'float'"


def test_renaming_works_in_silence_as_well(listen: Listen) -> None:
    set_rules("ignore:deprecated")

    @deprecated_parameter("old", renamed_to="new")
    def function(*, new: int = 1) -> int:
        return new

    with listen() as spoken:
        assert function(old=2) == 2  # type: ignore[call-arg]
    assert len(spoken) == 0


def test_several_marks_on_one_function(listen: Listen) -> None:
    @experimental
    @experimental_parameter("a")
    @deprecated_parameter("b", renamed_to="c")
    def function(a: int = 1, *, c: int = 2) -> Any:
        return a, c

    with listen() as spoken:
        assert function(3, b=4) == (3, 4)  # type: ignore[call-arg] # use
        assert function(3, b=4) == (3, 4)  # type: ignore[call-arg] # use
    names = [text.split()[0].rpartition(".")[2] for text in spoken.texts]
    assert sorted(names) == ["function", "function(a)", "function(b)", "function(b)"]


def test_methods_and_coroutines(listen: Listen) -> None:
    class Client:
        @deprecated_parameter("timeout")
        def call(self, timeout: int = 1) -> int:
            return timeout

        @deprecated_parameter("timeout")
        @staticmethod
        def static(timeout: int = 1) -> int:
            return timeout

        @deprecated_parameter("timeout")
        async def later(self, timeout: int = 1) -> int:
            return timeout

    async def main() -> int:
        return await Client().later(timeout=4)  # use

    assert inspect.iscoroutinefunction(Client.later)
    with listen() as spoken:
        assert Client().call(2) == 2  # use
        assert Client.static(timeout=3) == 3  # use
        assert asyncio.run(main()) == 4
    assert len(spoken) == 3
    assert all(line.endswith("# use") for line in spoken.lines)


def test_parameters_of_classes(listen: Listen) -> None:
    @deprecated_parameter("name")
    class WithInit:
        def __init__(self, size: int, name: str = "n") -> None:
            self.size, self.name = size, name

    @deprecated_parameter("name")
    @dataclasses.dataclass
    class Data:
        size: int
        name: str = "n"

    class Tuple(NamedTuple):
        size: int
        name: str = "n"

    deprecated_parameter("name")(Tuple)
    for cls in (WithInit, Data, Tuple):
        signature = str(inspect.signature(cls))
        with listen() as spoken:
            assert cls(1).name == "n"
            assert cls(1, "a").name == "a"  # use
            assert cls(size=1, name="b").name == "b"  # use
        assert len(spoken) == 2, cls
        assert all(line.endswith("# use") for line in spoken.lines)
        assert str(inspect.signature(cls)) == signature


def test_class_and_parameter_marks_together(listen: Listen) -> None:
    @experimental
    @deprecated_parameter("name")
    class Config:
        def __init__(self, name: str = "n") -> None:
            self.name = name

    with listen() as spoken:
        assert Config("a").name == "a"  # use
        assert Config("a").name == "a"  # use
        assert Config().name == "n"
    assert len(spoken) == 3


def test_wrong_calls_fail_as_before(listen: Listen) -> None:
    def bare(a: int, b: int = 1) -> int:
        return a + b

    @deprecated_parameter("b")
    def marked(a: int, b: int = 1) -> int:
        return a + b

    for args, kwargs in [((), {}), ((1, 2, 3), {}), ((1,), {"c": 2}), ((1,), {"a": 2})]:
        with listen():
            messages = []
            for function in (bare, marked):
                with pytest.raises(TypeError) as raised:
                    function(*args, **kwargs)
                messages.append(str(raised.value).replace("bare", "marked"))
        assert messages[0] == messages[1]


@pytest.mark.parametrize(
    ("make", "parts"),
    [
        (lambda: deprecated_parameter("colr"), ["'colr'", "no such parameter", "'colour'"]),
        (lambda: experimental_parameter("x y"), ["'x y'", "identifier"]),
        (lambda: deprecated_parameter("colour", renamed_to="color"), ["'color'", "'colour'"]),
        (lambda: deprecated_parameter("size", renamed_to="colour"), ["'size'", "default"]),
    ],
)
def test_bad_marks_are_errors_at_definition(make: Any, parts: list[str]) -> None:
    def paint(size: int, colour: str = "red") -> Any:
        return size, colour

    before = paint.__code__
    with pytest.raises(MarkError) as raised:
        make()(paint)
    assert all(part in str(raised.value) for part in parts), raised.value
    assert paint.__code__ is before
    assert not vars(paint)


def test_marking_a_parameter_twice_is_an_error() -> None:
    @deprecated_parameter("a")
    def function(a: int = 1) -> int:
        return a

    with pytest.raises(MarkError, match="twice"):
        experimental_parameter("a")(function)


def test_keyword_that_goes_into_kwargs(listen: Listen) -> None:
    @deprecated_parameter("legacy")
    def function(**options: Any) -> Any:
        return options

    with listen() as spoken:
        assert function(legacy=1, other=2) == {"legacy": 1, "other": 2}  # use
        assert function(other=2) == {"other": 2}
    assert len(spoken) == 1


def test_rearmed_parameters_speak_again(listen: Listen) -> None:
    @experimental_parameter("a")
    def function(a: int = 1) -> int:
        return a

    for _ in range(2):
        with listen() as spoken:
            assert function(2) == 2  # use
            assert function(2) == 2
        assert len(spoken) == 1
        rearm()


def test_what_cannot_have_marked_parameters() -> None:
    for target in (print, 3, lambda: None, sys):
        with pytest.raises(MarkError):
            deprecated_parameter("x")(target)
    _ = deprecated
