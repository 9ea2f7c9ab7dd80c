"""Stub packages: what type checkers read in place of source, marked or trimmed by tier."""

from dynamo_stability.generate.stubs.notes import StubNote
from dynamo_stability.generate.stubs.package import StubPackage, stub_files, stub_package

__all__ = ["StubNote", "StubPackage", "stub_files", "stub_package"]
