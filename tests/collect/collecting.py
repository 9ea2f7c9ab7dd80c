"""Small packages in a temporary directory, and what the collector finds in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from writing import write_files

from dynamo_stability.collect import Collected, collect_marks, find_target
from dynamo_stability.configuration import Configuration

Write = Callable[[dict[str, str]], Path]
Collect = Callable[..., Collected]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files below the temporary directory, which is given back."""

    def write_here(files: dict[str, str]) -> Path:
        return write_files(tmp_path, files)

    return write_here


@pytest.fixture
def collect(write: Write) -> Collect:
    """Write files, and collect the marks in them."""

    def collect_files(
        files: dict[str, str], configuration: Configuration | None = None
    ) -> Collected:
        return collect_marks([find_target(str(write(files)))], configuration)

    return collect_files
