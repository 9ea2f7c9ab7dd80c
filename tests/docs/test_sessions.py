"""Pages that tell a story with files and commands: each is gone through from top to bottom.

A block whose first line is `# file: NAME` is written to that file. In a console block each line
behind `$` is run where the files are, with the variables that stand in front of it; the lines below
it are what it prints, from its beginning where they end in `...`, and `# exit N` in the command
says how it ends.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# file: (\S+)\n")
VARIABLES = re.compile(r"^(?:[A-Za-z_]\w*=\S* )*")
PAGES = [
    page for page in sorted((ROOT / "docs").rglob("*.md")) if FILE.search(page.read_text("utf-8"))
]


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block, with the lines it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line.rstrip())
    return found


def check(command: str, shown: list[str], directory: Path) -> None:
    written = command.partition("#")[0].strip()
    variables = "".join(VARIABLES.findall(written)[:1])
    program, _, rest = written.removeprefix(variables).partition(" ")
    module = {"dynamo-stability": "dynamo_stability"}.get(program, program)
    start = f"{sys.executable} -m {module}" if module != "python" else sys.executable
    done = subprocess.run(
        f"{variables}{start} {rest}",
        shell=True,
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=120,
    )
    expected = re.search(r"# exit (\d)", command)
    assert done.returncode == int(expected[1] if expected else 0), done.stdout + done.stderr
    printed = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    if shown and shown[-1] == "...":
        assert printed[: len(shown) - 1] == shown[:-1]
    elif shown:
        assert printed == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    count = 0
    for language, block in BLOCK.findall(page.read_text("utf-8")):
        file = FILE.match(block)
        if file:
            path = tmp_path / file[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block[file.end() :], encoding="utf-8")
        elif language == "python":
            subprocess.run([sys.executable, "-c", block], cwd=tmp_path, check=True, timeout=120)
        elif language == "console":
            for command, shown in commands(block):
                check(command, shown, tmp_path)
                count += 1
    assert count, "a story without a command"


def test_there_are_stories() -> None:
    assert PAGES
