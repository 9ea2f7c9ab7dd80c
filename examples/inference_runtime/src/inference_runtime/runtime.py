"""Workers, endpoints and clients, all in one process."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from dynamo_stability import beta, deprecated, experimental_parameter, stable

Handler = Callable[[Any], AsyncIterator[Any]]
Worker = Callable[["DistributedRuntime"], Awaitable[None]]


@stable(since="1.0")
class DistributedRuntime:
    """Where endpoints are found by name."""

    def __init__(self) -> None:
        self._endpoints: dict[str, Endpoint] = {}

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint called `name`, made if there is none."""
        return self._endpoints.setdefault(name, Endpoint(name))


@stable(since="1.0")
class Endpoint:
    """A named place at which a handler answers requests."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._handler: Handler | None = None
        self._served = asyncio.Event()

    async def serve(self, handler: Handler) -> None:
        """Answer requests with `handler` from now on."""
        self._handler = handler
        self._served.set()

    def client(self) -> Client:
        """A client of this endpoint."""
        return Client(self)

    @deprecated(since="1.1", remove_in="2.0", alternative="inference_runtime.runtime.Endpoint.name")
    @property
    def path(self) -> str:
        """The old word for the name."""
        return self.name

    async def _answer(self, request: Any) -> AsyncIterator[Any]:
        await self._served.wait()
        if self._handler is not None:
            async for item in self._handler(request):
                yield item


@beta("batching is still to come", since="1.1", feature="clients")
class Client:
    """Sends requests to one endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def stream(self, request: Any) -> AsyncIterator[Any]:
        """The answers to `request`, as they come."""
        async for item in self._endpoint._answer(request):
            yield item

    @deprecated("Answers are streams.", since="1.0", remove_in="1.2")
    async def call(self, request: Any) -> list[Any]:
        """All answers to `request` at once."""
        return [item async for item in self.stream(request)]


@experimental_parameter("enable_nats", "messages are not persisted yet", feature="transport")
def worker(*, enable_nats: bool = False) -> Callable[[Worker], Callable[[], Awaitable[None]]]:
    """Turn `async def main(runtime)` into a coroutine function that makes its own runtime.

    Args:
        enable_nats: whether requests go over a message bus.
    """

    def decorate(main: Worker) -> Callable[[], Awaitable[None]]:
        @functools.wraps(main)
        async def run() -> None:
            runtime = DistributedRuntime()
            runtime.transport = "nats" if enable_nats else "local"  # type: ignore[attr-defined]
            await main(runtime)

        return run

    return decorate
