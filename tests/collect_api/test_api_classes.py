"""What is told of classes: bases, what they have from private ones, and their constructors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dynamo_stability.catalog import ApiObject

pytest_plugins = ["api_corpus"]

Api = Callable[[dict[str, str]], dict[str, ApiObject]]


def parameters(one: ApiObject) -> list[str]:
    (signature,) = one.signatures
    return [
        ("*" if parameter.kind == "keyword-only" else "")
        + parameter.name
        + ("" if parameter.default is None else f"={parameter.default}")
        for parameter in signature.parameters
    ]


def test_bases_are_full_public_names(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from ._core import Base, Router",
            "pkg/_core.py": """
            import torch as t
            from typing import Generic, TypeVar, Protocol
            T = TypeVar("T")
            class Base(Generic[T]): ...
            """
            "class Router(Base['int'], t.nn.Module, dict[str, T], Exception, made(),\n"
            "             metaclass=type): ...\n",
            "pkg/other.py": "import pkg\nclass Sub(pkg.Router, pkg.Base[int]): ...",
        }
    )
    assert found["pkg.Base"].bases == ("typing.Generic[T]",)
    assert found["pkg.Router"].bases == (
        "pkg.Base['int']",
        "torch.nn.Module",
        "dict[str, T]",
        "Exception",
        "made()",
    )
    assert found["pkg.Router"].labels == ("metaclass=type",)
    assert found["pkg.other.Sub"].bases == ("pkg.Router", "pkg.Base[int]")
    assert found["pkg.other.Sub"].mentions == ("pkg.Base", "pkg.Router")


def test_what_comes_from_private_classes_is_a_class_s_own(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from ._core import Public",
            "pkg/_core.py": """
            from ._deep import _Deep
            from foreign import Foreign
            class Public:
                def from_public(self): ...
            class _Mixin(_Deep, Public):
                def mixed(self): ...
                def both(self, mixin): ...
            class _Other(_Deep):
                def both(self, other): ...
                class Nested:
                    def inner(self): ...
            """,
            "pkg/_deep.py": """
            class _Deep(Exception):
                def __init__(self, depth: int): self.depth = depth
                def deep(self): ...
                def both(self, deep): ...
                def mixed(self, deep): ...
                def _hidden(self): ...
            """,
            "pkg/user.py": """
            from ._core import _Mixin, _Other
            from foreign import Foreign
            class User(_Mixin, _Other, Foreign):
                def own(self): ...
                def deep(self, user): ...
            """,
        }
    )
    mine = {name: one for name, one in found.items() if name.startswith("pkg.user.User.")}
    assert {name.removeprefix("pkg.user.User."): one.definition for name, one in mine.items()} == {
        "own": None,
        "deep": None,
        "both": "pkg._core._Mixin.both",
        "mixed": "pkg._core._Mixin.mixed",
        "Nested": "pkg._core._Other.Nested",
        "Nested.inner": "pkg._core._Other.Nested.inner",
        "__init__": "pkg._deep._Deep.__init__",
        "depth": "pkg._deep._Deep.depth",
    }
    assert found["pkg.user.User"].bases == ("Exception", "pkg.Public", "foreign.Foreign")
    assert found["pkg.user.User.both"].source == "pkg/_core.py:8"
    assert parameters(found["pkg.user.User.deep"]) == ["self", "user"]


def test_what_comes_from_public_classes_is_told_there(api: Api) -> None:
    found = api(
        {
            "mod.py": """
            class Base:
                def f(self): ...
            class _Hidden(Base):
                def g(self): ...
            class Sub(_Hidden): ...
            """
        }
    )
    assert set(found) == {"mod", "mod.Base", "mod.Base.f", "mod.Sub", "mod.Sub.g"}
    assert found["mod.Sub"].bases == ("mod.Base",)


@pytest.mark.parametrize(
    "statements",
    [
        "class A(A): ...",
        "class A(B): ...\nclass B(A): ...",
        "class _A(_B):\n    def f(self): ...\nclass _B(_A): ...\nclass C(_B): ...",
        "from mod import A\nclass A(A): ...",
    ],
)
def test_circles(api: Api, statements: str) -> None:
    assert any(one.kind == "class" for one in api({"mod.py": statements}).values())


DATACLASSES = """
import dataclasses
from dataclasses import dataclass as data, field, InitVar, KW_ONLY
from typing import ClassVar

@data
class Point:
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)
    limit: ClassVar[int] = 3
    seed: InitVar[int] = 7
    cache: dict = field(default_factory=dict, init=False)
    loud: bool = field(default=True, kw_only=True)
    _: KW_ONLY
    name: str = "a"
    unannotated = 1

    @property
    def size(self) -> int: ...

@dataclasses.dataclass(frozen=True, kw_only=True)
class Sub(Point):
    y: int = 5
    weight: float = dataclasses.field(default=1.0, kw_only=False)

@data(init=False)
class NoInit(Point):
    z: int

@data
class Written:
    x: int
    def __init__(self, other): ...

@data
class _Hidden:
    a: int

class FromHidden(_Hidden): ...

class Plain:
    x: int
"""


def test_dataclasses(api: Api) -> None:
    found = api({"mod.py": DATACLASSES})
    assert parameters(found["mod.Point.__init__"]) == [
        "self",
        "x",
        "y=0",
        "tags=list()",
        "seed=7",
        "*loud=True",
        "*name='a'",
    ]
    assert found["mod.Point.__init__"].source == "mod.py:7"
    assert "mod.Point.seed" not in found
    assert found["mod.Point.cache"].kind == "attribute"
    assert parameters(found["mod.Sub.__init__"]) == [
        "self",
        "x",
        "tags=list()",
        "seed=7",
        "weight=1.0",
        "*y=5",
        "*loud=True",
        "*name='a'",
    ]
    assert found["mod.Sub"].labels == ("dataclass", "frozen=True", "kw_only=True")
    assert "mod.NoInit.__init__" not in found
    assert parameters(found["mod.Written.__init__"]) == ["self", "other"]
    assert parameters(found["mod.FromHidden.__init__"]) == ["self", "a"]
    assert found["mod.FromHidden.__init__"].definition == "mod._Hidden.__init__"
    assert "mod.Plain.__init__" not in found


def test_named_tuples(api: Api) -> None:
    found = api(
        {
            "mod.py": """
            import typing
            class Pair(typing.NamedTuple):
                left: int
                right: "Pair | None" = None
                def swap(self): ...
            """
        }
    )
    assert parameters(found["mod.Pair.__new__"]) == ["_cls", "left", "right=None"]
    assert found["mod.Pair.__new__"].mentions == ("mod.Pair",)
    assert found["mod.Pair.left"].annotation == "int"
