from dynamo_stability import beta, deprecated_parameter


@deprecated_parameter("overlap_score_weight", since="1.3.0", remove_in="1.6.1")
@beta
class KvRouterConfig:
    def __init__(
        self, overlap_score_weight: float = 1.0, router_ttl_secs: float = 120.0
    ) -> None: ...
