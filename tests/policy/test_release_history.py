"""Release histories: from changelogs as people write them, and from real git tags."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from packaging.version import Version
from writing import write_files

from dynamo_stability.errors import CollectError
from dynamo_stability.policy.notices.changelogs import parse_changelog, read_changelog
from dynamo_stability.policy.notices.releases import (
    History,
    Release,
    git_releases,
    read_history,
    tagged_version,
)

DAY = dt.date(2024, 1, 31)


@pytest.mark.parametrize(
    ("heading", "date"),
    [
        ("## [1.2.0] - 2024-01-31", DAY),
        ("## [1.2.0] \u2013 2024-01-31", DAY),
        ("## [1.2.0] - 2024-01-31 [YANKED]", DAY),
        ("## 1.2.0 (2024-01-31)", DAY),
        ("## v1.2.0 / 2024-01-31", DAY),
        ("### [1.2.0](https://example.org/a...b) (2024-01-31)", DAY),
        ("# 1.2.0, 2024/01/31", DAY),
        ("## Version 1.2.0 - January 31, 2024", DAY),
        ("## 1.2.0 \u2014 31st January 2024", DAY),
        ("## the-project 1.2.0 (31 Jan 2024)", DAY),
        ("## the-project 1.2.0", None),
        ("## Release 1.2", None),
        ("## 1.2.0", None),
        ("## **v1.2.0**", None),
        ("## [1.2.0] - 2024-02-31", None),
        ("## [1.2.0] - 01/02/2024", None),  # which is the month?
        ("1.2.0 (2024-01-31)\n------------------", DAY),
        ("Version 1.2.0\n=============\n\nReleased 2024-01-31", DAY),
        ("## 1.2.0\n\n*Release date: 2024-01-31*\n\ntext", DAY),
        ("## 1.2.0\n\n_2024-01-31_\n\ntext", DAY),
    ],
)
def test_headings(heading: str, date: dt.date | None) -> None:
    (section,) = parse_changelog(
        f"# Changelog\n\n{heading}\n\n- text\n", "x", "The_Project"
    ).sections
    assert (section.version, section.date) == (Version("1.2"), date)
    assert section.line == 3
    assert section.text.endswith("text")


@pytest.mark.parametrize(
    "text",
    [
        "## Support for Python 3.12",
        "## 3. Installation",
        "## 2 new features",
        "```\n## [1.0] - 2024-01-31\n```",
        "## Python 3.12",
        "# Changelog",
        "1.2 is better than 1.1",
        "",
    ],
)
def test_what_is_no_heading_of_a_release(text: str) -> None:
    assert parse_changelog(text).sections == ()


def test_sections_of_what_is_not_released_and_what_they_name() -> None:
    changelog = parse_changelog(
        "# Changes\n\n## [Unreleased]\n\n- `pkg.f` is deprecated\n\n## 2024.10.22\n\n- new: g\n"
    )
    unreleased, released = changelog.sections
    assert (unreleased.version, released.version) == (None, Version("2024.10.22"))
    assert changelog.mentions("pkg.f") == (unreleased,)
    assert changelog.mentions("pkg.g") == (released,)
    assert changelog.mentions("pkg.new_g") == ()
    assert changelog.section(None) == unreleased


def test_a_changelog_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CollectError, match="Save it as UTF-8 text"):
        read_changelog(tmp_path / "CHANGELOG.md")


def git(directory: Path, *arguments: str, date: str = "2024-01-31T12:00:00+00:00") -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "tag.gpgSign=false"]
    subprocess.run(
        ["git", "-C", str(directory), *identity, *arguments],
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(directory)}
        | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
    )


def test_tags_and_changelog_together(tmp_path: Path) -> None:
    write_files(tmp_path, {"CHANGELOG.md": "# Changes\n\n## 1.1 - 2024-03-05\n\n## 1.0\n"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "x")
    git(tmp_path, "tag", "v1.0")
    git(tmp_path, "tag", "release/1.2rc1")
    git(tmp_path, "tag", "other-9.9")
    git(tmp_path, "tag", "-a", "the_project-1.1", "-m", "x", date="2024-03-06T12:00:00+00:00")
    assert {str(version) for version, _ in git_releases(tmp_path, "the-project")} == {
        *("1.0", "1.1", "1.2rc1")
    }
    history = read_history(tmp_path, "the-project")
    assert history.date_of("1.0") == DAY
    assert history.date_of("1.1") == dt.date(2024, 3, 5)  # the changelog goes first
    assert history.latest == Version("1.1")
    assert "1.2rc1" in history
    assert not history.is_released("1.2")
    (tmp_path / "sub").mkdir()
    assert git_releases(tmp_path / "sub")[0].version == Version("1.0")


def test_no_repository_and_no_changelog(tmp_path: Path) -> None:
    assert len(read_history(tmp_path)) == 0
    assert git_releases(tmp_path / "missing") == ()


def test_dates_of_feature_releases() -> None:
    history = History([Release(Version("1.2.1"), DAY), Release(Version("1.2.3"))])
    assert history.date_of("1.2") == DAY
    assert history.date_of("1.2.2") is None
    assert history.date_of("1.3") is None


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("v1.2.3", "1.2.3"),
        ("1.2", "1.2"),
        ("release-1.2.0", "1.2.0"),
        ("release/v1.2", "1.2"),
        ("the_project/v1.2", "1.2"),
        ("other-1.2", None),
        ("latest", None),
        ("1.2-rc1", "1.2rc1"),
        ("v2024.10.1", "2024.10.1"),
    ],
)
def test_tags(tag: str, version: str | None) -> None:
    found = tagged_version(tag, "The-Project")
    assert found == (None if version is None else Version(version))
