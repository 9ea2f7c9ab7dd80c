"""Further uses, and much that is none."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import shelf
import shelf.unstable as moving  # [experimental] shelf.unstable
from lender import steady
from shelf import *
from shelf import Client, client, connect

if TYPE_CHECKING:
    from shelf import Router as CheckedRouter  # [experimental] shelf.Router

try:
    from shelf import route  # [experimental] shelf.route
except ImportError:
    route = None  # type: ignore[assignment]

moving.wobble()  # [experimental] shelf.unstable
print(whole("a"))  # [experimental] shelf.whole
shelf.call()  # [deprecated-api] shelf.call
shelf.old_plain()  # [deprecated-api] shelf.old_plain
shelf.stream()  # [beta] shelf.stream
client.explore()  # [experimental] shelf.Client.explore
connect("", 1)  # [experimental] shelf.connect(retries)
connect(retries=1)  # [experimental] shelf.connect(retries)
connect(attempts=1)  # [deprecated-api] shelf.connect(attempts)
Client.Inner().dig()  # [experimental] shelf.Client.Inner.dig
shelf.Hidden().lurk()  # [experimental] shelf.Hidden
shelf.Point(1)  # [experimental] shelf.Point
shelf.Options(depth=1)  # [experimental] shelf.Options
either: "Client | shelf.Router" = Client()  # [experimental] shelf.Router
held: list[shelf.Mode] = []  # [experimental] shelf.Mode
[shelf.route() for _ in range(3) if shelf.route()]  # [experimental] shelf.route
late = lambda target=shelf.route: target  # [experimental] shelf.route
if found := shelf.route():  # [experimental] shelf.route
    pass
part = partial(shelf.route, "a")  # [experimental] shelf.route
print(1 in Client())  # [experimental] shelf.Client.__contains__


def choose(mode: "shelf.Mode", maybe: Client | None) -> None:  # [experimental] shelf.Mode
    match mode:
        case shelf.Mode.FAST:  # [experimental] shelf.Mode
            pass
        case _:
            pass
    if maybe is not None:
        maybe.explore()  # [experimental] shelf.Client.explore


def close(thing: shelf.Closable) -> None:  # [experimental] shelf.Closable
    thing.close()


async def read() -> None:
    async for _ in shelf.pages():  # [experimental] shelf.pages
        pass
    asyncio.create_task(shelf.fetch())  # [experimental] shelf.fetch


def untyped(one):  # type: ignore[no-untyped-def]
    return shelf.route(one)  # [experimental] shelf.route


# ---- nothing is told below ----------------------------------------------------------------------

shelf.steady()
shelf.plain()
steady()
shelf.parse(1)
connect()
connect("")
print(shelf.STEADY, Client.limit, Client().speed, Client().send)
anything: Any = 1
anything.explore()
anything.route()


class Elsewhere:
    def explore(self) -> None: ...
    def route(self) -> None: ...


Elsewhere().explore()
Elsewhere().route()


def shadowing(LIMIT: int, Router: int) -> int:
    hide = 3
    print(hide, [Alias for Alias in range(3)])
    return LIMIT + Router


def experimental(function: Any) -> Any:
    return function


@experimental
def own() -> None: ...


own()


def never() -> None:
    return
    shelf.route()


if not TYPE_CHECKING:
    shelf.route()
