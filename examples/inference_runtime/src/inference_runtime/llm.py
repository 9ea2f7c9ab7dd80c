"""Models, and the router that chooses a worker for a request."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from dynamo_stability import (
    beta,
    deprecated,
    deprecated_parameter,
    experimental,
    mark_names,
    stable,
)
from inference_runtime.runtime import Endpoint


@stable(since="1.0")
class ModelInput(enum.Enum):
    """What a model takes."""

    TEXT = "text"
    TOKENS = "tokens"


@beta(since="1.1", feature="kv_router")
class RouterMode(enum.Enum):
    """How a worker is chosen."""

    ROUND_ROBIN = "round-robin"
    KV = "kv"


@deprecated_parameter(
    "overlap_weight", since="1.2", remove_in="2.0", renamed_to="overlap_score_weight"
)
@beta(since="1.1", feature="kv_router")
@dataclass(frozen=True)
class RouterConfig:
    """What a router goes by.

    Attributes:
        mode: how a worker is chosen.
        overlap_score_weight: what one cached token counts, beside one request in flight.
    """

    mode: RouterMode = RouterMode.KV
    overlap_score_weight: float = 1.0


@experimental(
    "the cost model is being tuned",
    since="1.2",
    feature="kv_router",
    alternative="inference_runtime.runtime.Client.generate",
    issue="https://example.org/inference-runtime/issues/12",
)
class KvRouter:
    """Prefers the worker that has most of a prompt in its cache and least to do."""

    def __init__(self, workers: Iterable[str], config: RouterConfig) -> None:
        self.config = config
        self._cached: dict[str, set[str]] = {worker: set() for worker in sorted(workers)}
        self._sent = dict.fromkeys(self._cached, 0)

    def choose(self, prompt: str) -> str:
        """The worker for `prompt`, which it will have in its cache from now on."""
        tokens = set(prompt.split())
        chosen = min(self._cached, key=lambda worker: self._cost(worker, tokens))
        self._cached[chosen] |= tokens
        self._sent[chosen] += 1
        return chosen

    def _cost(self, worker: str, tokens: set[str]) -> float:
        if self.config.mode is RouterMode.ROUND_ROBIN:
            return self._sent[worker]
        overlap = len(tokens & self._cached[worker])
        return self._sent[worker] - self.config.overlap_score_weight * overlap


@stable(since="1.1")
async def register_model(
    model_input: ModelInput, endpoint: Endpoint, path: str, name: str | None = None
) -> str:
    """Make a model known at `endpoint`, and return the name under which it is served."""
    served_name = name or path.rpartition("/")[2]
    endpoint.models[served_name] = model_input.value
    return served_name


register_llm = register_model

mark_names(
    __name__,
    register_llm=deprecated(
        since="1.1", remove_in="2.0", alternative="inference_runtime.llm.register_model"
    ),
)
