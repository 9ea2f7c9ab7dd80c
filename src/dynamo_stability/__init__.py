"""Which parts of an API can be relied on, said once and kept.

Mark functions, classes, parameters and names as experimental, beta, stable or deprecated; users
are told at the line where they use them, once, and the mark costs nothing after that.

PYTEST_DONT_REWRITE: it may be imported before pytest is, which pytest would warn of.
"""

from dynamo_stability.categories import (
    BetaWarning,
    DeprecatedWarning,
    ExperimentalWarning,
    OverdueWarning,
    StabilityWarning,
)
from dynamo_stability.errors import (
    ManifestError,
    MarkError,
    NotEnabledError,
    RecordError,
    RulesError,
    StabilityError,
    UnknownNameError,
)
from dynamo_stability.groups import Component, Feature
from dynamo_stability.marks import (
    allow,
    apply_manifest,
    beta,
    beta_parameter,
    deprecated,
    deprecated_parameter,
    enable_feature,
    experimental,
    experimental_parameter,
    get_stability,
    is_feature_enabled,
    iter_marks,
    mark_module,
    mark_names,
    observe,
    rearm,
    set_rules,
    stable,
    use_feature,
)
from dynamo_stability.record import Deprecation, PublicName, Record
from dynamo_stability.tiers import Tier

__version__ = "0.1.0"

__all__ = [
    "BetaWarning",
    "Component",
    "DeprecatedWarning",
    "Deprecation",
    "ExperimentalWarning",
    "Feature",
    "ManifestError",
    "MarkError",
    "NotEnabledError",
    "OverdueWarning",
    "PublicName",
    "Record",
    "RecordError",
    "RulesError",
    "StabilityError",
    "StabilityWarning",
    "Tier",
    "UnknownNameError",
    "allow",
    "apply_manifest",
    "beta",
    "beta_parameter",
    "deprecated",
    "deprecated_parameter",
    "enable_feature",
    "experimental",
    "experimental_parameter",
    "get_stability",
    "is_feature_enabled",
    "iter_marks",
    "mark_module",
    "mark_names",
    "observe",
    "rearm",
    "set_rules",
    "stable",
    "use_feature",
]
