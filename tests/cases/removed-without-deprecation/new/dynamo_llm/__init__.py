class ModelRuntimeConfig:
    total_kv_blocks: int


class Base:
    def close(self) -> None: ...


class Client(Base): ...
