"""Import builtin functions, aliases and enumerations of a compiled module, and read members."""

# ruff: noqa: I001 - one name a line, and some of them again

import dynamo._core
import dynamo.llm

# speaks: dynamo.llm.make_engine
from dynamo.llm import make_engine
from dynamo.llm import make_engine as again

# speaks: dynamo.llm.register_llm
from dynamo.llm import register_llm

# speaks: dynamo.llm.register_llm
from dynamo.llm import register_llm as old_name
from dynamo.llm import register_model

# speaks: dynamo.llm.EngineType
from dynamo.llm import EngineType
from dynamo.llm import EngineType as SameType

# speaks: dynamo.llm.RoutedEngine
from dynamo.llm import RoutedEngine

# speaks: dynamo.llm.OverlapScores
from dynamo.llm import OverlapScores
from dynamo.llm import KvRouter, ModelType, RouterMode

# speaks: dynamo.llm.exceptions.SelectionServiceError
from dynamo.llm.exceptions import SelectionServiceError

assert make_engine is again is dynamo._core.make_engine
assert register_llm is old_name is register_model is dynamo._core.register_model
assert EngineType is SameType is dynamo._core.EngineType
assert KvRouter is dynamo._core.KvRouter
assert OverlapScores is dynamo._core.OverlapScores
assert SelectionServiceError is dynamo._core.SelectionServiceError
assert RoutedEngine.__name__ == "RoutedEngine"

# speaks: dynamo.llm.run_input
assert dynamo.llm.run_input is dynamo._core.run_input
assert vars(dynamo.llm)["run_input"] is dynamo.llm.run_input
# speaks: dynamo.llm.fetch_llm
assert dynamo.llm.fetch_llm is dynamo.llm.fetch_model

# speaks: dynamo.llm.RouterMode.DeviceAwareWeighted
mode = RouterMode.DeviceAwareWeighted
assert repr(mode) == "RouterMode.DeviceAwareWeighted"
assert mode == RouterMode.DeviceAwareWeighted != RouterMode.KV
assert int(RouterMode.KV) == 3

# speaks: dynamo.llm.ModelType.Prefill
prefill = ModelType.Prefill
assert str(prefill | ModelType.Chat) in ("chat,prefill", "prefill,chat")
