"""`# stability: ignore[rule-id]` in the source."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking import Run

from dynamo_stability.collect.ignore_comments import comments_in


def read(text: str) -> list[tuple[int, int, tuple[str, ...], bool]]:
    found = comments_in(text.encode(), "a.py")
    return [(one.first, one.last, one.rules, one.is_clear) for one in found]


@pytest.mark.parametrize(
    ("comment", "rules", "is_clear"),
    [
        ("# stability: ignore", (), True),
        ("# stability: ignore[added]", ("added",), True),
        ("#stability:ignore[ added , graduated ]", ("added", "graduated"), True),
        ("# noqa: E501  # stability: ignore[added]  # more", ("added",), True),
        ("# stability: ignore: it is known", (), True),
        ("# stability: ignore[]", (), False),
        ("# stability: ignore[added", (), False),
    ],
)
def test_what_a_comment_says(comment: str, rules: tuple[str, ...], is_clear: bool) -> None:
    assert read(f"x = 1  {comment}\n") == [(1, 1, rules, is_clear)]


@pytest.mark.parametrize(
    "text",
    [
        "x = '# stability: ignore'\n",
        '"""\n# stability: ignore\n"""\n',
        "# stability: settled\n",
        "# instability: ignore\n"[2:],
        "x = (  # stability: ignore\n",
        "\0# stability: ignore",
    ],
)
def test_what_is_no_comment(text: str) -> None:
    assert read(text) == []


def test_a_comment_is_about_the_whole_head_of_a_definition() -> None:
    text = (
        "@first\n@second(\n  1,\n)\ndef f(\n    a,  # stability: ignore[added]\n) -> None:\n"
        "    x = (\n        1  # stability: ignore\n    )\n"
        "class A:  # stability: ignore\n    def g(self): ...\n"
    )
    assert read(text) == [
        (1, 7, ("added",), True),
        (8, 10, (), True),
        (11, 11, (), True),
    ]


def test_comments_ignore_findings_at_the_definition(project: Path, run: Run) -> None:
    path = project / "src/engine/__init__.py"
    text = path.read_text("utf-8")
    ids = "deprecated-without-removal, deprecated-without-alternative"
    text = text.replace('since="1.2")', f'since="1.2")  # stability: ignore[{ids}]')
    whole = "def route(score: Score): ..."
    text = text.replace(whole, f"{whole}  # stability: ignore")
    path.write_text(text)
    done = run("check", "--fail-on", "note")
    assert (done.returncode, done.stdout) == (0, "no findings\n")


def test_a_comment_for_a_rule_that_did_not_run_may_be_of_use_elsewhere(
    project: Path, run: Run
) -> None:
    path = project / "src/engine/__init__.py"
    comment = "# stability: ignore[tier-lowered, experimental-too-old]"
    path.write_text(f"from dynamo_stability import stable\n@stable\ndef f(): ...  {comment}\n")
    assert run("check").stdout == "no findings\n"
    assert run("scan", "-o", "old.json").returncode == 0
    done = run("check", "--base", "old.json")
    assert "the comment ignores 'tier-lowered', which finds nothing here" in done.stdout
    assert "experimental-too-old" not in done.stdout.replace("ignore[", "")


def test_files_in_other_encodings_are_read_as_python_reads_them() -> None:
    text = "# -*- coding: latin-1 -*-\nx = 'é'  # stability: ignore[added]\n"
    (found,) = comments_in(text.encode("latin-1"), "a.py")
    assert (found.line, found.rules) == (2, ("added",))
