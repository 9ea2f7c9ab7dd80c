"""Type-checked, never run: marks are identities to type checkers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

from typing_extensions import assert_type

from dynamo_stability import (
    Record,
    allow,
    beta,
    deprecated,
    deprecated_parameter,
    experimental,
    experimental_parameter,
    get_stability,
    stable,
)

T = TypeVar("T")


@experimental
def bare(a: int, /, *, b: str = "") -> list[str]:
    raise NotImplementedError


@experimental("reason", since="1.0", feature="f", issue="i", owner="o", alternative="a")
async def called(a: int) -> str:
    raise NotImplementedError


@deprecated("Use g.", since="1.0", remove_in="2.0", category=None, stacklevel=2)
def old(value: T) -> T:
    raise NotImplementedError


@beta()
class Box(Generic[T]):
    @stable
    def __init__(self, value: T) -> None:
        raise NotImplementedError

    @property
    @experimental
    def value(self) -> T:
        raise NotImplementedError

    @experimental
    @staticmethod
    def static() -> int:
        raise NotImplementedError

    @classmethod
    @deprecated
    def make(cls) -> Box[int]:
        raise NotImplementedError


@experimental_parameter("a")
@deprecated_parameter("b", renamed_to="c")
async def items(a: int = 1, c: int = 2) -> AsyncIterator[int]:
    yield a


@allow("pkg.*")
def permitted(a: int) -> str:
    raise NotImplementedError


async def check() -> None:
    assert_type(bare(1, b=""), list[str])
    assert_type(await called(1), str)
    assert_type(old(1), int)
    assert_type(Box(1), Box[int])
    assert_type(Box("").value, str)
    assert_type(Box.static(), int)
    assert_type(Box.make(), Box[int])
    assert_type(permitted(1), str)
    assert_type(get_stability(bare), Record | None)
    function: Callable[[int], int] = experimental(lambda value: value)
    assert_type(function(1), int)
    async for item in items(c=3):
        assert_type(item, int)
