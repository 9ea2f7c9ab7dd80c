from dynamo_stability import beta, deprecated, experimental, stable


@beta
class KvRouter: ...


@experimental
class KvRouterConfig: ...


@stable
class ModelDeploymentCard: ...
