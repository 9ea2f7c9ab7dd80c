"""What a user of inference_runtime writes."""

import asyncio
from collections.abc import AsyncIterator

from inference_runtime.llm import KvRouter, ModelInput, RouterConfig
from inference_runtime.llm import register_llm  # old name
from inference_runtime.runtime import DistributedRuntime, worker


async def shout(prompt: str) -> AsyncIterator[str]:
    for word in prompt.split():
        yield word.upper()


async def whisper(prompt: str) -> AsyncIterator[str]:
    for word in prompt.split():
        yield f"({word})"


@worker(enable_nats=True)  # experimental parameter
async def main(runtime: DistributedRuntime) -> None:
    endpoint = runtime.endpoint("demo.backend.generate")
    await endpoint.serve("a", shout)
    await endpoint.serve("b", whisper)
    await register_llm(ModelInput.TEXT, endpoint, "models/tiny")
    print(endpoint.models, "at", endpoint.path)  # old property

    client = endpoint.client()
    config = RouterConfig(overlap_weight=2.0)  # type: ignore[call-arg]  # old parameter
    router = KvRouter(await client.wait_for_instances(), config)  # experimental class
    for prompt in ("the cat", "a dog", "the cat sat"):
        chosen = router.choose(prompt)
        print(chosen, [answer async for answer in client.direct(prompt, chosen)])
    print(await client.call("over and out"))  # overdue


asyncio.run(main())
