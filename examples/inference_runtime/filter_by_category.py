"""Filters for whole categories of warnings."""

import warnings

from inference_runtime.llm import KvRouter, RouterConfig
from inference_runtime.runtime import DistributedRuntime

from dynamo_stability import DeprecatedWarning, ExperimentalWarning

warnings.filterwarnings("ignore", category=ExperimentalWarning)
KvRouter(["a", "b"], RouterConfig())  # ignored

endpoint = DistributedRuntime().endpoint("demo.backend.generate")
print(endpoint.path)  # told

warnings.filterwarnings("error", category=DeprecatedWarning)
try:
    print(endpoint.path)
except DeprecatedWarning as warning:
    print("Refused:", warning)
