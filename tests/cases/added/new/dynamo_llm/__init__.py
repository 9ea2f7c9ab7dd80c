from dynamo_stability import beta, deprecated, experimental, stable


def register_llm() -> None: ...


@experimental
def register_model() -> None: ...


class SelectService:
    def select(self) -> None: ...
