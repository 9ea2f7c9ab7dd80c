"""Row 1: the warning points at the caller's line, whatever stands between."""

from __future__ import annotations

import abc
import asyncio
import contextlib
import dataclasses
import functools
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Generic, TypeVar

import pytest
from listening import Listen

from dynamo_stability import deprecated, experimental

T = TypeVar("T")


def test_function(listen: Listen) -> None:
    @experimental
    def function() -> int:
        return 1

    with listen() as spoken:
        assert function() == 1  # use
        assert function() == 1
    spoken.assert_spoken(f"{__name__}.test_function.<locals>.function")


class Methods:
    @experimental
    def method(self) -> str:
        return "method"

    @staticmethod
    @experimental
    def below_static() -> str:
        return "static"

    @experimental
    @staticmethod
    def above_static() -> str:
        return "static"

    @classmethod
    @experimental
    def below_class(cls) -> str:
        return cls.__name__

    @experimental
    @classmethod
    def above_class(cls) -> str:
        return cls.__name__


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("method", "method"),
        ("below_static", "static"),
        ("above_static", "static"),
        ("below_class", "Methods"),
        ("above_class", "Methods"),
    ],
)
def test_methods_of_each_kind(listen: Listen, name: str, result: str) -> None:
    bound = getattr(Methods(), name)
    with listen() as spoken:
        assert bound() == result  # use
        assert bound() == result
    spoken.assert_spoken(f"{__name__}.Methods.{name}")


def test_property_get_set_and_delete_are_uses(listen: Listen) -> None:
    class Router:
        _mode = 0

        @deprecated("gone soon")  # type: ignore[prop-decorator]
        @property
        def mode(self) -> int:
            return self._mode

        @mode.setter
        def mode(self, value: int) -> None:
            self._mode = value

        @mode.deleter
        def mode(self) -> None:
            del self._mode

    router = Router()
    with listen() as spoken:
        router.mode = 3  # use
        assert router.mode == 3  # use
        del router.mode  # use
    spoken.assert_spoken(*[f"{Router.__module__}.{Router.__qualname__}.mode"] * 3)


def test_class_and_generic_alias(listen: Listen) -> None:
    @deprecated("x")
    class Box(Generic[T]):
        def __init__(self, value: T) -> None:
            self.value = value

    with listen() as spoken:
        assert Box(1).value == 1  # use
        assert Box[int](2).value == 2  # use
    spoken.assert_spoken(*[f"{Box.__module__}.{Box.__qualname__}"] * 2)


def test_abstract_base_and_metaclass(listen: Listen) -> None:
    class Meta(type):
        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            return super().__call__(*args, **kwargs)

        def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Meta:
            return super().__new__(mcls, name, bases, namespace)

    @deprecated("x")
    class Custom(metaclass=Meta):
        pass

    @deprecated("x")
    class Base(abc.ABC):
        pass

    with listen() as spoken:
        Custom()  # use

        class Sub(Custom):  # use
            pass

        class Concrete(Base):  # use
            pass

    custom, base = (f"{cls.__module__}.{cls.__qualname__}" for cls in (Custom, Base))
    spoken.assert_spoken(custom, custom, base)
    with listen() as spoken:
        Sub()
        Concrete()
    assert len(spoken) == 0


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def test_decorators_stacked_above(listen: Listen) -> None:
    @logged
    @experimental
    def wrapped() -> int:
        return 1

    @contextlib.contextmanager
    @experimental
    def managed() -> Iterator[int]:
        yield 2

    with listen() as spoken:
        assert wrapped() == 1  # use
        with managed() as value:  # use
            assert value == 2
    assert len(spoken) == 2
    assert all(line.endswith("# use") for line in spoken.lines)


def test_context_manager_below(listen: Listen) -> None:
    @experimental
    @contextlib.contextmanager
    def managed() -> Iterator[int]:
        yield 2

    with listen() as spoken, managed() as value:  # use
        assert value == 2
    spoken.assert_spoken(f"{__name__}.test_context_manager_below.<locals>.managed")


def test_dataclasses_replace(listen: Listen) -> None:
    @deprecated("x")
    @dataclasses.dataclass
    class Config:
        size: int

    with listen() as spoken:
        config = Config(1)  # use
        assert dataclasses.replace(config, size=2) == Config(2)  # use
    assert len(spoken) == 3
    assert all(line.endswith("# use") for line in spoken.lines)


def test_task_is_attributed_to_the_line_that_made_the_coroutine(listen: Listen) -> None:
    @experimental
    async def work(value: int) -> int:
        await asyncio.sleep(0)
        return value

    async def main() -> int:
        task = asyncio.create_task(work(3))  # use
        return await task + await work(4)

    with listen() as spoken:
        assert asyncio.run(main()) == 7
    assert len(spoken) == 1
    assert spoken.lines[0].endswith("# use")


def test_coroutines_and_generators_speak_at_the_call(listen: Listen) -> None:
    @experimental
    async def coroutine() -> int:
        return 1

    @experimental
    def generator() -> Iterator[int]:
        yield 2

    @experimental
    async def async_generator() -> AsyncIterator[int]:
        yield 3

    async def collect() -> list[int]:
        return [item async for item in later]

    with listen() as spoken:
        awaitable = coroutine()  # use
        items = generator()  # use
        later = async_generator()  # use
        assert len(spoken) == 3
        assert asyncio.run(_await(awaitable)) == 1
        assert list(items) == [2]
        assert asyncio.run(collect()) == [3]
    assert len(spoken) == 3
    assert all(line.endswith("# use") for line in spoken.lines)


async def _await(awaitable: Any) -> Any:
    return await awaitable


def test_thread_target_speaks_once(listen: Listen) -> None:
    done: list[int] = []

    @experimental
    def target() -> None:
        done.append(1)

    def calls_it() -> None:
        target()  # use

    with listen() as spoken:
        thread = threading.Thread(target=calls_it)
        thread.start()
        thread.join()
    assert done == [1]
    assert len(spoken) == 1
    assert spoken.lines[0].endswith("# use")

    @experimental
    def direct() -> None:
        done.append(2)

    with listen() as spoken:
        thread = threading.Thread(target=direct)
        thread.start()
        thread.join()
    assert done == [1, 2]
    assert len(spoken) == 1


def test_stacklevel_counts_outwards(listen: Listen) -> None:
    @deprecated("x", stacklevel=2)
    def old() -> None: ...

    def helper() -> None:
        old()

    with listen() as spoken:
        helper()  # use
    assert [line.endswith("# use") for line in spoken.lines] == [True]


@pytest.mark.in_place
def test_a_marked_function_sees_its_caller(listen: Listen) -> None:
    """Frames of ours are hidden, so what a function does with its caller's frame stays right."""
    import sys
    import traceback
    import warnings

    @deprecated("x")
    def chatty() -> str:
        warnings.warn("inner", UserWarning, stacklevel=2)
        return sys._getframe(1).f_code.co_name

    @deprecated("x")
    def failing() -> None:
        raise KeyError("inside")

    with listen() as spoken:
        name = chatty()  # use
    if sys.version_info >= (3, 11):
        assert name == "test_a_marked_function_sees_its_caller"
        assert all(line.endswith("# use") for line in spoken.lines)
        with listen(), pytest.raises(KeyError) as raised:
            failing()
        names = [frame.name for frame in traceback.extract_tb(raised.value.__traceback__)]
        assert names == ["test_a_marked_function_sees_its_caller", "failing"]
    else:
        assert name == "chatty"
