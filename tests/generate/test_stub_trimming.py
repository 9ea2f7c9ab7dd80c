"""Trimmed stubs: what is below a tier is not there, and what named it names `Incomplete`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from dynamo_stability.generate import StubPackage
from dynamo_stability.tiers import Tier

pytest_plugins = ["generating"]

StubOf = Callable[..., str]
Generate = Callable[..., StubPackage]

TIERS = """
    from dynamo_stability import beta, deprecated, experimental, stable

    @experimental
    def new() -> None: ...

    @beta
    class Middle:
        @experimental
        def young(self) -> None: ...
        def grown(self) -> None: ...

    @stable
    def old() -> None: ...

    @deprecated("Use old.")
    def older() -> None: ...

    @deprecated("It never worked.")
    @experimental
    def failed() -> None: ...

    def unmarked() -> None: ...
    """


def test_the_lowest_tier_decides(stub_of: StubOf) -> None:
    older = '@deprecated("deprecated: Use old.")\ndef older() -> None: ...\n'
    rest = f"def old() -> None: ...\n{older}def unmarked() -> None: ...\n"
    head = "from typing_extensions import deprecated\n\n"
    assert stub_of(TIERS, tier=Tier.STABLE) == head + rest
    middle = "class Middle:\n    def grown(self) -> None: ...\n\n"
    assert stub_of(TIERS, tier=Tier.BETA) == head + middle + rest


def test_everything_about_a_name_goes(generate: Generate) -> None:
    files = generate(
        {
            "pkg/__init__.py": """
                from pkg.mod import Gone, kept, gone as renamed
                from pkg.mod import Gone as Also

                __all__ = ["Also", "Gone", "kept", "renamed"]
                """,
            "pkg/mod.py": """
                from typing import overload
                from dynamo_stability import experimental, mark_names

                @experimental
                class Gone:
                    class Inner:
                        def f(self) -> None: ...

                @overload
                def gone(x: int) -> int: ...
                @overload
                def gone(x: str) -> str: ...
                @experimental
                def gone(x): return x

                class Kept:
                    @property
                    @experimental
                    def prop(self) -> int: return 1
                    @prop.setter
                    def prop(self, value: int) -> None: ...

                def kept() -> None: ...
                Alias = Gone
                Deep = Gone.Inner
                LIMIT = 3; other = 4
                mark_names(__name__, LIMIT=experimental())
                __all__ = ["Gone", "gone"]
                __all__ += ("LIMIT", "kept")
                __all__.extend(["Alias"])
                """,
        },
        tier=Tier.STABLE,
    ).files
    assert files["pkg-stubs/__init__.pyi"] == (
        'from pkg.mod import kept as kept\n\n__all__ = ["kept"]\n'
    )
    assert files["pkg-stubs/mod.pyi"] == textwrap.dedent(
        """\
        class Kept: ...

        def kept() -> None: ...

        other: int
        __all__ = []
        __all__ += ("kept",)
        __all__.extend([])
        """
    )


def test_types_that_went_become_incomplete_and_are_told(generate: Generate) -> None:
    package = generate(
        {
            "pkg/__init__.py": "",
            "pkg/core.py": """
                from dynamo_stability import beta, experimental

                @experimental
                class Young: ...

                @beta
                class Middle: ...

                @experimental
                def wrap(function): return function
                """,
            "pkg/mod.py": """
                from __future__ import annotations
                import pkg.core as core
                from dataclasses import dataclass, field
                from typing import Literal, Protocol, TypeVar
                from pkg.core import Middle, Young, wrap

                T = TypeVar("T", bound=Young)
                Table = dict[str, Young]

                def f(x: Young, *rest: "list[Young | int]", y: Middle = Middle()) -> core.Young: ...
                @wrap
                def g(x: Literal["Young"] = "Young") -> str: ...

                class A(Young, core.Middle, Protocol): ...

                @dataclass
                class D:
                    young: Young = field(default_factory=Young)
                    many: dict[str, Young] = field(default_factory=dict)
                    name: str = "Young"

                    def __init__(self) -> None:
                        self.other = Young()
                """,
        },
        tier=Tier.STABLE,
    )
    assert package.files["pkg-stubs/mod.pyi"] == textwrap.dedent(
        """\
        from _typeshed import Incomplete
        from dataclasses import dataclass, field
        from typing import Literal, Protocol, TypeVar

        T = TypeVar("T", bound=Incomplete)
        Table = dict[str, Incomplete]

        def f(x: Incomplete, *rest: list[Incomplete | int], y: Incomplete = ...) -> Incomplete: ...
        def g(x: Literal["Young"] = "Young") -> str: ...

        class A(Incomplete, Protocol): ...

        @dataclass
        class D:
            young: Incomplete = ...
            many: dict[str, Incomplete] = field(default_factory=dict)
            name: str = "Young"
            other: Incomplete
            def __init__(self) -> None: ...
        """
    )
    assert {note.rule for note in package.notes} == {"stub-trimmed-type"}
    assert [note.name for note in package.notes] == [
        "pkg.mod.A",
        "pkg.mod.A",
        "pkg.mod.D.many",
        "pkg.mod.D.other",
        "pkg.mod.D.young",
        "pkg.mod.T",
        "pkg.mod.Table",
        "pkg.mod.f",
        "pkg.mod.f",
        "pkg.mod.f",
        "pkg.mod.g",
    ]
    assert str(package.notes[-1]) == (
        "stub-trimmed-type: pkg.mod.g: "
        "it names wrap, which this stub leaves out; it is Incomplete there."
    )


def test_a_module_that_went_leaves_an_empty_stub(generate: Generate) -> None:
    """Without it, type checkers would look at the module itself."""
    files = generate(
        {
            "pkg/__init__.py": """
                from pkg import new, steady
                from pkg.new import f
                import pkg.new.deep
                """,
            "pkg/new/__init__.py": """
                from dynamo_stability import experimental, mark_module
                mark_module(__name__, experimental("all new"))
                def f() -> None: ...
                """,
            "pkg/new/deep.py": "def g() -> None: ...",
            "pkg/steady.py": """
                import pkg.new.deep as deep
                def h(x: deep.g) -> None: ...
                """,
            "pkg/only.py": """
                from dynamo_stability import experimental
                @experimental
                def f() -> None: ...
                """,
        },
        tier=Tier.BETA,
    ).files
    assert files["pkg-stubs/new/__init__.pyi"] == ""
    assert files["pkg-stubs/new/deep.pyi"] == ""
    assert files["pkg-stubs/only.pyi"] == ""
    assert files["pkg-stubs/__init__.pyi"] == "from pkg import steady as steady\n"
    assert "def h(x: Incomplete) -> None: ..." in files["pkg-stubs/steady.pyi"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "if sys.version_info >= (3, 11):\n    @e\n    def f(): ...\nelse:\n    def g(): ...",
            "if sys.version_info >= (3, 11):\n    pass\nelse:\n    def g(): ...\n",
        ),
        (
            "class A:\n    if sys.platform == 'win32':\n        @e\n        def f(self): ...\n",
            "class A:\n    if sys.platform == 'win32':\n        pass\n",
        ),
        ("class A:\n    @e\n    def f(self): ...\n    @e\n    def g(self): ...", "class A: ...\n"),
    ],
)
def test_an_emptied_block_stays_valid(stub_of: StubOf, source: str, expected: str) -> None:
    head = "import sys\nfrom dynamo_stability import experimental as e\n"
    assert stub_of(head + source, tier=Tier.STABLE).removeprefix("import sys\n\n") == expected


def test_stubs_that_exist_keep_their_layout(generate: Generate) -> None:
    files = generate(
        {
            "pkg/__init__.py": "",
            "pkg/mod.pyi": """\
                # A licence.

                import os  # wanted
                from typing import (
                    Any,
                    Callable,  # one
                )

                class Young:
                    def f(self) -> Callable: ...

                # A remark.
                class Old:

                    a: Young; b: int

                    def f(  self, x: Any, y : Young ) -> None:
                        ...

                    def g(self) -> None: ...  # why
                """,
        },
        manifest="""
            format = 1
            [modules."pkg.mod"]
            experimental = ["Young", "Old.g"]
            """,
        tier=Tier.STABLE,
    ).files
    assert files["pkg-stubs/mod.pyi"] == textwrap.dedent(
        """\
        # A licence.

        from _typeshed import Incomplete
        import os  # wanted
        from typing import Any

        # A remark.
        class Old:

            a: Incomplete; b: int

            def f(  self, x: Any, y : Incomplete ) -> None:
                ...
        """
    )
