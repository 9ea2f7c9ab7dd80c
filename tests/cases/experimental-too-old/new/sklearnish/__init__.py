from dynamo_stability import beta, deprecated, experimental, stable


@experimental("Its default may change.", since="0.21")
class IterativeImputer: ...


@experimental("Its default may change.", since="1.5")
class FixedThresholdClassifier: ...
