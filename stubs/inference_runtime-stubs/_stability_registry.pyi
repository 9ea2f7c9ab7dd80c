"""Tiers of inference_runtime, for type checkers and other readers. Generated: do not edit."""

# ruff: noqa: E501, RUF100

from typing import Final

FORMAT: Final = 1
REGISTRY: Final = r"""
{
 "format": 1,
 "distribution": "inference-runtime",
 "packages": [
  "inference_runtime"
 ],
 "records": [
  {
   "name": "inference_runtime.llm.KvRouter",
   "kind": "class",
   "tier": "experimental",
   "reason": "the cost model is being tuned",
   "since": "1.2",
   "feature": "kv_router",
   "issue": "https://example.org/inference-runtime/issues/12",
   "alternative": "inference_runtime.runtime.Client.generate"
  },
  {
   "name": "inference_runtime.llm.ModelInput",
   "kind": "class",
   "tier": "stable",
   "since": "1.0"
  },
  {
   "name": "inference_runtime.llm.RouterConfig",
   "kind": "class",
   "tier": "beta",
   "since": "1.1",
   "feature": "kv_router"
  },
  {
   "name": "inference_runtime.llm.RouterConfig(overlap_weight)",
   "kind": "parameter",
   "deprecation": {
    "since": "1.2",
    "remove_in": "2.0",
    "renamed_to": "overlap_score_weight"
   }
  },
  {
   "name": "inference_runtime.llm.RouterMode",
   "kind": "class",
   "tier": "beta",
   "since": "1.1",
   "feature": "kv_router"
  },
  {
   "name": "inference_runtime.llm.register_llm",
   "kind": "name",
   "deprecation": {
    "since": "1.1",
    "remove_in": "2.0",
    "alternative": "inference_runtime.llm.register_model"
   },
   "definition": "inference_runtime.llm.register_model"
  },
  {
   "name": "inference_runtime.llm.register_model",
   "kind": "function",
   "tier": "stable",
   "since": "1.1",
   "aliases": [
    "inference_runtime.llm.register_llm"
   ]
  },
  {
   "name": "inference_runtime.runtime.Client",
   "kind": "class",
   "tier": "stable",
   "since": "1.0"
  },
  {
   "name": "inference_runtime.runtime.Client.call",
   "kind": "method",
   "issue": "https://example.org/inference-runtime/issues/7",
   "deprecation": {
    "message": "It holds everything back until the last answer.",
    "since": "1.0",
    "remove_in": "1.2",
    "alternative": "inference_runtime.runtime.Client.generate"
   }
  },
  {
   "name": "inference_runtime.runtime.DistributedRuntime",
   "kind": "class",
   "tier": "stable",
   "since": "1.0"
  },
  {
   "name": "inference_runtime.runtime.Endpoint",
   "kind": "class",
   "tier": "stable",
   "since": "1.0"
  },
  {
   "name": "inference_runtime.runtime.Endpoint.path",
   "kind": "property",
   "deprecation": {
    "since": "1.1",
    "remove_in": "2.0",
    "alternative": "inference_runtime.runtime.Endpoint.name"
   }
  },
  {
   "name": "inference_runtime.runtime.worker",
   "kind": "function",
   "tier": "stable",
   "since": "1.0"
  },
  {
   "name": "inference_runtime.runtime.worker(enable_nats)",
   "kind": "parameter",
   "tier": "experimental",
   "reason": "messages are not persisted yet",
   "since": "1.2",
   "feature": "nats",
   "issue": "https://example.org/inference-runtime/issues/31"
  }
 ]
}
"""
