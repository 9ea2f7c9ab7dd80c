from dynamo_stability import beta, deprecated, experimental, stable


class Runnable:
    @beta
    def as_tool(self) -> None: ...

    def invoke(self) -> None: ...


@experimental
def chain() -> None: ...
