"""Collectors: source of any kind -> records, without running any of it."""

from dynamo_stability.collect.disagreements import Disagreement, disagreements
from dynamo_stability.collect.everything import (
    SURFACES,
    Everything,
    collect_everything,
    merge_records,
)
from dynamo_stability.collect.python import Collected, Problem, collect_marks
from dynamo_stability.collect.sources import Source, Target, owning_packages
from dynamo_stability.collect.targets import find_target, is_installed

__all__ = [
    "SURFACES",
    "Collected",
    "Disagreement",
    "Everything",
    "Problem",
    "Source",
    "Target",
    "collect_everything",
    "collect_marks",
    "disagreements",
    "find_target",
    "is_installed",
    "merge_records",
    "owning_packages",
]
