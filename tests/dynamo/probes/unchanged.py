"""Compare everything that can be seen of the bindings before, under and after their marks.

Usage: unchanged.py MANIFEST OUTPUT

Here the modules are imported first, so the marks are put on live modules.
"""

from __future__ import annotations

import copy
import inspect
import json
import os
import pickle
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ["DYN_LOG"] = "error"

import dynamo._core
import dynamo.llm
import dynamo.llm.exceptions
import dynamo.runtime

from dynamo_stability import apply_manifest

MODULES = (dynamo.runtime, dynamo.llm, dynamo.llm.exceptions, dynamo._core)

#: What a mark leaves on an object, which is how foreign tools read it; the last two are on armed
#: functions only, and one of them is what keeps their signature.
LEFT = {
    "__stability__",
    "__stability_record__",
    "__deprecated__",
    "__signature__",
    "__stability_shadow__",
}


REFUSALS = (AttributeError, OSError, TypeError, ValueError, pickle.PicklingError)


def outcome(look: Callable[[Any], object], value: object) -> str:
    """What `look` says of `value`, as text; an error is an answer too."""
    try:
        return str(look(value))
    except REFUSALS as error:
        return f"{type(error).__name__}: {error}"


LOOKS: dict[str, Callable[[Any], object]] = {
    "identity": id,
    "type": type,
    "repr": repr,
    "doc": lambda value: value.__doc__,
    "module": lambda value: value.__module__,
    "qualname": lambda value: value.__qualname__,
    "signature": inspect.signature,
    "source": inspect.getsource,
    "text signature": lambda value: value.__text_signature__,
    "bases": lambda value: value.__mro__,
    "copy": lambda value: copy.deepcopy(value) is value,
    "coroutine function": inspect.iscoroutinefunction,
    "hash": hash,
    "init": lambda value: value.__init__,
    "members": lambda value: sorted(set(dir(value)) - LEFT),
    "instance of itself": lambda value: isinstance(value, value),
}

#: Pickling reads the name that is written down, so it is a use where that name is marked.
PICKLINGS: dict[str, Callable[[Any], object]] = {
    "pickle": pickle.dumps,
    "pickled and back": lambda value: pickle.loads(pickle.dumps(value)) is value,
}

#: Calls whose outcome must be the same with and without marks.
CALLS: dict[str, Callable[[], object]] = {
    "KvRouterConfig": lambda: dynamo.llm.KvRouterConfig(2.0).prefill_load_scale,
    "RadixTree": lambda: dynamo.llm.RadixTree().dump_tree_as_events(),
    "RouterMode": lambda: (dynamo.llm.RouterMode.DeviceAwareWeighted, dynamo.llm.RouterMode.KV),
    "ModelType": lambda: str(dynamo.llm.ModelType.Chat | dynamo.llm.ModelType.Prefill),
    "FrontendResponse": lambda: type(dynamo.llm.FrontendResponse(503, {})),
    "HttpError": lambda: repr(dynamo.llm.HttpError(404, "no")),
    "RouterQueueLimitExceeded": lambda: (
        pickle.loads(pickle.dumps(dynamo.llm.RouterQueueLimitExceeded("full"))).args
    ),
    "too many": lambda: dynamo.llm.RadixTree(1),
    "unknown": lambda: dynamo.llm.MediaDecoder(quality=1),
    "no constructor": lambda: dynamo.llm.OverlapScores(),
    "no base": lambda: type("Mine", (dynamo.llm.KvRouter,), {}),
    "hash": lambda: dynamo.llm.lora_name_to_id("adapter"),
    "block hashes": lambda: dynamo.llm.compute_block_hash_for_seq([1, 2, 3, 4], 4),
    "worker": lambda: inspect.iscoroutinefunction(dynamo.runtime.dynamo_worker(None)(_work)),
}


async def _work() -> None: ...


def picture(looks: dict[str, Callable[[Any], object]]) -> dict[str, str]:
    """Everything seen, by what was looked at."""
    seen: dict[str, str] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if not name.startswith("__") and not isinstance(value, ModuleType):
                for aspect, look in looks.items():
                    seen[f"{module.__name__}.{name}: {aspect}"] = outcome(look, value)
    return seen


def behaviour() -> dict[str, str]:
    """What calls give."""
    return {name: outcome(lambda call: call(), call) for name, call in CALLS.items()}


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What is not as it was."""
    return [
        f"{key}: {before.get(key)} -> {after.get(key)}"
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]


def main(manifest: str, output: str) -> None:
    """Look three times: bare, armed, and when some of the marks are spent."""
    bare, pickled, called = picture(LOOKS), picture(PICKLINGS), behaviour()
    apply_manifest(Path(manifest))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        armed = picture(LOOKS)
        said = [str(warning.message) for warning in caught]
        report = {
            "said while only looked at": said,
            "armed": differences(bare, armed),
            "pickled": differences(pickled, picture(PICKLINGS)),
            "calls": differences(called, behaviour()),
            "calls again": differences(called, behaviour()),
            "spent": differences(bare, picture(LOOKS)),
            "said": len(caught),
        }
    Path(output).write_text(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
