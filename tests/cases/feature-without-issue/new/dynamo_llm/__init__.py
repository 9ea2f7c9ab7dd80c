from dynamo_stability import beta, deprecated, experimental, stable


class KvEventPublisher: ...


@experimental("Being tuned.", feature="overlap", issue="https://github.com/ai-dynamo/dynamo/issues/2")
class OverlapScores: ...


@experimental("Being tried.", feature="planner")
class Planner: ...
