"""Small packages in a temporary directory, and what the collector finds in them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.collect import Collected, collect_marks, find_target
from dynamo_stability.configuration import Configuration

Write = Callable[[dict[str, str]], Path]
Collect = Callable[..., Collected]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files below the temporary directory, which is given back."""

    def write_files(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    return write_files


@pytest.fixture
def collect(write: Write) -> Collect:
    """Write files, and collect the marks in them."""

    def collect_files(
        files: dict[str, str], configuration: Configuration | None = None
    ) -> Collected:
        return collect_marks([find_target(str(write(files)))], configuration)

    return collect_files
