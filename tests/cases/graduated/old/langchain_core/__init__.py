from dynamo_stability import beta, deprecated, experimental, stable


class Runnable:
    @beta
    def astream_events(self) -> None: ...


@experimental(since="0.1")
class InMemoryCache: ...
