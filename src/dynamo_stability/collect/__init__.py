"""Collectors: source of any kind -> records, without running any of it."""

from dynamo_stability.collect.python import Collected, Problem, collect_marks
from dynamo_stability.collect.sources import Source, Target, owning_packages
from dynamo_stability.collect.targets import find_target, is_installed

__all__ = [
    "Collected",
    "Problem",
    "Source",
    "Target",
    "collect_marks",
    "find_target",
    "is_installed",
    "owning_packages",
]
