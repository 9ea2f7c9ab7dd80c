"""All surfaces of a project in one catalog, and what its sources say against each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from whole_project import PROJECT
from writing import write_files

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.collect import (
    SURFACES,
    collect_everything,
    find_target,
    merge_records,
)
from dynamo_stability.configuration import Configuration, read_configuration
from dynamo_stability.errors import CollectError

PYTHON_OF_RUST = {"engine.Router", "engine.find"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_files(tmp_path, PROJECT)


def stages(project: Path, *targets: str, **options: object) -> dict[str, str]:
    found = collect_everything(
        [find_target(one, project, needs_python=False) for one in targets],
        read_configuration(project),
        **options,  # type: ignore[arg-type]
    )
    assert found.python.problems == ()
    return {record.name: record.stage for record in found.python.records}


def test_every_surface_of_a_project(project: Path) -> None:
    assert stages(project, ".") == {
        "cli:engine --mode": "beta",
        "crd:acme.io/v1alpha1/Graph": "experimental",
        "crd:label acme.io/part": "beta",
        "engine.Router": "beta",
        "engine.find": "experimental",
        "engine.route": "deprecated",
        "http:GET /v1beta/routes": "beta",
        "rust:engine_core::Router": "beta",
        "rust:engine_core::find": "experimental",
    }


def test_one_record_says_what_all_sources_say(project: Path) -> None:
    found = collect_everything([find_target(".", project)], read_configuration(project))
    records = {record.name: record for record in found.python.records}
    assert records["engine.find"] == Record(
        "engine.find",
        "function",
        tier=Tier.EXPERIMENTAL,
        feature="routing",
        definition="engine._core.find",
        source="stability.toml:6",
    )
    mode = records["cli:engine --mode"]
    assert (mode.feature, mode.source) == ("routing", "engine/__main__.py:7")
    assert [len(records) for records in found.sources] == [3, 4, 1, 2, 1, 2]


@pytest.mark.parametrize(
    ("surface", "names"),
    [
        (
            "rust",
            {"engine.Router", "engine.find", "rust:engine_core::Router", "rust:engine_core::find"},
        ),
        ("cli", {"cli:engine --mode"}),
        ("http", {"http:GET /v1beta/routes"}),
        ("crd", {"crd:acme.io/v1alpha1/Graph", "crd:label acme.io/part"}),
        ("python", {"engine.Router", "engine.find", "engine.route"}),
    ],
)
def test_a_single_surface(project: Path, surface: str, names: set[str]) -> None:
    assert set(stages(project, ".", surfaces=[surface])) == names


def test_parts_of_a_project(project: Path) -> None:
    assert "crd:acme.io/v1alpha1/Graph" in stages(project, "deploy/crd.yaml")
    assert set(stages(project, "crates", surfaces=["rust"])) >= {"rust:engine_core::Router"}
    assert "engine.route" in stages(project, "src/engine", "crates", "deploy")
    crate = stages(project, "crates/core/Cargo.toml", surfaces=["rust"])
    assert crate["rust:engine_core::Router"] == "beta"


def test_sources_that_disagree_are_told_with_both_places(project: Path) -> None:
    path = project / "crates/core/src/lib.rs"
    path.write_text(path.read_text().replace("**BETA**", "**EXPERIMENTAL**"))
    found = collect_everything([find_target(".", project)], read_configuration(project))
    (problem,) = found.python.problems
    assert str(problem) == (
        "stability.toml:5:1: 'engine.Router' is beta at stability.toml:5, but experimental at "
        "crates/core/src/lib.rs:4. Make them say the same."
    )


def test_the_order_of_targets_changes_nothing(project: Path) -> None:
    parts = ["src/engine", "crates", "deploy"]
    assert list(stages(project, *parts).items()) == list(stages(project, *parts[::-1]).items())


@pytest.mark.parametrize("name", ["README.md", "empty", "values.yaml"])
def test_what_holds_nothing_that_is_read(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {"README.md": "text", "empty/notes.txt": "", "values.yaml": "a: 1\n"})
    target = find_target(name, tmp_path, needs_python=False)
    with pytest.raises(CollectError, match=rf"Cannot read '{name}': there is no Python source"):
        collect_everything([target], Configuration())


def test_tools_are_loaded_for_what_is_there_only(tmp_path: Path) -> None:
    write_files(tmp_path, {"pkg/__init__.py": "", "notes.yaml": "a: 1\n"})
    script = (
        "import sys\n"
        "from dynamo_stability.collect import collect_everything, find_target\n"
        "collect_everything([find_target('.')])\n"
        "print(sorted({'yaml', 'tree_sitter', 'griffe', 'rich', 'click'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize(("surface", "module"), [("rust", "tree_sitter"), ("crd", "yaml")])
def test_a_missing_tool_is_named(project: Path, surface: str, module: str) -> None:
    script = f"import sys; sys.modules[{module!r}] = None; from dynamo_stability.cli import main; "
    script += f"sys.exit(main(['scan', '.', '--surface', {surface!r}]))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'dynamo-stability[tools]'" in done.stderr
    assert done.stderr.count("\n") == 1


# ---- merging ------------------------------------------------------------------------------------


def test_merging_keeps_modules_and_functions_of_one_name_apart() -> None:
    module, function = Record("a.b", "module", tier=Tier.BETA), Record("a.b", "function")
    assert merge_records([module], [function]) == (function, module)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_name_that_leads_to_a_thing_is_the_thing(is_reversed: bool) -> None:
    name = Record("a.b", "name", tier=Tier.BETA, since="1.0")
    function = Record("a.b", "function", deprecation=Deprecation(since="2.0"), source="x:1")
    sources = [[name], [function]][:: -1 if is_reversed else 1]
    assert merge_records(*sources) == (
        Record(
            "a.b",
            "function",
            tier=Tier.BETA,
            since="1.0",
            deprecation=Deprecation(since="2.0"),
            source="x:1",
        ),
    )


def test_all_surfaces_are_known() -> None:
    assert set(SURFACES) <= {"python", "cli", "env", "crd", "rust", "http"}
