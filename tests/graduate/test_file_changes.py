"""Files are written all together, or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dynamo_stability.errors import RewriteError
from dynamo_stability.rewriting.file_changes import FileChanges


def changes(directory: Path, *names: str) -> FileChanges:
    made = FileChanges()
    for name in names:
        (directory / name).write_bytes(b"old\r\n")
        made.change(directory / name, b"new\r\n")
    return made


def state(directory: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(directory.iterdir())}


def test_all_are_written_with_their_modes_and_links(tmp_path: Path) -> None:
    made = changes(tmp_path, "a", "b")
    (tmp_path / "a").chmod(0o755)
    (tmp_path / "link").symlink_to("b")
    made.change(tmp_path / "link", b"by link")
    made.write()
    assert state(tmp_path) == {"a": b"new\r\n", "b": b"by link", "link": b"by link"}
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755
    assert (tmp_path / "link").is_symlink()


def test_a_file_that_was_changed_meanwhile(tmp_path: Path) -> None:
    made = changes(tmp_path, "a", "b")
    (tmp_path / "b").write_bytes(b"other")
    with pytest.raises(RewriteError, match="changed while this was worked out"):
        made.write()
    assert state(tmp_path) == {"a": b"old\r\n", "b": b"other"}


def test_a_file_that_went(tmp_path: Path) -> None:
    made = changes(tmp_path, "a", "b")
    (tmp_path / "b").unlink()
    with pytest.raises(RewriteError, match=r"Cannot write .*b'"):
        made.write()
    assert state(tmp_path) == {"a": b"old\r\n"}


def test_a_check_takes_all_of_it_back(tmp_path: Path) -> None:
    made = changes(tmp_path, "a", "b")
    seen = []

    def check() -> None:
        seen.append(state(tmp_path))
        raise RewriteError("wrong")

    with pytest.raises(RewriteError, match="wrong"):
        made.write(check)
    assert seen == [{"a": b"new\r\n", "b": b"new\r\n"}]
    assert state(tmp_path) == {"a": b"old\r\n", "b": b"old\r\n"}


def test_a_diff_shows_what_changes(tmp_path: Path) -> None:
    made = changes(tmp_path, "b", "a")
    (tmp_path / "same").write_bytes(b"same")
    made.change(tmp_path / "same", b"same")
    made.change(tmp_path / "b", b"no end")
    assert made.diff(tmp_path) == (
        "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-old\n+new\n"
        "--- a/b\n+++ b/b\n@@ -1 +1 @@\n-old\n+no end\n\\ No newline at end of file\n"
    )
    assert bool(made)
    assert not FileChanges()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RewriteError, match="No file was changed"):
        FileChanges().read(tmp_path / "nothing")
