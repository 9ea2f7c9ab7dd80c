"""`dynamo-stability options`, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from programs_under_test import write

PROJECT: dict[str, str | bytes] = {
    "pyproject.toml": """
        [project]
        name = "app"
        [tool.dynamo-stability]
        targets = ["app.py"]
        [tool.dynamo-stability.options]
        ignore = ["option-without-variable"]
        programs = {app = "serve"}
        [tool.dynamo-stability.options.helpers."helpers.flag"]
        container = "group"
        names = "name"
        env-var = "variable"
        form = "negatable"
        [tool.dynamo-stability.options.deprecations."helpers.Gone"]
        alternative = 0
        """,
    "app.py": """
        import argparse
        from helpers import Gone, flag

        parser = argparse.ArgumentParser()
        group = parser.add_argument_group("Routing | all")
        mode = dict(choices=["kv", "random"], default="kv")
        group.add_argument("--mode", **mode, help="[EXPERIMENTAL] x")
        flag(group=group, name="--on", variable="APP_ON", default=True, deprecated=Gone("--mode"))
        group.add_argument("--secret", help=argparse.SUPPRESS)
        sub = parser.add_subparsers().add_parser("run")
        sub.add_argument("--speed", type=float)
        """,
}


def options(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dynamo_stability", "options", *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, PROJECT)
    return tmp_path


TABLE = """\
serve
Option           Type         Default  Environment variable  Tier          Group
--mode           kv | random  kv                             experimental  Routing | all
--on / --no-...  bool         True     APP_ON                deprecated    Routing | all

serve run
Option   Type   Default  Environment variable  Tier    Group
--speed  float                                 stable

4 options of 2 programs
"""


def test_the_table(project: Path) -> None:
    done = options(project)
    assert (done.returncode, done.stdout, done.stderr) == (0, TABLE, "")


def test_one_program_and_its_subcommands(project: Path) -> None:
    assert options(project, "--program", "serve").stdout == TABLE
    assert options(project, "--program", "serve run").stdout.startswith("serve run\n")
    done = options(project, "--program", "sreve")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such program was found; did you mean 'serve'?" in done.stderr


def test_markdown(project: Path) -> None:
    done = options(project, "-o", "options.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert (project / "options.md").read_text() == (
        "## `serve`\n"
        "\n"
        "| Option | Type | Default | Environment variable | Tier | Group |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| `--mode` | `kv \\| random` | `kv` |  | experimental | Routing \\| all |\n"
        "| `--on / --no-...` | `bool` | `True` | `APP_ON` | deprecated | Routing \\| all |\n"
        "\n"
        "## `serve run`\n"
        "\n"
        "| Option | Type | Default | Environment variable | Tier | Group |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| `--speed` | `float` |  |  | stable |  |\n"
    )


def test_json(project: Path) -> None:
    listed = json.loads(options(project, "--format", "json").stdout)
    assert [one["name"] for one in listed] == ["--mode", "--on", "--secret", "--speed"]
    assert listed[0] == {
        "program": "serve",
        "name": "--mode",
        "type": "str",
        "form": "value",
        "choices": ["kv", "random"],
        "default": "kv",
        "tier": "experimental",
        "group": "Routing | all",
        "help": "x",
        "source": "app.py:8",
    }
    assert listed[2]["hidden"] is True


def test_check(project: Path) -> None:
    done = options(project, "--check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "app.py:12: option-ungrouped: cli:serve run --speed is in no group",
        "option-ungrouped:",
        "  why: the help text and the documentation are ordered by groups, each with an owner",
        "  fix: add it to an argument group",
        "1 finding",
    ]
    source = project / "app.py"
    source.write_text(source.read_text().replace('sub.add_argument("--speed"', 'len("--speed"'))
    done = options(project, "--check")
    assert (done.returncode, done.stdout) == (0, "0 findings\n")


def test_check_of_one_program(project: Path) -> None:
    assert options(project, "--check", "--program", "serve run").returncode == 1
    assert options(project, "--check", "--program", "sreve").returncode == 2


def test_what_cannot_be_read_is_told(project: Path) -> None:
    write(project, {"broken.py": "parser.add_argument(\n"})
    done = options(project, "app.py", "broken.py")
    assert (done.returncode, done.stdout) == (1, TABLE)
    assert done.stderr.startswith("broken.py:1:20: cannot be parsed: ")


def test_a_malformed_configuration(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.dynamo-stability.options]\nignor = []\n", "a.py": ""})
    done = options(tmp_path, "a.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown key 'options.ignor' (value []); did you mean 'ignore'?" in done.stderr


def test_without_a_target(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'x'\n"})
    done = options(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Cannot read: nothing is named." in done.stderr
