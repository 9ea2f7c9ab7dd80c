"""Our own API is marked by our own means, and the registry of it is committed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dynamo_stability
from dynamo_stability.catalog import Catalog, read_catalog

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "dynamo_stability"


def registry() -> Catalog:
    return read_catalog(PACKAGE / "_stability_registry.py")


def test_every_public_name_has_a_tier() -> None:
    names = {f"dynamo_stability.{name}" for name in dynamo_stability.__all__}
    assert names - {record.name for record in registry().records} == set()


def test_the_registry_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dynamo_stability", "generate", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


LIVE = """
import importlib
from pathlib import Path
import dynamo_stability
from dynamo_stability.manifest import parse_manifest

path = Path(dynamo_stability.__file__).with_name("stability.toml")
for entry in parse_manifest(path).entries:
    importlib.import_module(entry.module)
dynamo_stability.apply_manifest(path)
for record in dynamo_stability.iter_marks("dynamo_stability"):
    print(record.name, record.stage)
"""


def test_the_marks_fit_the_live_package() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LIVE], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    live = dict(line.split() for line in done.stdout.splitlines())
    assert live == {record.name: record.stage for record in registry().records}
