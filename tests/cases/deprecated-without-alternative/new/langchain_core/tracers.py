from dynamo_stability import beta, deprecated, experimental, stable


@deprecated("Not used any more.", since="0.1.0", remove_in="1.0")
class TracerSession: ...


@deprecated("Use Run.", since="0.1.0", remove_in="1.0", alternative="langchain_core.tracers.Run")
class BaseRun: ...


class Run: ...


@experimental
@deprecated("Tried, and given up.", since="0.2", remove_in="0.3.1")
def trace_as_chain_group() -> None: ...
