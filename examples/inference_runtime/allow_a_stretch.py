"""A stretch of code that may use experimental API in silence."""

from inference_runtime.llm import KvRouter, RouterConfig

from dynamo_stability import allow

with allow("inference_runtime.llm.*", tier="experimental"):
    KvRouter(["a", "b"], RouterConfig())  # allowed

KvRouter(["a", "b"], RouterConfig())  # told
KvRouter(["a", "b"], RouterConfig())  # told already
