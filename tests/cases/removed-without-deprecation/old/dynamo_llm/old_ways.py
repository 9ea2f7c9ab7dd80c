from dynamo_stability import beta, deprecated, experimental, stable


@deprecated("Use KvRouter.", since="0.9", remove_in="1.6", alternative="dynamo_llm.KvRouter")
def route() -> None: ...


@experimental
def guess() -> None: ...
