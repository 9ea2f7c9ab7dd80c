"""The files of a stub package, and what is in which."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.catalog import Catalog, parse_registry
from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.errors import CollectError
from dynamo_stability.generate import StubPackage, stub_files, stub_package
from dynamo_stability.tiers import Tier

pytest_plugins = ["generating"]

StubOf = Callable[..., str]
Generate = Callable[..., StubPackage]
Write = Callable[[dict[str, str]], Path]

MARKED = "from dynamo_stability import experimental\n@experimental\ndef f() -> None: ...\n"


def test_a_complete_package_has_every_module_and_the_registry(generate: Generate) -> None:
    package = generate(
        {
            "pkg/__init__.py": "",
            "pkg/__main__.py": "",
            "pkg/mod.py": MARKED,
            "pkg/sub/__init__.py": "",
            "pkg/sub/plain.py": "",
            "pkg/_stability_registry.py": "raise SystemExit",
            "other/__init__.py": "",
            "single.py": MARKED,
        }
    )
    assert list(package.files) == [
        "other-stubs/__init__.pyi",
        "pkg-stubs/__init__.pyi",
        "pkg-stubs/__main__.pyi",
        "pkg-stubs/_stability_registry.pyi",
        "pkg-stubs/mod.pyi",
        "pkg-stubs/sub/__init__.pyi",
        "pkg-stubs/sub/plain.pyi",
        "single-stubs/__init__.pyi",
    ]
    registry = parse_registry(package.files["pkg-stubs/_stability_registry.pyi"])
    assert [record.name for record in registry.records] == ["pkg.mod.f", "single.f"]


def test_a_partial_package_has_what_differs_and_a_marker(generate: Generate) -> None:
    files = generate(
        {
            "pkg/__init__.py": "version = 1",
            "pkg/mod.py": MARKED,
            "pkg/sub/__init__.py": "",
            "pkg/sub/deep.py": MARKED,
            "pkg/plain.py": "def g() -> None: ...",
        },
        partial=True,
    ).files
    assert list(files) == [
        "pkg-stubs/__init__.pyi",
        "pkg-stubs/mod.pyi",
        "pkg-stubs/py.typed",
        "pkg-stubs/sub/__init__.pyi",
        "pkg-stubs/sub/deep.pyi",
    ]
    assert files["pkg-stubs/py.typed"] == "partial\n"
    assert files["pkg-stubs/__init__.pyi"] == "version: int\n"


def test_a_partial_package_without_marks_is_empty(generate: Generate) -> None:
    assert generate({"pkg/__init__.py": "x = 1"}, partial=True).files == {}


def test_a_namespace_has_no_file_of_its_own(generate: Generate) -> None:
    files = {
        "space/one/__init__.py": "from space._core import f, g",
        "space/one/mod.py": MARKED,
        "space/two/__init__.py": "",
        "space/_core.pyi": "def f() -> None: ...\ndef g() -> None: ...\n",
    }
    manifest = 'format = 1\n[modules."space.one"]\nexperimental = ["g"]\n'
    complete = generate(files, manifest=manifest).files
    assert list(complete) == [
        "space-stubs/_core.pyi",
        "space-stubs/one/__init__.pyi",
        "space-stubs/one/_stability_registry.pyi",
        "space-stubs/one/mod.pyi",
        "space-stubs/two/__init__.pyi",
    ]
    assert complete["space-stubs/one/__init__.pyi"] == "from space._core import f as f, g as g\n"
    assert '@deprecated("experimental: ' in complete["space-stubs/_core.pyi"]
    partial = generate(files, manifest=manifest, partial=True).files
    assert [name for name in partial if name.endswith("py.typed")] == [
        "space-stubs/one/py.typed",
        "space-stubs/py.typed",
    ]


def test_a_stub_goes_before_the_source_of_its_module(generate: Generate) -> None:
    files = generate(
        {
            "pkg/__init__.py": "",
            "pkg/mod.py": "def f(x): ...\ndef only_at_run_time(): ...\n",
            "pkg/mod.pyi": "def f( x : int ) -> None : ...  # by hand\n",
            "pkg/_compiled.pyi": "from os import path\nX: int\n",
        }
    ).files
    assert files["pkg-stubs/mod.pyi"] == "def f( x : int ) -> None : ...  # by hand\n"
    assert files["pkg-stubs/_compiled.pyi"] == "from os import path\nX: int\n"


def test_marks_of_the_source_reach_the_stub_beside_it(generate: Generate) -> None:
    files = generate(
        {
            "pkg/__init__.py": "",
            "pkg/mod.py": MARKED,
            "pkg/mod.pyi": "def f() -> None: ...\n",
        }
    ).files
    assert '@deprecated("experimental: ' in files["pkg-stubs/mod.pyi"]


# ---- docstrings ---------------------------------------------------------------------------------

DOCUMENTED = '''
    """The module.

    More of it.
    """

    import typing

    class A:
        """The class."""

        x: int

        def f(self) -> None:
            """The method.

              Indented.
            """
            self.y = 1

        def g(self): pass

    if typing.TYPE_CHECKING:
        def h():
            """Deeper.

            Text.
            """

    class B:
        r"""A \\ class."""
    '''


def test_docstrings_are_kept_by_option(stub_of: StubOf) -> None:
    assert stub_of(DOCUMENTED, docstrings=True) == textwrap.dedent(
        '''\
        """The module.

        More of it.
        """

        class A:
            """The class."""

            x: int
            y: int
            def f(self) -> None:
                """The method.

                  Indented.
                """

            def g(self): ...

        def h():
            """Deeper.

            Text.
            """

        class B:
            r"""A \\ class."""
        '''
    )
    assert stub_of(DOCUMENTED) == textwrap.dedent(
        """\
        class A:
            x: int
            y: int
            def f(self) -> None: ...
            def g(self): ...

        def h(): ...

        class B: ...
        """
    )


def test_docstrings_of_stubs_that_exist(generate: Generate) -> None:
    stub = '''
        # A licence.
        """The module."""

        class A:
            """The class."""

            def f(self) -> None:  # type: ignore[override]
                """The method."""
                ...

            def g(self) -> None:
                """Another."""
                pass

        class B:
            """Nothing else."""
        '''
    files = {"pkg/__init__.py": "", "pkg/mod.pyi": stub}
    kept = generate(files, docstrings=True).files["pkg-stubs/mod.pyi"]
    assert kept == textwrap.dedent(stub).lstrip("\n")
    assert generate(files).files["pkg-stubs/mod.pyi"] == textwrap.dedent(
        """\
        # A licence.

        class A:
            def f(self) -> None: ...  # type: ignore[override]

            def g(self) -> None: ...

        class B: ...
        """
    )


# ---- any input ----------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"docstrings": True}, {"tier": Tier.STABLE}])
def test_stubs_are_laid_out_as_formatters_do_it(tmp_path: Path, options: dict[str, object]) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "inference_runtime"
    target = find_target(str(example))
    catalog = collect_marks([target]).catalog()
    for name, text in stub_files(target, catalog, **options).items():  # type: ignore[arg-type]
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = (sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--diff")
    done = subprocess.run(
        [*command, "--line-length=100", "."],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_equal_input_gives_equal_output(write: Write) -> None:
    directory = write({"pkg/__init__.py": MARKED, "pkg/mod.py": "X = {1, 'a', b'c', 2.5}"})
    script = (
        "import sys\n"
        "from dynamo_stability.collect import collect_marks, find_target\n"
        "from dynamo_stability.generate import ruff_table, stub_files\n"
        "target = find_target(sys.argv[1])\n"
        "catalog = collect_marks([target]).catalog()\n"
        "print(stub_files(target, catalog), ruff_table(catalog))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script, str(directory)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_nothing_of_the_target_is_run(generate: Generate, tmp_path: Path) -> None:
    files = generate(
        {
            "pkg/__init__.py": f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit(3)\n",
            "pkg/mod.py": MARKED + "X = __import__('pkg')\n",
        }
    ).files
    assert not (tmp_path / "ran").exists()
    assert "X: Incomplete" in files["pkg-stubs/mod.pyi"]


def test_mypy_is_not_needed(write: Write) -> None:
    directory = write({"pkg/__init__.py": MARKED})
    script = (
        "import sys\n"
        "from dynamo_stability.collect import collect_marks, find_target\n"
        "from dynamo_stability.generate import stub_files\n"
        "target = find_target(sys.argv[1])\n"
        "stub_files(target, collect_marks([target]).catalog())\n"
        "assert not {'mypy', 'griffe', 'libcst'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(directory)], check=True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"def f(:\n", "cannot be parsed"),
        (b"x = '\xff'\n", "Cannot read"),
        (b"x = '\x00'\n", "cannot be parsed"),
        (b"# -*- coding: nonsense -*-\n", "Cannot read"),
    ],
)
def test_a_file_that_is_not_python_is_an_error(write: Write, content: bytes, reason: str) -> None:
    directory = write({"pkg/__init__.py": ""})
    (directory / "pkg" / "bad.py").write_bytes(content)
    with pytest.raises(CollectError, match=reason) as caught:
        stub_package(find_target(str(directory)), Catalog())
    assert "bad.py" in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfx = 1\n",
        b"x = 1\r\nclass A:\r\n    '''Text.\r\n    '''\r\n    def f(self): ...\r\n",
        b"# coding: latin-1\nx = '\xe4'\n",
        b"class A:\n\tdef f(self, x = [\n\t\t1]): pass\n",
        b"x = 1",
        b"\x0cx = 1\n",
        b"node = node.parent\n@node.mark\ndef f(): ...\n",
        b"class A(A): x = A.x\n",
    ],
)
@pytest.mark.parametrize("options", [{}, {"docstrings": True}, {"tier": Tier.STABLE}])
def test_odd_files_give_stubs_all_the_same(
    write: Write, content: bytes, options: dict[str, object]
) -> None:
    directory = write({"pkg/__init__.py": ""})
    (directory / "pkg" / "odd.py").write_bytes(content)
    files = stub_files(find_target(str(directory)), Catalog(), **options)  # type: ignore[arg-type]
    assert ast.parse(files["pkg-stubs/odd.pyi"]).body
