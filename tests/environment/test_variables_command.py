"""`dynamo-stability variables`, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from variables_under_test import write

PROJECT: dict[str, str | bytes] = {
    "pyproject.toml": """
        [project]
        name = "app"
        [tool.dynamo-stability]
        targets = ["app.py"]
        [tool.dynamo-stability.environment]
        known = ["DYN_RUNTIME_*"]
        [tool.dynamo-stability.environment.helpers]
        "acme.flag" = "bool"
        """,
    "app.py": """
        import os
        import acme
        from dynamo_stability import deprecated
        from dynamo_stability.surfaces.environment import env_var

        MODE = env_var("DYN_MODE", choices=["kv", "a | b"], default="kv", help="*Route* it.",
                       tier="experimental", deprecated_aliases=["OLD"])
        GONE = env_var("DYN_GONE", type=int,
                       deprecated=deprecated("Over.", remove_in="2.0", alternative="DYN_MODE"))
        print(MODE.get(), GONE.get())
        acme.flag("DYN_ON", True)
        for _ in range(3):
            os.environ["HOME"]
            os.environ["HOME"]
            os.environ["HOME"]
        """,
}


def variables(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dynamo_stability", "variables", *arguments],
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
Variable               Type        Default  Tier          Read at                          About
DYN_EXPERIMENTAL_MODE  kv | a | b  kv       experimental  app.py:11                        *Route* it.
OLD                                         deprecated                                     use DYN_EXPERIMENTAL_MODE
DYN_GONE               int                  deprecated    app.py:11                        goes in 2.0; use DYN_MODE; Over.
DYN_ON                 bool        True     stable        app.py:12
HOME                                                      app.py:14, app.py:15 and 1 more

4 variables, 2 declared
"""  # noqa: E501 - as wide as it is


def test_the_table(project: Path) -> None:
    done = variables(project)
    assert (done.returncode, done.stdout, done.stderr) == (0, TABLE, "")


def test_one_prefix(project: Path) -> None:
    done = variables(project, "--prefix", "DYN_O", "--prefix", "HO")
    assert done.stdout.splitlines()[-1] == "2 variables, 0 declared"
    done = variables(project, "--prefix", "DNY_")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there are none; did you mean 'DYN_'?" in done.stderr


def test_markdown(project: Path) -> None:
    done = variables(project, "-o", "variables.md", "--prefix", "DYN_EXP")
    assert (done.returncode, done.stdout) == (0, "")
    assert (project / "variables.md").read_text() == (
        "| Variable | Type | Default | Tier | Read at | About |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| `DYN_EXPERIMENTAL_MODE` | `kv \\| a \\| b` | `kv` | experimental | app.py:11 | "
        "\\*Route\\* it. |\n"
        "| `OLD` |  |  | deprecated |  | use DYN_EXPERIMENTAL_MODE |\n"
    )


def test_json(project: Path) -> None:
    listed = json.loads(variables(project, "--format", "json").stdout)
    assert [one["name"] for one in listed] == [
        "DYN_EXPERIMENTAL_MODE",
        "DYN_GONE",
        "DYN_ON",
        "HOME",
    ]
    assert listed[0] == {
        "name": "DYN_EXPERIMENTAL_MODE",
        "type": "str",
        "default": "kv",
        "choices": ["kv", "a | b"],
        "tier": "experimental",
        "help": "*Route* it.",
        "deprecated_names": ["OLD"],
        "declared": "app.py:7",
        "reads": ["app.py:11"],
    }
    assert listed[3] == {"name": "HOME", "reads": ["app.py:14", "app.py:15", "app.py:16"]}


def test_check(project: Path) -> None:
    done = variables(project, "--check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "app.py:12: variable-undeclared: env:DYN_ON is read, and nothing declares it",
        "variable-undeclared:",
        "  why: it is neither checked nor listed, and nobody is told of its tier",
        "  fix: declare it with env_var, or list it below 'known' in the configuration",
        "1 finding",
    ]
    assert variables(project, "--check", "--prefix", "HOME").returncode == 0
    source = project / "app.py"
    source.write_text(source.read_text().replace('"DYN_ON"', '"DYN_RUNTIME_ON"'))
    done = variables(project, "--check")
    assert (done.returncode, done.stdout) == (0, "0 findings\n")


def test_what_cannot_be_read_is_told(project: Path) -> None:
    write(project, {"broken.py": "os.environ[\n"})
    done = variables(project, "app.py", "broken.py")
    assert (done.returncode, done.stdout) == (1, TABLE)
    assert done.stderr.startswith("broken.py:1:11: cannot be parsed: ")


def test_scan_lists_them_among_the_rest(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dynamo_stability", "scan", "--surface", "env"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[:3] for line in done.stdout.splitlines()[1:-1]] == [
        ["env:DYN_EXPERIMENTAL_MODE", "env", "experimental"],
        ["env:DYN_GONE", "env", "deprecated"],
        ["env:DYN_ON", "env", "stable"],
        ["env:OLD", "env", "deprecated"],
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("colour = 1", "unknown key 'environment.colour' (value 1); known names: "),
        ("prefix = []", "unknown key 'environment.prefix' (value []); did you mean 'prefixes'?"),
        ("prefixes = 'DYN_'", "Cannot take 'DYN_' for the field 'environment.prefixes': "),
        ("helpers = []", "'environment.helpers' is not a table."),
        ("helpers = {x = {name = 'y'}}", "unknown key 'environment.helpers.\"x\".name'"),
        ("helpers = {x = {declares = 1}}", "Cannot take 1 for the field '"),
    ],
)
def test_a_malformed_configuration(tmp_path: Path, line: str, message: str) -> None:
    text = f"[tool.dynamo-stability.environment]\n{line}\n"
    write(tmp_path, {"pyproject.toml": text, "a.py": ""})
    done = variables(tmp_path, "a.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert "[tool.dynamo-stability]: " in done.stderr
    assert message in done.stderr


def test_without_anything_to_read(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'x'\n", "empty/x.txt": ""})
    done = variables(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Cannot read: nothing is named." in done.stderr
    done = variables(tmp_path, "empty")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Cannot read 'empty': there is neither Python nor Rust in it." in done.stderr
