"""Workers, endpoints and clients, all in one process."""

from __future__ import annotations

import asyncio
import functools
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from dynamo_stability import deprecated, experimental_parameter, stable
from inference_runtime import __version__

Handler = Callable[[Any], AsyncIterator[Any]]
Main = Callable[["DistributedRuntime"], Coroutine[Any, Any, None]]


@stable(since="1.0")
class DistributedRuntime:
    """Where endpoints are found by name.

    Args:
        transport: what carries requests, `"local"` or `"nats"`.
    """

    def __init__(self, transport: str = "local") -> None:
        self.transport = transport
        self._endpoints: dict[str, Endpoint] = {}

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint called `name`, made if there is none."""
        return self._endpoints.setdefault(name, Endpoint(name))


@stable(since="1.0")
class Endpoint:
    """A named place at which instances of a worker answer requests."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.models: dict[str, str] = {}
        self._handlers: dict[str, Handler] = {}
        self._served = asyncio.Event()

    @property
    @deprecated(since="1.1", remove_in="2.0", alternative="inference_runtime.runtime.Endpoint.name")
    def path(self) -> str:
        """The name, under the word used for it before 1.1."""
        return self.name

    async def serve(self, instance: str, handler: Handler) -> None:
        """Answer requests to `instance` with `handler` from now on."""
        self._handlers[instance] = handler
        self._served.set()

    def client(self) -> Client:
        """A client of this endpoint."""
        return Client(self)


@stable(since="1.0")
class Client:
    """Sends requests to the instances of one endpoint, and streams their answers."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._turns = itertools.count()

    async def wait_for_instances(self) -> list[str]:
        """The names of the instances, once there is at least one."""
        await self._endpoint._served.wait()
        return sorted(self._endpoint._handlers)

    async def generate(self, request: Any) -> AsyncIterator[Any]:
        """The answers to `request` as they come, from each instance in turn."""
        instances = await self.wait_for_instances()
        async for answer in self.direct(request, instances[next(self._turns) % len(instances)]):
            yield answer

    async def direct(self, request: Any, instance: str) -> AsyncIterator[Any]:
        """The answers of one instance to `request`, as they come.

        Raises:
            LookupError: nothing serves under the name `instance`.
        """
        known = await self.wait_for_instances()
        if instance not in known:
            raise LookupError(
                f"Cannot reach {instance!r} at {self._endpoint.name!r}: no such instance. "
                f"Pass one of: {', '.join(known)}."
            )
        async for answer in self._endpoint._handlers[instance](request):
            yield answer

    # The version is given, so that the removal is overdue in an uninstalled checkout as well.
    @deprecated(
        "It holds everything back until the last answer.",
        since="1.0",
        remove_in="1.2",
        alternative="inference_runtime.runtime.Client.generate",
        issue="https://example.org/inference-runtime/issues/7",
        current_version=__version__,
    )
    async def call(self, request: Any) -> list[Any]:
        """All answers to `request` at once."""
        return [answer async for answer in self.generate(request)]


@experimental_parameter(
    "enable_nats",
    "messages are not persisted yet",
    since="1.2",
    feature="nats",
    issue="https://example.org/inference-runtime/issues/31",
)
@stable(since="1.0")
def worker(
    *, enable_nats: bool = False
) -> Callable[[Main], Callable[[], Coroutine[Any, Any, None]]]:
    """Turn `async def main(runtime)` into a coroutine function that brings its own runtime.

    Args:
        enable_nats: whether requests travel over a message bus.
    """

    def decorate(main: Main) -> Callable[[], Coroutine[Any, Any, None]]:
        @functools.wraps(main)
        async def run() -> None:
            await main(DistributedRuntime("nats" if enable_nats else "local"))

        return run

    return decorate
