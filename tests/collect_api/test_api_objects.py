"""What is told of functions, properties and attributes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dynamo_stability.catalog import ApiObject, Parameter, Signature

pytest_plugins = ["api_corpus"]

Api = Callable[[dict[str, str]], dict[str, ApiObject]]
Read = Callable[[str], dict[str, ApiObject]]


@pytest.fixture
def read(api: Api) -> Read:
    """The API of one module, by the names in it."""

    def read_one(text: str) -> dict[str, ApiObject]:
        found = api({"mod.py": text})
        return {name.removeprefix("mod."): one for name, one in found.items()}

    return read_one


def plain(signature: Signature) -> list[str]:
    """A signature as a list of `name:kind:annotation=default`, and what it returns."""
    return [
        ":".join([one.name, one.kind, one.annotation or ""])
        + ("" if one.default is None else f"={one.default}")
        for one in signature.parameters
    ] + [signature.returns or ""]


def test_every_kind_of_parameter(read: Read) -> None:
    found = read(
        """
        def f(
            a, /, b: int, c: 'str' = "x", *rest: bytes, d, e=(1, 2), **more: dict[str, int]
        ) -> None: ...
        """
    )
    assert found["f"] == ApiObject(
        "mod.f",
        "function",
        signatures=(
            Signature(
                (
                    Parameter("a", "positional-only"),
                    Parameter("b", "positional-or-keyword", annotation="int"),
                    Parameter("c", "positional-or-keyword", annotation="str", default="'x'"),
                    Parameter("rest", "var-positional", annotation="bytes"),
                    Parameter("d", "keyword-only"),
                    Parameter("e", "keyword-only", default="(1, 2)"),
                    Parameter("more", "var-keyword", annotation="dict[str, int]"),
                ),
                "None",
            ),
        ),
        source="mod.py:2",
    )


def test_overloads_are_several_signatures(read: Read) -> None:
    found = read(
        """
        from typing import overload as ov
        import typing as t

        @ov
        def f(x: int) -> str: ...
        @t.overload
        def f(x: str, y: int = ...) -> int: ...
        def f(x, y=0): ...
        """
    )
    assert [plain(one) for one in found["f"].signatures] == [
        ["x:positional-or-keyword:int", "str"],
        ["x:positional-or-keyword:str", "y:positional-or-keyword:int=...", "int"],
    ]
    assert found["f"].source == "mod.py:9"


def test_what_is_decorated(read: Read) -> None:
    found = read(
        """
        import functools, abc, enum
        from typing import final

        class C:
            @staticmethod
            def static(a): ...
            @classmethod
            async def make(cls): ...
            @abc.abstractmethod
            def todo(self): ...
            @final
            def done(self): ...
            @functools.lru_cache
            def slow(self): ...
            @property
            @abc.abstractmethod
            def size(self) -> int: ...
            @size.setter
            def size(self, value: int) -> None: ...
            @size.deleter
            def size(self) -> None: ...
            @functools.cached_property
            def area(self) -> float: ...
            @enum.property
            def label(self) -> str: ...
        """
    )
    assert {name: (one.kind, one.labels) for name, one in found.items() if "." in name} == {
        "C.static": ("method", ("staticmethod",)),
        "C.make": ("method", ("async", "classmethod")),
        "C.todo": ("method", ("abstract",)),
        "C.done": ("method", ("final",)),
        "C.slow": ("method", ("cached",)),
        "C.size": ("property", ("abstract", "deletable", "writable")),
        "C.area": ("property", ("cached",)),
        "C.label": ("property", ()),
    }
    assert found["C.size"].annotation == "int"
    assert found["C.size"].source == "mod.py:18"
    assert found["C.label"].annotation == "str"


def test_attributes(read: Read) -> None:
    found = read(
        """
        from typing import ClassVar, Final, Union
        LIMIT: Final = 3
        name: str
        Either = Union[int, str]
        _hidden = 1
        __version__ = "1.0"

        class C:
            shared: ClassVar[int] = 1
            own: str = "x"
            declared: bytes
            __slots__ = ("a",)
            __hash__ = None
            _private = 0

            def __init__(self, config):
                self.config = config
                self.size: int = 0
                self._secret = 1
                if config:
                    self.maybe = None
                self.config.deep = 1
        """
    )
    expected = {
        "LIMIT": ("Final", "3", ("final",)),
        "name": ("str", None, ()),
        "Either": (None, "Union[int, str]", ()),
        "C.shared": ("int", "1", ("class-attribute",)),
        "C.own": ("str", "'x'", ("class-attribute", "instance-attribute")),
        "C.declared": ("bytes", None, ("instance-attribute",)),
        "C.__hash__": (None, "None", ("class-attribute", "instance-attribute")),
        "C.config": (None, "config", ("instance-attribute",)),
        "C.size": ("int", "0", ("instance-attribute",)),
        "C.maybe": (None, "None", ("instance-attribute",)),
    }
    assert {
        name: (one.annotation, one.value, one.labels)
        for name, one in found.items()
        if one.kind == "attribute"
    } == expected


def test_a_listed_version_is_public(read: Read) -> None:
    assert read("__version__ = '1'\n__all__ = ['__version__']")["__version__"].value == "'1'"


def test_what_only_a_script_defines_is_none(read: Read) -> None:
    assert set(read("if __name__ == '__main__':\n    def f(): ...\n    x = 1\n")) == {"mod"}


def test_conditions(read: Read) -> None:
    found = read(
        """
        import sys
        from typing import TYPE_CHECKING
        if sys.version_info >= (3, 12):
            def f(new): ...
        else:
            def f(old): ...
        try:
            from fast import g
        except ImportError:
            def g(x: int, y: str = "") -> bool: ...
        if TYPE_CHECKING:
            Checked = int
        """
    )
    assert set(found) == {"mod", "f", "g", "Checked"}
    assert [plain(one) for one in found["g"].signatures] == [
        ["x:positional-or-keyword:int", "y:positional-or-keyword:str=''", "bool"]
    ]


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
def test_forward_references_are_read_alike(read: Read, future: str) -> None:
    found = read(
        future + "class C:\n    def f(self, other: 'C | None', more: list['C']) -> 'C': ...\n"
    )
    assert plain(found["C.f"].signatures[0]) == [
        "self:positional-or-keyword:",
        "other:positional-or-keyword:C | None",
        "more:positional-or-keyword:list[C]",
        "C",
    ]
    assert found["C.f"].mentions == ("mod.C",)


def test_texts_in_annotations_stay_texts(read: Read) -> None:
    found = read(
        """
        from typing import Annotated, Literal
        class C:
            x: Annotated["C", "a text", Field("Mode")]
            y: "Literal['C', 'D'] | C"
            def __init__(
                self, z: Literal["C"], w: "no expression !", v: '''list[C]''' = "C"
            ) -> None:
                self.z: "C | None" = None
        """
    )
    assert found["C.x"].annotation == "Annotated[C, 'a text', Field('Mode')]"
    assert found["C.x"].mentions == ("mod.C",)
    assert found["C.y"].annotation == "Literal['C', 'D'] | C"
    assert found["C.z"].annotation == "C | None"
    assert plain(found["C.__init__"].signatures[0]) == [
        "self:positional-or-keyword:",
        "z:positional-or-keyword:Literal['C']",
        "w:positional-or-keyword:'no expression !'",
        "v:positional-or-keyword:list[C]='C'",
        "None",
    ]


def test_an_attribute_called_annotations(read: Read) -> None:
    found = read("from __future__ import annotations\nannotations = {'a': 1}\nx: 'int' = 1")
    assert (found["annotations"].value, found["x"].annotation) == ("{'a': 1}", "int")


def test_mentions_are_public_names(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from ._core import Router, Mode, make as build\n"
            "from .deep import *",
            "pkg/_core.py": """
            from __future__ import annotations
            import enum
            import torch
            from typing import Annotated, Callable, Literal
            from . import _types
            from ._types import *
            from pkg._types import Inner as Renamed

            class Mode(enum.Enum):
                KV = 1

            class Router(_types.Base, dict[str, Mode]):
                class Nested: ...
                limit: int = 3
                nested = Nested()
                hook: Callable[[Renamed], "torch.Tensor | Mode"] | None = None
                def f(self, mode: Mode = Mode.KV, nested: Nested = None) -> list[Starred]: ...
                def g(self, limit: limit, x=_types.Inner(Mode.KV)): ...
                def h(self, x=lambda: Mode.KV, y: Literal["Mode"] = "Mode"): ...

            def make(a: Annotated[Router, Mode], b: Unknown, c=int) -> Router.Nested: ...
            Alias = Router
            LIMIT = make(Mode.KV)
            """,
            "pkg/_types.py": "class Base: ...\nclass Inner: ...\nclass Starred: ...",
            "pkg/deep.py": "from . import _core\ndef user(r: _core.Router): ...",
        }
    )
    assert {name: one.mentions for name, one in found.items() if one.mentions} == {
        "pkg.Router": ("pkg.Mode",),
        "pkg.Router.nested": ("pkg.Router.Nested",),
        "pkg.Router.hook": ("pkg.Mode", "pkg._types.Inner"),
        "pkg.Router.f": ("pkg.Mode", "pkg.Mode.KV", "pkg.Router.Nested", "pkg._types.Starred"),
        "pkg.Router.g": ("pkg.Router.limit", "pkg._types.Inner"),
        "pkg.build": ("pkg.Mode", "pkg.Router", "pkg.Router.Nested"),
        "pkg.user": ("pkg.Router",),
    }
