"""Rust sources -> records, of what Python sees of them too. They are parsed, never built."""

from dynamo_stability.collect.rust.cargo import has_crates
from dynamo_stability.collect.rust.collecting import CollectedRust, collect_rust
from dynamo_stability.collect.rust.python_records import Binding
from dynamo_stability.configuration import RustOptions

__all__ = ["Binding", "CollectedRust", "RustOptions", "collect_rust", "has_crates"]
