"""Stubs: alone, for compiled modules, and beside the source."""

from __future__ import annotations

from collections.abc import Callable

from dynamo_stability.catalog import ApiObject

pytest_plugins = ["api_corpus"]

Api = Callable[[dict[str, str]], dict[str, ApiObject]]


def shown(one: ApiObject) -> list[str]:
    return [
        ", ".join(
            f"{parameter.name}: {parameter.annotation} = {parameter.default}"
            for parameter in signature.parameters
        )
        + f" -> {signature.returns}"
        for signature in one.signatures
    ]


def test_a_stub_alone(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from pkg._core import Router, get, LIMIT",
            "pkg/_core.abi3.so": "",
            "pkg/_core.pyi": """
            from typing import overload
            LIMIT: int
            @overload
            def get(k: int) -> str: ...
            @overload
            def get(k: str) -> bytes: ...
            class Router:
                def __new__(cls, n: int = ...) -> Router: ...
                @overload
                def f(self, k: int) -> str: ...
                @overload
                def f(self, k: str) -> bytes: ...
            """,
        }
    )
    assert shown(found["pkg.get"]) == ["k: int = None -> str", "k: str = None -> bytes"]
    assert found["pkg.get"].source == "pkg/_core.pyi:7"
    assert len(found["pkg.Router.f"].signatures) == 2
    assert found["pkg.Router.f"].kind == "method"
    assert found["pkg.LIMIT"].annotation == "int"
    assert shown(found["pkg.Router.__new__"]) == [
        "cls: None = None, n: int = ... -> Router",
    ]


def test_a_stub_beside_the_source(api: Api) -> None:
    found = api(
        {
            "pkg/__init__.py": "from ._fast import dot\nfrom .mod import *",
            "pkg/__init__.pyi": "from .mod import *\ndef dot(a: float) -> float: ...",
            "pkg/mod.py": """
            import os
            from ._fast import imported
            def both(x, y=3): ...
            def plain(x): ...
            def overloaded(x): ...
            class C:
                def m(self, a): ...
                def own(self): ...
            value = 1
            """,
            "pkg/mod.pyi": """
            from typing import overload
            def both(x: int, y: int = ...) -> str: ...
            def stub_only(x: int) -> None: ...
            def imported(x: int) -> None: ...
            @overload
            def overloaded(x: int) -> int: ...
            @overload
            def overloaded(x: str) -> str: ...
            class C:
                def m(self, a: bytes) -> None: ...
                def more(self) -> None: ...
            value: int
            """,
        }
    )
    assert shown(found["pkg.both"]) == ["x: int = None, y: int = 3 -> str"]
    assert found["pkg.both"].source == "pkg/mod.py:4"
    assert shown(found["pkg.stub_only"]) == ["x: int = None -> None"]
    assert found["pkg.stub_only"].source == "pkg/mod.pyi:4"
    assert shown(found["pkg.imported"]) == ["x: int = None -> None"]
    assert len(found["pkg.overloaded"].signatures) == 2
    assert shown(found["pkg.C.m"]) == ["self: None = None, a: bytes = None -> None"]
    assert found["pkg.C.more"].source == "pkg/mod.pyi:12"
    assert found["pkg.C.own"].kind == found["pkg.C.more"].kind == "method"
    assert (found["pkg.value"].annotation, found["pkg.value"].value) == ("int", "1")
    assert shown(found["pkg.dot"]) == ["a: float = None -> float"]
    assert found["pkg.dot"].source == "pkg/__init__.pyi:2"


def test_a_stub_package(api: Api) -> None:
    found = api(
        {"pkg-stubs/__init__.pyi": "from .mod import f as f", "pkg-stubs/mod.pyi": "def f(): ..."}
    )
    assert found["pkg.f"].source == "pkg-stubs/mod.pyi:1"


def test_imports_of_a_stub_are_its_own_affair(api: Api) -> None:
    found = api({"pkg/__init__.pyi": "from .mod import f", "pkg/mod.pyi": "def f(): ..."})
    assert set(found) == {"pkg", "pkg.mod", "pkg.mod.f"}
