"""What the collector reads of our own marks, without importing the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.collect import Collected

Collect = Callable[..., Collected]

pytest_plugins = ["collecting"]


def by_name(collected: Collected) -> dict[str, Record]:
    assert collected.problems == ()
    return {record.name: record for record in collected.records}


def only(collected: Collected) -> Record:
    assert collected.problems == ()
    (record,) = collected.records
    return record


def test_a_record_holds_all_that_the_decorator_says(collect: Collect) -> None:
    record = only(
        collect(
            {
                "pkg/__init__.py": "",
                "pkg/llm.py": """
                from dynamo_stability import experimental

                @experimental(
                    "still " "moving",
                    since="1.1",
                    feature="kv",
                    alternative="pkg.old",
                    issue="https://example.org/1",
                    owner="router team",
                )
                class KvRouter:
                    pass
                """,
            }
        )
    )
    assert record == Record(
        "pkg.llm.KvRouter",
        "class",
        tier=Tier.EXPERIMENTAL,
        reason="still moving",
        since="1.1",
        feature="kv",
        alternative="pkg.old",
        issue="https://example.org/1",
        owner="router team",
        source="pkg/llm.py:12",
    )


@pytest.mark.parametrize(
    ("imports", "decorator"),
    [
        ("from dynamo_stability import beta", "@beta"),
        ("from dynamo_stability import beta", "@beta()"),
        ("from dynamo_stability import beta as b", "@b"),
        ("import dynamo_stability", "@dynamo_stability.beta"),
        ("import dynamo_stability as ds", "@ds.beta()"),
        ("from dynamo_stability.marks import beta", "@beta"),
        ("from dynamo_stability import *", "@beta"),
        ("import dynamo_stability as ds; alias = ds.beta", "@alias"),
        ("from dynamo_stability import beta; marker = beta('x')", "@marker"),
        ("from pkg._compat import beta", "@beta"),
        ("from ._compat import beta as b", "@b"),
        ("from . import _compat", "@_compat.beta"),
        ("from ._markers import unfinished", "@unfinished"),
        ("if True:\n    from dynamo_stability import beta\nelse:\n    beta = None", "@beta"),
        (
            "try:\n    from dynamo_stability import beta\nexcept ImportError:\n    pass",
            "@beta",
        ),
    ],
)
def test_decorators_are_known_however_they_are_imported(
    collect: Collect, imports: str, decorator: str
) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/_compat.py": "from dynamo_stability import beta",
        "pkg/_markers.py": "from pkg._compat import beta\nunfinished = beta(feature='x')",
        "pkg/mod.py": f"{imports}\n{decorator}\ndef f(): ...\n",
    }
    record = only(collect(files))
    assert (record.name, record.kind, record.tier) == ("pkg.mod.f", "function", Tier.BETA)


@pytest.mark.parametrize(
    "source",
    [
        "def beta(x): return x\n@beta\ndef f(): ...",
        "from other import beta\n@beta\ndef f(): ...",
        "import other as dynamo_stability\n@dynamo_stability.beta\ndef f(): ...",
        "@undefined\ndef f(): ...",
        "@(lambda f: f)\ndef f(): ...",
        "@registry['beta']\ndef f(): ...",
        "def f():\n    from dynamo_stability import beta\n    @beta\n    def g(): ...",
        "x = x.y\n@x.beta\ndef f(): ...",
        "from .compiled import compiled\n@compiled\ndef f(): ...",
        "import pkg.compiled.deep as compiled\n@compiled.beta\ndef f(): ...",
        "loop = loop2\nloop2 = loop\n@loop\ndef f(): ...",
        "from pkg import f\n@f\ndef f(): ...",
    ],
)
def test_what_is_no_mark_is_none(collect: Collect, source: str) -> None:
    collected = collect({"pkg/__init__.py": source})
    assert (collected.records, collected.problems) == ((), ())


def test_every_kind(collect: Collect) -> None:
    found = by_name(
        collect(
            {
                "mod.py": """
                from functools import cached_property
                from dynamo_stability import beta

                @beta
                def function(): ...

                @beta
                async def coroutine(): ...

                @beta
                class Class:
                    @beta
                    def method(self): ...
                    @staticmethod
                    @beta
                    def static(): ...
                    @property
                    @beta
                    def read(self): ...
                    @property
                    def written(self): ...
                    @written.setter
                    @beta
                    def written(self, value): ...
                    @cached_property
                    @beta
                    def cached(self): ...
                    class Nested:
                        @beta
                        async def deep(self): ...
                """
            }
        )
    )
    assert {name: record.kind for name, record in found.items()} == {
        "mod.function": "function",
        "mod.coroutine": "function",
        "mod.Class": "class",
        "mod.Class.method": "method",
        "mod.Class.static": "method",
        "mod.Class.read": "property",
        "mod.Class.written": "property",
        "mod.Class.cached": "property",
        "mod.Class.Nested.deep": "method",
    }


def test_a_deprecation_and_a_tier_are_one_record(collect: Collect) -> None:
    record = only(
        collect(
            {
                "mod.py": """
                from dynamo_stability import beta, deprecated

                @deprecated("gone soon", since="1.4", remove_in="2.0", alternative="mod.new")
                @beta(since="1.1", feature="kv")
                def old(): ...
                """
            }
        )
    )
    assert record.tier is Tier.BETA
    assert record.since == "1.1"
    assert record.feature == "kv"
    assert record.deprecation == Deprecation(
        "gone soon", since="1.4", remove_in="2.0", alternative="mod.new"
    )


def test_two_tiers_are_a_problem(collect: Collect) -> None:
    collected = collect(
        {
            "pkg/__init__.py": "",
            "pkg/mod.py": """
            from dynamo_stability import beta, stable

            @beta
            @stable
            def f(): ...
            """,
        }
    )
    (problem,) = collected.problems
    assert (problem.path, problem.line) == ("pkg/mod.py", 6)
    assert "'pkg.mod.f' is marked beta and stable" in problem.message
    assert collected.records[0].tier is Tier.BETA


def test_parameters(collect: Collect) -> None:
    found = by_name(
        collect(
            {
                "mod.py": """
                from dynamo_stability import (
                    beta_parameter, deprecated_parameter, experimental_parameter, stable
                )

                @experimental_parameter("nats", "not persisted", since="1.2")
                @deprecated_parameter("old", since="1.0", remove_in="2.0", renamed_to="new")
                @stable
                def worker(nats=None, new=None): ...

                @beta_parameter("weight")
                class Config: ...
                """
            }
        )
    )
    assert sorted(found) == [
        "mod.Config(weight)",
        "mod.worker",
        "mod.worker(nats)",
        "mod.worker(old)",
    ]
    assert {record.kind for name, record in found.items() if "(" in name} == {"parameter"}
    assert found["mod.worker(nats)"].reason == "not persisted"
    assert found["mod.worker(old)"].deprecation == Deprecation(
        since="1.0", remove_in="2.0", renamed_to="new"
    )


def test_names_and_modules(collect: Collect) -> None:
    found = by_name(
        collect(
            {
                "pkg/__init__.py": """
                from dynamo_stability import deprecated, experimental, mark_names
                from pkg._core import fetch_model as fetch_model

                TIMEOUT = 3
                fetch_llm = fetch_model
                mark_names(
                    __name__,
                    TIMEOUT=experimental("may go"),
                    fetch_llm=deprecated(alternative="pkg.fetch_model"),
                    **{"fetch_model": experimental},
                )
                """,
                "pkg/_core.pyi": "def fetch_model(name: str) -> None: ...",
                "pkg/wire.py": """
                import dynamo_stability as ds
                ds.mark_module(__name__, ds.beta(feature="wire"))
                """,
            }
        )
    )
    assert {name: (one.kind, one.stage, one.definition) for name, one in found.items()} == {
        "pkg.TIMEOUT": ("name", "experimental", None),
        "pkg.fetch_llm": ("name", "deprecated", "pkg._core.fetch_model"),
        "pkg.fetch_model": ("name", "experimental", "pkg._core.fetch_model"),
        "pkg.wire": ("module", "beta", None),
    }


def test_a_deprecated_alias_does_not_deprecate_what_it_stands_for(collect: Collect) -> None:
    catalog = collect(
        {
            "mod.py": """
            from dynamo_stability import deprecated, mark_names
            def new(): ...
            old = new
            mark_names(__name__, old=deprecated())
            """
        }
    ).catalog()
    found = catalog.find("mod.old")
    assert found is not None
    assert found.stage == "deprecated"
    assert catalog.find("mod.new") is None


def test_a_marker_that_is_applied_by_hand(collect: Collect) -> None:
    found = by_name(
        collect(
            {
                "mod.py": """
                from dynamo_stability import beta, experimental
                def _f(): ...
                f = experimental("by hand")(_f)
                g = beta(_f)
                not_a_mark = experimental("a marker that waits")
                """
            }
        )
    )
    assert {name: one.stage for name, one in found.items()} == {
        "mod.f": "experimental",
        "mod.g": "beta",
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("'plain'", "plain"),
        ("'one ' 'two'", "one two"),
        ("'one ' + 'two'", "one two"),
        ("REASON", "from a constant"),
        ("consts.REASON", "from a module"),
        ("f'in {VERSION}'", "in 1.4"),
        ("f'in {VERSION!r}'", None),
        ("build()", None),
        ("'a %s' % 'b'", None),
        ("None", None),
        ("''", None),
    ],
)
def test_reasons_that_are_no_literals(collect: Collect, written: str, read: str | None) -> None:
    record = only(
        collect(
            {
                "pkg/__init__.py": "",
                "pkg/consts.py": "REASON = 'from a module'",
                "pkg/mod.py": f"""
                from dynamo_stability import experimental
                from pkg import consts
                REASON = 'from a constant'
                VERSION = '1.4'
                @experimental({written})
                def f(): ...
                """,
            }
        )
    )
    assert (record.stage, record.reason) == ("experimental", read)


CONDITIONS = [
    "if sys.version_info >= (3, 12):\n{0}\nelse:\n{1}",
    "if TYPE_CHECKING:\n    pass\nelse:\n{0}",
    "try:\n    import fast\nexcept ImportError:\n{0}\nelse:\n{1}\nfinally:\n    pass",
    "with guard():\n{0}",
    "for one in (1,):\n{0}",
    "while True:\n{0}",
    "match sys.platform:\n    case 'linux':\n    {0}",
]


@pytest.mark.parametrize("condition", CONDITIONS, ids=range(len(CONDITIONS)))
def test_definitions_under_a_condition(collect: Collect, condition: str) -> None:
    marked = "    @beta\n    def f(): ..."
    if "match" in condition:
        marked = "    @beta\n        def f(): ..."
    text = condition.format(marked, "    def f(): ...")
    record = only(collect({"mod.py": f"from dynamo_stability import beta\n{text}\n"}))
    assert (record.name, record.tier) == ("mod.f", Tier.BETA)


def overloaded(first: str, second: str, implementation: str) -> str:
    return f"""
from typing import overload
from dynamo_stability import deprecated

{first}
@overload
def f(x: int) -> int: ...
{second}
@overload
def f(x: str) -> str: ...
{implementation}
def f(x): return x
"""


@pytest.mark.parametrize(
    ("marks", "is_marked"),
    [
        (("", "", "@deprecated('x')"), True),
        (("@deprecated('x')",) * 3, True),
        (("@deprecated('x')", "@deprecated('x')", ""), True),
        (("@deprecated('only for numbers')", "", ""), False),
        (("", "", ""), False),
    ],
)
def test_overloads(collect: Collect, marks: tuple[str, str, str], is_marked: bool) -> None:
    collected = collect({"mod.py": overloaded(*marks)})
    assert [one.name for one in collected.records] == ["mod.f"] * is_marked


def test_a_stub_and_its_source_are_one(collect: Collect) -> None:
    found = by_name(
        collect(
            {
                "mod.py": """
                from dynamo_stability import experimental
                @experimental("from the source", since="1.0")
                def f(): ...
                @experimental
                class C: ...
                """,
                "mod.pyi": """
                from typing_extensions import deprecated
                from dynamo_stability import beta
                @deprecated("experimental: from the stub")
                def f() -> None: ...
                class C: ...
                @beta
                def only_in_stub() -> None: ...
                """,
            }
        )
    )
    assert {name: one.stage for name, one in found.items()} == {
        "mod.f": "experimental",
        "mod.C": "experimental",
        "mod.only_in_stub": "beta",
    }
    assert found["mod.f"].reason == "from the source"


def test_a_stub_that_contradicts_its_source_is_a_problem(collect: Collect) -> None:
    collected = collect(
        {
            "mod.py": "from dynamo_stability import beta\n@beta\ndef f(): ...",
            "mod.pyi": "from dynamo_stability import stable\n@stable\ndef f() -> None: ...",
        }
    )
    assert "'mod.f' is marked stable and beta" in collected.problems[0].message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("def f(:\n", 1, 7),
        ("x = 1\n\n  y = 2\n", 3, 1),
        ("# coding: no-such-encoding\n", 1, 1),
        ("x = '\0'", 1, 1),
    ],
)
def test_a_broken_file_does_not_stop_the_rest(
    collect: Collect, text: str, line: int, column: int
) -> None:
    good = "from dynamo_stability import beta\n@beta\ndef f(): ..."
    collected = collect({"pkg/__init__.py": good, "pkg/bad.py": text, "pkg/zz.py": good})
    assert [one.name for one in collected.records] == ["pkg.f", "pkg.zz.f"]
    (problem,) = collected.problems
    assert problem.path == "pkg/bad.py"
    assert "cannot be parsed" in problem.message
    if "coding" not in text and "\0" not in text:
        assert problem.line == line
        assert problem.column >= column


def test_a_file_that_is_not_utf8(collect: Collect, write: Any, tmp_path: Any) -> None:
    write({"pkg/__init__.py": ""})
    (tmp_path / "pkg" / "latin.py").write_bytes(
        b"# -*- coding: latin-1 -*-\nfrom dynamo_stability import beta\n"
        b"@beta('caf\xe9')\ndef f(): ...\n"
    )
    (tmp_path / "pkg" / "wrong.py").write_bytes(b"x = 'caf\xe9'\n")
    collected = collect({})
    assert [(one.name, one.reason) for one in collected.records] == [("pkg.latin.f", "café")]
    assert [problem.path for problem in collected.problems] == ["pkg/wrong.py"]


def test_deep_nesting_is_a_problem_not_a_crash(collect: Collect) -> None:
    deep = "x = " + "(" * 5_000 + ")" * 5_000
    chain = "@" + ".".join(["a"] * 20_000) + "\ndef f(): ...\n"
    sums = "from dynamo_stability import beta\nR = 'a'" + " + 'a'" * 3_000
    sums += "\n@beta(R)\ndef f(): ...\n@beta('b'" + " + 'a'" * 3_000 + ")\ndef g(): ...\n"
    collected = collect({"deep.py": deep, "chain.py": chain, "sums.py": sums, "good.py": ""})
    assert "deep.py" in {problem.path for problem in collected.problems}
