"""griffe and mkdocstrings see the tier of an object."""

from __future__ import annotations

import fcntl
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import griffe
import pytest
from writing import write_files

from dynamo_stability.errors import CatalogError, ConfigurationError
from dynamo_stability.integrations.griffe import EXTRA, StabilityExtension

REPOSITORY = Path(__file__).resolve().parents[2]
SITE_REQUIREMENTS = (
    "mkdocs>=1.6,<2",
    "mkdocstrings-python>=2,<3",
    # The last mkdocstrings for Python 3.10 does not know how newer ones are to be set up.
    "pymdown-extensions<12; python_version < '3.11'",
)

Load = Callable[..., griffe.Module]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Write a package, and load it with the extension; the project around it says nothing."""
    write_files(tmp_path, {"pyproject.toml": ""})
    monkeypatch.chdir(tmp_path)

    def load_package(
        files: dict[str, str], *, package: str = "pkg", parser: Any = "google", **options: Any
    ) -> griffe.Module:
        loader = griffe.GriffeLoader(
            search_paths=[write_files(tmp_path, files)],
            extensions=griffe.load_extensions(StabilityExtension(**options)),
            docstring_parser=parser,
            allow_inspection=False,
        )
        loaded = loader.load(package, try_relative_path=False)
        assert isinstance(loaded, griffe.Module)
        return loaded

    return load_package


def boxes(one: griffe.Object | griffe.Alias) -> list[tuple[str, str | None, str]]:
    """The boxes in a docstring; they come before everything else."""
    sections = [] if one.docstring is None else one.docstring.parsed
    found = [one for one in sections if isinstance(one, griffe.DocstringSectionAdmonition)]
    assert sections[: len(found)] == found
    return [(str(one.value.kind), one.title, one.value.contents) for one in found]


def stage(one: griffe.Object | griffe.Alias) -> Any:
    return one.extra.get(EXTRA, {}).get("stage")


def test_all_that_is_put_on_an_object(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": '''
            from dynamo_stability import experimental

            @experimental("tuned", since="1.2", feature="kv", issue="https://x.org/1")
            class Router:
                """Routes.

                Attributes:
                    size: how many.
                """
            '''
        }
    )
    router = package["Router"]
    assert router.extra[EXTRA] == {
        "name": "pkg.Router",
        "kind": "class",
        "tier": "experimental",
        "stage": "experimental",
        "reason": "tuned",
        "since": "1.2",
        "feature": "kv",
        "issue": "https://x.org/1",
        "source": "pkg/__init__.py:5",
    }
    assert router.labels == {"experimental"}
    assert router.deprecated is None
    (box,) = boxes(router)
    assert box[:2] == ("warning", "Experimental")
    assert box[2].startswith("`pkg.Router` is experimental since 1.2")
    assert "tuned" in box[2]
    kinds = [one.kind.value for one in router.docstring.parsed]
    assert kinds == ["admonition", "text", "attributes"]
    assert router.docstring.value.startswith("Routes.")
    assert json.loads(router.as_json())["labels"] == ["experimental"]


def test_what_is_deprecated(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": """
            import dynamo_stability as ds
            @ds.deprecated("Slow.", since="1.1", remove_in="2.0", alternative="pkg.new")
            def old(): ...
            """
        }
    )
    old = package["old"]
    assert (old.deprecated, old.is_deprecated, old.labels) == ("Slow.", True, {"deprecated"})
    assert old.extra[EXTRA]["deprecation"] == {
        "message": "Slow.",
        "since": "1.1",
        "remove_in": "2.0",
        "alternative": "pkg.new",
    }
    ((kind, title, text),) = boxes(old)
    assert (kind, title) == ("danger", "Deprecated")
    assert "will be removed in 2.0" in text
    assert "pkg.new" in text


def test_marks_are_recognised_wherever_they_stand(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": """
            from typing import overload
            import typing_extensions
            import dynamo_stability as ds
            from dynamo_stability import beta, experimental as exp, mark_module, mark_names
            from ._marks import soon

            mark_module(__name__, beta("young"))
            mark_names(__name__, LIMIT=exp("may go"), Compiled=beta())

            LIMIT = 3
            from ._core import Compiled

            class C:
                @property
                @exp
                def below(self): ...
                @exp
                @property
                def above(self): ...
                @staticmethod
                @beta()
                def static(): ...
                @exp()
                def __init__(self): ...
                @beta
                class Inner:
                    @soon
                    def deep(self): ...
                def plain(self): ...

            @overload
            @exp
            def f(x: int) -> int: ...
            @overload
            @exp
            def f(x: str) -> str: ...
            @exp
            def f(x): ...

            @typing_extensions.deprecated("Use g.")
            def pep702(): ...

            async def plain(): ...
            """,
            "pkg/_marks.py": "from dynamo_stability import experimental\nsoon = experimental('x')",
            "pkg/_core.pyi": "class Compiled: ...",
        }
    )
    expected = {
        "LIMIT": "experimental",
        "C.below": "experimental",
        "C.above": "experimental",
        "C.static": "beta",
        "C.__init__": "experimental",
        "C.Inner": "beta",
        "C.Inner.deep": "experimental",
        "f": "experimental",
        "pep702": "deprecated",
        "Compiled": "beta",
        "_core.Compiled": "beta",
    }
    assert {name: stage(package[name]) for name in expected} == expected
    for name, word in expected.items():
        assert word in package[name].labels
        assert [title for _, title, _ in boxes(package[name])] == [word.capitalize()]
    assert stage(package) == "beta"
    assert [stage(package[name]) for name in ("C", "C.plain", "plain")] == [None] * 3
    assert package["C"].docstring is None
    assert {"property", "experimental"} <= package["C.below"].labels


def test_public_names_are_told(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": "from ._core import f",
            "pkg/_core.py": "from dynamo_stability import beta\n@beta\ndef f(): ...",
        }
    )
    assert package["f"].is_alias
    assert package["f"].extra[EXTRA]["name"] == "pkg.f"
    assert package["_core.f"].extra[EXTRA]["definition"] == "pkg._core.f"
    assert boxes(package["f"])[0][2].startswith("`pkg.f` is beta")


def test_a_name_alone_says_nothing_of_what_it_stands_for(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": """
            from dynamo_stability import deprecated, mark_names
            from ._core import new, new as old
            older = new
            mark_names(__name__, old=deprecated("Use new."), older=deprecated("Use new."))
            """,
            "pkg/_core.py": "def new(): ...",
        }
    )
    assert (stage(package["new"]), package["_core.new"].deprecated) == (None, None)
    assert package["new"].labels == set()
    assert package["old"].is_deprecated
    assert package["older"].deprecated == "Use new."


def test_parameters(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": '''
            from dynamo_stability import beta, deprecated_parameter, experimental_parameter
            @beta
            @experimental_parameter("fast", "may go")
            @deprecated_parameter("slow", renamed_to="fast")
            def f(fast, slow):
                """Do it."""
            class C:
                @experimental_parameter("x")
                def m(self, x): ...
            '''
        }
    )
    f = package["f"]
    assert stage(f) == "beta"
    assert {name: one["stage"] for name, one in f.extra[EXTRA]["parameters"].items()} == {
        "fast": "experimental",
        "slow": "deprecated",
    }
    assert sorted((kind, title) for kind, title, _ in boxes(f)) == [
        ("danger", "Deprecated parameter: slow"),
        ("info", "Beta"),
        ("warning", "Experimental parameter: fast"),
    ]
    assert f.labels == {"beta"}
    assert stage(package["C.m"]) is None
    assert package["C.m"].extra[EXTRA]["parameters"]["x"]["tier"] == "experimental"
    assert boxes(package["C.m"])[0][1] == "Experimental parameter: x"


def test_boxes_can_be_left_out(load: Load) -> None:
    source = "from dynamo_stability import beta\n@beta\ndef f(): ..."
    package = load({"pkg/__init__.py": source}, admonition=False)
    assert package["f"].docstring is None
    assert (stage(package["f"]), package["f"].labels) == ("beta", {"beta"})


def test_stable_is_told_without_label_and_box(load: Load) -> None:
    package = load(
        {"pkg/__init__.py": "from dynamo_stability import stable\n@stable(since='1.0')\ndef f(): 0"}
    )
    assert stage(package["f"]) == "stable"
    assert (package["f"].labels, package["f"].docstring) == (set(), None)


def test_a_docstring_is_parsed_as_whoever_asks_wants_it(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": '''
            from dynamo_stability import beta
            @beta
            def f(x):
                """Do it.

                Parameters
                ----------
                x : int
                    What.
                """
            '''
        },
        parser=None,
    )
    docstring = package["f"].docstring
    assert docstring is not None
    docstring.parser = griffe.Parser.numpy  # as mkdocstrings does before it renders
    assert [one.kind.value for one in docstring.parsed] == ["admonition", "text", "parameters"]


def test_a_catalog_says_what_the_sources_do_not(load: Load, tmp_path: Path) -> None:
    records = [
        {"name": "pkg.f", "kind": "function", "tier": "experimental"},
        {"name": "pkg.g", "kind": "function", "tier": "experimental"},
        {"name": "other.f", "kind": "function", "tier": "experimental"},
    ]
    catalog = tmp_path / "stability.json"
    catalog.write_text(json.dumps({"format": 1, "records": records}))
    source = "from dynamo_stability import beta\n@beta\ndef f(): ...\ndef g(): ..."
    package = load({"pkg/__init__.py": source}, catalog=str(catalog))
    assert (stage(package["f"]), stage(package["g"])) == ("beta", "experimental")
    with pytest.raises(CatalogError):
        StabilityExtension(catalog=str(tmp_path / "none.json"))


def test_a_registry_that_the_package_brings_along_is_read(load: Load) -> None:
    package = load(
        {
            "dynamo/llm/__init__.py": "from dynamo._core import KvRouter",
            "dynamo/_core.pyi": "class KvRouter: ...",
            "dynamo/llm/_stability_registry.py": '''
            from typing import Final

            FORMAT: Final = 1
            REGISTRY: Final = r"""
            {"format": 1, "records": [{"name": "dynamo.llm.KvRouter", "kind": "class",
             "tier": "beta", "definition": "dynamo._core.KvRouter"}]}
            """
            ''',
        },
        package="dynamo",
    )
    assert stage(package["_core.KvRouter"]) == stage(package["llm.KvRouter"]) == "beta"


def test_the_project_s_manifests_and_decorators(load: Load, tmp_path: Path) -> None:
    settings = {
        "settings/pyproject.toml": """
        [tool.dynamo-stability]
        manifests = ["stability.toml"]
        [tool.dynamo-stability.decorators]
        "pkg.marks.preview" = { stage = "experimental", reason = 0 }
        """,
        "settings/stability.toml": """
        format = 1
        [modules.pkg]
        beta = ["g"]
        """,
    }
    files = {
        "pkg/__init__.py": "from .marks import preview\n@preview('soon')\ndef f(): ...\n"
        "def g(): ...",
        "pkg/marks.py": "def preview(reason): ...",
    }
    write_files(tmp_path, settings)
    package = load(files, config=str(tmp_path / "settings" / "pyproject.toml"))
    assert package["f"].extra[EXTRA]["reason"] == "soon"
    assert stage(package["g"]) == "beta"
    unknown = write_files(tmp_path, {"bad.toml": "[tool.dynamo-stability]\nmanifest = []"})
    with pytest.raises(ConfigurationError, match="manifests"):
        StabilityExtension(config=str(unknown / "bad.toml"))


def test_what_cannot_be_read_stops_nothing(load: Load) -> None:
    package = load(
        {
            "pkg/__init__.py": "from dynamo_stability import beta\nfrom .bad import x\n"
            "@beta\ndef f(): ...",
            "pkg/bad.py": "def (:",
        }
    )
    assert stage(package["f"]) == "beta"


@pytest.mark.parametrize(
    "named",
    [
        "dynamo_stability.integrations.griffe",
        "dynamo_stability.integrations.griffe:StabilityExtension",
        "dynamo_stability.integrations.griffe.StabilityExtension",
        {"dynamo_stability.integrations.griffe": {"admonition": False}},
    ],
)
def test_griffe_finds_it_by_name(named: Any, tmp_path: Path) -> None:
    root = write_files(
        tmp_path, {"pkg.py": "from dynamo_stability import beta\n@beta\ndef f(): ..."}
    )
    package = griffe.load("pkg", search_paths=[root], extensions=griffe.load_extensions(named))
    assert stage(package["f"]) == "beta"
    assert bool(boxes(package["f"])) != isinstance(named, dict)


def test_built_in_modules_have_nothing_to_say() -> None:
    package = griffe.load("time", extensions=griffe.load_extensions(StabilityExtension()))
    assert stage(package["sleep"]) is None


def test_without_griffe(tmp_path: Path) -> None:
    (tmp_path / "griffe.py").write_text("raise ImportError('as if it were not installed')")
    done = subprocess.run(
        [sys.executable, "-c", "import dynamo_stability.integrations.griffe"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "dynamo_stability.errors.MissingExtraError: Cannot show tiers in documentation: griffelib "
        "is not installed. Run: pip install 'dynamo-stability[tools]'"
    )


# ---- mkdocstrings -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def site_python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has mkdocs; its environment is kept for the next run."""
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    place = cache.mkdir("mkdocs") if cache else tmp_path_factory.mktemp("mkdocs")
    version = ".".join(map(str, sys.version_info[:3]))
    with (place / f"{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other pytest processes may want the same environment
        return prepare_environment(place / version)


def prepare_environment(directory: Path) -> Path:
    python = directory / "bin" / "python"
    stamp = directory / "stamp"
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    wanted = repr((sys.version, SITE_REQUIREMENTS, str(REPOSITORY), project))
    fingerprint = hashlib.sha256(wanted.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != fingerprint:
        venv.EnvBuilder(with_pip=True, clear=True).create(directory)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run(
            [*command, "--editable", str(REPOSITORY), *SITE_REQUIREMENTS],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        stamp.write_text(fingerprint)
    return python


SITE = {
    "mkdocs.yml": """
    site_name: Site
    theme: {name: mkdocs}
    plugins:
      - mkdocstrings:
          handlers:
            python:
              paths: [src]
              options:
                docstring_style: google
                extensions:
                  - dynamo_stability.integrations.griffe:
                      config: pyproject.toml
    """,
    "pyproject.toml": "",
    "docs/index.md": "# Reference\n\n::: engine\n",
    "src/engine/__init__.py": '''
    """An engine."""
    from dynamo_stability import (
        beta, deprecated, experimental, experimental_parameter, mark_names, stable
    )

    class Router:
        """Routes requests."""

        @property
        @experimental("the unit may change")
        def load(self) -> float:
            """How busy it is."""

        @deprecated("It blocks.", since="1.1", remove_in="2.0", alternative="engine.Router.load")
        def wait(self) -> None:
            """Wait for it."""

    @beta(feature="kv_router")
    def route() -> None: ...

    @stable
    def settled() -> None:
        """Nothing to say."""

    @experimental_parameter("fast", "is being tried")
    def run(fast: bool = False) -> None:
        """Run."""

    mark_names(__name__, LIMIT=experimental("is being tuned"))

    LIMIT: int = 3
    """How many."""

    raise RuntimeError("nobody should import this")
    ''',
}


def sections(page: str) -> dict[str, str]:
    """What a page says of each object, by name, up to the next one."""
    parts = re.split(r'id="(engine[\w.]*)" class="doc doc-heading"', page)
    return dict(zip(parts[1::2], map(html.unescape, parts[2::2]), strict=True))


def test_a_site_shows_the_tiers(site_python: Path, tmp_path: Path) -> None:
    write_files(tmp_path, SITE)
    done = subprocess.run(
        [str(site_python), "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = sections((tmp_path / "site" / "index.html").read_text(encoding="utf-8"))

    def box(kind: str, title: str, text: str) -> re.Pattern[str]:
        return re.compile(
            rf'<details class="{kind}" open>\s*<summary>{title}</summary>\s*<p>{text}', re.DOTALL
        )

    def label(word: str) -> str:
        return f'doc-label-{word}"'

    load = said["engine.Router.load"]
    assert label("experimental") in load
    assert label("property") in load
    assert box("warning", "Experimental", "<code>engine.Router.load</code> is experimental").search(
        load
    )
    assert "the unit may change" in load
    assert load.index("the unit may change") < load.index("How busy it is.")

    wait = said["engine.Router.wait"]
    assert label("deprecated") in wait
    assert box("danger", "Deprecated", "<code>engine.Router.wait</code> is deprecated").search(wait)
    assert "will be removed in 2.0" in wait

    route = said["engine.route"]
    assert label("beta") in route
    assert box("info", "Beta", "<code>engine.route</code> is beta").search(route)
    assert "Feature: kv_router" in route

    assert box("warning", "Experimental parameter: fast", "<code>engine").search(said["engine.run"])
    assert box("warning", "Experimental", "<code>engine.LIMIT").search(said["engine.LIMIT"])
    for name in ("engine.Router", "engine.settled"):
        assert not re.search('<details class="(warning|info|danger)"', said[name])
        assert "doc-label-" not in said[name]
