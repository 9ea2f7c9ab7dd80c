"""Repository: what a git repository says, and its files at a revision; nothing is checked out."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.archives import unpack_tar
from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG_FORMAT: Final = "--format=%(refname:strip=2)%09%(creatordate:short)"


class Repository:
    """A git repository, read through git itself.

    Args:
        root: its working directory, or the repository where it is bare.
    """

    __slots__ = ("root",)

    def __init__(self, root: Path) -> None:
        self.root = root

    def __repr__(self) -> str:
        return f"Repository({str(self.root)!r})"

    def tags(self) -> Iterator[tuple[str, dt.date | None]]:
        """Every tag with its day: its own if it is annotated, else that of its commit."""
        done = _git(self.root, "for-each-ref", _TAG_FORMAT, "refs/tags")
        for line in done.stdout.decode("utf-8", "replace").splitlines():
            name, _, written = line.partition("\t")
            try:
                yield name, dt.date.fromisoformat(written)
            except ValueError:
                yield name, None

    def commit(self, revision: str) -> str:
        """The commit that a revision names.

        Raises:
            CollectError: it names none.
        """
        done = _git(
            self.root,
            "rev-parse",
            "--quiet",
            "--verify",
            "--end-of-options",
            f"{revision}^{{commit}}",
        )
        commit = done.stdout.decode("ascii", "replace").strip()
        if done.returncode or not commit:
            known = ", ".join([name for name, _ in self.tags()][-5:])
            raise CollectError(
                f"Cannot read the revision {revision!r} of {self.root}: there is none of that "
                f"name{f'; the last tags are {known}' if known else ''}. "
                f"Pass a tag, branch or commit; a shallow clone needs 'git fetch --unshallow'."
            )
        return commit

    def unpack(self, revision: str, path: str = "") -> Path:
        """A new temporary directory with the files of a revision; the caller's to remove.

        Args:
            revision: a tag, branch or commit.
            path: the directory or file to unpack, relative to the root; all if empty.

        Raises:
            CollectError: there is no such revision or path.
        """
        commit = self.commit(revision)
        if path:
            self._check_path(revision, commit, path)
        directory = Path(mkdtemp(prefix="dynamo-stability-"))
        try:
            self._archive(commit, path, directory)
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise
        return directory

    def _check_path(self, revision: str, commit: str, path: str) -> None:
        done = _git(self.root, "cat-file", "-e", f"{commit}:{path}")
        if done.returncode:
            raise CollectError(
                f"Cannot read {path!r} of the revision {revision!r}: it has no such path. "
                f"Pass one that is relative to {self.root}."
            )

    def _archive(self, commit: str, path: str, directory: Path) -> None:
        command = [*_command(self.root), "archive", "--format=tar", commit]
        if path:
            command += ["--", path]
        with subprocess.Popen(  # noqa: S603 - no shell, and the revision is a hash
            command, stdout=subprocess.PIPE, env=_environment()
        ) as archive:
            if archive.stdout is None:  # pragma: no cover - it is a pipe
                return
            unpack_tar(archive.stdout, directory, f"unpack revision {commit}")
            archive.stdout.read()
        if archive.returncode:
            raise CollectError(
                f"Cannot unpack the revision {commit} of {self.root}: "
                f"git archive ended with {archive.returncode}."
            )


def repository_of(directory: Path) -> Repository | None:
    """The git repository that a directory lies in; None where it is in none, or there is no git."""
    if not directory.is_dir():
        return None
    done = _git(directory, "rev-parse", "--show-toplevel")
    found = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    return None if done.returncode or not found else Repository(Path(found))


def _git(directory: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [*_command(directory), *arguments]
    try:
        return subprocess.run(  # noqa: S603 - no shell; revisions come behind --end-of-options
            command, capture_output=True, check=False, stdin=subprocess.DEVNULL, env=_environment()
        )
    except FileNotFoundError:  # there is no git
        return subprocess.CompletedProcess(command, 127, b"", b"git is not installed")


def _command(directory: Path) -> list[str]:
    # Neither hooks nor a file system monitor of the repository are run.
    return ["git", "-C", str(directory), "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null"]


def _environment() -> dict[str, str]:
    """This process's environment, without what would lead git to another repository."""
    found = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in {"GIT_EXEC_PATH", "GIT_CONFIG_NOSYSTEM"}
    }
    return {**found, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
