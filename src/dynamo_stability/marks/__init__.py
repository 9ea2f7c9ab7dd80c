"""Marking live objects, in place."""

from dynamo_stability.marks.allowing import allow
from dynamo_stability.marks.applying import apply_manifest
from dynamo_stability.marks.decorators import (
    beta,
    beta_parameter,
    deprecated,
    deprecated_parameter,
    experimental,
    experimental_parameter,
    stable,
)
from dynamo_stability.marks.features import enable_feature, is_feature_enabled, use_feature
from dynamo_stability.marks.live import observe, rearm, set_rules
from dynamo_stability.marks.modules import mark_module, mark_names
from dynamo_stability.marks.reading import get_stability, iter_marks

__all__ = [
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
