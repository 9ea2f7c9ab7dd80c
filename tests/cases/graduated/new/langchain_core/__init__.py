from dynamo_stability import beta, deprecated, experimental, stable


class Runnable:
    def astream_events(self) -> None: ...


@beta(since="0.3")
class InMemoryCache: ...
