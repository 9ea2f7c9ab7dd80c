"""What a user of inference_runtime writes."""

import asyncio

from inference_runtime.llm import KvRouter, RouterConfig, RouterMode
from inference_runtime.llm import register_llm  # old name
from inference_runtime.runtime import DistributedRuntime, worker


@worker(enable_nats=True)  # experimental parameter
async def main(runtime: DistributedRuntime) -> None:
    config = RouterConfig(RouterMode.KV, overlap_weight=2.0)  # old parameter
    router = KvRouter(config)  # experimental class
    router.note("a", "the", "cat")
    router.note("b", "the", "dog")

    async def generate(prompt: str):
        yield router.choose(*prompt.split())
        yield register_llm("models/tiny")

    endpoint = runtime.endpoint("generate")
    await endpoint.serve(generate)
    client = endpoint.client()  # beta
    print([item async for item in client.stream("the dog")])
    print(await client.call("the cat"))  # overdue


asyncio.run(main())
