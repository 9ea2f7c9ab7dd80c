"""Row 20: names of a module, and modules as a whole."""

from __future__ import annotations

import importlib
import inspect
import math
import pickle
import pydoc
import subprocess
import sys
import textwrap
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cloudpickle  # type: ignore[import-untyped]
import pytest
from listening import Listen

from dynamo_stability import (
    MarkError,
    deprecated,
    experimental,
    get_stability,
    iter_marks,
    mark_module,
    mark_names,
)

MakeModule = Callable[[str, str], types.ModuleType]

SOURCE = """
from math import sqrt
from dynamo_stability import deprecated, experimental, mark_names

LIMIT = 3
_hidden = 1

def register_model(): return "registered"

register_llm = register_model

def inside(): return LIMIT, register_llm()

mark_names(
    __name__,
    register_llm=deprecated(since="1.0", alternative="old_names.register_model"),
    LIMIT=experimental("may change"),
    sqrt=experimental,
)
"""


@pytest.fixture
def names(make_module: MakeModule) -> types.ModuleType:
    return make_module("old_names", SOURCE.replace("sqrt=experimental,", "sqrt=experimental(),"))


def test_each_way_of_reading_speaks(listen: Listen, names: types.ModuleType) -> None:
    with listen() as spoken:
        from old_names import LIMIT  # type: ignore[import-not-found] # use

        assert LIMIT == names.LIMIT == 3
        assert names.sqrt is math.sqrt  # use
        assert names.register_llm is names.register_model  # use
        assert getattr(names, "register_llm") is names.register_model  # use
    spoken.assert_spoken(
        "old_names.LIMIT", "old_names.sqrt", "old_names.register_llm", "old_names.register_llm"
    )


def test_star_import_speaks_at_its_line(listen: Listen, names: types.ModuleType) -> None:
    with listen() as spoken:
        exec(compile("\nfrom old_names import *\n", __file__, "exec"), {"__name__": "user"})
    assert sorted(text.split()[0] for text in spoken.texts) == [
        "old_names.LIMIT",
        "old_names.register_llm",
        "old_names.sqrt",
    ]
    assert {(one.filename, one.lineno) for one in spoken.warnings} == {(__file__, 2)}


def test_the_module_itself_reads_in_silence(listen: Listen, names: types.ModuleType) -> None:
    with listen() as spoken:
        assert names.inside() == (3, "registered")
    assert len(spoken) == 0


def test_tools_do_no_harm(listen: Listen, names: types.ModuleType) -> None:
    with listen() as spoken:
        assert "LIMIT" in dir(names)
        assert dict(inspect.getmembers(names))["LIMIT"] == 3
        assert "register_model" in pydoc.render_doc(names)
        assert names.__dict__["LIMIT"] == vars(names)["LIMIT"] == 3
        assert inspect.getmodule(names.register_model) is names
        assert isinstance(names, types.ModuleType)
        assert pickle.loads(pickle.dumps(names.register_model)) is names.register_model
        assert cloudpickle.loads(cloudpickle.dumps(names)) is names
        assert not hasattr(names, "absent")
        with pytest.raises(AttributeError, match="module 'old_names' has no attribute 'absent'"):
            _ = names.absent
    assert len(spoken) == 0
    with listen() as spoken:
        assert hasattr(names, "LIMIT")  # use
    assert len(spoken) == 1


def test_the_module_is_an_ordinary_one_when_all_is_said(
    listen: Listen, make_module: MakeModule
) -> None:
    module = make_module(
        "said",
        "from dynamo_stability import *\nA = 1\nB = 2\n"
        "mark_names(__name__, A=experimental(), B=experimental())",
    )
    assert type(module) is not types.ModuleType
    with listen() as spoken:
        assert (module.A, module.B, module.A, module.B) == (1, 2, 1, 2)
    assert len(spoken) == 2
    assert type(module) is types.ModuleType


def test_names_can_be_set_and_deleted(listen: Listen, names: types.ModuleType) -> None:
    with listen():
        names.LIMIT = 7  # type: ignore[attr-defined]
        assert names.LIMIT == 7
        assert names.inside()[0] == 7
        del names.LIMIT
        with pytest.raises(AttributeError):
            _ = names.LIMIT


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # type: ignore[misc]
    """A package on disk, imported by the import system as users' packages are."""
    root = tmp_path / "shop"
    root.mkdir()
    (root / "__init__.py").write_text(
        "from dynamo_stability import deprecated, mark_names\n"
        "new = 1\nold = new\n__all__ = ['new', 'old']\n"
        "mark_names(__name__, old=deprecated(alternative='shop.new'))\n"
    )
    (root / "future.py").write_text(
        "from dynamo_stability import experimental, mark_module\n"
        "thing = 1\nother = 2\n"
        "mark_module(__name__, experimental('it moves'))\n"
    )
    (root / "past.py").write_text(
        "from dynamo_stability import deprecated, mark_module\n"
        "thing = 1\n"
        "mark_module(__name__, deprecated('gone'))\n"
    )
    (root / "user.py").write_text("from shop import future\nvalue = future.thing\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield root
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


def test_from_import_of_a_package_speaks_once_a_statement(listen: Listen, package: Path) -> None:
    with listen() as spoken:
        from shop import old  # type: ignore[import-not-found] # use

        assert old == 1
    spoken.assert_spoken("shop.old")


def test_reloading(listen: Listen, package: Path) -> None:
    import shop  # noqa: F401

    module = sys.modules["shop"]
    for _ in range(2):
        assert importlib.reload(module) is module
        with listen() as spoken:
            assert module.old == 1  # use
        spoken.assert_spoken("shop.old")
    assert [record.name for record in iter_marks("shop")] == ["shop.old"]


def test_a_whole_module_speaks_at_its_import(listen: Listen, package: Path) -> None:
    with listen() as spoken:
        import shop.future  # type: ignore[import-not-found] # use

        assert shop.future.thing == 1
        assert shop.future.other == 2
    spoken.assert_spoken("shop.future")
    assert type(sys.modules["shop.future"]) is types.ModuleType
    record = get_stability("shop.future.thing")
    assert record is not None
    assert record.name == "shop.future"


def test_a_whole_module_that_its_package_imported_first(listen: Listen, package: Path) -> None:
    with listen() as spoken:
        import shop.user  # type: ignore[import-not-found]

        assert shop.user.value == 1
    assert len(spoken) == 0
    with listen() as spoken:
        from shop.future import thing  # use

        assert thing == 1
    spoken.assert_spoken("shop.future")


def test_a_deprecated_module_speaks_of_each_statement_once(listen: Listen, package: Path) -> None:
    with listen() as spoken:
        from shop.past import thing  # type: ignore[import-not-found] # use

        assert thing == 1
    spoken.assert_spoken("shop.past")
    with listen() as spoken:
        assert sys.modules["shop.past"].thing == 1  # use
    spoken.assert_spoken("shop.past")


def test_python_dash_w_and_main(package: Path) -> None:
    """As a user sees it: a real interpreter, its own filters, a message prefix with -W."""
    script = package.parent / "script.py"
    script.write_text("from shop.future import thing\nprint(thing)\n")

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *options, str(script)], capture_output=True, text=True, check=False
        )

    shown = run().stderr
    assert shown.startswith(f"{script}:1: ExperimentalWarning: shop.future is experimental")
    assert run("-W", "ignore:shop.future").stderr == ""
    failed = run("-W", "error:shop.future")
    assert failed.returncode == 1
    assert (
        failed.stderr.rstrip()
        .splitlines()[-1]
        .startswith("dynamo_stability.categories.ExperimentalWarning: shop.future")
    )


@pytest.mark.parametrize(
    ("call", "parts"),
    [
        ("mark_names(__name__, absnt=experimental())", ["absnt", "no such name", "absent"]),
        ("mark_names(__name__, absent=experimental)", ["is no marker", "experimental(...)"]),
        ("mark_names('no.such.module', a=experimental())", ["no.such.module", "__name__"]),
        ("mark_names(__name__, ok=experimental(), bad=3)", ["bad", "is no marker"]),
        ("mark_module('no.such.module', experimental())", ["no.such.module", "__name__"]),
        ("mark_module(__name__, experimental)", ["is no marker"]),
        ("mark_names(3)", ["3", "__name__"]),
    ],
)
def test_bad_calls_leave_nothing_behind(
    make_module: MakeModule, call: str, parts: list[str]
) -> None:
    source = "from dynamo_stability import *\nabsent = 1\nok = 2\nbad = 3\n"
    module = make_module("wrong", source)
    with pytest.raises(MarkError) as raised:
        exec(call, module.__dict__)
    assert all(part in str(raised.value) for part in parts)
    assert type(module) is types.ModuleType
    assert list(iter_marks("wrong")) == []


def test_names_that_a_module_makes_up(listen: Listen, make_module: MakeModule) -> None:
    module = make_module(
        "lazy",
        textwrap.dedent(
            """
            from dynamo_stability import *
            def __getattr__(name):
                if name == "made":
                    return 42
                raise AttributeError(name)
            mark_names(__name__, made=deprecated())
            """
        ),
    )
    with listen() as spoken:
        assert module.made == 42  # use
    spoken.assert_spoken("lazy.made")


def test_marked_names_in_a_process_that_marks_itself(listen: Listen) -> None:
    mark_names(__name__, SOURCE=experimental())
    try:
        with listen() as spoken:
            assert sys.modules[__name__].SOURCE is SOURCE  # use
        assert len(spoken) == 1
    finally:
        _ = mark_module, deprecated


def test_other_names_cost_no_more(names: Any) -> None:
    """Reading what is not marked goes through the module's own attribute lookup."""
    assert type(names).__getattribute__ is types.ModuleType.__getattribute__  # type: ignore[comparison-overlap]
