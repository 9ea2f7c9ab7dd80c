"""Use the real Dynamo bindings, and see what is said about them.

Nobody edited the wheel: `stability.toml` says what each of its names is, and `apply_manifest` puts
that on the modules as they are imported. Start this with `make demo-dynamo`, or with any
interpreter that has `dynamo-stability` and `ai-dynamo-runtime==1.6.1`.
"""

from __future__ import annotations

import asyncio
import inspect
import os
from pathlib import Path

from dynamo_stability import allow, apply_manifest, get_stability, iter_marks

os.environ.setdefault("DYN_LOG", "error")  # the bindings log each construction otherwise

manifest = apply_manifest(Path(__file__).with_name("stability.toml"))


def main() -> None:
    """Go through what a user does, then show that nothing else has changed."""
    use_names()
    use_parameters()
    asyncio.run(use_router())
    show_that_nothing_else_changed()
    show_marks()


def say(text: str) -> None:
    """Print a heading before the warnings that belong to it, which go to the other stream."""
    print(f"\n# {text}", flush=True)


def use_names() -> None:
    """Import what cannot be decorated: functions, enumerations and aliases of a compiled module."""
    say("Importing a builtin function, an enumeration and an old name")
    from dynamo.llm import EngineType, make_engine, register_llm

    say("The same again: experimental is spoken of once, deprecated once a line")
    from dynamo.llm import EngineType as SameType
    from dynamo.llm import make_engine as same_function

    assert SameType is EngineType
    assert same_function is make_engine
    assert register_llm.__name__ == "register_model"

    say("Reading one member of an enumeration that is stable")
    from dynamo.llm import RouterMode

    print(RouterMode.KV, RouterMode.DeviceAwareWeighted)


def use_parameters() -> None:
    """Pass arguments that are experimental or on their way out."""
    from dynamo.llm import KvRouterConfig
    from dynamo.runtime import dynamo_worker

    say("Passing parameters of a compiled class")
    KvRouterConfig(overlap_score_weight=2.0)
    KvRouterConfig(decode_active_request_weight=0.5)
    KvRouterConfig(prefill_load_scale=2.0)

    say("Passing a deprecated parameter (the wheel has a warning of its own for this one)")
    dynamo_worker(enable_nats=False)
    dynamo_worker()


async def use_router() -> None:
    """Construct an experimental class, on a runtime that needs no other service."""
    from dynamo.llm import KvRouter, KvRouterConfig, RadixTree
    from dynamo.runtime import DistributedRuntime

    say("Constructing an experimental class, twice")
    runtime = DistributedRuntime(asyncio.get_running_loop(), "mem", "tcp", event_plane="zmq")
    endpoint = runtime.endpoint("demo.backend.generate")
    for _ in range(2):
        KvRouter(endpoint, 16, KvRouterConfig(use_kv_events=False))

    say("Another, by somebody who has decided to")
    with allow("dynamo.llm.RadixTree"):
        print(RadixTree())
    runtime.shutdown()


def show_that_nothing_else_changed() -> None:
    """Compare the marked module with the compiled one behind it."""
    import dynamo._core
    import dynamo.llm

    say("What has not changed")
    with allow("dynamo.llm.*"):
        assert dynamo.llm.KvRouter is dynamo._core.KvRouter
        assert dynamo.llm.register_llm is dynamo._core.register_model
        assert dynamo.llm.make_engine is dynamo._core.make_engine
        assert isinstance(dynamo.llm.RadixTree(), dynamo._core.RadixTree)
        assert str(inspect.signature(dynamo.llm.LoRADownloader)) == "(cache_path=None)"
    print("the same objects, the same types, the same signatures")


def show_marks() -> None:
    """Count what the manifest says, and ask about single names."""
    say("What can be asked")
    stages = [record.stage for record in iter_marks("dynamo")]
    for stage in ("experimental", "beta", "stable", "deprecated"):
        print(f"{stage:>12}: {stages.count(stage)}")
    print(get_stability("dynamo.llm.KvRouter"))
    components = ", ".join(component.name for component in manifest.components)
    print(f"components: {components}")


if __name__ == "__main__":
    main()
