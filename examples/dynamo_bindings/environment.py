"""An environment with the Dynamo bindings and this project in it."""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
REQUIREMENT = "ai-dynamo-runtime==1.6.1"

_OLDEST_PYTHON = (3, 10)
_OLDEST_GLIBC = (2, 28)
_STAMP = "dynamo-stability.stamp"


def why_unsupported() -> str | None:
    """Why the wheel cannot be installed here; None where it can.

    There is one file, `cp310-abi3-manylinux_2_28_x86_64`.
    """
    libc, version = platform.libc_ver()
    supported = (
        sys.platform == "linux"
        and platform.machine() == "x86_64"
        and platform.python_implementation() == "CPython"
        and sys.version_info >= _OLDEST_PYTHON
        and libc == "glibc"
        and tuple(map(int, version.split(".")[:2])) >= _OLDEST_GLIBC
    )
    if supported:
        return None
    system = f"{platform.system()} {platform.machine()} {libc} {version}".strip()
    interpreter = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"{REQUIREMENT} is built for CPython 3.10 and later on Linux x86-64 with glibc 2.28 or "
        f"newer; this is {interpreter} on {system}"
    )


def prepare(directory: Path) -> Path:
    """Make the environment, unless it is there already.

    The project is installed in editable form, so that later runs see its present source.

    Args:
        directory: where it stands, or is to stand.

    Returns:
        Its interpreter.

    Raises:
        RuntimeError: pip could not install something; its words are part of the message.
    """
    python = directory / "bin" / "python"
    stamp = directory / _STAMP
    if python.exists() and stamp.exists() and stamp.read_text() == _fingerprint():
        return python
    venv.EnvBuilder(with_pip=True, clear=True).create(directory)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "--editable", str(REPOSITORY), REQUIREMENT],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Cannot install {REQUIREMENT} into {directory}: {done.stderr.strip()}")
    stamp.write_text(_fingerprint())
    return python


def _fingerprint() -> str:
    """What an environment depends on: another interpreter or requirement needs a new one."""
    project = (REPOSITORY / "pyproject.toml").read_bytes()
    parts = (sys.version.encode(), REQUIREMENT.encode(), str(REPOSITORY).encode(), project)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
