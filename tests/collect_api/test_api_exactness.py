"""What is read equals what Python itself says of the same code, once it is imported."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dynamo_stability.catalog import ApiObject, Parameter
from dynamo_stability.collect import find_target
from dynamo_stability.collect.api import collect_api

pytest_plugins = ["api_corpus"]

KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional-only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional-or-keyword",
    inspect.Parameter.VAR_POSITIONAL: "var-positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword-only",
    inspect.Parameter.VAR_KEYWORD: "var-keyword",
}

CORPUS = {
    "exact_corpus/__init__.py": """
        from ._core import *
        from .shapes import Point, Sub as SubPoint, Pair
        from . import shapes
        """,
    "exact_corpus/_core.py": '''
        from __future__ import annotations
        import asyncio, collections.abc, enum, functools, re, sys
        from typing import Any, Annotated, Callable, ClassVar, Literal, Optional, Union

        SENTINEL = object()
        LIMITS = {"a": 1, "b": (1, 2)}

        class Mode(enum.Enum):
            KV = "kv"
            RR = "rr"

        class _Base:
            def __init__(self, name: str, *, mode: Mode = Mode.KV) -> None:
                self.name = name

            def inherited(self, /, *args: int, flag: bool = False, **kwargs: Any) -> None: ...

            @classmethod
            def build(cls, source: str | None = None) -> _Base: ...

        class Router(_Base):
            """Routes."""

            def plain(self): ...
            def nothing(self) -> None: ...
            async def wait(self, seconds: float = 0.5) -> bytes: ...
            async def stream(self, n: int = -1):
                yield n
            def __call__(self, request: dict[str, list[int]], /, *, timeout: float = 1e-3): ...
            def __getitem__(self, key: int | slice) -> Any: ...
            def __eq__(self, other: object) -> bool: ...
            @staticmethod
            def static(x=3, y=not True): ...
            @functools.lru_cache(maxsize=None)
            def cached(self, key: str = ""): ...

            class Inner:
                def deep(self, a, b=(), c=[], d={}): ...

        def empty(): ...
        def only_named(*, a, b=2): ...
        def star(*args, **kwargs): ...
        def slash(a, b=1, /): ...
        def texts(a="it's", b='say "hi"', c=b"bytes\\x00", d="\\n\\t\\u00e9"): ...
        def more_texts(e=f"{1 + 1}", f=r"\\d", g="""two
        lines"""): ...
        def numbers(a=-1, b=+2, c=1_000, d=0x10, e=1e10, f=1j, g=~0, h=2 ** -1, i=(-1) ** 2): ...
        def collections_(a=[1, [2]], b={1, 2}, c=(1,), d=(), e={}, f={**LIMITS, "c": 3}): ...
        def operators(a=1 if SENTINEL else 2, b=1 < 2 <= 3): ...
        def nested(a=not (1 and 2 or 3), b=(1 + 2) * 3): ...
        def calls(a=len("x"), b=dict(a=1), c=sorted([2, 1], key=lambda x: -x)): ...
        def methods(a="a,b".split(","), b=(1).bit_length(), c=lambda x, *y, z=1, **w: x): ...
        def lookups(a=LIMITS["b"][0], b="abc"[1:], c="abc"[::-1]): ...
        def dotted(a=sys.maxsize, b=Mode.KV.value): ...
        def comprehensions(a=[x for x in range(3) if x], b={k: v for k, v in LIMITS.items()}): ...
        def starred(a=[*range(3)], b=print, c=...): ...
        def annotated(
            a: Optional[int],
            b: Union[int, str, None],
            c: Callable[..., int],
            d: Callable[[int, str], None],
            e: Literal["a", 'b', 3, None],
            f: Annotated[int, "text", re.compile("x")],
            g: tuple[int, ...],
            h: tuple[()],
            i: "Router",
            j: list["Router | None"],
            k: type[Router] | None,
            l: collections.abc.Iterable[dict[str, Any]],
        ) -> Router | None: ...
        ''',
    "exact_corpus/shapes.py": """
        from __future__ import annotations
        import dataclasses
        from dataclasses import KW_ONLY, InitVar, dataclass, field
        from typing import ClassVar, NamedTuple

        @dataclass
        class Point:
            x: int
            y: float = 0.0
            tags: list[str] = field(default_factory=list)
            limit: ClassVar[int] = 3
            seed: InitVar[int] = 7
            cache: dict[str, int] = field(default_factory=dict, init=False)
            late: str = field(default="z", kw_only=True)
            _: KW_ONLY
            name: str = "a"

        @dataclass(frozen=False, kw_only=True)
        class Sub(Point):
            y: float = 5.0
            weight: float = field(default=1.0, kw_only=False)
            must: int

        @dataclass
        class _Left:
            a: int = 1
            b: int = 2

        @dataclass
        class _Right:
            b: int = 3
            c: int = 4

        @dataclass(order=True)
        class Both(_Left, _Right):
            d: int = 5

        @dataclasses.dataclass(init=False)
        class NoInit(Point):
            z: int = 1

        class Derived(Both):
            def more(self): ...

        class Pair(NamedTuple):
            left: int
            right: str = "r"
        """,
}


@pytest.fixture
def corpus(
    write_sources: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[ApiObject]]:
    """The API of the corpus, which can be imported meanwhile."""
    root = write_sources(CORPUS)
    monkeypatch.syspath_prepend(str(root))
    yield list(collect_api([find_target(str(root))]))
    for name in [one for one in sys.modules if one.partition(".")[0] == "exact_corpus"]:
        del sys.modules[name]


def live(one: ApiObject) -> tuple[Any, dict[str, Any]]:
    """The object itself, and the globals of the module that defines it."""
    path = (one.definition or one.name).split(".")
    end = max(
        number
        for number in range(1, len(path) + 1)
        if ".".join(path[:number]) in {"exact_corpus", "exact_corpus._core", "exact_corpus.shapes"}
    )
    module = importlib.import_module(".".join(path[:end]))
    found: Any = module
    for name in path[end:]:
        found = inspect.getattr_static(found, name) if inspect.isclass(found) else vars(found)[name]
    return found, vars(module)


def signature_of(function: Any) -> inspect.Signature:
    return inspect.signature(getattr(function, "__func__", function))


def same_code(first: str, second: str) -> bool:
    """Whether two texts are the same expression, references written as text or not."""

    class Unquote(ast.NodeTransformer):
        def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
            is_literal = isinstance(node.value, ast.Name) and node.value.id in {
                "Literal",
                "Annotated",
            }
            return node if is_literal else self.generic_visit(node)

        def visit_Constant(self, node: ast.Constant) -> ast.AST:
            is_text = isinstance(node.value, str)
            return ast.parse(str(node.value), mode="eval").body if is_text else node

    trees = [Unquote().visit(ast.parse(text, mode="eval")) for text in (first, second)]
    return ast.dump(trees[0]) == ast.dump(trees[1])


def check_parameter(read: Parameter, said: inspect.Parameter, globals_: dict[str, Any]) -> None:
    assert (read.name, read.kind) == (said.name, KINDS[said.kind])
    if said.annotation is said.empty:
        assert read.annotation is None
    else:
        assert read.annotation is not None
        written = getattr(said.annotation, "__forward_arg__", said.annotation)
        assert same_code(read.annotation, str(written))
    assert (read.default is None) == (said.default is said.empty)
    if read.default is not None and type(said.default).__name__ != "_HAS_DEFAULT_FACTORY_CLASS":
        value = eval(read.default, globals_)
        if inspect.isfunction(value):
            assert value.__code__.co_code == said.default.__code__.co_code
        else:
            assert (type(value), value) == (type(said.default), said.default)


def test_signatures_are_those_of_the_imported_code(corpus: list[ApiObject]) -> None:
    compared = 0
    for one in corpus:
        if one.kind not in {"function", "method"}:
            continue
        found, globals_ = live(one)
        said = signature_of(found)
        (read,) = one.signatures
        assert len(read.parameters) == len(said.parameters), one.name
        for parameter, other in zip(read.parameters, said.parameters.values(), strict=True):
            check_parameter(parameter, other, globals_)
        is_made_up = one.name.endswith((".__init__", ".__new__")) and "shapes" in str(found)
        if said.return_annotation is not inspect.Signature.empty and not is_made_up:
            assert same_code(read.returns or "", str(said.return_annotation))
        assert ("async" in one.labels) == (
            inspect.iscoroutinefunction(getattr(found, "__func__", found))
            or inspect.isasyncgenfunction(getattr(found, "__func__", found))
        )
        assert ("classmethod" in one.labels) == isinstance(found, classmethod)
        if not one.name.endswith(".__new__"):  # a static method that nobody writes as one
            assert ("staticmethod" in one.labels) == isinstance(found, staticmethod)
        compared += 1
    assert compared == 35


def test_classes_are_those_of_the_imported_code(corpus: list[ApiObject]) -> None:
    by_name = {one.name: one for one in corpus}
    classes = [one for one in corpus if one.kind == "class"]
    assert len(classes) == 9
    checked = 0
    for one in classes:
        found, _ = live(one)
        assert inspect.isclass(found)
        has_bases = found.__bases__ != (object,)
        hidden = [base for base in found.__bases__ if base.__name__.startswith("_")]
        assert bool(one.bases) == (has_bases and not hidden)
        for name, member in vars(found).items():
            is_public = not name.startswith("_") or name.endswith("__")
            if inspect.isfunction(member) and is_public and is_written(member):
                assert f"{one.name}.{name}" in by_name
                checked += 1
    assert checked == 9


def is_written(member: Any) -> bool:
    """Whether a method stands in the corpus; @dataclass makes others up."""
    return "exact_corpus" in member.__code__.co_filename
