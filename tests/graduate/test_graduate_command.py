"""`graduate`, as a user runs it on a project with releases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from graduating import (
    FILES,
    conditions_of,
    contents,
    git,
    outcome_of,
    prepare,
    release,
    replace,
    run_graduate,
    start,
)
from writing import write_files

TO_STABLE = ("routing", "--to", "stable")
CORE = "src/engine/core.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three releases with the same API, and a fourth one to come."""
    start(tmp_path, FILES, "1.0", "1.1", "1.2")
    prepare(tmp_path, "1.3")
    return tmp_path


DIFF = """\
--- a/CHANGELOG.md
+++ b/CHANGELOG.md
@@ -7,6 +7,11 @@

 - Much.

+### Stability
+
+- The feature `routing` is stable: `engine.LIMIT`, `engine.Router`, `engine.connect(retries)`,
+  `engine.route`.
+
 ## [1.0] - 2024-01-01

 - The beginning.
--- a/src/engine/core.py
+++ b/src/engine/core.py
@@ -2,8 +2,7 @@
 '''Routes requests.'''

 from dynamo_stability import (
-    beta,  # for what works
-    beta_parameter,
+    stable,  # for what works
     deprecated,
 )

@@ -12,9 +11,9 @@


 # how it is done
-@beta(
-    "Being tuned.",  # by Ann
-    since="1.0",
+# by Ann
+@stable(
+    since="1.3",
     feature='routing',
     gate=False,
 )
@@ -23,7 +22,7 @@
     return prompt


-@beta(feature="routing", since='1.0')
+@stable(feature="routing", since='1.3')
 class Router:
     '''Routes.'''

@@ -32,7 +31,6 @@
         return prompt


-@beta_parameter("retries", feature="routing")
 def connect(host: str, retries: int = 0) -> None:
     '''Connect to a host.

--- a/stability.toml
+++ b/stability.toml
@@ -3,7 +3,7 @@
 format = 1

 [features.routing]
-tier = "beta"  # for now
+tier = "stable"  # for now
 title = "Routing"

 [features.routing.evidence]
@@ -11,11 +11,13 @@

 [modules.engine]
 beta = [
-    "LIMIT",  # set by measuring
     "Other",
 ]
-stable = ["connect"]
+stable = [
+    "connect",
+    "LIMIT",  # set by measuring
+]

 [modules.engine.marks.LIMIT]
 feature = "routing"
-since = "0.9"
+since = "1.3"
"""


def test_a_feature_graduates(project: Path) -> None:
    before = contents(project)
    shown = outcome_of(project, *TO_STABLE, "--diff")
    assert [one.rstrip() for one in shown["diff"].splitlines()] == DIFF.splitlines()
    assert contents(project) == before

    done = run_graduate(project, *TO_STABLE, "--write")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"\nwrote CHANGELOG.md\nwrote {CORE}\nwrote stability.toml\n")
    after = contents(project)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"CHANGELOG.md", CORE, "stability.toml"}

    again = run_graduate(project, *TO_STABLE, "--write")
    assert (again.returncode, again.stdout) == (0, "routing is stable already\n")
    assert contents(project) == after


def test_what_was_written_runs(project: Path) -> None:
    replace(project / CORE, "    gate=False,\n", "")  # no marker takes it yet
    assert run_graduate(project, *TO_STABLE, "--write").returncode == 0
    code = (
        "import engine, dynamo_stability as d; engine.connect('x', retries=1); engine.route('');"
        "print(*[d.get_stability(one).stage for one in (engine.route, engine.Router)])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=project / "src",
        capture_output=True,
        text=True,
    )
    assert done.stdout == "stable stable\n", done.stderr


def test_nothing_is_written_while_something_is_open(project: Path) -> None:
    replace(project / "stability.toml", 'service-level = "https://example.org/sla"', "")
    before = contents(project)
    done = run_graduate(project, *TO_STABLE, "--write")
    assert done.returncode == 1
    assert done.stdout.startswith("routing cannot become stable yet: of 8 conditions, 1 open\n")
    assert (
        "open: service-level: performance meets the published SLA\n"
        "  why: no tool can tell\n"
        "  fix: give links below [features.routing.evidence] in the manifest, "
        'as service-level = ["..."]\n'
    ) in done.stdout
    assert "nothing is written while a condition is open" in done.stderr
    assert contents(project) == before


def test_evidence_that_is_not_there(project: Path) -> None:
    replace(project / "stability.toml", '"https://example.org/sla"', '["docs/load.md"]')
    found = conditions_of(project, *TO_STABLE)["service-level"]
    assert (found["state"], found["why"]) == ("open", "there is no 'docs/load.md'")
    write_files(project, {"docs/load.md": "# Load"})
    found = conditions_of(project, *TO_STABLE)["service-level"]
    assert (found["state"], found["links"]) == ("evident", ["docs/load.md"])


def test_a_markdown_checklist(project: Path) -> None:
    done = run_graduate(project, *TO_STABLE, "--format", "markdown")
    assert "- [x] **frozen** (proved): API frozen for 2 or more releases\n" in done.stdout
    assert "  - <https://example.org/sla>\n" in done.stdout


# ---- releases -----------------------------------------------------------------------------------


def test_an_api_that_changed_and_broke(project: Path) -> None:
    replace(project / CORE, "route(prompt: str)", "route(text: str)")
    release(project, "1.3")
    prepare(project, "1.4")
    found = conditions_of(project, *TO_STABLE)
    assert found["frozen"]["state"] == found["unbroken"]["state"] == "refuted"
    assert found["unbroken"]["why"].startswith("since 1.2: engine.route(")
    release(project, "1.4")
    prepare(project, "1.5")
    found = conditions_of(project, *TO_STABLE)
    assert found["frozen"]["why"] == "unchanged since 1.3"
    assert found["unbroken"]["state"] == "refuted"


def test_an_api_that_grew_is_not_frozen_but_unbroken(project: Path) -> None:
    replace(project / CORE, "route(prompt: str)", "route(prompt: str, n: int = 1)")
    found = conditions_of(project, *TO_STABLE)
    assert found["frozen"]["why"] == "since 1.2: engine.route is another"
    assert found["frozen"]["state"] == "refuted"
    assert found["unbroken"]["why"] == "nothing broke since 1.0"


def test_what_is_not_of_the_feature_may_change(project: Path) -> None:
    replace(project / CORE, "class Other: ...", "def other() -> None: ...")
    replace(project / CORE, "connect(host: str", "connect(server: str")
    replace(project / "src/engine/__init__.py", "Other", "other")
    replace(project / "stability.toml", '"Other"', '"other"')
    found = conditions_of(project, *TO_STABLE)
    assert found["frozen"]["state"] == found["unbroken"]["state"] == "proved"


def test_too_few_releases(tmp_path: Path) -> None:
    start(tmp_path, FILES, "1.0", "1.0.1", "1.1", "1.2rc1", "2.0")
    prepare(tmp_path, "1.2")
    found = conditions_of(tmp_path, *TO_STABLE)
    assert found["frozen"]["why"] == "unchanged since 1.0.1"
    assert found["unbroken"]["state"] == "open"
    assert found["unbroken"]["why"] == (
        "3 releases are to be compared, and git tags tell only of 1.1, 1.0.1"
    )


def test_a_young_api(tmp_path: Path) -> None:
    start(tmp_path, FILES)
    replace(tmp_path / CORE, "def route(", "def _route(")
    replace(tmp_path / "src/engine/__init__.py", "route", "_route")
    release(tmp_path, "1.0")
    replace(tmp_path / CORE, "def _route(", "def route(")
    replace(tmp_path / "src/engine/__init__.py", "_route", "route")
    release(tmp_path, "1.1")
    prepare(tmp_path, "1.2")
    found = conditions_of(tmp_path, *TO_STABLE)["frozen"]
    assert (found["state"], found["why"]) == ("refuted", "1.0 does not have engine.route")


def test_numbers_of_releases_and_a_history_of_catalogs(tmp_path: Path) -> None:
    start(tmp_path, FILES)
    with (tmp_path / "pyproject.toml").open("a") as file:
        file.write("[tool.dynamo-stability.graduate]\n")
        file.write("frozen-releases = 1\nunbroken-releases = 2\n")
    for version in ("0.8", "0.9"):
        prepare(tmp_path, version)
        command = [sys.executable, "-m", "dynamo_stability", "scan", "-o", f"{version}.json"]
        subprocess.run(command, cwd=tmp_path, check=True)
    catalog = json.loads((tmp_path / "0.9.json").read_text())
    (tmp_path / "0.9.json").write_text(json.dumps({**catalog, "api": []}))
    prepare(tmp_path, "1.0")
    found = conditions_of(tmp_path, *TO_STABLE, "--history", "0.8.json")
    assert found["frozen"]["why"] == "unchanged since 0.8"
    assert found["unbroken"]["state"] == "open"
    found = conditions_of(tmp_path, *TO_STABLE, "--history", "0.8.json", "--history", "0.9.json")
    assert found["frozen"]["state"] == "open"
    assert found["frozen"]["why"] == (
        "no shape of engine.LIMIT, engine.Router, engine.connect(retries), engine.route "
        "is known in 0.9"
    )


def test_a_release_without_a_version(project: Path) -> None:
    catalog = {"format": 1, "packages": ["engine"], "records": []}
    (project / "old.json").write_text(json.dumps(catalog))
    done = run_graduate(project, *TO_STABLE, "--history", "old.json")
    assert done.returncode == 2
    assert "Cannot place 'old.json' in the history: it has no version." in done.stderr


# ---- docs, tests, switches ----------------------------------------------------------------------


def test_descriptions_and_pages(project: Path) -> None:
    replace(project / CORE, "    '''Routes.'''\n", "")
    found = conditions_of(project, *TO_STABLE)["full-docs"]
    assert (found["state"], found["why"]) == ("refuted", "engine.Router has no docstring")
    replace(project / CORE, "        retries: how often.\n", "")
    found = conditions_of(project, *TO_STABLE)["full-docs"]
    assert "engine.connect(retries)" in found["why"]


def test_pages_that_lack_a_name_or_an_example(project: Path) -> None:
    replace(project / "docs/routing.md", 'engine.route("hello")', "pass")
    found = conditions_of(project, *TO_STABLE)["full-docs"]
    assert found["state"] == "open"
    assert found["why"].endswith("no page has an example that uses it")
    (project / "docs/routing.md").write_text("# Routing\n\n::: engine.core\n")
    found = conditions_of(project, *TO_STABLE)["full-docs"]
    assert found["why"] == "no page in docs tells of engine.LIMIT"


def test_docs_that_are_named(project: Path) -> None:
    (project / "docs").rename(project / "guide")
    found = conditions_of(project, *TO_STABLE)["full-docs"]
    assert found["why"] == "there is no documentation"
    found = conditions_of(project, *TO_STABLE, "--docs", "guide")["full-docs"]
    assert found["why"].endswith("examples in guide/routing.md")
    done = run_graduate(project, *TO_STABLE, "--docs", "nowhere")
    assert done.returncode == 2
    assert "Cannot look into 'nowhere' (--docs)" in done.stderr


def test_a_migration_guide(project: Path) -> None:
    with (project / CORE).open("a") as file:
        file.write(
            '\n\n@deprecated("Use route.", since="1.2", remove_in="1.4", '
            'alternative="engine.route")\ndef pick() -> None: ...\n'
        )
    found = conditions_of(project, *TO_STABLE)["migration-guide"]
    assert found["state"] == "open"
    assert found["why"] == "no page tells of both engine.core.pick and engine.route"
    (project / "docs/moving.md").write_text("Write `engine.route` for `engine.core.pick`.\n")
    found = conditions_of(project, *TO_STABLE)["migration-guide"]
    assert found["why"] == "docs/moving.md tells how to move from engine.core.pick"


def test_what_is_off_by_default(project: Path) -> None:
    replace(project / CORE, "gate=False", "gate=True")
    found = conditions_of(project, *TO_STABLE)["on-by-default"]
    assert (found["state"], found["why"]) == ("refuted", "engine.route is behind gate=True")
    replace(project / CORE, "gate=True", "gate=False")
    replace(project / CORE, "retries: int = 0", "retries: bool = False")
    found = conditions_of(project, *TO_STABLE)["on-by-default"]
    assert found["state"] == "open"
    replace(project / "stability.toml", "service-level", 'on-by-default = "docs"\nservice-level')
    assert conditions_of(project, *TO_STABLE)["on-by-default"]["state"] == "evident"


def test_from_experimental_to_beta(project: Path) -> None:
    replace(project / CORE, "beta", "experimental")
    replace(project / "stability.toml", "beta = [", "experimental = [")
    replace(project / "stability.toml", 'tier = "beta"', 'tier = "experimental"')
    found = conditions_of(project, "routing", "--to", "beta")
    assert {name: one["state"] for name, one in found.items()} == {
        "not-deprecated": "proved",
        "one-step": "proved",
        "end-to-end": "open",
        "basic-docs": "proved",
        "partner": "open",
        "no-critical-bug": "open",
        "performance": "open",
    }
    assert found["end-to-end"]["why"] == "no test in tests uses engine.connect(retries)"
    (project / "tests/test_more.py").write_text("from engine import *\nconnect('', retries=1)\n")
    links = 'partner = "u://p"\nno-critical-bug = "u://b"\nperformance = "u://f"\nservice-level'
    replace(project / "stability.toml", "service-level", links)
    done = run_graduate(project, "routing", "--to", "beta", "--write")
    assert done.returncode == 0, done.stdout + done.stderr
    text = (project / CORE).read_text()
    assert "    beta,  # for what works\n    beta_parameter,\n" in text
    assert '@beta_parameter("retries", feature="routing")' in text
    assert "gate=False" in text
    assert "experimental" not in text


# ---- refusals -----------------------------------------------------------------------------------


def test_a_deprecated_api_never_graduates(project: Path) -> None:
    deprecation = '@deprecated(since="1.2", remove_in="1.4", feature="routing")\n@beta(feature'
    replace(project / CORE, "@beta(feature", deprecation)
    before = contents(project)
    done = run_graduate(project, *TO_STABLE, "--write", "--diff")
    assert done.returncode == 1
    assert "refuted: not-deprecated: no deprecated API: that never graduates\n" in done.stdout
    assert "  why: deprecated: engine.Router\n" in done.stdout
    assert "  engine.Router: deprecated\n" in done.stdout
    assert "-@beta(\n" in done.stdout
    assert "-@beta(feature" not in done.stdout
    assert contents(project) == before


def test_no_tier_is_skipped(project: Path) -> None:
    replace(project / CORE, "beta", "experimental")
    found = conditions_of(project, *TO_STABLE)["one-step"]
    assert found["state"] == "refuted"
    assert found["fix"] == "graduate to beta first"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rooting", "--to", "stable"), "there is no such feature; did you mean 'routing'?"),
        (("routing", "nowhere.py", "--to", "stable"), "there is no such file or directory"),
        (("routing", "--to", "stable", "--diff", "--since", "soon"), "follow PEP 440"),
    ],
)
def test_what_cannot_run(project: Path, arguments: tuple[str, ...], message: str) -> None:
    done = run_graduate(project, *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_version_that_is_released_already(project: Path) -> None:
    prepare(project, "1.2")
    before = contents(project)
    done = run_graduate(project, *TO_STABLE, "--write")
    assert done.returncode == 2
    assert "1.2 is released already. Pass --since VERSION." in done.stderr
    assert contents(project) == before
    assert run_graduate(project, *TO_STABLE, "--write", "--since", "1.3").returncode == 0
    assert 'since="1.3"' in (project / CORE).read_text()


def test_the_extra_is_missing(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    hidden = tmp_path_factory.mktemp("hidden")
    write_files(hidden, {"libcst.py": "raise ImportError('no', name='libcst')"})
    path = os.pathsep.join([str(hidden), os.environ.get("PYTHONPATH", "")])
    before = contents(project)
    done = run_graduate(project, *TO_STABLE, "--write", PYTHONPATH=path)
    assert done.returncode == 2
    assert "libcst is not installed. Run: pip install 'dynamo-stability[tools]'" in done.stderr
    assert contents(project) == before
    assert run_graduate(project, *TO_STABLE, PYTHONPATH=path).returncode == 0


def test_without_git(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    found = conditions_of(tmp_path, *TO_STABLE)
    assert found["frozen"]["why"].endswith("and git tags tell of none")


def test_a_project_below_the_top_of_the_repository(tmp_path: Path) -> None:
    project = write_files(tmp_path / "python", FILES)
    git(tmp_path, "init", "-q")
    for version in ("1.0", "1.1", "1.2"):
        release(project, version)
    prepare(project, "1.3")
    assert outcome_of(project, *TO_STABLE)["ready"]
