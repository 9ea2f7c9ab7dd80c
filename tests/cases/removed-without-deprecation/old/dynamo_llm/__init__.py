from dynamo_stability import beta, deprecated, experimental, stable


class ModelRuntimeConfig:
    tensor_model_config: dict[str, str]
    total_kv_blocks: int


class Base:
    def close(self) -> None: ...


class Client(Base):
    def close(self) -> None: ...


@experimental
def sketch() -> None: ...
