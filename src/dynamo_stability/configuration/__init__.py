"""`[tool.dynamo-stability]` of pyproject.toml: one class for each table, and their reader.

`docs/reference/configuration.md` describes each key.
"""

from __future__ import annotations

from dynamo_stability.configuration.check import CheckOptions, CheckOverride
from dynamo_stability.configuration.command_line import CommandLineOptions, HelperRule
from dynamo_stability.configuration.decorator_rule import DecoratorRule
from dynamo_stability.configuration.environment import EnvironmentOptions, VariableRule
from dynamo_stability.configuration.fields import STAGES
from dynamo_stability.configuration.generate import TRIMMED, GenerateOptions
from dynamo_stability.configuration.graduate import GraduateOptions
from dynamo_stability.configuration.http import HttpOptions
from dynamo_stability.configuration.kubernetes import KubernetesOptions
from dynamo_stability.configuration.mypy import MypyOptions
from dynamo_stability.configuration.project import Configuration
from dynamo_stability.configuration.reading import read_configuration, read_configuration_file
from dynamo_stability.configuration.rust import RustOptions

__all__ = [
    "STAGES",
    "TRIMMED",
    "CheckOptions",
    "CheckOverride",
    "CommandLineOptions",
    "Configuration",
    "DecoratorRule",
    "EnvironmentOptions",
    "GenerateOptions",
    "GraduateOptions",
    "HelperRule",
    "HttpOptions",
    "KubernetesOptions",
    "MypyOptions",
    "RustOptions",
    "VariableRule",
    "read_configuration",
    "read_configuration_file",
]
