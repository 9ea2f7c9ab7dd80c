"""Small packages in a temporary directory, and the public API that is read from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from writing import write_files

from dynamo_stability.catalog import ApiObject
from dynamo_stability.collect import find_target
from dynamo_stability.collect.api import collect_api

Api = Callable[[dict[str, str]], dict[str, ApiObject]]


@pytest.fixture
def write_sources(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Write files below a temporary directory, which is given back."""

    def write(files: dict[str, str]) -> Path:
        return write_files(tmp_path / "sources", files)

    return write


@pytest.fixture
def api(write_sources: Callable[[dict[str, str]], Path]) -> Api:
    """Write files, and read the public API from them, by name."""

    def read(files: dict[str, str]) -> dict[str, ApiObject]:
        objects = collect_api([find_target(str(write_sources(files)))])
        keys = [(one.name, one.kind) for one in objects]
        assert keys == sorted(set(keys))
        return {one.name: one for one in objects}

    return read
