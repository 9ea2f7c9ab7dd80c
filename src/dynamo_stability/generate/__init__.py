"""What other tools read: stub packages for type checkers, and a table for ruff."""

from dynamo_stability.generate.ruff_table import ruff_table
from dynamo_stability.generate.stubs import StubNote, StubPackage, stub_files, stub_package

__all__ = ["StubNote", "StubPackage", "ruff_table", "stub_files", "stub_package"]
