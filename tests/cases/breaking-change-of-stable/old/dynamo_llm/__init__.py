from dynamo_stability import beta, deprecated, experimental, stable


def register_model(model_input: str, base_model_path: str | None = None) -> None: ...


def dynamo_worker(enable_nats: bool = True) -> None: ...


@experimental
def sketch(size: int) -> None: ...


@stable
async def fetch_model(name: str) -> str: ...
