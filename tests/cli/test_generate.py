"""`dynamo-stability generate`: what other tools read is written whole, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from writing import write_files

from dynamo_stability.catalog import read_catalog

Run = Callable[..., "subprocess.CompletedProcess[str]"]

MODULE = """
from dynamo_stability import beta, experimental

@experimental("moving")
def route() -> int: return 1

@beta
class Config:
    size: int = 3
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in a project of its own."""
    write_files(tmp_path, {"pkg/__init__.py": "", "pkg/llm.py": MODULE, "pkg/py.typed": ""})

    def run_command(*arguments: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dynamo_stability", "generate", *arguments],
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run_command


ALL = ("pkg", "--catalog", "s.json", "--registry", "pkg", "--stubs", "stubs", "--ruff", "ban.toml")


def tree(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_everything_at_once_and_twice(run: Run, tmp_path: Path) -> None:
    done = run(*ALL)
    assert (done.returncode, done.stderr) == (0, "")
    assert {line.partition(" ")[0] for line in done.stdout.splitlines()} == {"wrote"}
    written = tree(tmp_path)
    for name in ("s.json", "pkg/_stability_registry.py", "ban.toml", "stubs/pkg-stubs/llm.pyi"):
        assert b"pkg" in written[name] or b"route" in written[name]
    again = run(*ALL)
    assert {line.partition(" ")[0] for line in again.stdout.splitlines()} == {"unchanged"}
    assert tree(tmp_path) == written
    assert run(*ALL, "--check").returncode == 0
    assert tree(tmp_path) == written


def test_the_order_of_files_on_disk_makes_no_difference(run: Run, tmp_path: Path) -> None:
    run(*ALL)
    first = tree(tmp_path)
    other = tmp_path / "elsewhere"
    for name in reversed(["pkg/__init__.py", "pkg/llm.py", "pkg/py.typed"]):
        write_files(other, {name: (tmp_path / name).read_text()})
    run(*ALL, cwd=other)
    for name in ("s.json", "ban.toml", "pkg/_stability_registry.py", "stubs/pkg-stubs/llm.pyi"):
        assert (other / name).read_bytes() == first[name]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("s.json", "s.json: registry-stale: it is not what"),
        ("pkg/_stability_registry.py", "registry.py: registry-stale: it is not what"),
        ("ban.toml", "ban.toml: registry-stale: it is not what"),
        ("stubs/pkg-stubs/llm.pyi", "llm.pyi: registry-stale: it is not what"),
    ],
)
def test_check_tells_what_is_stale_and_writes_nothing(
    run: Run, tmp_path: Path, damage: str, told: str
) -> None:
    run(*ALL)
    path = tmp_path / damage
    path.write_text(path.read_text() + "\n# edited by hand\n")
    before = tree(tmp_path)
    done = run(*ALL, "--check")
    assert done.returncode == 1
    assert told in done.stdout.replace(os.sep, "/")
    assert "edited by hand" in done.stdout
    assert tree(tmp_path) == before
    path.unlink()
    done = run(*ALL, "--check")
    assert done.returncode == 1
    assert "it does not exist" in done.stdout


def test_a_mark_that_changed_is_stale(run: Run, tmp_path: Path) -> None:
    run(*ALL)
    write_files(tmp_path, {"pkg/llm.py": MODULE.replace("@beta", "@experimental")})
    done = run(*ALL, "--check")
    assert done.returncode == 1
    assert '-   "tier": "beta"' in done.stdout
    assert '+   "tier": "experimental"' in done.stdout


def test_an_edit_that_moves_lines_is_not(run: Run, tmp_path: Path) -> None:
    arguments = ("pkg", "--registry", "pkg", "--ruff", "ban.toml")
    run(*arguments)
    write_files(tmp_path, {"pkg/llm.py": "# a comment\n\n\n" + MODULE})
    assert run(*arguments, "--check").returncode == 0


def test_stubs_of_a_module_that_is_gone(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {"pkg/old.py": "x = 1\n"})
    run(*ALL)
    (tmp_path / "pkg/old.py").unlink()
    done = run(*ALL, "--check")
    assert done.returncode == 1
    assert "there is no such module any more" in done.stdout
    assert "removed" in run(*ALL).stdout
    assert not (tmp_path / "stubs/pkg-stubs/old.pyi").exists()
    assert run(*ALL, "--check").returncode == 0


def test_what_stubs_cannot_say_is_told(run: Run, tmp_path: Path) -> None:
    source = MODULE + "\ndef stable() -> Config: return Config()\n"
    write_files(tmp_path, {"pkg/llm.py": source})
    done = run("pkg", "--stubs", "stubs", "--tier", "stable")
    assert done.returncode == 0
    assert "stub-trimmed-type: pkg.llm.stable" in done.stderr
    assert "Config" not in (tmp_path / "stubs/pkg-stubs/llm.pyi").read_text()


def test_sources_with_errors_generate_nothing(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path, {"pkg/bad.py": "def f(:\n"})
    before = tree(tmp_path)
    done = run(*ALL)
    assert done.returncode == 1
    assert "pkg/bad.py:1:7: cannot be parsed" in done.stderr
    assert "nothing is generated" in done.stderr
    assert tree(tmp_path) == before


def test_what_the_configuration_asks_for(run: Run, tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "pyproject.toml": """
            [tool.dynamo-stability]
            targets = ["pkg"]
            [tool.dynamo-stability.generate]
            registry = "pkg"
            ruff = "ban.toml"
            ruff-tiers = ["beta"]
            """,
            "deep/er/x.txt": "",
        },
    )
    assert run(cwd=tmp_path / "deep" / "er").returncode == 0
    assert read_catalog(tmp_path / "pkg/_stability_registry.py").find("pkg.llm.route")
    assert '"pkg.llm.Config"' in (tmp_path / "ban.toml").read_text()
    assert '"pkg.llm.route"' not in (tmp_path / "ban.toml").read_text()
    assert run("--check").returncode == 0
    assert run("--ruff", "other.toml").returncode == 0
    assert "wrote" in run("--ruff", "third.toml", "--ruff-tiers", "experimental,beta").stdout
    assert '"pkg.llm.route"' in (tmp_path / "third.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pkg"], "nothing is asked for"),
        (["pkg", "--ruff", "x.toml", "--ruff-tiers", "gamma"], "'gamma'"),
        (["pkg", "--stubs", "stubs", "--tier", "experimental"], "invalid choice"),
        (["nowhere/", "--registry", "x"], "no such file"),
        (["pkg", "--registry", "pkg/__init__.py/deeper"], "pkg/__init__.py"),
    ],
)
def test_what_could_not_run(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    before = tree(tmp_path)
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(tmp_path) == before


WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {name!r}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Absent())
from dynamo_stability.cli import main
sys.exit(main({arguments!r}))
"""


@pytest.mark.parametrize(
    ("missing", "arguments"),
    [
        ("rich", ["scan", "pkg"]),
        ("griffe", ["scan", "pkg", "--format", "json"]),
        ("griffe", ["generate", "pkg", "--catalog", "s.json"]),
    ],
)
def test_a_missing_extra_is_one_sentence(
    run: Run, tmp_path: Path, missing: str, arguments: list[str]
) -> None:
    code = WITHOUT.format(name=missing, arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pip install 'dynamo-stability[tools]'" in done.stderr
    assert not (tmp_path / "s.json").exists()
