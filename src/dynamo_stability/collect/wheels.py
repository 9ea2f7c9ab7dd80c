"""Wheels: unpacked, never installed."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from typing import Final

_WANTED: Final = (".py", ".pyi", ".toml", ".json", "METADATA", "py.typed")
#: The sources of the largest wheels on PyPI unpack to a tenth of this.
_MOST_BYTES: Final = 2_000_000_000


def unpack_wheel(path: Path) -> Path:
    """A new temporary directory with the sources and metadata of a wheel; the caller's to remove.

    Raises:
        CollectError: it is no wheel, is damaged, or unpacks to more than 2 GB.
    """
    unpacked = mkdtemp(prefix="dynamo-stability-")
    try:
        with zipfile.ZipFile(path) as wheel:
            wanted = [one for one in wheel.infolist() if one.filename.endswith(_WANTED)]
            size = sum(one.file_size for one in wanted)
            if size > _MOST_BYTES:
                raise CollectError(
                    f"Cannot read the wheel {path}: its sources unpack to {size:,} bytes. "
                    f"Unpack it yourself, and pass the directory."
                )
            for one in wanted:
                wheel.extract(one, unpacked)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        shutil.rmtree(unpacked, ignore_errors=True)
        if isinstance(error, CollectError):
            raise
        raise CollectError(f"Cannot read the wheel {path}: {error}. Download it again.") from None
    return Path(unpacked)
