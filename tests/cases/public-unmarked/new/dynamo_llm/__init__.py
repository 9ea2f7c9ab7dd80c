from dynamo_stability import beta, deprecated, experimental, stable


class KvRouter:
    def generate(self, token_ids: list[int]) -> None: ...


@stable
def register_model(name: str) -> None: ...


class _Internal: ...


@experimental
class ModelCardInstanceId:
    def triple(self) -> tuple[str, str, str]: ...


def lower(name: str) -> str:  # stability: ignore[public-unmarked]
    return name.lower()
