"""stubtest compares generated stubs with the run time, which it imports."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.generate import StubPackage, stub_files

pytest_plugins = ["generating"]

REPOSITORY = Path(__file__).resolve().parents[2]
Generate = Callable[..., StubPackage]

#: What stubtest is told to let pass.
ALLOWED = r"""
# What a mark leaves on a class is not API of the package.
.*\.__stability(_record)?__
# A NewType is no class at run time, nor is what a `type` statement makes.
pkg\.everything\.Number
pkg\.recent\.Name
# Type checkers know it from the header.
pkg\.recent\.Stack\.__type_params__
"""

CORPUS = '''
"""Everything that a signature can be made of."""

from __future__ import annotations

import abc
import asyncio
import collections
import contextlib
import dataclasses
import enum
import functools
import sys
import typing as t
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import KW_ONLY, dataclass, field
from typing import ClassVar, Final, Generic, Literal, NamedTuple, Protocol, TypedDict, TypeVar
from typing import overload

from typing_extensions import NotRequired, ParamSpec, Self, TypeAlias, dataclass_transform
from typing_extensions import final, override

from dynamo_stability import beta, deprecated, experimental, experimental_parameter, mark_names

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = ParamSpec("P")
Number = t.NewType("Number", int)
Handler = Callable[[T], "Engine"]
Alias: TypeAlias = dict[str, int]
Pair = tuple[int, str]

LIMIT = 3
NAME = "name"
RATIO = 0.5
FLAGS = {"a": 1, "b": 2}
NAMES = ("a", "b")
EMPTY: list[int] = []
NOTHING = None
FINAL: Final = "x"
TYPED: Final[int] = 1
CHOICE: Literal["a", "b"] = "a"
first, second = 1, "two"
DEFAULT = object()

if sys.version_info >= (3, 11):

    def recent(group: str) -> int:
        return 1

elif sys.platform == "win32":

    def recent(group: str) -> str:
        return "windows"

else:

    def recent(group: str) -> str:
        return group


@overload
def convert(value: int) -> str: ...
@overload
def convert(value: str, *, base: int = ...) -> int: ...
@experimental("the second form may go")
def convert(value, *, base=10):
    return value


def defaults(
    a: int,
    /,
    b: str = "text",
    *args: int,
    c: float = -1.5,
    d: tuple[int, str] = (1, "x"),
    e: object = DEFAULT,
    f: bytes = b"\\x00",
    g: int = 0x10,
    h: Callable[[int], int] = lambda x: x,
    i: dict[str, int] | None = None,
    **kwargs: str,
) -> None: ...


async def coroutine(x: int) -> int:
    return x


async def generator(x: int) -> AsyncIterator[int]:
    yield x


@contextlib.contextmanager
def opened(path: str) -> Iterator[int]:
    yield 1


def decorate(function: Callable[P, T]) -> Callable[P, T]:
    return function


@decorate
def decorated(x: int = 1) -> str:
    return str(x)


square = lambda x, y=2: x**y
register = convert


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"

    @property
    def pretty(self) -> str:
        return self.value.title()


class Level(enum.IntEnum):
    LOW = enum.auto()
    HIGH = 10


class Word(enum.Enum):
    ONE = enum.auto()
    FIVE = 5
    SIX = enum.auto()
    PAIR = ("t", 2)


class Flag(enum.Flag):
    A = enum.auto()
    B = enum.auto()


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list, repr=False)
    _: KW_ONLY
    hidden: str = field(default="h", init=False)
    colour: Colour = Colour.RED
    kind: ClassVar[str] = "point"

    def moved(self, dx: int = 0) -> Point:
        return dataclasses.replace(self, x=self.x + dx)


class Row(NamedTuple):
    key: str
    value: int = 0


Old = collections.namedtuple("Old", "a b")


class Options(TypedDict, total=False):
    size: int
    name: NotRequired[str]


class Sized(Protocol):
    size: int

    def measure(self, scale: float = 1.0) -> float: ...


class Shape(abc.ABC):
    @property
    @abc.abstractmethod
    def area(self) -> float: ...

    @abc.abstractmethod
    async def draw(self, canvas: object) -> None: ...


class Polygon(Shape):
    pass


class Box(Generic[T]):
    __slots__ = ("_item", "count")

    def __init__(self, item: T, count: int = 1) -> None:
        self._item = item
        self.count = count

    def get(self) -> T:
        return self._item

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def __class_getitem__(cls, item: object) -> object:
        return super().__class_getitem__(item)


@experimental("the engine is being rewritten", since="1.0")
class Engine:
    """An engine."""

    name: str
    ratio = 0.5
    __match_args__ = ("name",)

    class Inner:
        def deep(self, x: int) -> int:
            return x

    def __init__(self, name: str, *, options: Options | None = None) -> None:
        self.name = name
        self.options = options or {}
        self.started: bool = False
        self.boxes = [1, 2]
        self.list = [name]
        self.object = DEFAULT
        self._event = asyncio.Event()
        self.colour = Colour.RED
        self.box = None

    @property
    def speed(self) -> int:
        return 1

    @speed.setter
    def speed(self, value: int) -> None: ...

    @speed.deleter
    def speed(self) -> None: ...

    @staticmethod
    def build(a: int, b: str = "") -> Engine:
        return Engine(b)

    @classmethod
    def default(cls, size: int = 1) -> Self:
        return cls("x")

    @functools.cached_property
    def cached(self) -> int:
        return 1

    @final
    def last(self) -> None: ...

    def listed(self, items: list[object]) -> list[int]:
        return []

    def __add__(self, other: Engine, /) -> Engine:
        return self

    __radd__ = __add__

    def __getattr__(self, name: str) -> int:
        raise AttributeError(name)


class Turbo(Engine):
    ratio = 0.75

    @override
    def listed(self, items: list[object]) -> list[int]:
        return [1]


@experimental_parameter("size")
@beta
@dataclass_transform(field_specifiers=(field,))
def model(cls: type[T], size: int = 1) -> type[T]:
    return cls


class Problem(Exception):
    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


with contextlib.suppress(ImportError):
    import tomllib

try:
    import no_such_module
except ImportError:
    no_such_module = None

mark_names(__name__, register=deprecated(since="1.0", alternative="pkg.convert"))
'''

RECENT = '''
"""The syntax of Python 3.12."""

from collections.abc import Callable

type Name[T] = dict[str, T]


def first[T: (int, str)](items: list[T], *, key: Callable[[T], int] | None = None) -> T:
    return items[0]


class Stack[T, *Ts, **P]:
    def __init__(self, item: T) -> None:
        self.item = item

    def push[U](self, item: U, /) -> tuple[T, U]:
        return self.item, item
'''

FILES = {
    "pkg/__init__.py": """
        from pkg import sub
        from pkg.everything import Engine, convert as changed
        from .sub import *

        __version__ = "1.0"
        __all__ = ["Engine", "changed", "sub"]
        __all__ += sub.__all__
        """,
    "pkg/everything.py": CORPUS,
    "pkg/sub/__init__.py": """
        from . import inner
        from .inner import helper

        __all__ = sorted(["inner", *inner.__all__])
        """,
    "pkg/sub/inner.py": """
        __all__ = ("helper",)

        def helper(x: int) -> int:
            return x

        def __getattr__(name: str) -> int:
            if name == "lazy":
                return 1
            raise AttributeError(name)
        """,
}


def run_stubtest(
    directory: Path, stubs: dict[str, str], sources: Path, *packages: str
) -> subprocess.CompletedProcess[str]:
    for name, text in stubs.items():
        path = directory / "stubs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    allowed = directory / "allowed.txt"
    allowed.write_text(ALLOWED, encoding="utf-8")
    return subprocess.run(
        [
            *(sys.executable, "-m", "mypy.stubtest", "--concise", "--ignore-unused-allowlist"),
            *("--allowlist", str(allowed), *packages),
        ],
        cwd=directory,
        # With such a rule nothing is installed on classes while stubtest looks at them.
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(directory / "stubs"), str(sources)]),
            "DYNAMO_STABILITY": "ignore",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("docstrings", [False, True])
def test_stubs_of_every_construct(generate: Generate, tmp_path: Path, docstrings: bool) -> None:
    files = dict(FILES)
    if sys.version_info >= (3, 12):
        files["pkg/recent.py"] = RECENT
    stubs = generate(files, docstrings=docstrings).files
    del stubs["pkg-stubs/_stability_registry.pyi"]  # this package does not ship one
    done = run_stubtest(tmp_path, stubs, tmp_path / "sources", "pkg")
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_stubs_of_the_example(tmp_path: Path) -> None:
    target = find_target(str(REPOSITORY / "examples" / "inference_runtime"))
    stubs = stub_files(target, collect_marks([target]).catalog())
    done = run_stubtest(tmp_path, stubs, target.root, "inference_runtime")
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_stubs_of_this_package_type_check(tmp_path: Path) -> None:
    """stubtest would ask for what exists for type checkers only."""
    target = find_target(str(REPOSITORY / "src" / "dynamo_stability"))
    for name, text in stub_files(target, collect_marks([target]).catalog()).items():
        path = tmp_path / name.replace("dynamo_stability-stubs", "dynamo_stability", 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir=/dev/null", "dynamo_stability"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_wrong_stub_is_noticed(generate: Generate, tmp_path: Path) -> None:
    """So that silence above means something."""
    stubs = generate({"pkg/__init__.py": "def f(x: int = 1) -> int: return x"}).files
    stubs["pkg-stubs/__init__.pyi"] = "def f(x: int = 2) -> int: ...\n"
    done = run_stubtest(tmp_path, stubs, tmp_path / "sources", "pkg")
    assert "pkg.f is inconsistent" in done.stdout
