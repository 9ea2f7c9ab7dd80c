"""`dynamo-stability usage`, as users of a marked library run it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from usage_runs import CATALOG, Usage, usage

__all__ = ["usage"]

ROOT = Path(__file__).parents[2]

APP = {
    "app/main.py": """
        import kv
        from kv import pick, Client

        def run(client: Client):
            client.post()
            kv.route()
            kv.relay()
            kv.warm()
            kv.fine()
            kv.make(1, old=2)
        """,
    "app/run.sh": "export KV_MODE=1\nkvserve --router-mode kv\n",
    "app/other.py": "this is no Python, and mentions nothing\n",
}
USES = [
    ("app/main.py", 3, "deprecated", "kv.pick"),
    ("app/main.py", 6, "deprecated", "kv.Client.post"),
    ("app/main.py", 7, "experimental", "kv.route"),
    ("app/main.py", 8, "experimental", "kv.relay"),
    ("app/main.py", 9, "beta", "kv.warm"),
    ("app/main.py", 11, "deprecated", "kv.make(old)"),
]
TEXT_USES = [
    ("app/run.sh", 1, "deprecated", "env:KV_MODE"),
    ("app/run.sh", 2, "deprecated", "cli:kvserve --router-mode"),
]


def test_what_is_installed(usage: Usage) -> None:
    usage.write(APP)
    assert usage.uses("app") == USES
    done = usage.run("app")
    assert done.returncode == 1
    assert (
        "app/main.py:8:8: error: experimental: kv.relay is experimental and may change or go "
        "without notice. Feature: relay, which has to be enabled by enable_feature('relay') or "
        "DYN_EXPERIMENTAL_RELAY=1.\n"
    ) in done.stdout
    assert done.stdout.endswith("3 files: 3 deprecated, 2 experimental, 1 beta\nheld against: kv\n")


def test_a_registry_alone(usage: Usage) -> None:
    """A release whose marks are known by its registry, as where modules are compiled."""
    usage.write(APP)
    written = usage.run("lib/kv", "--registry", "lib/kv", command="generate")
    if written.returncode:
        raise AssertionError(written.stderr)
    for path in (usage.directory / "lib/kv").glob("[!_]*.py"):
        path.unlink()
    assert usage.uses("app") == USES


def test_catalogs(usage: Usage) -> None:
    usage.write(APP)
    assert usage.uses("app", "--catalog", "catalog.json") == TEXT_USES
    assert usage.uses("app", "--catalog", "catalog.json", "--catalog", "lib/kv") == [
        *USES,
        *TEXT_USES,
    ]


def test_a_release_to_move_to(usage: Usage) -> None:
    usage.write(
        {
            **APP,
            "next/pyproject.toml": '[project]\nname = "kv"\nversion = "2.0"\n',
            "next/kv/__init__.py": """
                def route(x=1): ...
                def relay(): ...
                def warm(): ...
                def fine(): ...
                def make(a, new=None): ...
                class Client:
                    def send(self): ...
                """,
        }
    )
    assert usage.uses("app", "--target", "next") == [
        ("app/main.py", 3, "removed", "kv.pick"),
        ("app/main.py", 6, "removed", "kv.Client.post"),
        ("app/main.py", 11, "removed", "kv.make(old)"),
    ]
    done = usage.run("app", "--target", "next")
    assert (
        "removed: kv.pick is not in kv 2.0. Before: kv.pick is deprecated since 1.0 and will be "
        "removed in 2.0. Use kv.route instead.\n"
    ) in done.stdout


def test_what_a_release_has_that_shows_no_shape_is_not_gone(usage: Usage) -> None:
    usage.write(
        {
            "app.py": """
                import kv, kv.fast, kv.lazy
                kv.fast.anything
                kv.lazy.given
                kv.Sub().anything
                kv._private
                kv.__version__
                """,
            "next/pyproject.toml": '[project]\nname = "kv"\nversion = "2.0"\n',
            "next/kv/__init__.py": "from other import Base\nclass Sub(Base): ...\n",
            "next/kv/fast.so": "",
            "next/kv/lazy.py": "def __getattr__(name):\n    if name == 'given': return 1\n",
        }
    )
    assert usage.uses("app.py", "--target", "next") == []


def test_an_unknown_release_is_an_error(usage: Usage) -> None:
    usage.write(APP)
    for arguments in (["--target", "kv>=2"], ["--target", "none"], ["--catalog", "none"]):
        done = usage.run("app", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("dynamo-stability: Cannot ")


def test_nothing_known_is_an_error(usage: Usage) -> None:
    usage.write({"app.py": "import requests\n"})
    done = usage.run("app.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert "none of what they import (requests) is installed here with marks" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--fail-on", "experimental"], 1),
        (["--fail-on", "beta,deprecated"], 1),
        (["--fail-on", "removed"], 0),
        (["--fail-on", "none"], 0),
        (["--allow", "experimental", "--allow", "deprecated"], 0),
        (["--fail-on", "gamma"], 2),
        (["--jobs", "0"], 2),
    ],
)
def test_what_fails(usage: Usage, arguments: list[str], code: int) -> None:
    usage.write(APP)
    assert usage.run("app", *arguments).returncode == code


def test_comments(usage: Usage) -> None:
    usage.write(
        {
            "a.py": """
                import kv
                kv.pick()  # stability: ignore[deprecated]
                kv.pick()  # stability: ignore
                kv.pick()  # stability: ignore[beta]
                kv.route(
                    kv.pick(),
                )  # stability: ignore[deprecated, experimental]
                """,
            "a.sh": "KV_MODE=1 # stability: ignore[deprecated]\nKV_MODE=2\n",
        }
    )
    assert usage.uses("a.py") == [("a.py", 5, "deprecated", "kv.pick")]
    assert usage.uses("a.sh", "--catalog", "catalog.json") == [
        ("a.sh", 2, "deprecated", "env:KV_MODE")
    ]
    assert "; 4 ignored by comments\n" in usage.run("a.py").stdout


def test_a_baseline(usage: Usage) -> None:
    usage.write(APP)
    done = usage.run("app", "--write-baseline", "accepted.json")
    assert (done.returncode, done.stdout) == (0, "wrote accepted.json: 5 uses accepted\n")
    done = usage.run("app", "--baseline", "accepted.json")
    assert done.returncode == 0
    assert "3 files: 1 beta; 5 accepted by the baseline\n" in done.stdout
    usage.write({"app/more.py": "import kv\nkv.pick()\n"})
    (use,) = [one for one in usage.uses("app", "--baseline", "accepted.json") if one[2] != "beta"]
    assert use[2:] == ("deprecated", "kv.pick")
    assert usage.run("app", "--baseline", "accepted.json").returncode == 1
    assert usage.run("app", "--baseline", "none.json").returncode == 2


def test_a_notebook(usage: Usage) -> None:
    cells = [
        {"cell_type": "code", "source": ["%load_ext x\n", "import kv"]},
        {"cell_type": "code", "source": ["kv.pick()  # stability: ignore\n", "kv.pick()"]},
    ]
    usage.write({"nb.ipynb": json.dumps({"cells": cells}, indent=1)})
    (use,) = json.loads(usage.run("nb.ipynb", "--format", "json").stdout)["uses"]
    line = (usage.directory / "nb.ipynb").read_text().split("\n")[use["line"] - 1]
    assert line.strip() == '"kv.pick()"'
    assert (use["context"], use["column"]) == ("cell 2, line 2", 4)


def test_files_for_other_tools(usage: Usage) -> None:
    usage.write(APP)
    github = usage.run("app", "--format", "github").stdout
    assert "::error file=app/main.py,line=3,col=16,title=deprecated::kv.pick is" in github
    sarif = json.loads(usage.run("app", "--format", "sarif").stdout)
    results = sarif["runs"][0]["results"]
    assert [one["ruleId"] for one in results].count("deprecated") == 3
    assert usage.run("app", "-o", "uses.md").stdout == ""
    assert (
        "| `kv.pick` | deprecated | 1 | app/main.py:3 |"
        in (usage.directory / "uses.md").read_text()
    )


def test_what_cannot_be_read(usage: Usage) -> None:
    usage.write({"bad.py": "import kv\n  kv.pick\n", "good.py": "import kv\nkv.warm()\n"})
    (usage.directory / "bad.ipynb").write_text("{kv.pick")
    done = usage.run(".", "--fail-on", "none")
    assert done.returncode == 1
    assert [line.split(":")[:2] for line in done.stderr.splitlines()] == [
        ["bad.ipynb", "1"],
        ["bad.py", "2"],
    ]
    assert "good.py:2" in done.stdout
    assert usage.run("nowhere.py").returncode == 2


def test_the_cache_may_be_stale_broken_or_gone(usage: Usage) -> None:
    usage.write(APP)
    cache = usage.directory / "cache" / "uses"
    assert usage.uses("app") == USES
    (kept,) = cache.iterdir()
    assert usage.uses("app") == USES
    content = json.loads(kept.read_text())
    for entry in content["files"].values():
        for use in entry[1][0]:
            use[0] += 100  # what is found here comes from the cache
    kept.write_text(json.dumps(content))
    assert usage.uses("app") == [(path, line + 100, *rest) for path, line, *rest in USES]
    assert usage.uses("app", "--no-cache") == USES
    usage.write({"app/main.py": "import kv\nkv.warm()\n"})
    assert usage.uses("app") == [("app/main.py", 2, "beta", "kv.warm")]
    for broken in ("", "[]", "{}", '{"fingerprint": 1, "files": []}', "\0"):
        kept.write_text(broken)
        assert usage.uses("app") == [("app/main.py", 2, "beta", "kv.warm")]
    shutil.rmtree(cache)
    cache.write_text("no directory")
    assert usage.uses("app") == [("app/main.py", 2, "beta", "kv.warm")]


def test_many_files_are_searched_by_several_processes(usage: Usage) -> None:
    every = {f"app/m{number}.py": "import kv\nkv.pick()\n" for number in range(450)}
    usage.write(every)
    found = usage.uses("app", "--jobs", "2", "--no-cache")
    assert found == usage.uses("app", "--jobs", "1", "--no-cache")
    assert len(found) == 450


def test_nothing_is_run(usage: Usage) -> None:
    poison = "raise SystemExit('this was run')\n"
    usage.write({"app.py": "import kv\nkv.pick()\n" + poison, "kv.py": poison})
    package = usage.directory / "lib/kv/__init__.py"
    package.write_text(package.read_text() + poison)
    assert usage.uses("app.py") == [("app.py", 2, "deprecated", "kv.pick")]


def test_the_catalog_of_the_tests_is_one() -> None:
    assert {one["kind"] for one in CATALOG["records"]} == {"env", "cli"}


def test_the_benchmark_prints_its_table() -> None:
    program = ROOT / "benchmarks" / "usage_speed.py"
    done = subprocess.run(
        [sys.executable, program, "--packages=pydantic,pluggy"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(
        "^[1-9][0-9]* files of 2 packages, [1-9][0-9]* uses$", done.stdout, re.MULTILINE
    )
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.endswith("x |")]
    assert [row[0] for row in rows] == ["| mypy", "| usage", "| usage, unchanged files"]
    assert re.search("^target 5x: (reached|missed)$", done.stdout, re.MULTILINE)
