"""FileChanges: what several files are to hold, written all together or not at all."""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.errors import RewriteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class FileChange(NamedTuple):
    """One file that changes.

    Attributes:
        path: the file.
        before: what it held when it was read.
        after: what it is to hold.
    """

    path: Path
    before: bytes
    after: bytes

    def shown_from(self, root: Path) -> str:
        """The path relative to a directory, with forward slashes; as it is outside of it."""
        try:
            return self.path.resolve().relative_to(root.resolve()).as_posix()
        except ValueError:
            return self.path.as_posix()


class FileChanges:
    """What was worked out for some files; nothing is written before `write`."""

    def __init__(self) -> None:
        self._changes: dict[Path, FileChange] = {}

    def __iter__(self) -> Iterator[FileChange]:
        """The files that really change, sorted by path."""
        return (
            self._changes[path]
            for path in sorted(self._changes)
            if self._changes[path].before != self._changes[path].after
        )

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def read(self, path: Path) -> bytes:
        """What a file holds, or is to hold by what was worked out so far.

        Raises:
            RewriteError: it cannot be read.
        """
        real = path.resolve()
        if real not in self._changes:
            try:
                content = real.read_bytes()
            except OSError as error:
                raise _cannot("read", path, error) from None
            self._changes[real] = FileChange(path, content, content)
        return self._changes[real].after

    def change(self, path: Path, content: bytes) -> None:
        """Have a file hold something else."""
        self.read(path)
        real = path.resolve()
        self._changes[real] = self._changes[real]._replace(after=content)

    def write(self, check: Callable[[], object] | None = None) -> None:
        """Write all files, or none where one cannot be written.

        Args:
            check: looks at what was written; whatever it raises takes all of it back.

        Raises:
            RewriteError: a file cannot be written, or was changed meanwhile by someone else.
        """
        wanted = [(change.path.resolve(), change) for change in self]
        beside: list[tuple[Path, Path]] = []
        try:
            for path, change in wanted:
                beside.append((path, _written_beside(path, change.after)))
            for path, change in wanted:
                _check_unchanged(path, change)
            _replace_all(beside, {path: change.before for path, change in wanted}, check)
        except OSError as error:
            raise _cannot("write", Path(error.filename or ""), error) from None
        finally:
            for _, new in beside:
                new.unlink(missing_ok=True)

    def diff(self, root: Path) -> str:
        """What changes, as a unified diff with paths relative to `root`."""
        return "".join(line for change in self for line in _diff(change, root))


def _cannot(verb: str, path: Path, error: OSError) -> RewriteError:
    return RewriteError(
        f"Cannot {verb} {str(path)!r}: {error.strerror or error}. "
        f"No file was changed; make it accessible and try again."
    )


def _written_beside(path: Path, content: bytes) -> Path:
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "it is write-protected", str(path))
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.write_bytes(content)
    shutil.copymode(path, new)
    return new


def _check_unchanged(path: Path, change: FileChange) -> None:
    if path.read_bytes() != change.before:
        raise RewriteError(
            f"Cannot write {str(change.path)!r}: it was changed while this was worked out. "
            f"No file was changed; try again."
        )


def _replace_all(
    beside: list[tuple[Path, Path]],
    before: dict[Path, bytes],
    check: Callable[[], object] | None,
) -> None:
    """Put new files into the places of the old ones; where one fails, the others come back."""
    done: list[Path] = []
    try:
        for path, new in beside:
            new.replace(path)
            done.append(path)
        if check is not None:
            check()
    except BaseException:
        for path in done:
            path.write_bytes(before[path])
        raise


def _diff(change: FileChange, root: Path) -> Iterator[str]:
    shown = change.shown_from(root)
    before = _lines(change.before)
    for line in difflib.unified_diff(before, _lines(change.after), f"a/{shown}", f"b/{shown}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").replace("\r\n", "\n").splitlines(keepends=True)
