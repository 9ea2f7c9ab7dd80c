"""Command lines of programs: parsers in source, or live ones -> options, records and findings."""

from dynamo_stability.collect.options.collecting import CollectedOptions, collect_options
from dynamo_stability.collect.options.live import options_of
from dynamo_stability.collect.options.option import Option
from dynamo_stability.configuration import CommandLineOptions, HelperRule

__all__ = [
    "CollectedOptions",
    "CommandLineOptions",
    "HelperRule",
    "Option",
    "collect_options",
    "options_of",
]
