"""`dynamo-stability scan` and `show`, as a user runs them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from writing import write_files

from dynamo_stability import Tier
from dynamo_stability.catalog import read_catalog

Run = Callable[..., "subprocess.CompletedProcess[str]"]

PACKAGE = {
    "pyproject.toml": """
    [project]
    name = "the-project"
    version = "1.3"
    [tool.dynamo-stability]
    targets = ["pkg"]
    manifests = ["stability.toml"]
    """,
    "stability.toml": """
    format = 1
    [features.kv]
    title = "KV routing"
    [modules."pkg.wire"]
    tier = "beta"
    feature = "kv"
    """,
    "pkg/__init__.py": """
    from pkg._core import Router
    def unmarked(): ...
    def _private(): ...
    """,
    "pkg/_core.py": """
    from dynamo_stability import deprecated, deprecated_parameter, experimental, stable

    @experimental("a | b", since="1.2", feature="kv", issue="https://example.org/1")
    class Router:
        @deprecated("Use route.", since="1.2", remove_in="1.4", alternative="pkg.Router.route")
        @stable
        def send(self): ...

    @deprecated_parameter("old", since="1.0", remove_in="1.3", renamed_to="new")
    def connect(new): ...
    """,
    "pkg/wire.py": "",
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in a project of its own."""
    write_files(tmp_path, PACKAGE)

    def run_command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dynamo_stability", *arguments],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run_command


# ---- scan ---------------------------------------------------------------------------------------


def test_a_table(run: Run) -> None:
    done = run("scan")
    assert (done.returncode, done.stderr) == (0, "")
    header, *rows, summary = done.stdout.splitlines()
    assert header.split() == ["Name", "Kind", "Tier", "Since", "Feature", "About", "Marked", "at"]
    assert [" ".join(row.split()) for row in rows] == [
        "pkg.Router class experimental 1.2 kv a | b pkg/_core.py:5",
        (
            "pkg.Router.send method deprecated 1.2 goes in 1.4; use pkg.Router.route; Use route. "
            "pkg/_core.py:8"
        ),
        "pkg._core.connect(old) parameter deprecated 1.0 goes in 1.3; use new pkg/_core.py:11",
        "pkg.wire module beta kv stability.toml:5",
    ]
    assert summary == "4 marked: 1 experimental, 1 beta, 2 deprecated"


def test_markdown(run: Run, tmp_path: Path) -> None:
    done = run("scan", "--tier", "experimental", "-o", "docs/stability.md")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "docs/stability.md").read_text() == (
        "# Stability of the-project 1.3\n\n1 marked: 1 experimental\n\n"
        "| Name | Kind | Tier | Since | Feature | About |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| `pkg.Router` | class | experimental | 1.2 | kv | a \\| b |\n"
    )


def test_a_catalog_is_a_target_of_every_command(run: Run, tmp_path: Path) -> None:
    assert run("scan", "-o", "stability.json").returncode == 0
    catalog = read_catalog(tmp_path / "stability.json")
    assert (catalog.distribution, catalog.version) == ("the-project", "1.3")
    assert catalog.packages == ("pkg",)
    found = catalog.find("pkg.Router")
    assert found is not None
    assert found.tier is Tier.EXPERIMENTAL
    assert {one.name for one in catalog.api} >= {"pkg.Router", "pkg.unmarked"}
    assert run("scan", "stability.json").stdout == run("scan").stdout
    again = run("scan", "stability.json", "--format", "json")
    assert again.stdout == (tmp_path / "stability.json").read_text()
    shown = run("show", "pkg.Router", "--in", "stability.json")
    assert shown.stdout == run("show", "pkg.Router").stdout


def test_marks_alone(run: Run) -> None:
    done = run("scan", "--format", "json", "--no-api")
    schema = Path(str(sys.modules["dynamo_stability"].__file__)).parent / "schemas"
    data = json.loads(done.stdout)
    jsonschema.validate(data, json.loads((schema / "catalog.schema.json").read_text()))
    assert "api" not in data


def test_the_same_bytes_from_another_place(run: Run, tmp_path: Path) -> None:
    first = run("scan", "--format", "json").stdout
    moved = tmp_path / "moved" / "deeper"
    write_files(moved, PACKAGE)
    second = run(
        "scan", str(moved / "pkg"), "--config", str(moved / "pyproject.toml"), "--format", "json"
    )
    assert second.stdout == first


def test_a_file_that_cannot_be_parsed(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {"pkg/bad.py": "def f(:\n"})
    done = run("scan")
    assert done.returncode == 1
    assert done.stderr.startswith("pkg/bad.py:1:7: cannot be parsed: ")
    assert "4 marked" in done.stdout


def test_nothing_marked(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {"plain.py": "x = 1"})
    assert run("scan", "plain.py", "--config", "pyproject.toml").returncode == 0
    (tmp_path / "pyproject.toml").unlink()
    done = run("scan", "plain.py")
    assert (done.returncode, done.stdout) == (0, "nothing is marked\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scan", "nowhere/"], "no such file or directory"),
        (["scan", "no-such-dist"], "nothing of that name is installed"),
        (["scan", "missing.json"], "Cannot read the catalog"),
        (["scan", "--manifest", "missing.toml"], "Cannot read the manifest"),
        (["scan", "--config", "missing.toml"], "Cannot read missing.toml"),
        (["scan", "-o", "x.txt"], "Cannot write 'x.txt' as a table"),
        (["scan", "--tier", "gamma"], "invalid choice: 'gamma'"),
        (["scan", "-o", "pyproject.toml/x.json"], "pyproject.toml"),
        (["show", "pkg.Ruoter"], "did you mean 'pkg.Router'"),
        (["show", "not a name"], "is no identifier"),
        (["show", "pkg.Router", "--in", "nowhere/"], "no such file or directory"),
        (["show", "nowhere.at.all"], "nothing that is configured or installed holds it"),
        ([], "required: COMMAND"),
        (["sacn"], "invalid choice: 'sacn'"),
    ],
)
def test_what_could_not_run(run: Run, arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_unknown_key_names_the_nearest(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {"pyproject.toml": "[tool.dynamo-stability]\nmanifest = []\n"})
    done = run("scan", "pkg")
    assert done.returncode == 2
    assert "unknown key 'manifest'" in done.stderr
    assert "did you mean 'manifests'" in done.stderr


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    lines = "".join(f"@experimental\ndef f{n}(): ...\n" for n in range(3_000))
    write_files(tmp_path, {"big.py": "from dynamo_stability import experimental\n" + lines})
    command = f"{sys.executable} -m dynamo_stability scan big.py | head -n 1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith("Name")
    assert done.stderr == ""


def test_a_narrow_encoding(run: Run, tmp_path: Path) -> None:
    source = "from dynamo_stability import beta\n@beta('caf\u00e9 \u2603')\ndef f(): ...\n"
    write_files(tmp_path, {"u.py": source})
    done = run("scan", "u.py", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0
    assert "caf\\xe9 \\u2603" in done.stdout


def in_terminal(directory: Path, *arguments: str) -> str:
    """What a command prints when a terminal watches."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dynamo_stability", *arguments],
        cwd=directory,
        stdout=child,
        stderr=child,
        stdin=child,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "200"},
    )
    os.close(child)
    output = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        output += chunk
    os.close(parent)
    assert process.wait(timeout=120) == 0
    return output.decode(errors="replace")


def test_a_progress_bar_on_long_work_only(tmp_path: Path) -> None:
    write_files(tmp_path, {f"many/m{n}.py": "" for n in range(300)})
    write_files(tmp_path, {"many/__init__.py": "", "few/__init__.py": ""})
    assert "reading" in in_terminal(tmp_path, "scan", "many")
    assert "reading" not in in_terminal(tmp_path, "scan", "few")


def test_colour_in_a_terminal_only(run: Run, tmp_path: Path) -> None:
    assert "\x1b[33m" in in_terminal(tmp_path, "scan")
    assert "\x1b[" not in run("scan").stdout


def test_the_installed_command_is_the_same(tmp_path: Path) -> None:
    command = Path(sys.executable).parent / "dynamo-stability"
    done = subprocess.run([command, "--version"], capture_output=True, text=True)
    module = subprocess.run(
        [sys.executable, "-m", "dynamo_stability", "--version"], capture_output=True, text=True
    )
    assert done.stdout == module.stdout
    assert done.stdout.startswith("dynamo-stability 0.")


# ---- show ---------------------------------------------------------------------------------------


def facts(text: str) -> dict[str, str]:
    name, *lines = text.splitlines()
    shown = {key.strip(): value.strip() for key, _, value in (one.partition(":") for one in lines)}
    return {"name": name, **shown}


def test_everything_about_a_name(run: Run) -> None:
    done = run("show", "pkg.Router")
    assert done.returncode == 0
    assert facts(done.stdout) == {
        "name": "pkg.Router",
        "kind": "class",
        "tier": "experimental",
        "promise": "none: for evaluation and feedback",
        "may break": "in any release, without notice",
        "since": "1.2",
        "reason": "a | b",
        "feature": "kv (KV routing), 2 marked in all",
        "issue": "https://example.org/1",
        "distribution": "the-project 1.3",
        "defined as": "pkg._core.Router",
        "marked at": "pkg/_core.py:5",
        "marked parts": "pkg.Router.send",
    }
    assert run("show", "pkg._core.Router").stdout == done.stdout


@pytest.mark.parametrize(
    ("name", "notice"),
    [
        (
            "pkg.Router.send",
            (
                "still runs: goes in 1.4, this is 1.3; owed: 2 releases and at least 4 months, "
                "a migration guide"
            ),
        ),
        ("pkg._core.connect(old)", "has run out: was due to go in 1.3, this is 1.3"),
    ],
)
def test_how_long_the_notice_runs(run: Run, name: str, notice: str) -> None:
    assert facts(run("show", name).stdout)["notice"] == notice
    (data,) = json.loads(run("show", name, "--format", "json").stdout)
    assert data["notice"] == notice
    assert data["stage"] == "deprecated"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("pkg.unmarked", "is not marked: it counts as stable"),
        ("pkg._private", "is not marked: it counts as internal, with no promise"),
        ("json.dumps", "is not marked: it counts as stable"),
    ],
)
def test_what_is_not_marked(run: Run, name: str, says: str) -> None:
    done = run("show", name)
    assert (done.returncode, done.stdout) == (1, f"{name}\n  {says}\n")
    assert run("show", name, "--format", "json").stdout == "[]\n"


def test_an_installed_package_is_found_by_its_name(run: Run) -> None:
    shown = facts(run("show", "inference_runtime.llm.KvRouter").stdout)
    assert shown["tier"] == "experimental"
    assert shown["distribution"].startswith("inference-runtime ")
