"""`dynamo-stability baseline`, and what `check` makes of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from checking import PROJECT, Run
from writing import write_files

from dynamo_stability.findings import Accepted, Baseline, Finding
from dynamo_stability.findings.baseline import compare, without_stale


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    return write_files(tmp_path, PROJECT)


def _add(project: Path, text: str) -> None:
    with (project / "src/engine/__init__.py").open("a") as file:
        file.write(text)


def _accepted(project: Path) -> list[dict[str, object]]:
    found = json.loads((project / "accepted.json").read_text("utf-8"))["accepted"]
    assert isinstance(found, list)
    return found


def test_what_there_is_is_accepted_and_what_is_new_fails(adopted: Path, run: Run) -> None:
    done = run("check")
    assert done.returncode == 2
    assert "baseline --init" in done.stderr
    done = run("baseline")
    assert done.returncode == 0
    assert done.stdout.endswith("3 findings accepted\n")
    assert {"rule": "stable-mentions-lower-tier", "name": "engine.route", "count": 1} in _accepted(
        adopted
    )
    assert run("check").stdout == "no findings\n"
    assert run("baseline").stdout == "3 accepted, 0 new, 0 gone\n"
    _add(adopted, "\n@stable\ndef choose(score: Score): ...\n")
    done = run("check")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "1 error"
    assert run("check", "--no-baseline").stdout.splitlines()[-1] == "3 errors, 1 warning"


def test_lines_that_move_change_nothing(adopted: Path, run: Run) -> None:
    run("baseline")
    path = adopted / "src/engine/__init__.py"
    path.write_text("# a line more\n" * 7 + path.read_text("utf-8"))
    assert run("check").stdout == "no findings\n"


def test_it_only_shrinks(adopted: Path, run: Run) -> None:
    run("baseline")
    before = _accepted(adopted)
    _add(adopted, "\n@stable\ndef choose(score: Score): ...\n")
    for arguments in ((), ("--update",)):
        done = run("baseline", *arguments)
        assert done.returncode == 1
        assert "new: stable-mentions-lower-tier: engine.choose" in done.stdout
        assert _accepted(adopted) == before
    assert run("baseline", "--init").returncode == 0
    assert len(_accepted(adopted)) == len(before) + 1


def test_what_is_gone_is_stale_until_it_is_removed(adopted: Path, run: Run) -> None:
    run("baseline")
    path = adopted / "src/engine/__init__.py"
    path.write_text(path.read_text("utf-8").replace("@stable", "@beta"))
    done = run("check")
    assert done.returncode == 0
    assert "accepted.json: warning: baseline-stale: " in done.stdout
    done = run("baseline")
    assert done.returncode == 1
    assert "gone: stable-mentions-lower-tier: engine.route" in done.stdout
    done = run("baseline", "--update")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "2 accepted, 0 new, 1 removed")
    assert len(_accepted(adopted)) == 2
    assert run("check").stdout == "no findings\n"


def test_a_part_of_the_project_makes_nothing_stale(adopted: Path, run: Run) -> None:
    _add(adopted, "")
    write_files(adopted, {"src/engine/other.py": "def f(): ...\n"})
    run("baseline")
    assert run("check", "src/engine/other.py").stdout == "no findings\n"
    assert run("baseline", "src/engine/other.py").returncode == 0


def test_findings_of_rules_that_did_not_run_are_not_stale(adopted: Path, run: Run) -> None:
    assert run("scan", "-o", "old.json").returncode == 0
    path = adopted / "src/engine/__init__.py"
    path.write_text(path.read_text("utf-8").replace("@stable", "@beta"))
    assert run("baseline", "--base", "old.json").returncode == 0
    assert any(one["rule"] == "tier-lowered" for one in _accepted(adopted))
    assert run("check").stdout == "no findings\n"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"format": 2}',
        '{"format": 1, "accepted": [{"rule": "added"}]}',
        '{"format": 1, "accepted": [{"rule": "a", "name": "b", "count": 0}]}',
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_told_in_one_sentence(adopted: Path, run: Run, content: str) -> None:
    (adopted / "accepted.json").write_text(content)
    for command in ("check", "baseline"):
        done = run(command)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Cannot read the baseline" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert (adopted / "accepted.json").read_text() == content


def test_there_must_be_a_place_for_it(project: Path, run: Run) -> None:
    done = run("baseline")
    assert done.returncode == 2
    assert "[tool.dynamo-stability.check]" in done.stderr
    done = run("baseline", "--file", "b.json", "--update")
    assert done.returncode == 2
    assert run("baseline", "--file", "b.json").returncode == 0
    assert (project / "b.json").is_file()


def _finding(name: str, level: str = "error") -> Finding:
    return Finding("a.py", 1, 0, "a-rule", name, level, "m", "w", "f")


def test_equal_findings_are_counted() -> None:
    baseline = Baseline((Accepted("a-rule", "x", 2), Accepted("a-rule", "y")))
    compared = compare([_finding("x")] * 3, baseline)
    assert len(compared.new) == 1
    assert compared.accepted == 2
    assert compared.stale == (Accepted("a-rule", "y"),)
    compared = compare([_finding("x")], baseline)
    left = without_stale(baseline, compared.stale)
    assert left == Baseline((Accepted("a-rule", "x"),))


def test_notes_need_no_baseline() -> None:
    assert Baseline.of([_finding("x", "note")]) == Baseline()
    assert compare([_finding("x", "note")], Baseline((Accepted("a-rule", "x"),))).new
