"""Models, and the routers that choose a worker for a request."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from dynamo_stability import (
    beta,
    deprecated,
    deprecated_parameter,
    experimental,
    mark_names,
    stable,
)


@beta(since="1.1", feature="kv_routing")
class RouterMode(enum.Enum):
    """How a worker is chosen."""

    ROUND_ROBIN = "round-robin"
    RANDOM = "random"
    KV = "kv"


@deprecated_parameter(
    "overlap_weight", since="1.2", remove_in="2.0", renamed_to="overlap_score_weight"
)
@beta(since="1.1", feature="kv_routing")
@dataclass
class RouterConfig:
    """What a router is told."""

    mode: RouterMode
    overlap_score_weight: float = 1.0


@experimental(
    "the cost model is being tuned",
    since="1.2",
    feature="kv_routing",
    issue="https://example.org/issues/12",
)
class KvRouter:
    """Prefers the worker that has most of the prompt in its cache."""

    def __init__(self, config: RouterConfig) -> None:
        self.config = config
        self._cached: dict[str, set[str]] = {}

    def note(self, worker: str, *tokens: str) -> None:
        """Take note that `worker` has `tokens` in its cache."""
        self._cached.setdefault(worker, set()).update(tokens)

    def choose(self, *tokens: str) -> str:
        """The worker with the greatest overlap; ties go to the first by name."""
        weight = self.config.overlap_score_weight
        scores = {
            worker: weight * len(known.intersection(tokens))
            for worker, known in self._cached.items()
        }
        return min(scores, key=lambda worker: (-scores[worker], worker))


@stable(since="1.0")
def register_model(path: str, name: str | None = None) -> str:
    """Make a model known, and return the name it is served under."""
    return name or path.rpartition("/")[2]


register_llm = register_model

mark_names(
    __name__,
    register_llm=deprecated(
        since="1.1", remove_in="2.0", alternative="inference_runtime.llm.register_model"
    ),
)
