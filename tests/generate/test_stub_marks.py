"""Marked stubs: a literal decorator above all that is not stable, and none of ours."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.generate import StubPackage
from dynamo_stability.generate.stubs.messages import message_of, quoted

pytest_plugins = ["generating"]

StubOf = Callable[..., str]
Generate = Callable[..., StubPackage]


def check(stub_of: StubOf, source: str, expected: str, **options: object) -> None:
    assert stub_of(textwrap.dedent(source), **options) == textwrap.dedent(expected).lstrip("\n")


# ---- messages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            Record("p.f", "function", tier=Tier.EXPERIMENTAL),
            "experimental: may change or go without notice.",
        ),
        (
            Record("p.f", "function", tier=Tier.BETA, reason="Try it!", since="1.2"),
            "beta: Try it! Since 1.2.",
        ),
        (
            Record(
                "p.f",
                "function",
                tier=Tier.EXPERIMENTAL,
                reason="it moves",
                alternative="p.g",
                feature="x",
                issue="https://example.org/1",
            ),
            "experimental: it moves. Use p.g instead. Feature: x. See https://example.org/1",
        ),
        (Record("p.f", "function", deprecation=Deprecation()), "deprecated"),
        (
            Record("p.f", "function", deprecation=Deprecation("Too slow", remove_in="2.0")),
            "deprecated: Too slow. To be removed in 2.0.",
        ),
        (
            Record(
                "p.f",
                "function",
                tier=Tier.BETA,
                deprecation=Deprecation(since="1.0", remove_in="2.0", alternative="p.g"),
            ),
            "deprecated: Since 1.0, to be removed in 2.0. Use p.g instead.",
        ),
    ],
)
def test_a_message_begins_with_the_stage(record: Record, expected: str) -> None:
    assert message_of(record) == expected


@pytest.mark.parametrize("text", ['a "b" \\ c', "two\nlines\r\t", "ü €", "\x00\x1b\u2028", "'"])
def test_a_message_is_a_literal_on_one_line(text: str) -> None:
    literal = quoted(text)
    assert len(literal.splitlines()) == 1
    assert eval(literal) == text
    assert literal.startswith('"')


# ---- definitions --------------------------------------------------------------------------------


def test_everything_that_is_not_stable_is_marked(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import functools
        from dynamo_stability import beta, deprecated, experimental, stable

        @experimental("it moves")
        def f(x: int) -> int: return x

        @stable(since="1.0")
        def g() -> None: ...

        @beta
        class A:
            @experimental
            def method(self) -> None: ...
            @staticmethod
            @deprecated("Use method.", since="1.0")
            def static() -> None: ...
            @experimental
            @classmethod
            def cls(cls) -> None: ...
            @property
            @experimental
            def prop(self) -> int: return 1
            @prop.setter
            def prop(self, value: int) -> None: ...

            class Inner:
                @experimental
                async def deep(self) -> None: ...

        @experimental
        @functools.cache
        def cached() -> int: return 1
        """,
        """
        from typing_extensions import deprecated
        import functools

        @deprecated("experimental: it moves.")
        def f(x: int) -> int: ...
        def g() -> None: ...

        @deprecated("beta: may change after one release of notice.")
        class A:
            @deprecated("experimental: may change or go without notice.")
            def method(self) -> None: ...
            @staticmethod
            @deprecated("deprecated: Use method. Since 1.0.")
            def static() -> None: ...
            @classmethod
            @deprecated("experimental: may change or go without notice.")
            def cls(cls) -> None: ...
            @property
            @deprecated("experimental: may change or go without notice.")
            def prop(self) -> int: ...
            @prop.setter
            @deprecated("experimental: may change or go without notice.")
            def prop(self, value: int) -> None: ...

            class Inner:
                @deprecated("experimental: may change or go without notice.")
                async def deep(self) -> None: ...

        @deprecated("experimental: may change or go without notice.")
        @functools.cache
        def cached() -> int: ...
        """,
    )


def test_every_overload_is_marked(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        from typing import overload
        from dynamo_stability import experimental

        @overload
        def f(x: int) -> int: ...
        @overload
        def f(x: str) -> str: ...
        @experimental("it moves")
        def f(x): return x

        @overload
        @experimental("only this way")
        def g(x: int) -> int: ...
        @overload
        def g(x: str) -> str: ...
        def g(x): return x
        """,
        """
        from typing_extensions import deprecated
        from typing import overload

        @overload
        @deprecated("experimental: it moves.")
        def f(x: int) -> int: ...
        @overload
        @deprecated("experimental: it moves.")
        def f(x: str) -> str: ...
        @overload
        @deprecated("experimental: only this way.")
        def g(x: int) -> int: ...
        @overload
        def g(x: str) -> str: ...
        """,
    )


def test_long_messages_are_wrapped(stub_of: StubOf) -> None:
    reason = "a reason that is told at some length, " * 3 + "and more"
    stub = stub_of(f"from dynamo_stability import beta\n@beta({reason!r})\ndef f(): ...\n")
    assert f'@deprecated(\n    "beta: {reason}.",\n)\ndef f(): ...\n' in stub


@pytest.mark.parametrize(
    "marked",
    [
        "import dynamo_stability as ds\n@ds.experimental('it moves')\n{f}",
        "from dynamo_stability import experimental as e\n@e('it moves')\n{f}",
        "from dynamo_stability import experimental\nm = experimental('it moves')\n@m\n{f}",
        "from pkg._compat import experimental\n@experimental('it moves')\n{f}",
        "from typing_extensions import deprecated\n@deprecated('experimental: it moves')\n{f}",
        "import warnings\n@warnings.deprecated('experimental: it moves')\n{f}",
        "from dynamo_stability.pep702 import deprecated as d\n@d('experimental: it moves')\n{f}",
        "from dynamo_stability import *\n@experimental('it moves')\n{f}",
    ],
)
def test_marks_vanish_however_they_are_imported(generate: Generate, marked: str) -> None:
    stub = generate(
        {
            "pkg/__init__.py": "",
            "pkg/_compat.py": "from dynamo_stability import experimental\n",
            "pkg/mod.py": marked.format(f="def f(): ...\n"),
        }
    ).files
    text = stub["pkg-stubs/mod.pyi"].replace("from dynamo_stability import *\n", "")
    assert text == (
        "from typing_extensions import deprecated\n\n"
        '@deprecated("experimental: it moves.")\ndef f(): ...\n'
    )


def test_other_decorators_of_the_same_kind_stay(stub_of: StubOf) -> None:
    """What no catalog has a record of is left as it is."""
    source = """
        from typing import overload
        from typing_extensions import deprecated
        import mylib

        @overload
        @deprecated("Use the other.")
        def f(x: int) -> int: ...
        @overload
        @mylib.experimental
        def f(x: str) -> str: ...
        """
    check(stub_of, source, source)


# ---- the decorator's name -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "head", "decorator"),
    [
        ("deprecated = 1", "import typing_extensions\n", "typing_extensions.deprecated"),
        ("def deprecated(): ...", "import typing_extensions\n", "typing_extensions.deprecated"),
        (
            "class A:\n    deprecated: int = 1",
            "import typing_extensions\n",
            "typing_extensions.deprecated",
        ),
        (
            "deprecated = typing_extensions = 1",
            "import typing_extensions as _typing_extensions\n",
            "_typing_extensions.deprecated",
        ),
        ("from typing_extensions import deprecated as deprecated", "", "deprecated"),
    ],
)
def test_the_name_of_the_decorator_clashes_with_none(
    stub_of: StubOf, taken: str, head: str, decorator: str
) -> None:
    stub = stub_of(f"{taken}\nfrom dynamo_stability import beta\n@beta\ndef f(): ...\n")
    assert stub.startswith(head)
    assert f'@{decorator}("beta: ' in stub
    assert stub.count("import") == 1


# ---- names --------------------------------------------------------------------------------------


def test_a_further_name_of_a_function_gets_a_definition(generate: Generate) -> None:
    package = generate(
        {
            "pkg/__init__.py": "",
            "pkg/new.py": """
                import enum as e
                from typing import Optional, overload
                from pkg.kinds import Kind

                class Local: ...

                async def register(kind: Kind, x: Optional[Local] = None, *, mode: "e.Enum") -> int:
                    return 1

                @overload
                def load(x: int) -> int: ...
                @overload
                def load(x: str) -> str: ...
                def load(x): return x
                """,
            "pkg/kinds.py": "class Kind: ...",
            "pkg/old.py": """
                from dynamo_stability import deprecated, experimental, mark_names
                from pkg import new
                from pkg.new import load, register
                from pkg.new import load as imported
                from pkg.kinds import Kind as Sort

                register_old = register
                load_old = new.load
                Sort_old = Sort
                LIMIT = 3
                mark_names(
                    __name__,
                    register_old=deprecated(alternative="pkg.new.register"),
                    load_old=experimental("the name may go"),
                    imported=experimental("it moves"),
                    Sort_old=experimental(),
                    LIMIT=experimental(),
                )
                """,
        }
    )
    assert package.files["pkg-stubs/old.pyi"] == textwrap.dedent(
        """\
        import enum as e
        from pkg.kinds import Kind
        from pkg.new import Local
        from typing import Optional, overload
        from typing_extensions import deprecated
        from pkg.new import load as load
        from pkg.kinds import Kind as Sort

        @overload
        @deprecated("experimental: it moves.")
        def imported(x: int) -> int: ...
        @overload
        @deprecated("experimental: it moves.")
        def imported(x: str) -> str: ...
        @deprecated("deprecated: Use pkg.new.register instead.")
        async def register_old(kind: Kind, x: Optional[Local] = None, *, mode: "e.Enum") -> int: ...
        @overload
        @deprecated("experimental: the name may go.")
        def load_old(x: int) -> int: ...
        @overload
        @deprecated("experimental: the name may go.")
        def load_old(x: str) -> str: ...

        Sort_old = Sort
        LIMIT: int
        """
    )
    assert package.files["pkg-stubs/new.pyi"].count("deprecated") == 0
    assert [note.name for note in package.notes] == ["pkg.old.LIMIT", "pkg.old.Sort_old"]


def test_the_mark_of_a_public_name_goes_on_the_definition(generate: Generate) -> None:
    files = generate(
        {
            "pkg/__init__.py": "from pkg._core import Router, route\n",
            "pkg/_core.pyi": """
                class Router:
                    mode: int
                    def go(self) -> None: ...

                def route() -> None: ...
                """,
        },
        manifest="""
            format = 1
            [modules.pkg]
            experimental = ["Router"]
            beta = ["Router.go"]
            [modules.pkg.marks.route]
            tier = "experimental"
            as = "name"
            """,
    ).files
    assert files["pkg-stubs/__init__.pyi"] == (
        "from pkg._core import Router as Router, route as route\n"
    )
    assert files["pkg-stubs/_core.pyi"] == textwrap.dedent(
        """\
        from typing_extensions import deprecated

        @deprecated("experimental: may change or go without notice.")
        class Router:
            mode: int
            @deprecated("beta: may change after one release of notice.")
            def go(self) -> None: ...

        @deprecated("experimental: may change or go without notice.")
        def route() -> None: ...
        """
    )


def test_a_marked_module_marks_what_it_defines(generate: Generate) -> None:
    package = generate(
        {
            "pkg/__init__.py": "",
            "pkg/new/__init__.py": """
                from dynamo_stability import deprecated, experimental, mark_module
                from json import dumps as dumps

                mark_module(__name__, experimental("all new"))

                class A:
                    def f(self) -> None: ...

                @deprecated("Use A.")
                def old() -> None: ...
                def _private() -> None: ...
                LIMIT = 3
                """,
            "pkg/new/deep.py": "def g() -> None: ...",
        }
    )
    assert package.files["pkg-stubs/new/__init__.pyi"] == textwrap.dedent(
        """\
        from typing_extensions import deprecated
        from json import dumps as dumps

        @deprecated("experimental: all new.")
        class A:
            def f(self) -> None: ...

        @deprecated("deprecated: Use A.")
        def old() -> None: ...
        def _private() -> None: ...

        LIMIT: int
        """
    )
    assert '@deprecated("experimental: all new.")' in package.files["pkg-stubs/new/deep.pyi"]
    (note,) = package.notes
    assert str(note) == (
        "stub-cannot-mark: pkg.new.LIMIT: it is experimental, which its stub cannot say: "
        "it is no function or class."
    )


def test_what_a_stub_cannot_say_is_told(generate: Generate) -> None:
    notes = generate(
        {
            "pkg/__init__.py": """
                from json import dumps
                from dynamo_stability import experimental, experimental_parameter, mark_names

                @experimental_parameter("x")
                def f(x: int) -> None: ...

                class A:
                    limit = 3

                mark_names(__name__, dumps=experimental())
                """,
        },
        manifest="""
            format = 1
            [modules.pkg]
            experimental = ["A.limit"]
            """,
    ).notes
    assert [(note.name, note.rule) for note in notes] == [
        ("pkg.A.limit", "stub-cannot-mark"),
        ("pkg.dumps", "stub-cannot-mark"),
        ("pkg.f(x)", "stub-cannot-mark"),
    ]
