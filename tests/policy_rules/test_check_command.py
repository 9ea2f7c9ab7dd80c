"""`dynamo-stability check`, as a user runs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from checking import Run, git
from writing import write_files


def test_findings_are_told_by_rule_with_why_and_fix(project: Path, run: Run) -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(
        "src/engine/__init__.py:11: error: deprecated-without-removal: engine.pick is deprecated"
    )
    assert lines[1].startswith("  why: ")
    assert lines[2].startswith("  fix: ")
    assert lines[-1] == "2 errors, 1 warning"
    assert "\x1b" not in done.stdout


def test_paths_are_those_of_the_working_directory(project: Path, run: Run) -> None:
    done = run("check", directory=project / "src")
    assert done.stdout.startswith("engine/__init__.py:11: ")
    git(project, "init", "--quiet")
    done = run("check", "--format", "github", directory=project / "src")
    assert "file=src/engine/__init__.py," in done.stdout


CLEAN = "from dynamo_stability import stable\n@stable\ndef route(): ...\n"


def test_a_clean_project_is_clean(project: Path, run: Run) -> None:
    (project / "src/engine/__init__.py").write_text(CLEAN)
    done = run("check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "no findings\n", "")


def test_warnings_fail_only_where_they_are_asked_to(project: Path, run: Run) -> None:
    levels = {"deprecated-without-removal": "off", "stable-mentions-lower-tier": "off"}
    _configure(project, "[tool.dynamo-stability.check.levels]", levels)
    assert run("check").returncode == 0
    assert run("check", "--fail-on", "warning").returncode == 1


def _configure(project: Path, heading: str, values: dict[str, str]) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write("\n".join([heading, *[f"{key} = {value!r}" for key, value in values.items()]]))


def test_levels_hold_by_path_and_by_name(project: Path, run: Run) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write(
            '[[tool.dynamo-stability.check.overrides]]\nnames = ["engine.pi*"]\n'
            'levels = { deprecated-without-removal = "note" }\n'
            '[[tool.dynamo-stability.check.overrides]]\npaths = ["src/engine/*"]\n'
            "[tool.dynamo-stability.check.overrides.levels]\n"
            'stable-mentions-lower-tier = "off"\ndeprecated-without-alternative = "off"\n'
        )
    done = run("check")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith(
        "src/engine/__init__.py:11: note: deprecated-without-removal: "
    )
    assert done.stdout.splitlines()[-1] == "1 note"


@pytest.mark.parametrize(
    ("heading", "values", "said"),
    [
        ("[tool.dynamo-stability.check.levels]", {"removal-overdu": "off"}, "'removal-overdue'"),
        ("[tool.dynamo-stability.check.levels]", {"removal-overdue": "of"}, "'off'"),
        ("[tool.dynamo-stability.check]", {"base-line": "b.json"}, "'baseline'"),
        ("[tool.dynamo-stability.check]", {"fail-on": "errors"}, "'error'"),
    ],
)
def test_a_mistake_in_the_configuration_names_what_is_near(
    project: Path, run: Run, heading: str, values: dict[str, str], said: str
) -> None:
    text = (project / "pyproject.toml").read_text("utf-8")
    (project / "pyproject.toml").write_text(text.replace("[tool.dynamo-stability.check]\n", ""))
    _configure(project, heading, values)
    done = run("check")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_override_that_is_about_nothing_is_a_mistake(project: Path, run: Run) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write('[[tool.dynamo-stability.check.overrides]]\nlevels = { added = "off" }\n')
    done = run("check")
    assert done.returncode == 2
    assert "'paths'" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--as-of", "one.two"),
        ("--date", "2026-13-01"),
        ("--base", "git:nowhere"),
        ("--base", "no-such-thing.json"),
        ("no/such/place",),
    ],
)
def test_what_cannot_be_run_ends_with_two(
    project: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    git(project, "init", "--quiet")
    done = run("check", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dynamo-stability: Cannot ")
    assert len(done.stderr.splitlines()) == 1


def test_the_version_can_be_another_one(project: Path, run: Run) -> None:
    text = (project / "src/engine/__init__.py").read_text("utf-8")
    text = text.replace('since="1.2"', 'since="1.2", remove_in="1.6"')
    (project / "src/engine/__init__.py").write_text(text)
    assert "removal-overdue" not in run("check").stdout
    assert "removal-overdue" not in run("check", "--as-of", "1.6rc1").stdout
    assert "was to go in 1.6, and this is 1.10" in run("check", "--as-of", "1.10").stdout


# ---- a base ---------------------------------------------------------------------------------


def _change(project: Path, before: str, after: str) -> None:
    path = project / "src/engine/__init__.py"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after))


def test_a_git_revision_is_a_base_and_the_working_tree_is_left_alone(
    project: Path, run: Run
) -> None:
    git(project, "init", "--quiet")
    git(project, "add", "-A")
    git(project, "commit", "--quiet", "-m", "first")
    git(project, "tag", "v1.4")
    _change(project, "@stable", "@beta")
    (project / "untracked.txt").write_text("here\n")
    for target in ((), ("src/engine",)):
        done = run("check", *target, "--base", "git:v1.4")
        assert "engine.route was stable, and is now beta" in done.stdout
    assert "@beta" in (project / "src/engine/__init__.py").read_text("utf-8")
    assert (project / "untracked.txt").is_file()
    assert sorted(one.name for one in project.iterdir()) == [
        ".git",
        "pyproject.toml",
        "src",
        "untracked.txt",
    ]


def test_a_base_is_read_by_the_configuration_that_it_had(project: Path, run: Run) -> None:
    (project / "stability.toml").write_text('format = 1\n[modules.engine]\nbeta = ["Plain"]\n')
    _change(project, "@experimental\n", "class Plain: ...\n\n@experimental\n")
    text = (project / "pyproject.toml").read_text("utf-8")
    there = text.replace(
        "[tool.dynamo-stability]\n", '[tool.dynamo-stability]\nmanifests = ["stability.toml"]\n'
    )
    (project / "pyproject.toml").write_text(there)
    git(project, "init", "--quiet")
    git(project, "add", "-A")
    git(project, "commit", "--quiet", "-m", "first")
    (project / "stability.toml").write_text(
        'format = 1\n[modules.engine]\nexperimental = ["Plain"]\n'
    )
    done = run("check", "--base", "git:HEAD")
    assert "stability.toml:3: error: tier-lowered: engine.Plain was beta" in done.stdout


def test_a_catalog_and_a_directory_are_bases(project: Path, run: Run, tmp_path: Path) -> None:
    assert run("scan", "-o", "old.json").returncode == 0
    write_files(
        tmp_path / "elsewhere",
        {"engine/__init__.py": (project / "src/engine/__init__.py").read_text("utf-8")},
    )
    _change(project, "@stable", "@beta")
    for base in ("old.json", "elsewhere"):
        done = run("check", "--base", base)
        assert "engine.route was stable, and is now beta" in done.stdout
    _configure(project, "", {"base": "old.json"})
    assert "engine.route was stable, and is now beta" in run("check").stdout
    done = run("check", directory=project / "src")
    assert "engine.route was stable, and is now beta" in done.stdout


def test_a_catalog_can_be_checked_itself(project: Path, run: Run) -> None:
    assert run("scan", "-o", "catalog.json").returncode == 0
    done = run("check", "catalog.json")
    assert done.returncode == 1
    assert "engine.pick is deprecated, and nothing says" in done.stdout


# ---- what runs ------------------------------------------------------------------------------


def test_nothing_of_the_project_is_run(project: Path, run: Run) -> None:
    _change(project, "@stable", "raise SystemExit('it was run')\n\n@stable")
    done = run("check")
    assert done.returncode == 1
    assert "it was run" not in done.stdout + done.stderr


def test_live_marks_are_compared_where_it_is_asked_for(project: Path, run: Run) -> None:
    with (project / "src/engine/__init__.py").open("a") as file:
        file.write(
            "\ndef hidden(): ...\nfor _one in (hidden,):\n    beta(_one)\nprint('chatter')\n"
        )
    done = run("check")
    assert "marks-disagree" not in done.stdout
    done = run("check", "--live")
    told = [line for line in done.stdout.splitlines() if "marks-disagree" in line]
    assert len(told) == 1
    assert "engine.hidden is beta by run time, and not marked in the source" in told[0]


def test_a_package_that_cannot_be_imported_is_a_finding(project: Path, run: Run) -> None:
    with (project / "src/engine/__init__.py").open("a") as file:
        file.write("\nimport no_such_module_anywhere\n")
    done = run("check", "--live")
    assert done.returncode == 1
    assert "'engine' cannot be imported" in done.stdout


def test_the_output_is_the_same_whatever_the_order_of_files(project: Path, run: Run) -> None:
    texts = {  # two findings each
        f"src/engine/m{number}.py": f"from engine import Score\ndef f{number}(s: Score): ...\n"
        for number in range(6)
    }
    write_files(project, texts)
    first = run("check", "--format", "json").stdout
    for name in reversed(texts):
        (project / name).unlink()
    write_files(project, dict(reversed(texts.items())))
    assert run("check", "--format", "json").stdout == first
    assert len(json.loads(first)["findings"]) == 15


def test_it_writes_to_a_file(project: Path, run: Run) -> None:
    done = run("check", "--format", "json", "-o", "out/findings.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((project / "out/findings.json").read_text())["summary"]["error"] == 2


def test_a_terminal_gets_colours(project: Path, run: Run) -> None:
    import os
    import pty
    import subprocess

    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb", buffering=0) as read:
        subprocess.run(
            [sys.executable, "-m", "dynamo_stability", "check"],
            cwd=project,
            stdout=follower,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        os.close(follower)
        shown = b""
        try:
            while part := read.read(4096):
                shown += part
        except OSError:
            pass
    assert b"\x1b[1;31merror: " in shown
