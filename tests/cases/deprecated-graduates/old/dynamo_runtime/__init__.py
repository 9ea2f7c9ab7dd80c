from dynamo_stability import deprecated_parameter, deprecated, experimental


@deprecated_parameter("enable_nats", since="1.3", remove_in="1.9", alternative="dynamo_runtime.Config")
def dynamo_worker(enable_nats: bool = True) -> None: ...


@experimental(since="1.2")
@deprecated("Use dynamo_worker.", since="1.4", remove_in="1.9", alternative="dynamo_runtime.dynamo_worker")
def dynamo_endpoint() -> None: ...


class Config: ...
