from dynamo_stability import beta, deprecated, experimental, stable


def register_model(
    model_input: str, worker_type: str, *, base_model_path: str | None = None
) -> None: ...


def dynamo_worker(enable_nats: bool | None = None) -> None: ...


@experimental
def sketch(size: int, depth: int) -> None: ...


@stable
async def fetch_model(name: str, *, timeout: float = 1.0) -> str: ...
