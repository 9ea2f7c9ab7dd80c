"""Files in a temporary directory, and the custom resources that the collector finds in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.collect.kubernetes import (
    CollectedResources,
    KubernetesOptions,
    collect_resources,
)

Collect = Callable[..., CollectedResources]


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Write files, and collect what they define."""

    def collect_files(
        files: dict[str, str] | str, options: KubernetesOptions | None = None
    ) -> CollectedResources:
        for name, text in ({"crd.yaml": files} if isinstance(files, str) else files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return collect_resources([tmp_path], tmp_path, options)

    return collect_files
