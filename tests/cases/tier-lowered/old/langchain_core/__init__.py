from dynamo_stability import beta, deprecated, experimental, stable


class Runnable:
    def as_tool(self) -> None: ...

    def invoke(self) -> None: ...


@stable
def chain() -> None: ...
