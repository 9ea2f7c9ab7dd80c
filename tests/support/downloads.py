"""Real releases, downloaded once and kept in pytest's cache. None of them is installed."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

#: There is one file of it; its sources are the same for every interpreter and platform.
DYNAMO_RUNTIME = (
    "ai-dynamo-runtime==1.6.1",
    "--platform=manylinux_2_28_x86_64",
    "--python-version=3.10",
    "--abi=abi3",
)
DYNAMO = ("ai-dynamo==1.6.1",)


@pytest.fixture(scope="session")
def dynamo_runtime_wheel(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The bindings of Dynamo."""
    return _wheel(request, tmp_path_factory, "dynamo-runtime", DYNAMO_RUNTIME)


@pytest.fixture(scope="session")
def dynamo_wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dynamo's components in Python."""
    return _wheel(request, tmp_path_factory, "dynamo", DYNAMO)


def _wheel(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    arguments: tuple[str, ...],
) -> Path:
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    place = Path(cache.mkdir(name) if cache else tmp_path_factory.mktemp(name))
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other pytest processes may want the same file
        if not list(place.glob("*.whl")):
            command = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download")
            options = ("--quiet", "--no-deps", "--only-binary=:all:", f"--dest={place}")
            subprocess.run([*command, *options, *arguments], check=True)
    (found,) = place.glob("*.whl")
    return found
