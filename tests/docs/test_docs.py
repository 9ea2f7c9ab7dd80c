"""Everything the pages say is tried: Python is run, TOML is read, links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dynamo_stability.manifest import parse_manifest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]) + sorted(
    (ROOT / "docs").rglob("*.md")
)
STORY = re.compile(r"^# file: \S+$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[tuple[str, str | None]]:
    """The blocks in one language, each with the ```text block that directly follows it."""
    text = page.read_text(encoding="utf-8")
    found = list(BLOCK.finditer(text))
    result = []
    for index, match in enumerate(found):
        if match[1] != language or STORY.search(text):  # test_sessions.py has those
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        shown = None
        if (
            following
            and following[1] == "text"
            and not text[match.end() : following.start()].strip()
        ):
            shown = following[2]
        result.append((match[2], shown))
    return result


def cases(language: str) -> list[object]:
    return [
        pytest.param(code, shown, id=f"{page.relative_to(ROOT)}-{index}")
        for page in PAGES
        for index, (code, shown) in enumerate(blocks(page, language))
    ]


def run(code: str, directory: Path) -> subprocess.CompletedProcess[str]:
    (directory / "app.py").write_text(code)
    return subprocess.run(
        [sys.executable, "app.py"],
        cwd=directory,
        # The pages say what happens where nobody has asked for plain wrappers.
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "DYNAMO_STABILITY_PLAIN": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("code", "shown"), cases("python"))
def test_python_runs_and_prints_what_the_page_shows(
    code: str, shown: str | None, tmp_path: Path
) -> None:
    result = run(code, tmp_path)
    assert result.returncode == 0, result.stderr
    if shown is not None:
        # A warning is followed by its source line, which pages leave out.
        printed = [
            line.removeprefix(f"{tmp_path}{os.sep}")
            for line in (result.stderr + result.stdout).splitlines()
            if not line.startswith("  ")
        ]
        assert printed == shown.splitlines()


@pytest.mark.parametrize(("code", "shown"), cases("toml"))
def test_manifests_parse(code: str, shown: str | None) -> None:
    assert parse_manifest(code).entries


@pytest.mark.parametrize(("code", "shown"), cases("console"))
def test_commands_work(code: str, shown: str | None, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print('ran')\n")
    for line in code.splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        settings = dict(word.split("=", 1) for word in words if "=" in word.partition(":")[0])
        words = [word for word in words if word.partition("=")[0] not in settings]
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
            continue
        result = subprocess.run(
            [sys.executable, *words[1:]],
            cwd=tmp_path,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, result.stdout) == (0, "ran\n"), result.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_reference_is_fresh() -> None:
    result = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "build_reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_the_readme_names_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [
        line.removeprefix("$ ").partition("#")[0].strip()
        for code, _ in blocks(ROOT / "README.md", "console")
        for line in code.splitlines()
    ]
    assert commands == ["make demo", "make test"]
    assert text.startswith("# dynamo-stability\n\n**")
