"""The command line: parse, call, print, exit. 0 clean, 1 findings, 2 could not run."""

from dynamo_stability.cli.main import main

__all__ = ["main"]
