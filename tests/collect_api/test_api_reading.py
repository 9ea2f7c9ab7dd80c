"""Reading: whatever is there, in any order, without running or printing anything."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.catalog import ApiObject, Catalog, render_json
from dynamo_stability.collect import Target, find_target
from dynamo_stability.collect.api import collect_api

pytest_plugins = ["api_corpus"]

Api = Callable[[dict[str, str]], dict[str, ApiObject]]
Write = Callable[[dict[str, str]], Path]

PACKAGE = {
    "pkg/__init__.py": "from .b import *\nfrom .a import A\nfrom .c import f as g",
    "pkg/a.py": "from .b import B\nclass A(B):\n    def f(self, b: B = None): ...",
    "pkg/b.py": "from .c import *\n__all__ = ['B', 'f']\nclass B: ...",
    "pkg/c.py": "def f(): ...\nclass _Base:\n    def m(self): ...\nclass C(_Base): ...",
    "pkg/c.pyi": "def f() -> int: ...\ndef h() -> None: ...",
    "pkg/sub/deep.py": "from ..a import A\nclass Deep(A): ...",
}


def text(*targets: Target) -> str:
    return render_json(Catalog(api=collect_api(targets)))


def test_the_order_of_files_changes_nothing(write_sources: Write, tmp_path: Path) -> None:
    root = write_sources(PACKAGE)
    target = find_target(str(root))
    expected = text(target)
    assert str(tmp_path) not in expected
    for seed in range(5):
        sources = list(target.sources)
        random.Random(seed).shuffle(sources)
        assert text(Target("pkg", root, sources)) == expected
    assert text(target, target) == expected
    elsewhere = root.rename(tmp_path / "elsewhere")
    for name in sorted(os.listdir(elsewhere / "pkg"), reverse=True):  # another order on the disk
        (elsewhere / "pkg" / name).rename(elsewhere / name)
        (elsewhere / name).rename(elsewhere / "pkg" / name)
    assert text(find_target(str(elsewhere))) == expected


def test_hashing_changes_nothing(write_sources: Write) -> None:
    root = write_sources(PACKAGE)
    program = """if True:
        import sys
        from dynamo_stability.collect import find_target
        from dynamo_stability.collect.api import collect_api
        print(collect_api([find_target(sys.argv[1])]))
    """
    printed = {
        subprocess.run(
            [sys.executable, "-c", program, str(root)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1


def test_nothing_is_run(write_sources: Write, tmp_path: Path) -> None:
    trace, spawned = tmp_path / "trace", tmp_path / "spawned"
    trap = textwrap.dedent(
        f"""
        import pathlib, subprocess, sys
        pathlib.Path({str(trace)!r}).write_text(__name__)
        subprocess.Popen([sys.executable, "-c", "open({str(spawned)!r}, 'w')"])
        raise RuntimeError("imported")
        def f(x={{1: 2}}[3]): ...
        """
    )
    root = write_sources(
        {
            "trap/__init__.py": trap,
            "trap/mod.py": trap,
            "trap/_core.so": "not a library",
            "trap/_core.pyi": "def compiled() -> None: ...",
            "trap/sitecustomize.py": trap,
            "trap.pth": f"import os; open({str(trace)!r}, 'w')",
            "griffe.py": trap,
        }
    )
    program = """if True:
        import sys
        from dynamo_stability.collect import find_target
        from dynamo_stability.collect.api import collect_api
        found = collect_api([find_target(sys.argv[1])])
        print([one.name for one in found if one.kind == "function"])
        print([name for name in sys.modules if name.startswith("trap")])
    """
    done = subprocess.run(
        [sys.executable, "-c", program, str(root)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    functions = ["griffe.f", "trap.f", "trap.mod.f", "trap.sitecustomize.f"]
    assert (done.stdout, done.stderr) == (f"{functions}\n[]\n", "")
    assert not trace.exists()
    assert not spawned.exists()


def test_what_cannot_be_parsed_stops_nothing(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from .broken import x\nfrom .good import f",
            "pkg/broken.py": "def f(:\n",
            "pkg/null.py": "x = 1\0",
            "pkg/deep.py": "x = " + "(" * 500 + ")" * 500,
            "pkg/sub/__init__.py": "class :",
            "pkg/sub/mod.py": "from ..good import f\nfrom . import mod\ndef g(): ...",
            "pkg/good.py": "def f(): ...",
        }
    )
    assert {name: one.kind for name, one in found.items()} == {
        "pkg": "module",
        "pkg.f": "function",
        "pkg.good": "module",
        "pkg.good.f": "name",
        "pkg.sub.mod": "module",
        "pkg.sub.mod.g": "function",
        "pkg.x": "name",
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.py", b"# -*- coding: latin-1 -*-\nname = '\xe9'\n"),
        ("mark.py", b"\xef\xbb\xbfname = '\xc3\xa9'\n"),
        ("windows.py", b"name = '\xc3\xa9'\r\ndef f():\r\n    pass\r\n"),
    ],
)
def test_encodings(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = {one.name: one for one in collect_api([find_target(str(tmp_path / name))])}
    assert found[f"{name[:-3]}.name"].value == "'é'"


def test_what_griffe_trips_over_is_told_by_name(api: Api) -> None:
    trips = """
    from typing import overload
    class C:
        def __init__(self):
            @overload
            def inner(): ...
    def f(): ...
    LIMIT = 3
    class D:
        def f(self): ...
    """
    found = api({"pkg/__init__.py": "from .mod import C", "pkg/mod.py": trips})
    assert {name: one.kind for name, one in found.items()} == {
        "pkg": "module",
        "pkg.C": "class",
        "pkg.mod": "module",
        "pkg.mod.C": "name",
        "pkg.mod.D": "class",
        "pkg.mod.LIMIT": "attribute",
        "pkg.mod.f": "function",
    }


@pytest.mark.parametrize(
    "files",
    [
        {"pkg/a.py": "from .b import x as x", "pkg/b.py": "from .a import x as x"},
        {"pkg/__init__.py": "from pkg import x as x\n__all__ = ['x']"},
        {"pkg/a.py": "from .b import *", "pkg/b.py": "from .a import *\ndef f(): ..."},
        {"pkg/a.py": "x = y\ny = x\nclass C(x): ...\ndef f(a: y): ..."},
        {"pkg/a.py": "from . import b as x\nx = x.y\ndef f(a: x): ...", "pkg/b.py": ""},
        {"pkg/a.py": "class C:\n    from pkg.a import C\n    def f(self) -> 'C': ..."},
    ],
)
def test_circles_of_names(api: Api, files: dict[str, str]) -> None:
    found = api({"pkg/__init__.py": "", "pkg/last.py": "def last(): ...", **files})
    assert found["pkg.last.last"].kind == "function"


def test_nothing_is_printed_and_nothing_is_left_behind(
    write_sources: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    root = write_sources(
        {
            "mod.py": r"""
            import os
            PATTERN = "\d"
            x = 1 is 1
            __all__ = [*os.__all__, unknown(), "f"] + other.__all__
            def f(a: "not an expression !", b: "list[" = 1): return 1 if "" is "" else 0
            """
        }
    )
    was_enabled, filters = gc.isenabled(), list(sys.modules["warnings"].filters)
    found = collect_api([find_target(str(root))])
    assert [one.name for one in found] == ["mod", "mod.f"]
    assert capfd.readouterr() == ("", "")
    assert (gc.isenabled(), list(sys.modules["warnings"].filters)) == (was_enabled, filters)
    assert gc.isenabled()


def test_without_griffe(write_sources: Write, tmp_path: Path) -> None:
    (tmp_path / "griffe.py").write_text("raise ImportError('as if it were not installed')")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from dynamo_stability.collect.api import collect_api\ncollect_api([])",
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "dynamo_stability.errors.MissingExtraError: Cannot read the public API: griffelib is not "
        "installed. Run: pip install 'dynamo-stability[tools]'"
    )
