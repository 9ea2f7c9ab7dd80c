"""A source file as a stub: what stays, what goes, and what is concluded."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Iterator

import pytest

from dynamo_stability.catalog import Catalog
from dynamo_stability.collect import find_target
from dynamo_stability.generate import StubPackage, stub_files
from dynamo_stability.generate.stubs.functions import is_simple
from dynamo_stability.generate.stubs.package import stub_path

pytest_plugins = ["generating"]

StubOf = Callable[..., str]
Generate = Callable[..., StubPackage]


def check(stub_of: StubOf, source: str, expected: str) -> None:
    assert stub_of(source) == textwrap.dedent(expected).lstrip("\n")


# ---- signatures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("def f(a, b=1): return a", "def f(a, b=1): ..."),
        ("def f(a: 'int', /, *, b: str): pass", "def f(a: 'int', /, *, b: str): ..."),
        ("def f(*a: int, **k: str) -> None: ...", "def f(*a: int, **k: str) -> None: ..."),
        ("def f(a=-1, b=1e3, c=0x10, d=1j): ...", "def f(a=-1, b=1e3, c=0x10, d=1j): ..."),
        ("def f(a=b'x', b=..., c=None): ...", "def f(a=b'x', b=..., c=None): ..."),
        ("def f(a=(1, 'x'), b=[], c={'k': 1}): ...", "def f(a=(1, 'x'), b=[], c={'k': 1}): ..."),
        ("def f(a=(1 + 2j)): ...", "def f(a=(1 + 2j)): ..."),
        ("def f(a=print, b=(1 + 2)): ...", "def f(a=..., b=...): ..."),
        ("def f(a=lambda x: (x), *, b=f'{1}'): ...", "def f(a=..., *, b=...): ..."),
        ("def f(a=object(), b=(\n  1, [print]\n)): ...", "def f(a=..., b=...): ..."),
        ("def f(a=not True, b=1 if 1 else 2): ...", "def f(a=..., b=...): ..."),
        ("async def f(x: int) -> str: return 'x'", "async def f(x: int) -> str: ..."),
        ("async def f():\n    yield 1", "def f(): ..."),
        ("async def f():\n    def g(): yield\n    return g", "async def f(): ..."),
        ("f = lambda a, *b, c=print: a", "def f(a, *b, c=...): ..."),
        ("f = lambda: 1", "def f(): ..."),
        ("def f(x):  # type: ignore[misc]\n    ...", "def f(x): ...  # type: ignore[misc]"),
        ("def f(x): ...  # type: ignore", "def f(x): ...  # type: ignore"),
        ("def f(x):  # a remark\n    ...", "def f(x): ..."),
        ("def f(ä='ü', b=print): ...", "def f(ä='ü', b=...): ..."),
    ],
)  # fmt: skip
def test_a_header_stays_as_it_is_written(stub_of: StubOf, written: str, expected: str) -> None:
    assert stub_of(written) == f"{expected}\n"


def test_a_header_over_several_lines_keeps_its_layout(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        def f(
            a: int,  # the first: of two
            *,
            b: str = "x",
        ) -> dict[
            str, int
        ]:
            return {}
        """,
        """
        def f(
            a: int,  # the first: of two
            *,
            b: str = "x",
        ) -> dict[
            str, int
        ]: ...
        """,
    )


def test_a_header_that_gets_too_long_is_wrapped(stub_of: StubOf) -> None:
    header = "def function(parameter: dict[str, int], " + "x" * 30 + ": int = 1) -> int:"
    assert len(header) == 88
    expected = header.replace("(", "(\n    ", 1).replace(") ->", "\n) ->")
    assert stub_of(f"{header}\n    return 1") == f"{expected} ...\n"


def test_overloads_stay_and_their_implementation_goes(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import typing as t

        @t.overload
        def f(x: int) -> int: ...
        @t.overload
        def f(x: str) -> str: ...
        def f(x): return x

        class A:
            @t.overload
            def g(self, x: int) -> int: ...
            @t.overload
            def g(self, x: str) -> str: ...
            def g(self, x): return x
        """,
        """
        import typing as t

        @t.overload
        def f(x: int) -> int: ...
        @t.overload
        def f(x: str) -> str: ...

        class A:
            @t.overload
            def g(self, x: int) -> int: ...
            @t.overload
            def g(self, x: str) -> str: ...
        """,
    )


def test_accessors_stand_together(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        class A:
            @property
            def x(self) -> int: return 1
            def between(self) -> None: ...
            @x.setter  # type: ignore[misc]
            def x(self, value: int) -> None: ...
        """,
        """
        class A:
            @property
            def x(self) -> int: ...
            @x.setter  # type: ignore[misc]
            def x(self, value: int) -> None: ...
            def between(self) -> None: ...
        """,
    )


def test_the_last_definition_of_a_name_counts(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import functools

        def f(x: int) -> int: return x
        def f(x: str) -> str: return x
        f = functools.cache(f)

        @functools.singledispatch
        def g(x: object) -> str: return ""

        @g.register
        def _(x: int) -> str: return "int"

        def gone() -> None: ...
        del gone
        """,
        """
        import functools

        def f(x: str) -> str: ...
        @functools.singledispatch
        def g(x: object) -> str: ...
        """,
    )


# ---- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("X = 1", "X: int"),
        ("X = 'a' 'b'", "X: str"),
        ("X = f'{1}'", "X: str"),
        ("X = -1.5", "X: float"),
        ("X = 2 * 3", "X: int"),
        ("X = 6 / 3", "X: float"),
        ("X = 'a' + 'b'", "X: str"),
        ("X = '%d' % 3", "X: str"),
        ("X = not 1", "X: bool"),
        ("X = 1 in [1]", "X: bool"),
        ("X = 1 < 2", "X: bool"),
        ("X = [1, 2]", "X: list[int]"),
        ("X = [1, 'a']", "X: list[int | str]"),
        ("X = {1: 'a'}", "X: dict[int, str]"),
        ("X = {1, 2}", "X: set[int]"),
        ("X = (1, 'a')", "X: tuple[int, str]"),
        ("X = ()", "X: tuple[()]"),
        ("X = [(1,), (1, 2)]", "X: list[tuple[int, ...]]"),
        ("X = 1 if print else None", "X: int | None"),
        ("X: list = []", "X: list"),
        ("X: int = 3", "X: int"),
        ("a, (b, c) = 1, (2, 3)", "a: int"),
        ("a = b = 1", "a: int\nb: int"),
        ("X = int('1')", "X: int"),
        ("X = object()", "X: object"),
        ("X = len('abc')", "X: int"),
        ("def f() -> int: ...\nX = f()", "def f() -> int: ...\n\nX: int"),
        ("class A: ...\nX = A()", "class A: ...\n\nX: A"),
        ("class A: ...\nX = A", "class A: ...\n\nX = A"),
        ("def f(): ...\nX = f", "def f(): ...\n\nX = f"),
        ("Y = 1\nX = Y", "Y: int\nX = Y"),
        ("X = dict[str, int]", "X = dict[str, int]"),
        ("X = int | None", "X = int | None"),
        ("__version__ = print()", "__version__: str"),
    ],
)
def test_the_type_of_a_value_is_concluded(stub_of: StubOf, written: str, expected: str) -> None:
    assert stub_of(written) == f"{expected}\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("X = print()", "X: Incomplete"),
        ("X = None", "X: Incomplete | None"),
        ("X = []", "X: list[Incomplete]"),
        ("X = [i for i in 'ab']", "X: Incomplete"),
        ("X = sorted('ba')", "X: list[Incomplete]"),
        ("X = {**{}}", "X: dict[Incomplete, Incomplete]"),
        ("X = (1, *[2])", "X: tuple[Incomplete, ...]"),
        ("X, Y = print()", "X: Incomplete\nY: Incomplete"),
        ("async def f() -> int: ...\nX = f()", "async def f() -> int: ...\n\nX: Incomplete"),
    ],
)
def test_what_cannot_be_concluded_is_incomplete(
    stub_of: StubOf, written: str, expected: str
) -> None:
    assert stub_of(written) == f"from _typeshed import Incomplete\n\n{expected}\n"


@pytest.mark.parametrize(
    "kept",
    [
        "X: Final = 3",
        "X: Final[int] = 3",
        "X: 'Final' = 3",
        "X: TypeAlias = 'list[int]'",
        "X: Final = ('a', 'b')",
        "T = TypeVar('T', bound='A')",
        "X = NewType('X', int)",
        "X = NamedTuple('X', [('a', int)])",
        "X = TypedDict('X', {'a-b': int})",
        "X = Callable[[int], str]",
        "X = Union[int, str]",
    ],
)
def test_what_type_checkers_read_stays(stub_of: StubOf, kept: str) -> None:
    source = f"from typing import *\nfrom typing_extensions import TypeAlias\n{kept}\nclass A: ..."
    stub = stub_of(source)
    assert kept in stub.splitlines()


def test_big_constants_are_not_copied(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        from typing import Final

        TABLE: Final = {"a": 1, "b": 2}
        """,
        """
        from typing import Final

        TABLE: Final[dict[str, int]]
        """,
    )


# ---- classes ------------------------------------------------------------------------------------


def test_attributes_that_methods_set_are_declared(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        from __future__ import annotations
        import logging
        import re
        import typing as t
        from typing import TypeVar

        T = TypeVar("T")

        class Base:
            inherited: int
            def set(self) -> None:
                self.from_base = 1

        class A(Base):
            declared = 1
            def __init__(self, a: int, b: str | None = None, *args: int, c=None, **kw: str):
                self.a = a
                self.b = b or "x"
                self.c = c
                self.args, self.kw = args, kw
                self.words: dict[str, int] = {}
                self.base = Base()
                self.pattern = re.compile("x")
                self.logger = logging.getLogger(__name__)
                self.later = None
                self.declared = 2
                self.inherited = 3
                self.from_base = 4
                self.__secret = 5
                self.generic: T = a
                other = self
                other.not_mine = 1
                def inner(self): self.nor_this = 1

            async def run(this) -> None:
                this.later = Base()
                this.started, (this.x) = True, 1

            @staticmethod
            def static(self) -> None:
                self.nothing = 1
        """,
        """
        from _typeshed import Incomplete
        import logging
        import re
        from typing import TypeVar

        T = TypeVar("T")

        class Base:
            inherited: int
            from_base: int
            def set(self) -> None: ...

        class A(Base):
            declared: int
            a: int
            b: str
            c: Incomplete
            args: tuple[int, ...]
            kw: dict[str, str]
            words: dict[str, int]
            base: Base
            pattern: re.Pattern[str]
            logger: logging.Logger
            later: Base | None
            generic: Incomplete
            started: bool
            x: int
            def __init__(self, a: int, b: str | None = None, *args: int, c=None, **kw: str): ...
            async def run(this) -> None: ...
            @staticmethod
            def static(self) -> None: ...
        """,
    )


def test_an_attribute_does_not_hide_the_type_of_its_name(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import datetime

        class A:
            def __init__(self, datetime: datetime.date, items: list[int]) -> None:
                self.datetime = datetime
                self.list = items

            def get(self) -> list[int]: return self.list
        """,
        """
        import builtins
        import datetime

        _datetime = datetime

        class A:
            datetime: _datetime.date
            list: builtins.list[int]
            def __init__(self, datetime: _datetime.date, items: builtins.list[int]) -> None: ...
            def get(self) -> builtins.list[int]: ...
        """,
    )


def test_fields_keep_that_they_have_a_default(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import attr
        import enum
        from dataclasses import dataclass, field
        from typing import ClassVar, NamedTuple

        class Mode(enum.Enum):
            A = 1
            B = A, "b"
            C = enum.auto()

        @dataclass
        class D:
            a: int
            b: int = 1
            c: Mode = Mode.A
            d: list[int] = field(default_factory=lambda: [1], repr=False)
            e: ClassVar[int] = 2
            f = 3

        class N(NamedTuple):
            a: int
            b: Mode = Mode.A

        @attr.s
        class T:
            x: int = attr.ib(default=1, init=False)

        class Plain:
            x: int = 1
            __slots__ = ("x",)
            __hash__ = None
        """,
        """
        import attr
        import enum
        from dataclasses import dataclass, field
        from typing import ClassVar, NamedTuple

        class Mode(enum.Enum):
            A = 1
            B = A, "b"
            C = ...

        @dataclass
        class D:
            a: int
            b: int = 1
            c: Mode = ...
            d: list[int] = field(default_factory=lambda: [1], repr=False)
            e: ClassVar[int]
            f: int

        class N(NamedTuple):
            a: int
            b: Mode = ...

        @attr.s
        class T:
            x: int = attr.ib(default=1, init=False)

        class Plain:
            x: int
            __slots__ = ("x",)
            __hash__ = None
        """,
    )


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("(enum.Enum):\n    A = enum.auto()\n    B = enum.auto()", {"A": "1", "B": "2"}),
        ("(enum.IntEnum):\n    A = 7\n    B = enum.auto()", {"A": "7", "B": "8"}),
        ("(enum.Flag):\n    A = enum.auto()\n    B = 4\n    C = enum.auto()", {"A": "1", "C": "8"}),
        ("(str, enum.Enum):\n    A = enum.auto()", {"A": "..."}),
        ("(Own):\n    A = enum.auto()", {"A": "..."}),
        ("(enum.Enum):\n    A = 3\n    B = 1\n    C = enum.auto()", {"C": "..."}),
        ("(enum.Enum):\n    A = -print()\n    B = enum.auto()", {"B": "..."}),
    ],
)
def test_automatic_members_get_their_numbers(
    stub_of: StubOf, members: str, expected: dict[str, str]
) -> None:
    own = "    def _generate_next_value_(name, *rest): return name"
    stub = stub_of(f"import enum\nclass Own(enum.Enum):\n{own}\nclass E{members}\n")
    lines = stub.splitlines()
    for name, value in expected.items():
        assert f"    {name} = {value}" in lines


def test_a_class_that_leaves_methods_abstract_says_so(stub_of: StubOf) -> None:
    """Type checkers ask for it in stubs only."""
    stub = stub_of(
        """
        from abc import ABC, abstractmethod

        class A(ABC):
            @abstractmethod
            def f(self) -> None: ...

        class B(A): ...
        class C(B):
            def f(self) -> None: ...
        """
    )
    assert "class A(ABC):" in stub
    assert "class B(A, metaclass=abc.ABCMeta): ..." in stub
    assert "class C(B):" in stub
    assert stub.startswith("import abc\n")


def test_comments_for_type_checkers_stay(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import json  # type: ignore[import-untyped]

        class A(json.JSONEncoder):  # pyright: ignore
            x: int = 1  # type: ignore[assignment]  # really
            y: int  # a remark
        """,
        """
        import json  # type: ignore[import-untyped]

        class A(json.JSONEncoder):  # pyright: ignore
            x: int = 1  # type: ignore[assignment]  # really
            y: int
        """,
    )


# ---- conditions ---------------------------------------------------------------------------------


def test_conditions_that_type_checkers_decide_stay(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import sys
        from sys import version_info as v
        from typing import TYPE_CHECKING

        if sys.version_info >= (3, 11) and sys.platform != "win32":
            def f() -> int: return 1
        elif v < (3, 10) or sys.platform.startswith("linux"):
            print("nothing")
        else:
            def f() -> str: return ""

        if TYPE_CHECKING:
            def g() -> int: ...
        else:
            def g(): return 1

        if not TYPE_CHECKING:
            hidden = 1

        if __name__ == "__main__":
            main = 1

        class A:
            if sys.version_info >= (3, 12):
                x = 1
            else:
                def y(self) -> None: ...
        """,
        """
        import sys
        from sys import version_info as v

        if sys.version_info >= (3, 11) and sys.platform != "win32":
            def f() -> int: ...
        elif v < (3, 10) or sys.platform.startswith("linux"):
            pass
        else:
            def f() -> str: ...

        def g() -> int: ...

        class A:
            if sys.version_info >= (3, 12):
                x: int
            else:
                def y(self) -> None: ...
        """,
    )


def test_of_other_alternatives_the_first_counts(stub_of: StubOf) -> None:
    check(
        stub_of,
        """
        import os

        try:
            import json as fast
        except ImportError:
            import pickle as fast
            def only_here() -> None: ...

        if os.name == "nt":
            def f() -> int: return 1
            sep = "a"
        else:
            def f() -> str: return ""
            sep = b"b"
            other = 1

        with open("x") as file:
            content = 1

        for item in ():
            looped = 2

        fast.dumps
        used = fast.dumps
        """,
        """
        import json as fast

        def only_here() -> None: ...
        def f() -> int: ...

        sep: str
        other: int
        content: int
        looped: int
        used = fast.dumps
        """,
    )


# ---- imports ------------------------------------------------------------------------------------


def test_imports_serve_annotations_or_pass_names_on(generate: Generate) -> None:
    stubs = generate(
        {
            "pkg/__init__.py": """
                from __future__ import annotations
                import os
                from typing import Any
                from pkg import _impl
                from ._impl import f, g as renamed, _private
                from ._impl import h as h
                from collections import OrderedDict

                def k(x: Any) -> None: os.remove(x)
                """,
            "pkg/_impl.py": """
                from typing import Self, Any
                from collections import OrderedDict
                from json import *
                from os import path

                def f() -> OrderedDict: ...
                def g() -> None: path.exists("")
                def h() -> "Any": ...
                _private = 1
                """,
            "pkg/other.py": "from pkg._impl import OrderedDict\nprint(OrderedDict)\n",
        }
    ).files
    assert stubs["pkg-stubs/__init__.pyi"] == textwrap.dedent(
        """\
        from typing import Any
        from ._impl import f as f, g as _renamed
        from ._impl import h as h
        from collections import OrderedDict as OrderedDict

        renamed = _renamed

        def k(x: Any) -> None: ...
        """
    )
    assert stubs["pkg-stubs/_impl.pyi"] == textwrap.dedent(
        """\
        from typing import Self as Self, Any
        from collections import OrderedDict as OrderedDict
        from json import *

        def f() -> OrderedDict: ...
        def g() -> None: ...
        def h() -> "Any": ...

        _private: int
        """
    )
    assert stubs["pkg-stubs/other.pyi"] == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("__all__ = ['f', 'g']", "__all__ = ['f', 'g']"),
        ("__all__ = 'f', 'g'", "__all__ = 'f', 'g'"),
        ("__all__ = ['f']\n__all__ += ['g']", "__all__ = ['f']\n__all__ += ['g']"),
        ("__all__ = ['f']\n__all__.append('g')", "__all__ = ['f']\n__all__.append('g')"),
        ("__all__ = sorted(['f', 'g'])", '__all__ = ["f", "g"]'),
        ("__all__ = ['f'] + ['g']", '__all__ = ["f", "g"]'),
        ("import pkg.low\n__all__ = ['f', *pkg.low.__all__]", '__all__ = ["f", "low_name"]'),
        ("from pkg import low\n__all__ = low.__all__", '__all__ = ["low_name"]'),
        ("import json\n__all__ = json.__all__ + ['f']",
         'import json\n\n__all__ = ["f"]\n__all__ += json.__all__'),
        ("__all__ = [name for name in dir()]", ""),
    ],
)  # fmt: skip
def test_export_lists_take_forms_that_every_checker_reads(
    generate: Generate, written: str, expected: str
) -> None:
    low = "low_name = 1\n__all__ = ('low_name',)"
    stubs = generate({"pkg/__init__.py": "", "pkg/low.py": low, "pkg/mod.py": written}).files
    assert stubs["pkg-stubs/mod.pyi"].strip() == expected


# ---- everything at once -------------------------------------------------------------------------

#: How many definitions may be missing, because they are one of two alternatives, and how many
#: may be reworded, because an attribute would hide a type.
EXCEPTIONS = {"packaging": (1, 0), "pluggy": (0, 0), "rich": (11, 1), "_pytest": (1, 0)}


@pytest.mark.parametrize("name", sorted(EXCEPTIONS))
def test_signatures_of_real_packages_survive(name: str) -> None:
    target = find_target(name)
    files = stub_files(target, Catalog())
    written, missing, changed = 0, [], []
    for source in target.sources:
        before = signatures(ast.parse(source.path.read_bytes()))
        after = signatures(ast.parse(files[stub_path(source)]))
        for qualname, every in before.items():
            if qualname not in after:
                missing.append(qualname)
            for one in after.get(qualname, ()):
                written += 1
                if one not in every:
                    changed.append(qualname)
    assert written > 90
    most_missing, most_changed = EXCEPTIONS[name]
    assert len(missing) <= most_missing, missing
    assert len(changed) <= most_changed, changed


def signatures(tree: ast.Module) -> dict[str, list[object]]:
    """What each definition of a function takes and gives, by qualified name."""
    found: dict[str, list[object]] = {}
    for qualname, node in functions(tree.body, ""):
        returns = None if node.returns is None else ast.dump(node.returns)
        found.setdefault(qualname, []).append((list(parameters(node.args)), returns))
    return found


def functions(
    body: list[ast.stmt], prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node.body, f"{prefix}{node.name}.")
        elif not is_for_the_run_time(node):
            for field in ("body", "handlers", "orelse", "finalbody"):
                block = getattr(node, field, ())
                yield from functions(block if isinstance(block, list) else [], prefix)


def is_for_the_run_time(node: ast.stmt) -> bool:
    """`if __name__ == "__main__"`, which no stub has."""
    return isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)


def parameters(arguments: ast.arguments) -> Iterator[tuple[object, ...]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    defaults = [None] * required + [default_of(one) for one in arguments.defaults]
    for index, (one, default) in enumerate(zip(positional, defaults, strict=True)):
        yield one.arg, index < len(arguments.posonlyargs), annotation_of(one), default
    for star in (arguments.vararg, arguments.kwarg):
        if star is not None:
            yield "*", star.arg, annotation_of(star)
    for one, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield "keyword", one.arg, annotation_of(one), value and default_of(value)


def default_of(value: ast.expr) -> str:
    return ast.dump(value) if is_simple(value) else ast.dump(ast.Constant(...))


def annotation_of(one: ast.arg) -> str | None:
    return None if one.annotation is None else ast.dump(one.annotation)
