"""Functions whose whole run is allowed: what `allow` makes when it is used as a decorator.

A block around the call would be over before a coroutine or generator runs, and a block inside a
generator would leak to its consumer between two items. Each kind is therefore driven by a
function of its own kind that enters the block only while the body runs.
"""

from __future__ import annotations

import functools
import inspect

from dynamo_stability.errors import MarkError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Any

    Block = AbstractContextManager[Any]


def allowed(function: Any, block: Block) -> Any:
    """A function of the same kind as `function` that runs it inside `block`."""
    if not callable(function) or isinstance(function, type):
        raise MarkError(
            f"Cannot allow {function!r} as a whole: it is not a function. "
            f"Decorate its methods, or use 'with allow(...):'."
        )
    if inspect.iscoroutinefunction(function):
        wrapper = _coroutine(function, block)
    elif inspect.isasyncgenfunction(function):
        wrapper = _async_generator(function, block)
    elif inspect.isgeneratorfunction(function):
        wrapper = _generator(function, block)
    else:
        wrapper = _plain(function, block)
    return functools.wraps(function)(wrapper)


def _plain(function: Callable[..., Any], block: Block) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        with block:
            return function(*args, **kwargs)

    return run


def _coroutine(function: Callable[..., Any], block: Block) -> Callable[..., Any]:
    async def run(*args: Any, **kwargs: Any) -> Any:
        with block:
            return await function(*args, **kwargs)

    return run


def _generator(function: Callable[..., Any], block: Block) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        with block:
            body = function(*args, **kwargs)
        step, sent = body.send, None
        while True:
            try:
                with block:
                    item = step(sent)
            except StopIteration as stop:
                return stop.value
            try:
                sent, step = (yield item), body.send
            except GeneratorExit:
                with block:
                    body.close()
                raise
            except BaseException as error:  # noqa: BLE001 - handed to the body, as yield from does
                sent, step = error, body.throw

    return run


def _async_generator(function: Callable[..., Any], block: Block) -> Callable[..., Any]:
    async def run(*args: Any, **kwargs: Any) -> Any:
        with block:
            body = function(*args, **kwargs)
        step, sent = body.asend, None
        while True:
            try:
                with block:
                    item = await step(sent)
            except StopAsyncIteration:
                return
            try:
                sent, step = (yield item), body.asend
            except GeneratorExit:
                with block:
                    await body.aclose()
                raise
            except BaseException as error:  # noqa: BLE001 - handed to the body
                sent, step = error, body.athrow

    return run
