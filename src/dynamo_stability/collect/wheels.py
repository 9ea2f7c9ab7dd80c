"""Wheels: unpacked, never installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from dynamo_stability.collect.archives import unpack_zip
from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from typing import Final

_WANTED: Final = (".py", ".pyi", ".toml", ".json", "METADATA", "py.typed")


def unpack_wheel(path: Path) -> Path:
    """A new temporary directory with the sources and metadata of a wheel; the caller's to remove.

    Raises:
        CollectError: it is no wheel, is damaged, unpacks to more than 2 GB, or has a member that
            leads out of the directory.
    """
    unpacked = Path(mkdtemp(prefix="dynamo-stability-"))
    try:
        unpack_zip(path, unpacked, _WANTED, verb="read the wheel")
    except CollectError:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise
    return unpacked
