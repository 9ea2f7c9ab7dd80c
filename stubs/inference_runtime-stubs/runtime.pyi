from _typeshed import Incomplete
from typing_extensions import deprecated
import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

Handler = Callable[[Any], AsyncIterator[Any]]
Main = Callable[["DistributedRuntime"], Coroutine[Any, Any, None]]

class DistributedRuntime:
    transport: str
    _endpoints: dict[str, Endpoint]
    def __init__(self, transport: str = "local") -> None: ...
    def endpoint(self, name: str) -> Endpoint: ...

class Endpoint:
    name: str
    models: dict[str, str]
    _handlers: dict[str, Handler]
    _served: asyncio.Event
    def __init__(self, name: str) -> None: ...
    @property
    @deprecated(
        "deprecated: Since 1.1, to be removed in 2.0. Use inference_runtime.runtime.Endpoint.name instead.",
    )
    def path(self) -> str: ...
    async def serve(self, instance: str, handler: Handler) -> None: ...
    def client(self) -> Client: ...

class Client:
    _endpoint: Endpoint
    _turns: itertools.count[Incomplete]
    def __init__(self, endpoint: Endpoint) -> None: ...
    async def wait_for_instances(self) -> list[str]: ...
    def generate(self, request: Any) -> AsyncIterator[Any]: ...
    def direct(self, request: Any, instance: str) -> AsyncIterator[Any]: ...
    @deprecated(
        "deprecated: It holds everything back until the last answer. Since 1.0, to be removed in 1.2. Use inference_runtime.runtime.Client.generate instead. See https://example.org/inference-runtime/issues/7",
    )
    async def call(self, request: Any) -> list[Any]: ...

def worker(
    *, enable_nats: bool = False
) -> Callable[[Main], Callable[[], Coroutine[Any, Any, None]]]: ...
