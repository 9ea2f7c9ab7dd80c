"""The Prometheus server: the one that is installed, or Debian's package, unpacked into a cache."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def prometheus_program(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The path of the server's program; the test fails where there is no way to get it."""
    installed = shutil.which("prometheus")
    if installed is not None:
        return Path(installed)
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    name = "prometheus-server"
    place = Path(cache.mkdir(name) if cache else tmp_path_factory.mktemp(name))
    program = place / "unpacked" / "usr" / "bin" / "prometheus"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other pytest processes may want the same file
        if not program.exists() and not _unpack(place):
            pytest.fail(
                "Cannot try Prometheus: it is not on PATH, and apt-get could not download it. "
                "Run: apt-get install prometheus",
                pytrace=False,
            )
    return program


def _unpack(place: Path) -> bool:
    """Unpack the package without root, where there are Debian's tools and its archive."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return False
    if not _download(place, []):
        # The package lists of the system may be missing, or older than the archive.
        own = [f"-oDir::State={place / 'state'}", f"-oDir::Cache={place / 'cache'}"]
        (place / "state" / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (place / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        if not (_runs(place, "apt-get", *own, "update") and _download(place, own)):
            return False
    (package,) = place.glob("prometheus_*.deb")
    unpacked = place / "unpacking"
    shutil.rmtree(unpacked, ignore_errors=True)
    if not _runs(place, "dpkg-deb", "--extract", package.name, unpacked.name):
        return False
    package.unlink()
    unpacked.rename(place / "unpacked")  # at once, so that it is never there in part
    return True


def _download(place: Path, options: list[str]) -> bool:
    for left in place.glob("prometheus_*.deb"):
        left.unlink()
    return _runs(place, "apt-get", *options, "download", "prometheus") and bool(
        list(place.glob("prometheus_*.deb"))
    )


def _runs(place: Path, *command: str) -> bool:
    done = subprocess.run(command, cwd=place, capture_output=True, check=False, timeout=300)
    return done.returncode == 0
