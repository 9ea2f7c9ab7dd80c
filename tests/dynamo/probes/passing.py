"""Pass experimental and deprecated parameters, by keyword and by position."""

from dynamo.llm import KvRouterConfig, RouterConfig, RouterMode
from dynamo.runtime import dynamo_worker

# speaks: dynamo.llm.KvRouterConfig(overlap_score_weight)
config = KvRouterConfig(overlap_score_weight=2.0)
assert config.prefill_load_scale == 2.0

# speaks: dynamo.llm.KvRouterConfig(overlap_score_weight)
config = KvRouterConfig(3.0, 0.5)
assert config.prefill_load_scale == 3.0

# speaks: dynamo.llm.KvRouterConfig(decode_active_request_weight)
config = KvRouterConfig(decode_active_request_weight=0.5)
assert config.decode_active_request_weight == 0.5
assert KvRouterConfig(decode_active_request_weight=0.25).decode_active_request_weight == 0.25

config = KvRouterConfig(prefill_load_scale=4.0, router_temperature=0.5)
assert config.prefill_load_scale == 4.0
assert KvRouterConfig().prefill_load_scale == 1.0

# speaks: dynamo.llm.RouterConfig(enforce_disagg)
RouterConfig(RouterMode.KV, enforce_disagg=True)
RouterConfig(RouterMode.KV, KvRouterConfig())

# speaks: dynamo.runtime.dynamo_worker(enable_nats)
dynamo_worker(enable_nats=False)
# speaks: dynamo.runtime.dynamo_worker(enable_nats)
dynamo_worker(True)


async def work() -> None: ...


worker = dynamo_worker()(work)
assert worker.__name__ == "work"
assert worker.__wrapped__ is work

try:
    KvRouterConfig(no_such_parameter=1)
except TypeError as error:
    assert "no_such_parameter" in str(error)
else:
    raise AssertionError("KvRouterConfig took an unknown argument")
