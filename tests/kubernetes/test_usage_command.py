"""`dynamo-stability usage`, as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from resource_files import graph, spec, version

from dynamo_stability import Tier
from dynamo_stability.catalog import Catalog, render_json
from dynamo_stability.record import Record

Run = Callable[..., "subprocess.CompletedProcess[str]"]

V1 = "crd:nvidia.com/v1/Graph"
DEFINITION = spec("old: {deprecated: true}\nnew: {x-stability: beta}\nfine: {}")
MANIFEST = """\
apiVersion: nvidia.com/v1
kind: Graph
metadata:
  name: g
  labels: {nvidia.com/part: a}
spec:
  fine: 1
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command where there is a definition and a manifest."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "crds").mkdir()
    (tmp_path / "crds/graph.yaml").write_text(DEFINITION)
    (tmp_path / "my").mkdir()
    (tmp_path / "my/g.yaml").write_text(MANIFEST)

    def run_command(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dynamo_stability", "usage", *arguments],
            cwd=tmp_path,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run_command


def test_all_is_stable(run: Run) -> None:
    done = run("my", "--in", "crds")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "1 resource: all that they use is stable\n",
        "",
    )


def test_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my/g.yaml").write_text(MANIFEST + "  old: 1\n  new: 2\n  odd: 3\n")
    done = run("my", "--in", "crds")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        f"my/g.yaml:8: error: deprecated: {V1}.spec.old is deprecated. (Graph/g, spec.old)",
        "  why: it is going to be removed",
        ("  fix: use what takes its place; 'dynamo-stability fix' does so where it is safe"),
        "",
        (
            f"my/g.yaml:10: error: unknown: {V1}.spec.odd is unknown: "
            "there is no such field; did you mean 'old'? (Graph/g, spec.odd)"
        ),
        "  why: what is not defined is refused, or ignored without a word",
        "  fix: correct it, or update the definitions",
        "",
        (
            f"my/g.yaml:9: note: beta: {V1}.spec.new is beta and may change after one release of "
            "notice. (Graph/g, spec.new)"
        ),
        "  why: it may change after one release of notice",
        "  fix: read the notes of each release before updating",
        "",
        "2 errors, 1 note",
        "1 resource: 1 unknown, 1 deprecated, 1 beta",
    ]


@pytest.mark.parametrize(
    ("added", "allowed", "code"),
    [
        ("new: 1", (), 0),
        ("old: 1", (), 1),
        ("old: 1", ("deprecated",), 0),
        ("odd: 1", ("deprecated",), 1),
        ("odd: 1\n  old: 1", ("deprecated", "unknown"), 0),
    ],
)
def test_what_is_a_finding(
    run: Run, tmp_path: Path, added: str, allowed: tuple[str, ...], code: int
) -> None:
    (tmp_path / "my/g.yaml").write_text(f"{MANIFEST}  {added}\n")
    options = [word for one in allowed for word in ("--allow", one)]
    done = run("my", "--in", "crds", *options)
    assert done.returncode == code
    assert added[:3] in done.stdout


def test_what_helm_pipes_in_with_its_definitions(run: Run) -> None:
    done = run("-", given=f"---\n# Source: chart/a.yaml\n{MANIFEST}  old: 1\n---\n{DEFINITION}")
    assert done.returncode == 1
    assert "spec.old" in done.stdout
    assert "<stdin>:10" in done.stdout


def test_json(run: Run, tmp_path: Path) -> None:
    other = "---\napiVersion: example.org/v1\nkind: Other\n"
    (tmp_path / "my/g.yaml").write_text(f"{MANIFEST}  old: 1\n  odd: 1\n{other}")
    done = run("my", "--in", "crds", "-o", "out/uses.json")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    content = json.loads((tmp_path / "out/uses.json").read_text())
    assert content["resources"] == 2
    assert content["others"] == ["example.org/v1 Other"]
    old, odd = content["uses"]
    assert old == {
        "path": "my/g.yaml",
        "line": 8,
        "name": f"{V1}.spec.old",
        "stage": "deprecated",
        "way": "field",
        "context": "Graph/g, spec.old",
        "message": f"{V1}.spec.old is deprecated.",
        "record": {
            "name": f"{V1}.spec.old",
            "kind": "crd",
            "deprecation": {},
            "source": "crds/graph.yaml:17",
        },
    }
    assert (odd["stage"], odd["help"]) == ("unknown", "there is no such field; did you mean 'old'?")


def test_markdown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my/g.yaml").write_text(f"{MANIFEST}  new: 1\n")
    done = run("my", "--in", "crds", "--format", "markdown")
    assert done.stdout == (
        "# What is used\n\n1 resource: 1 beta\n\n"
        "| Used | Stage | Times | First at | About |\n| --- | --- | --- | --- | --- |\n"
        f"| `{V1}.spec.new` | beta | 1 | my/g.yaml:8 (Graph/g, spec.new) | {V1}.spec.new is beta "
        "and may change after one release of notice. |\n"
    )


def test_a_catalog_instead_of_definitions(run: Run, tmp_path: Path) -> None:
    records = (
        Record(V1, "crd", tier=Tier.STABLE),
        Record(f"{V1}.spec.fine", "crd", tier=Tier.EXPERIMENTAL, reason="it is new"),
    )
    (tmp_path / "stability.json").write_text(render_json(Catalog(records=records)))
    done = run("my/g.yaml", "--in", "stability.json")
    assert done.returncode == 1
    assert "it is new" in done.stdout


def test_a_manifest_of_labels(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.dynamo-stability]\nmanifests = ["stability.toml"]\n'
    )
    (tmp_path / "stability.toml").write_text(
        'format = 1\n[marks."crd:label nvidia.com/part"]\ntier = "beta"\n'
        f"[marks.'{V1}.spec.gone']\ntier = 'beta'\n"
    )
    done = run("my", "--in", "crds")
    assert done.returncode == 1
    assert 'metadata.labels["nvidia.com/part"]' in done.stdout
    assert done.stderr == (
        f"stability.toml:4:1: '{V1}.spec.gone' is marked, "
        "but its definition in crds/graph.yaml has no such field.\n"
    )


def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my/chart.yaml").write_text("{{- if .Values.x }}\na: b\n{{- end }}\n")
    done = run("my", "--in", "crds")
    assert (done.returncode, done.stdout) == (1, "1 resource: all that they use is stable\n")
    assert done.stderr.startswith("my/chart.yaml:1:")
    assert "It looks like a Helm template" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("my",), "For resources, pass --in with files that hold CustomResourceDefinitions"),
        (("none", "--in", "crds"), "Cannot read 'none': there is no such file or directory."),
        (("my", "--in", "none"), "Cannot read 'none': there is no such file or directory."),
        (("my", "--in", "my"), "no resource is defined anywhere. Pass --in with a catalog"),
    ],
)
def test_what_cannot_run(run: Run, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_definition_that_contradicts_itself_is_told_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my/again.yaml").write_text(graph(version("v1", "description: '[BETA]'")))
    done = run("my", "--in", "my")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
