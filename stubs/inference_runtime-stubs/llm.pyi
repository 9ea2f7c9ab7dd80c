from _typeshed import Incomplete
from typing_extensions import deprecated
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from inference_runtime.runtime import Endpoint

class ModelInput(enum.Enum):
    TEXT = "text"
    TOKENS = "tokens"

@deprecated(
    "beta: may change after one release of notice. Since 1.1. Feature: kv_router.",
)
class RouterMode(enum.Enum):
    ROUND_ROBIN = "round-robin"
    KV = "kv"

@deprecated(
    "beta: may change after one release of notice. Since 1.1. Feature: kv_router.",
)
@dataclass(frozen=True)
class RouterConfig:
    mode: RouterMode = ...
    overlap_score_weight: float = 1.0

@deprecated(
    "experimental: the cost model is being tuned. Since 1.2. Use inference_runtime.runtime.Client.generate instead. Feature: kv_router. See https://example.org/inference-runtime/issues/12",
)
class KvRouter:
    config: RouterConfig
    _cached: dict[str, set[str]]
    _sent: Incomplete
    def __init__(self, workers: Iterable[str], config: RouterConfig) -> None: ...
    def choose(self, prompt: str) -> str: ...
    def _cost(self, worker: str, tokens: set[str]) -> float: ...

async def register_model(
    model_input: ModelInput, endpoint: Endpoint, path: str, name: str | None = None
) -> str: ...
@deprecated(
    "deprecated: Since 1.1, to be removed in 2.0. Use inference_runtime.llm.register_model instead.",
)
async def register_llm(
    model_input: ModelInput, endpoint: Endpoint, path: str, name: str | None = None
) -> str: ...
