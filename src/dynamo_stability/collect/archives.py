"""Archives: unpacked member by member, so that none can write outside of its directory."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from typing import IO

#: What any collector or configuration reads.
WANTED: Final = (
    *(".py", ".pyi", ".toml", ".json", ".yaml", ".yml", ".rs", ".cfg", ".md", ".rst"),
    *("METADATA", "PKG-INFO", "entry_points.txt", "py.typed"),
)
#: The sources of the largest distributions on PyPI unpack to a tenth of this.
MOST_BYTES: Final = 2_000_000_000
_ZIP_ERRORS: Final = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error)


def unpack_tar(stream: IO[bytes], directory: Path, task: str) -> None:
    """Unpack the sources in a tar archive, compressed or not, below a directory.

    Links and devices are left out.

    Args:
        stream: the archive.
        directory: where to.
        task: what cannot be done where this fails: "unpack NAME".

    Raises:
        CollectError: it is damaged, too large, or has a member that leads out of the directory.
    """
    size = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|*") as archive:
            for member in archive:
                path = _below(member.name, task)
                if not member.isfile() or not member.name.endswith(WANTED):
                    continue
                size += member.size
                if size > MOST_BYTES:
                    raise CollectError(_too_large(task))
                content = archive.extractfile(member)
                if content is not None:
                    _write(content, directory / path)
    except (OSError, ValueError, EOFError, tarfile.TarError, zlib.error) as error:
        if isinstance(error, CollectError):
            raise
        raise CollectError(f"Cannot {task}: {error}. Download it again.") from None


def _write(content: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)


def _below(name: str, task: str) -> Path:
    """The relative path of a member.

    Raises:
        CollectError: it leads out of the directory.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise CollectError(
            f"Cannot {task}: its member {name!r} leads out of the archive. "
            f"Do not trust where it came from."
        )
    return Path(*path.parts)


def _too_large(task: str) -> str:
    return (
        f"Cannot {task}: its sources take more than {MOST_BYTES:,} bytes. "
        f"Unpack it yourself, and pass the directory."
    )


def unpack_zip(
    path: Path, directory: Path, wanted: tuple[str, ...] = WANTED, *, verb: str = "unpack"
) -> None:
    """Unpack the sources in a zip archive below a directory.

    Args:
        path: the archive.
        directory: where to.
        wanted: how the names of what is unpacked end.
        verb: what cannot be done with the archive where this fails.

    Raises:
        CollectError: it is damaged, too large, or has a member that leads out of the directory.
    """
    task = f"{verb} {path}"
    try:
        with zipfile.ZipFile(path) as archive:
            members = [(_below(one.filename, task), one) for one in archive.infolist()]
            sources = [(place, one) for place, one in members if one.filename.endswith(wanted)]
            if sum(one.file_size for _, one in sources) > MOST_BYTES:
                raise CollectError(_too_large(task))
            for place, one in sources:
                with archive.open(one) as content:
                    _write(content, directory / place)
    except (OSError, ValueError, EOFError, *_ZIP_ERRORS) as error:
        if isinstance(error, CollectError):
            raise
        raise CollectError(f"Cannot {task}: {error}. Download it again.") from None


def unpack_sdist(path: Path) -> Path:
    """A new temporary directory with the sources of an sdist; the caller's to remove.

    Nothing of it is built.

    Raises:
        CollectError: it is damaged, too large, or has a member that leads out of the directory.
    """
    directory = Path(mkdtemp(prefix="dynamo-stability-"))
    try:
        if path.suffix == ".zip":
            unpack_zip(path, directory)
        else:
            with path.open("rb") as stream:
                unpack_tar(stream, directory, f"unpack {path}")
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    return directory


def sdist_root(directory: Path) -> Path:
    """The project in an unpacked sdist: the one directory that it has, or itself."""
    found = list(directory.iterdir())
    return found[0] if len(found) == 1 and found[0].is_dir() else directory
