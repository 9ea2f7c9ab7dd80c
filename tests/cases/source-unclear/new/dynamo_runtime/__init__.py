from dynamo_stability import beta, deprecated, experimental, stable


@beta
@stable
class DistributedRuntime: ...
