"""Small crates in a temporary directory, and what the collector finds in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dynamo_stability.collect.rust import CollectedRust, collect_rust

WriteCrate = Callable[..., Path]
CollectCrate = Callable[..., CollectedRust]

CARGO = '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n'


@pytest.fixture
def write_crate(tmp_path: Path) -> WriteCrate:
    """Write a crate: its lib.rs, what Cargo.toml says besides, and further files by path."""

    def write(
        lib: str | bytes = "", cargo: str = "", files: Mapping[str, str | bytes] | None = None
    ) -> Path:
        every = {"Cargo.toml": CARGO + cargo, "src/lib.rs": lib, **(files or {})}
        for name, text in every.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return tmp_path

    return write


@pytest.fixture
def crate(write_crate: WriteCrate) -> CollectCrate:
    """Write a crate and collect it; `options` and `python` go to the collector."""

    def collect(*texts: Any, options: Any = None, python: Any = None) -> CollectedRust:
        return collect_rust(write_crate(*texts), options, python=python)

    return collect
