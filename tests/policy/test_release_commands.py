"""`diff`, `notes` and `deprecations`, as a user runs them: on revisions, archives and pins."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from writing import write_files

Run = Callable[..., "subprocess.CompletedProcess[str]"]

HEAD = "from dynamo_stability import beta, deprecated, experimental\n"
OLD = """
@deprecated(since="1.0", remove_in="1.2", alternative="pkg.route")
def send(a): ...
@deprecated(since="0.9", remove_in="1.1", alternative="pkg.route")
def post(a): ...
@experimental
def gather(a): ...
@beta
def route(a, b=1): ...
def connect(host): ...
def listen(): ...
"""
NEW = """
@deprecated(since="1.0", remove_in="1.2", alternative="pkg.route")
def send(a): ...
@beta
def gather(a, b): ...
@beta
def route(a): ...
def connect(host, port=1): ...
@deprecated(since="1.1", remove_in="1.3")
def listen(): ...
"""
PROJECT = '[project]\nname = "the-project"\nversion = "{}"\n'
CHANGELOG = "# Changelog\n\n## [1.1] - 2024-07-01\n\n## [1.0] - 2024-01-05\n\n## 0.9 - 2023-06-01\n"


def run_in(
    directory: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dynamo_stability", *arguments],
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def git(directory: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "tag.gpgSign=false"]
    command = ["git", "-C", str(directory), *identity, *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two releases, the newer one also in the working directory."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "-q")
    for version, source in (("1.0", OLD), ("1.1", NEW)):
        write_files(root, {"CHANGELOG.md": CHANGELOG})
        (root / "pkg").mkdir(exist_ok=True)
        (root / "pkg/__init__.py").write_text(HEAD + source)
        (root / "pyproject.toml").write_text(PROJECT.format(version))
        git(root, "add", ".")
        git(root, "commit", "-qm", version)
        git(root, "tag", f"v{version}")
    return root


def wheel(directory: Path, version: str, source: str, tag: str = "py3-none-any") -> Path:
    directory.mkdir(exist_ok=True)
    path = directory / f"the_project-{version}-{tag}.whl"
    about = f"Metadata-Version: 2.1\nName: the-project\nVersion: {version}\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pkg/__init__.py", HEAD + source)
        archive.writestr(f"the_project-{version}.dist-info/METADATA", about)
        archive.writestr(
            f"the_project-{version}.dist-info/WHEEL",
            f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
        )
        archive.writestr(f"the_project-{version}.dist-info/RECORD", "")
    return path


def sdist(directory: Path, version: str, source: str, *extra: str) -> Path:
    directory.mkdir(exist_ok=True)
    path = directory / f"the_project-{version}.tar.gz"
    files = {
        f"the_project-{version}/pkg/__init__.py": HEAD + source,
        f"the_project-{version}/setup.py": "raise SystemExit('built')",
        f"the_project-{version}/pyproject.toml": PROJECT.format(version),
    }
    with tarfile.open(path, "w:gz") as archive:
        for name, text in (*files.items(), *((one, "") for one in extra)):
            about = tarfile.TarInfo(name)
            about.size = len(text.encode())
            archive.addfile(about, io.BytesIO(text.encode()))
    return path


EXPECTED = """\
the-project 1.0 -> the-project 1.1: 1 removed, 2 broke, 1 deprecated, 1 graduated; \
1 breaks a promise

Removed
  pkg/__init__.py:6: pkg.post: is gone; use pkg.route [stable, deprecated since 0.9]

Broke
  pkg/__init__.py:6: pkg.gather(b): new parameter is required [experimental, not deprecated]
  pkg/__init__.py:8: pkg.route(b): parameter is gone [beta, not deprecated]

Deprecated
  pkg/__init__.py:11: pkg.listen: is deprecated: since 1.1, goes in 1.3

Graduated
  pkg/__init__.py:6: pkg.gather: has a higher tier: was experimental, is beta
"""


def test_two_revisions(repository: Path) -> None:
    done = run_in(repository, "diff", "git:v1.0", "git:v1.1")
    assert (done.stderr, done.returncode) == ("", 1)
    assert done.stdout == EXPECTED
    assert not list(repository.glob("**/__pycache__"))


@pytest.mark.parametrize("new", [".", "git:HEAD", "git:v1.1:pkg", "pkg"])
def test_a_revision_and_what_lies_here(repository: Path, new: str) -> None:
    done = run_in(repository, "diff", "git:v1.0", new)
    assert (done.stderr, done.stdout) == ("", EXPECTED)


def test_from_within_a_directory_of_the_repository(repository: Path) -> None:
    done = run_in(repository / "pkg", "diff", "git:v1.0", "git:v1.1:pkg")
    assert done.stdout == EXPECTED


def test_wheels_sdists_and_catalogs(tmp_path: Path) -> None:
    wheel(tmp_path / "w", "1.0", OLD)
    sdist(tmp_path / "s", "1.1", NEW)
    done = run_in(
        tmp_path, "diff", "w/the_project-1.0-py3-none-any.whl", "s/the_project-1.1.tar.gz"
    )
    assert done.stdout == EXPECTED
    run_in(tmp_path, "scan", "w/the_project-1.0-py3-none-any.whl", "-o", "old.json")
    done = run_in(tmp_path, "diff", "old.json", "s/the_project-1.1.tar.gz")
    assert done.stdout == EXPECTED


def test_documents(repository: Path, tmp_path: Path) -> None:
    out = tmp_path / "changes.json"
    assert run_in(repository, "diff", "git:v1.0", ".", "-o", str(out)).returncode == 1
    about = json.loads(out.read_text())
    assert about["old"] == {"name": "git:v1.0", "distribution": "the-project", "version": "1.0"}
    broken = [one["name"] for one in about["changes"] if one.get("breaks_promise")]
    assert broken == ["pkg.route(b)"]
    post = next(one for one in about["changes"] if one["name"] == "pkg.post")
    assert post["was_deprecated"]["remove_in"] == "1.1"
    assert post["notice"] == ("2 releases and 13 months of notice, where 2 and 4 months are owed")
    again = run_in(repository, "diff", "git:v1.0", ".", "--format", "json").stdout
    assert again == out.read_text()
    page = run_in(repository, "diff", "git:v1.0", ".", "--format", "markdown").stdout
    assert page.startswith("# From the-project 1.0 to the-project 1.1\n")
    assert "- `pkg.route(b)`: parameter is gone \\[beta, not deprecated\\]\n" in page


def test_nothing_changed(repository: Path) -> None:
    done = run_in(repository, "diff", "git:v1.1", ".")
    assert (done.returncode, done.stdout) == (
        *(0,),
        "the-project 1.1 -> the-project 1.1: nothing changed\n",
    )


def test_release_notes(repository: Path) -> None:
    done = run_in(repository, "notes", "git:v1.0", "git:v1.1")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == """\
## [1.1] - 2024-07-01

### Stability

- `pkg.gather`: has a higher tier: was experimental, is beta

### Deprecated

- `pkg.listen`: is deprecated: since 1.1, goes in 1.3

### Removed

- `pkg.post`: is gone; use pkg.route \\[stable, deprecated since 0.9\\]
- `pkg.route(b)`: parameter is gone \\[beta, not deprecated\\]

### Changed

- `pkg.gather(b)`: new parameter is required \\[experimental, not deprecated\\]

### Migration

| Was | Now | Since | Goes in |
| --- | --- | --- | --- |
| `pkg.post` | `pkg.route` | 0.9 | gone |
| `pkg.route(b)` |  |  | gone |
| `pkg.listen` |  | 1.1 | 1.3 |
"""
    )


# ---- deprecations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "code", "headings"),
    [
        ("1.1", 0, ["Due next, in 1.2 or 2.0", "Later"]),
        ("1.2rc1", 1, ["Due in 1.2", "Due next, in 1.3 or 2.0"]),
        ("1.10", 1, ["Overdue: should be gone already"]),
    ],
)
def test_what_falls_due(repository: Path, as_of: str, code: int, headings: list[str]) -> None:
    done = run_in(repository, "deprecations", ".", "--as-of", as_of)
    assert (done.returncode, done.stderr) == (code, "")
    lines = done.stdout.splitlines()
    assert [one for one in lines[1:] if one and not one.startswith(" ")] == headings


def test_the_calendar_as_a_page(repository: Path) -> None:
    done = run_in(repository, "deprecations", ".", "--format", "markdown")
    assert (
        done.stdout
        == """\
# Deprecations of the-project

As of 1.1: 2 deprecated, 1 due next.

## Due next, in 1.2 or 2.0

| Name | Tier | Since | Goes in | Notice owed | Notice given | Use instead |
| --- | --- | --- | --- | --- | --- | --- |
| `pkg.send` | stable | 1.0 (2024-01-05) | 1.2 | 2 releases and at least 4 months | \
2 releases of notice; how many months is not known, where 2 and 4 months are owed | `pkg.route` |

## Later

| Name | Tier | Since | Goes in | Notice owed | Notice given | Use instead |
| --- | --- | --- | --- | --- | --- | --- |
| `pkg.listen` | stable | 1.1 (2024-07-01) | 1.3 | 2 releases and at least 4 months | \
2 releases of notice; how many months is not known, where 2 and 4 months are owed |  |
"""
    )
    about = json.loads(run_in(repository, "deprecations", ".", "--format", "json").stdout)
    send, listen = about["deprecations"]
    assert (send["due"], listen["due"]) == ("next", "later")
    assert send["notice"]["earliest_date"] == "2024-05-05"


def test_versions_that_are_none(repository: Path, tmp_path: Path) -> None:
    done = run_in(repository, "deprecations", ".", "--as-of", "soon")
    assert done.returncode == 2
    assert "Cannot compare the version 'soon'" in done.stderr
    write_files(tmp_path, {"pkg.py": HEAD + "@deprecated(since='1', remove_in='x')\ndef f(): ..."})
    done = run_in(tmp_path, "deprecations", "pkg.py", "--as-of", "1.0")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'x' (remove_in of pkg.f)" in done.stderr
    done = run_in(tmp_path, "deprecations", "pkg.py")
    assert "Pass --as-of VERSION" in done.stderr


# ---- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "message"),
    [
        ("git:v9", "the last tags are v1.0, v1.1"),
        ("git:", "no revision is named"),
        ("git:--output=x", "there is none of that name"),
        ("git:v1.0:missing", "has no 'missing'"),
        ("git:v1.0:../../..", "has no '../../..'"),
        ("missing.whl", "no such file"),
        ("the-project>=1", "does not name one release"),
        ("the-project==1.*", "does not name one release"),
    ],
)
def test_sides_that_are_none(repository: Path, side: str, message: str) -> None:
    done = run_in(repository, "diff", side, ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_outside_of_a_repository(tmp_path: Path) -> None:
    done = run_in(tmp_path, "diff", "git:v1.0", ".", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.returncode == 2
    assert "this is no git repository" in done.stderr


@pytest.mark.parametrize("member", ["../evil.py", "/tmp/evil.py", "a/../../evil.py", "C:/evil.py"])
def test_archives_that_lead_out_of_themselves(tmp_path: Path, member: str) -> None:
    for path in (sdist(tmp_path / "s", "1.0", OLD, member), tmp_path / "the_project-1.zip"):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("pkg.py", "")
                archive.writestr(member, "")
        done = run_in(tmp_path, "diff", str(path), str(path))
        assert (done.returncode, done.stdout) == (2, "")
        assert "leads out of the archive" in done.stderr
    assert not list(tmp_path.parent.glob("**/evil.py"))


def test_damaged_archives(tmp_path: Path) -> None:
    whole = sdist(tmp_path, "1.0", OLD).read_bytes()
    for name, content in (("a.tar.gz", whole[: len(whole) // 2]), ("b.zip", b"PK\3\4no")):
        (tmp_path / name).write_bytes(content)
        done = run_in(tmp_path, "diff", name, name)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Download it again" in done.stderr


def test_links_in_archives_are_left_out(tmp_path: Path) -> None:
    path = sdist(tmp_path, "1.0", OLD)
    with tarfile.open(tmp_path / "links.tar", "w") as archive:
        link = tarfile.TarInfo("p/pkg/secret.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        about = tarfile.TarInfo("p/pkg/__init__.py")
        archive.addfile(about, io.BytesIO())
    (tmp_path / "links.tar").rename(tmp_path / "links.tar.xz")
    done = run_in(tmp_path, "diff", "links.tar.xz", str(path))
    assert done.returncode == 0
    assert "secret" not in done.stdout


# ---- pins ---------------------------------------------------------------------------------------


@pytest.fixture
def index(tmp_path: Path) -> dict[str, str]:
    """An index of four releases; the environment that lets pip see no other."""
    place = tmp_path / "index"
    wheel(place, "1.0", OLD)
    sdist(place, "1.1", NEW)
    wheel(place, "1.2", NEW, "cp39-cp39-win_amd64")
    wheel(place, "1.3", NEW)
    return {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(place),
        "PIP_CONFIG_FILE": os.devnull,
        "DYNAMO_STABILITY_CACHE": str(tmp_path / "cache"),
    }


def test_pins_are_downloaded_and_kept(tmp_path: Path, index: dict[str, str]) -> None:
    arguments = ("diff", "the-project==1.0", "The_Project==1.1")
    done = run_in(tmp_path, *arguments, **index)
    assert (done.stderr, done.stdout) == ("", EXPECTED)  # the sdist's setup.py did not run
    kept = sorted(one.relative_to(tmp_path / "cache") for one in (tmp_path / "cache").glob("*/*"))
    assert [str(one) for one in kept] == [
        "the-project==1.0/the_project-1.0-py3-none-any.whl",
        "the-project==1.1/the_project-1.1.tar.gz",
    ]
    for one in (tmp_path / "index").iterdir():
        one.unlink()
    assert run_in(tmp_path, *arguments, **index).stdout == EXPECTED


def test_a_wheel_for_another_platform_will_do(tmp_path: Path, index: dict[str, str]) -> None:
    done = run_in(tmp_path, "diff", "the-project==1.2", "the-project==1.3", **index)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing changed" in done.stdout


def test_a_damaged_download_is_forgotten(tmp_path: Path, index: dict[str, str]) -> None:
    place = tmp_path / "cache" / "the-project==1.0"
    place.mkdir(parents=True)
    (place / "the_project-1.0-py3-none-any.whl").write_bytes(b"PK")
    arguments = ("diff", "the-project==1.0", "the-project==1.0")
    assert run_in(tmp_path, *arguments, **index).returncode == 2
    assert run_in(tmp_path, *arguments, **index).returncode == 0


@pytest.mark.parametrize(
    ("pin", "message"),
    [
        ("the-project==9.9", "the index has no such release; known names: 1.0, 1.1, 1.2, 1.3."),
        ("no-such-project==1.0", "has no such project or release"),
    ],
)
def test_unknown_releases(tmp_path: Path, index: dict[str, str], pin: str, message: str) -> None:
    done = run_in(tmp_path, "diff", pin, "the-project==1.0", **index)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list((tmp_path / "cache").glob("*"))


# ---- real releases ------------------------------------------------------------------------------


def test_real_releases(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    place = cache.mkdir("releases") if cache else tmp_path
    done = run_in(
        tmp_path,
        *("diff", "click==8.0.0", "click==8.2.1", "--format", "json"),
        DYNAMO_STABILITY_CACHE=str(place),
    )
    assert (done.returncode, done.stderr) == (1, "")
    found = {(one["kind"], one["name"]) for one in json.loads(done.stdout)["changes"]}
    assert found >= {  # what click's own changelog says of 8.1 and 8.2
        ("removed", "click.get_terminal_size"),
        ("removed", "click.get_os_args"),
        ("removed", "click.Group.resultcallback"),
        ("parameter-removed", "click.testing.CliRunner(mix_stderr)"),
        ("parameter-removed", "click.Parameter(autocompletion)"),
        ("parameter-added-required", "click.ParamType.get_metavar(ctx)"),
        ("on-request", "click.BaseCommand"),  # deprecated, and given by `__getattr__`
        ("on-request", "click.MultiCommand"),
    }
    assert not [one for one in found if one[1].startswith("click.Context.invoke")]
