"""A library that marks its API in its source: one thing for each kind of use."""

import contextlib
import enum
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar, overload

from dynamo_stability import (
    beta,
    deprecated,
    deprecated_parameter,
    experimental,
    experimental_parameter,
    mark_names,
    stable,
)
from shelf._hidden import Hidden as Hidden
from shelf._hidden import hide as hide

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])


@experimental("it is being tuned", since="1.2", feature="routing", alternative="shelf.steady")
def route(target: str = "") -> str:
    return target


@deprecated("Streams are better.", since="1.1", remove_in="2.0", alternative="shelf.stream")
def call() -> str:
    return ""


@beta
def stream() -> Iterator[str]:
    yield ""


@stable
def steady() -> str:
    return ""


def plain() -> str:
    return route()


@experimental
async def fetch() -> str:
    return ""


@experimental
async def pages() -> AsyncIterator[str]:
    yield ""


@experimental
@contextlib.contextmanager
def opened() -> Iterator[int]:
    yield 1


@experimental
def wrapping(function: F) -> F:
    return function


@experimental()
def wrapping_with(times: int) -> Callable[[F], F]:
    def wrap(function: F) -> F:
        return function

    return wrap


@overload
def parse(value: int) -> int: ...
@overload
@experimental("text is new")
def parse(value: str) -> str: ...
def parse(value: int | str) -> int | str:
    return value


@overload
def whole(value: int) -> int: ...
@overload
def whole(value: str) -> str: ...
@experimental
def whole(value: int | str) -> int | str:
    return value


@experimental_parameter("retries")
@deprecated_parameter("attempts", renamed_to="retries", since="1.1")
def connect(address: str = "", retries: int = 0, attempts: int = 0) -> None: ...


@experimental
class Router:
    LIMIT = 3

    def send(self) -> None: ...


@experimental
class Lookup(Generic[T]): ...


@experimental
class Trouble(Exception): ...


@experimental
class Mode(enum.Enum):
    FAST = 1
    SLOW = 2


@experimental
class Point(NamedTuple):
    x: int


@experimental
class Options(TypedDict):
    depth: int


@experimental
class Closable(Protocol):
    def close(self) -> None: ...


class Client:
    limit = 3

    def send(self) -> None: ...

    @experimental
    def explore(self) -> None: ...

    @classmethod
    @experimental
    def make(cls) -> "Client":
        return cls()

    @staticmethod
    @experimental
    def guess() -> int:
        return 1

    @property
    @experimental
    def state(self) -> int:
        return 1

    @property
    def speed(self) -> int:
        return 1

    @speed.setter
    @experimental
    def speed(self, value: int) -> None: ...

    @experimental
    def __add__(self, other: int) -> int:
        return other

    @experimental
    def __radd__(self, other: int) -> int:
        return other

    @experimental
    def __neg__(self) -> int:
        return 1

    @experimental
    def __lt__(self, other: "Client") -> bool:
        return True

    @experimental
    def __getitem__(self, key: int) -> int:
        return key

    @experimental
    def __setitem__(self, key: int, value: int) -> None: ...

    @experimental
    def __iter__(self) -> Iterator[int]:
        return iter(())

    @experimental
    def __call__(self) -> int:
        return 1

    @experimental
    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None: ...

    @experimental
    def __contains__(self, item: int) -> bool:
        return True

    class Inner:
        @experimental
        def dig(self) -> None: ...


class Session:
    @experimental
    def __init__(self, name: str = "") -> None: ...


LIMIT = 3
STEADY = 4
Alias = dict[str, int]
old_plain = plain
client = Client()

mark_names(
    __name__,
    LIMIT=experimental("it will be computed"),
    Alias=experimental(),
    old_plain=deprecated(alternative="shelf.plain"),
)
