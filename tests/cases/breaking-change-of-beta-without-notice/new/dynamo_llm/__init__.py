from dynamo_stability import beta


@beta
class KvRouterConfig:
    def __init__(
        self, overlap_score_weight: float | None = None, *, router_ttl_secs: float = 120.0
    ) -> None: ...
