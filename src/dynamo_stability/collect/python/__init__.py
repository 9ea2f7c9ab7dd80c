"""Python source and stubs -> records. Files are parsed, never imported."""

from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.python.marks import Collected, collect_marks

__all__ = ["Collected", "Problem", "collect_marks"]
