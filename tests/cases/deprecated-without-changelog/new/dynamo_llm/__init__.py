from dynamo_stability import beta, deprecated, experimental, stable


@deprecated("Use register_model.", since="1.4.0", remove_in="1.8", alternative="dynamo_llm.register_model")
def register_llm() -> None: ...


@deprecated("Use fetch_model.", since="1.4.0", remove_in="1.8", alternative="dynamo_llm.fetch_model")
def fetch_llm() -> None: ...


@deprecated("Use unregister_model.", since="1.4.0", remove_in="1.8", alternative="dynamo_llm.unregister_model")
def unregister_llm() -> None: ...


def register_model() -> None: ...


def fetch_model() -> None: ...


def unregister_model() -> None: ...
