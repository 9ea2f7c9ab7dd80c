"""Dynamo's own use of its experimental API is silent, and leaves the first use to the user."""

import asyncio
import inspect
import pydoc
from collections.abc import AsyncIterator
from typing import Any

import dynamo.indexer.main
import dynamo.llm
import dynamo.select_service.main
import dynamo.slot_tracker.main

assert "KvRouter" in dir(dynamo.llm)
assert dict(inspect.getmembers(dynamo.llm))["run_kv_indexer"]
assert "RoutedEngine" in pydoc.render_doc(dynamo.llm)

# speaks: dynamo.llm.run_kv_indexer
run = dynamo.llm.run_kv_indexer
assert run is dynamo.llm.run_kv_indexer


class OneAnswer:
    """A client whose endpoint answers once."""

    async def round_robin(self, request: Any, *, annotated: bool, context: Any = None) -> Any:
        async def answers() -> AsyncIterator[dict[str, Any]]:
            yield {"index": 0, "token_ids": [1, 2], "finish_reason": "stop"}

        return answers()


# speaks: dynamo.llm.LLMUnaryClient
client = dynamo.llm.LLMUnaryClient(OneAnswer())
answer = asyncio.run(client.complete({"token_ids": [1]}))
assert answer["token_ids"] == [1, 2]
# speaks: dynamo.llm.with_engine_data
assert dynamo.llm.with_engine_data(answer, {"a": 1})["engine_data"] == {"a": 1}
