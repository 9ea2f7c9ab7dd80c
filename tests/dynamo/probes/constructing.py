"""Construct experimental PyO3 classes; one of them needs a running runtime."""

import asyncio

from dynamo.llm import KvRouter, KvRouterConfig, LoRADownloader, MediaDecoder, RadixTree
from dynamo.runtime import DistributedRuntime


async def route() -> None:
    runtime = DistributedRuntime(asyncio.get_running_loop(), "mem", "tcp", event_plane="zmq")
    endpoint = runtime.endpoint("probe.backend.generate")
    config = KvRouterConfig(use_kv_events=False)
    # speaks: dynamo.llm.KvRouter
    router = KvRouter(endpoint, 16, config)
    assert type(router) is KvRouter
    assert type(KvRouter(endpoint, 16, config)) is KvRouter
    runtime.shutdown()


def fail() -> None:
    """What the class refuses it refuses in its own words, and that is no use yet."""
    try:
        MediaDecoder("one too many")
    except TypeError as error:
        assert "MediaDecoder.__new__() takes 0 positional arguments" in str(error)
    else:
        raise AssertionError("MediaDecoder took an argument")


fail()
# speaks: dynamo.llm.MediaDecoder
MediaDecoder()
MediaDecoder()

# speaks: dynamo.llm.RadixTree
tree = RadixTree()
assert isinstance(tree, RadixTree)
assert RadixTree().dump_tree_as_events() == []

assert LoRADownloader("/tmp/adapters").get_cache_path("key").startswith("/tmp/adapters")
asyncio.run(route())
