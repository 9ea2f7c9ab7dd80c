"""What a graduation edits on each surface, and what it leaves to do by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from graduating import contents, outcome_of, run_graduate
from writing import write_files

from dynamo_stability.cli.check_subject import Project
from dynamo_stability.cli.graduation_edits import planned, write
from dynamo_stability.cli.reading import read
from dynamo_stability.collect.everything import collect_everything
from dynamo_stability.collect.targets import find_target
from dynamo_stability.configuration import read_configuration
from dynamo_stability.errors import RewriteError
from dynamo_stability.policy.graduation.judging import Graduation, Member
from dynamo_stability.rewriting.graduating import Asked, Plan, plan_graduation
from dynamo_stability.tiers import Tier

CONFIGURATION = '[project]\nname = "pkg"\nversion = "2.0"\n[tool.dynamo-stability]\n'


def plan(directory: Path, files: dict[str, str], goal: Tier = Tier.BETA, more: str = "") -> Plan:
    """The plan for everything of the feature `f` below the goal."""
    write_files(directory, {"pyproject.toml": CONFIGURATION + more, **files})
    configuration = read_configuration(directory)
    targets = [find_target(str(directory), needs_python=False)]
    found, sources = collect_everything(targets, configuration)
    records = tuple(
        one
        for one in found.records
        if one.feature == "f" and one.tier is not None and one.tier < goal
    )
    assert records
    return plan_graduation(Asked("f", records, goal, "2.0"), found, sources, targets, configuration)


def edited(directory: Path, source: str, goal: Tier = Tier.BETA, **files: str) -> str:
    """What becomes of a module whose marks can all be edited."""
    done = plan(directory, {"pkg/__init__.py": source, **files}, goal)
    assert done.by_hand == ()
    done.changes.write()
    again = plan_nothing(directory, goal)
    assert again == []
    return (directory / "pkg/__init__.py").read_text("utf-8")


def plan_nothing(directory: Path, goal: Tier) -> list[str]:
    """The names of the feature that are still below the goal."""
    configuration = read_configuration(directory)
    targets = [find_target(str(directory), needs_python=False)]
    found = collect_everything(targets, configuration).python
    return [
        one.name
        for one in found.records
        if one.feature == "f" and one.tier is not None and one.tier < goal
    ]


PYTHON = {
    "bare imports of a module": (
        """\
import dynamo_stability as stability


@stability.experimental(feature="f", gate=True)
def g(): ...
""",
        """\
import dynamo_stability as stability


@stability.beta(feature="f", gate=True)
def g(): ...
""",
    ),
    "an alias, and a name that is taken": (
        """\
from dynamo_stability import experimental as exp

beta = 1


@exp('why it is', feature='f')
class C:
    @exp(feature="f")
    def m(self): ...
""",
        """\
from dynamo_stability import beta as stability_beta

beta = 1


@stability_beta(feature='f')
class C:
    @stability_beta(feature="f")
    def m(self): ...
""",
    ),
    "an import that others need, and one that is there": (
        """\
from dynamo_stability import beta, experimental  # marks


@experimental(feature="f")
def g(): ...


@experimental
@beta
def h(): ...
""",
        """\
from dynamo_stability import beta, experimental  # marks


@beta(feature="f")
def g(): ...


@experimental
@beta
def h(): ...
""",
    ),
    "names that are marked in calls": (
        """\
from dynamo_stability import experimental, mark_names

A = 1
B = 2
mark_names(__name__, A=experimental(feature="f"), B=experimental(feature="f", issue="u"))
""",
        """\
from dynamo_stability import beta, mark_names

A = 1
B = 2
mark_names(__name__, A=beta(feature="f"), B=beta(feature="f", issue="u"))
""",
    ),
    "a marker with a name": (
        """\
from dynamo_stability import experimental

unstable = experimental("being tuned", feature="f", since="1.0")


@unstable
def g(): ...


@unstable
def h(): ...
""",
        """\
from dynamo_stability import beta

unstable = beta(feature="f", since="2.0")


@unstable
def g(): ...


@unstable
def h(): ...
""",
    ),
    "a parameter, in a file with tabs and letters beyond ASCII": (
        """\
from dynamo_stability import experimental_parameter

if True:
\t@experimental_parameter('größe', 'Größe ist neu', feature='f')  # ü
\tdef g(größe=1): ...
""",
        """\
from dynamo_stability import beta_parameter

if True:
\t@beta_parameter('größe', feature='f')  # ü
\tdef g(größe=1): ...
""",
    ),
}


@pytest.mark.parametrize("case", PYTHON)
def test_python_marks(case: str, tmp_path: Path) -> None:
    source, expected = PYTHON[case]
    assert edited(tmp_path, source) == expected


def test_line_endings_and_byte_order_mark_stay(tmp_path: Path) -> None:
    write_files(tmp_path, {"pyproject.toml": CONFIGURATION})
    (tmp_path / "pkg").mkdir()
    path = tmp_path / "pkg/__init__.py"
    text = "from dynamo_stability import beta\r\n\r\n\r\n@beta(feature='f')\r\ndef g(): ..."
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = plan(tmp_path, {}, Tier.STABLE)
    done.changes.write()
    assert path.read_bytes() == b"\xef\xbb\xbf" + text.replace("beta", "stable").encode()


OPTIONS = """\
import argparse
from dynamo_stability import Tier, experimental
from dynamo_stability.surfaces.argparse_options import ArgumentParser
from dynamo_stability.surfaces.environment import env_var

parser = ArgumentParser(prog="serve")
parser.add_argument("--a", stability=experimental(feature="f"))
parser.add_argument("--b", stability="experimental", help="b")
parser.add_argument("--c", help='[EXPERIMENTAL] How '
    'far.')
parser.add_argument("--d", help=r"Depth \\d. [EXPERIMENTAL]")
X = env_var("DYN_X", tier=experimental("new", feature="f"))
"""
OPTION_MARKS = """\
format = 1
[marks."cli:serve --b"]
feature = "f"
tier = "experimental"
[marks."cli:serve --c"]
feature = "f"
tier = "experimental"
[marks."cli:serve --d"]
feature = "f"
tier = "experimental"
"""
MANIFESTS = 'manifests = ["stability.toml"]\n'


def test_options_and_variables(tmp_path: Path) -> None:
    files = {"pkg.py": OPTIONS, "stability.toml": OPTION_MARKS}
    done = plan(tmp_path, files, Tier.BETA, MANIFESTS)
    assert done.by_hand == ()
    done.changes.write()
    assert plan_nothing(tmp_path, Tier.BETA) == []
    expected = OPTIONS.replace('=experimental("new", feature', "=beta(feature")
    expected = expected.replace("experimental", "beta").replace("EXPERIMENTAL", "BETA")
    assert (tmp_path / "pkg.py").read_text() == expected
    assert (tmp_path / "stability.toml").read_text() == OPTION_MARKS.replace("experimental", "beta")
    done = plan(tmp_path, {}, Tier.STABLE, MANIFESTS)
    done.changes.write()
    text = (tmp_path / "pkg.py").read_text()
    assert """help='How '\n    'far.')""" in text
    assert 'help=r"Depth \\d.")' in text
    assert 'stability="stable"' in text


BY_HAND = {
    "crd.yaml": """\
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: graphs.nvidia.com
        spec:
          group: nvidia.com
          names: {kind: Graph, plural: graphs}
          scope: Namespaced
          versions:
          - name: v1alpha1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object}}
        """,
    "Cargo.toml": '[package]\nname = "engine"\nversion = "1.0.0"\n',
    "src/lib.rs": """\
        /// Routes.
        ///
        /// # Stability
        ///
        /// - tier: experimental
        /// - feature: f
        pub fn route() {}
        """,
    "src/pkg/__init__.py": """\
        import argparse, os
        from dynamo_stability import experimental
        from mine import preview

        shared = experimental("for several")
        arguments = {"feature": "f"}

        @experimental(feature="f", **arguments)
        def opened(): ...

        @shared
        def first(): ...

        @shared
        def second(): ...

        @preview
        def foreign(): ...

        parser = argparse.ArgumentParser(prog="serve")
        TITLE = "[EXPERIMENTAL] Depth."
        parser.add_argument("--deep", help=TITLE)
        os.environ["DYN_EXPERIMENTAL_Y"]
        """,
    "stability.toml": """\
        format = 1
        [marks."cli:serve --deep"]
        feature = "f"
        tier = "experimental"
        [marks."env:DYN_EXPERIMENTAL_Y"]
        feature = "f"
        tier = "experimental"
        [modules.pkg.marks.first]
        feature = "f"
        tier = "experimental"
        [modules.pkg.marks.foreign]
        feature = "f"
        tier = "experimental"
        """,
}
RULES = MANIFESTS + 'targets = ["."]\ndecorators = {"mine.preview" = "experimental"}\n'


def test_what_is_left_to_do_by_hand(tmp_path: Path) -> None:
    done = plan(tmp_path, BY_HAND, Tier.BETA, RULES)
    left = {one.name: (one.place, one.why, one.what) for one in done.by_hand}
    assert left == {
        "cli:serve --deep": (
            "pkg/__init__.py:22",
            "what gives it its tier stands elsewhere",
            "begin its help text with [BETA]",
        ),
        "env:DYN_EXPERIMENTAL_Y": (
            "pkg/__init__.py:23",
            "what gives it its tier stands elsewhere",
            "read DYN_BETA_Y, and the older name with a warning",
        ),
        "pkg.first": (
            "pkg/__init__.py:12",
            "the same marker is also that of pkg.second, which stays",
            "mark it beta",
        ),
        "pkg.foreign": (
            "pkg/__init__.py:18",
            "'preview' is no marker of dynamo_stability",
            "mark it beta",
        ),
        "pkg.opened": (
            "pkg/__init__.py:9",
            "the marker takes its arguments from elsewhere",
            "mark it beta",
        ),
        "rust:engine::route": (
            "src/lib.rs:7",
            "Rust sources are not edited",
            "take it out of its Cargo feature, and say so in a '# Stability' section",
        ),
    }
    assert done.edited == ()
    assert not done.changes


def test_the_command_writes_the_rest_and_tells_what_is_left(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": CONFIGURATION + 'targets = ["."]\n' + MANIFESTS,
        "README.md": "Mind `pkg.g` and `engine::route`.\n",
        "CHANGELOG.rst": "Changes\n=======\n",
        "tests/test_g.py": "import pkg\npkg.g()\n'engine::route'\n",
        "src/pkg/__init__.py": """
            from dynamo_stability import experimental
            @experimental(feature="f")
            def g():
                '''What it does.'''
            """,
        "stability.toml": """
            format = 1
            [features.f]
            [features.f.evidence]
            partner = "u://p"
            no-critical-bug = "u://n"
            performance = "u://q"
            """,
        **{name: BY_HAND[name] for name in ("Cargo.toml", "src/lib.rs")},
    }
    write_files(tmp_path, files)
    done = run_graduate(tmp_path, "f", "--to", "beta", "--write")
    assert done.returncode == 1
    assert done.stdout.endswith(
        """
wrote src/pkg/__init__.py

by hand:
  src/lib.rs:7: rust:engine::route: Rust sources are not edited
    fix: take it out of its Cargo feature, and say so in a '# Stability' section
  CHANGELOG.md: the changelog: there is no such file
    fix: write: The feature `f` is beta: `pkg.g`, `engine::route`.
"""
    )
    after = contents(tmp_path)
    again = outcome_of(tmp_path, "f", "--to", "beta", "--write")
    assert [one["name"] for one in again["by_hand"]] == ["rust:engine::route", "the changelog"]
    assert again["files"] == []
    assert contents(tmp_path) == after


def test_what_is_installed_is_not_edited(tmp_path: Path) -> None:
    source = 'from dynamo_stability import beta\n@beta(feature="f")\ndef g(): ...\n'
    outside = write_files(tmp_path / "elsewhere", {"pkg/__init__.py": source})
    write_files(tmp_path / "here", {"pyproject.toml": CONFIGURATION})
    configuration = read_configuration(tmp_path / "here")
    targets = [find_target(str(outside / "pkg"))]
    found, sources = collect_everything(targets, configuration)
    asked = Asked("f", found.records, Tier.STABLE, None)
    done = plan_graduation(asked, found, sources, targets, configuration)
    assert [one.why for one in done.by_hand] == [
        f"{outside / 'pkg/__init__.py'} is not a file of this project"
    ]


def test_marks_of_one_object_go_together(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": 'from dynamo_stability import beta\n@beta(feature="f")\ndef g(): ...\n',
        "pkg/__init__.pyi": "from mine import early\n@early\ndef g() -> None: ...\n",
    }
    rules = 'decorators = {"mine.early" = "beta"}\n'
    done = plan(tmp_path, files, Tier.STABLE, rules)
    assert [one.why for one in done.by_hand] == ["'early' is no marker of dynamo_stability"]
    assert not done.changes


def test_edits_that_would_not_do_are_taken_back(tmp_path: Path) -> None:
    source = 'from dynamo_stability import beta\n@beta(feature="f")\ndef g(): ...\n'
    write_files(tmp_path, {"pyproject.toml": CONFIGURATION, "pkg/__init__.py": source})
    before = contents(tmp_path)
    configuration = read_configuration(tmp_path)
    project = Project(configuration, (str(tmp_path),))
    reading = read(project.targets, configuration)
    members = tuple(Member(one, Tier.BETA) for one in reading.catalog.records)
    graduation = Graduation("f", Tier.STABLE, members)
    edits = planned(graduation, reading, project, None)
    edits.plan.changes.change(tmp_path / "pkg/__init__.py", source.encode() + b"x = 1\n")
    with pytest.raises(RewriteError, match=r"with the edits, pkg\.g would be beta"):
        write(edits, graduation, reading, project)
    assert contents(tmp_path) == before


def test_a_variable_whose_name_tells_its_tier_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    manifest = """\
        format = 1
        [features.f]
        tier = "experimental"
        [marks."env:DYN_EXPERIMENTAL_Y"]
        feature = "f"
        tier = "experimental"
        [marks."env:DYN_Z"]
        feature = "f"
        tier = "experimental"
        """
    done = plan(tmp_path, {"pkg/__init__.py": "", "stability.toml": manifest}, Tier.BETA, MANIFESTS)
    assert [(one.name, one.what) for one in done.by_hand] == [
        ("env:DYN_EXPERIMENTAL_Y", "read DYN_BETA_Y, and the older name with a warning")
    ]
    assert done.edited == ("env:DYN_Z",)
