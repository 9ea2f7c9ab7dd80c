"""Environment variables: reads and declarations in source -> inventory, records and findings."""

from dynamo_stability.collect.environment.collecting import CollectedVariables, collect_variables
from dynamo_stability.collect.environment.variable import EnvironmentVariable, Place
from dynamo_stability.configuration import EnvironmentOptions, VariableRule

__all__ = [
    "CollectedVariables",
    "EnvironmentOptions",
    "EnvironmentVariable",
    "Place",
    "VariableRule",
    "collect_variables",
]
