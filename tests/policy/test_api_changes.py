"""What broke in an API: calls that worked, and do not any more; and what only looks like it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from two_releases import Files, catalogs_of

from dynamo_stability import Tier
from dynamo_stability.policy.changes import KINDS, compare

LAZY = """
_names = {"old": "pkg._old"}
def __getattr__(name):
    if name in _names: return 1
    if name == "older": return 2
    raise AttributeError(name)
"""

CASES: list[tuple[str, Files, Files, set[str]]] = [
    # parameters
    ("nothing", "def f(a, b=1): ...", "def f(a, b=1, c=2): ...", set()),
    ("removed", "def f(a, b=1): ...", "def f(a): ...", {"parameter-removed pkg.f(b)"}),
    ("required", "def f(a=1): ...", "def f(a): ...", {"parameter-required pkg.f(a)"}),
    ("added", "def f(): ...", "def f(a): ...", {"parameter-added-required pkg.f(a)"}),
    ("default", "def f(a=1): ...", "def f(a=2): ...", {"parameter-default-changed pkg.f(a)"}),
    ("same default", "def f(a='x', b=1_0): ...", 'def f(a="x", b=10): ...', set()),
    ("sentinel", "def f(a=None): ...", "_NO = 1\ndef f(a=_NO): ...", set()),
    ("keyword", "def f(a): ...", "def f(*, a): ...", {"parameter-kind-changed pkg.f(a)"}),
    ("positional", "def f(a): ...", "def f(a, /): ...", {"parameter-kind-changed pkg.f(a)"}),
    ("wider", "def f(a, /, *, b): ...", "def f(a, b): ...", set()),
    ("renamed", "def f(a): ...", "def f(b): ...", {"parameter-removed pkg.f(a)"}),
    ("renamed in place", "def f(a, /): ...", "def f(b, /): ...", set()),
    ("older convention", "def f(__a): ...", "def f(a, /): ...", set()),
    (
        "moved",
        "def f(a, b): ...",
        "def f(b, a): ...",
        {"parameter-moved pkg.f(a)", "parameter-moved pkg.f(b)"},
    ),
    (
        "pushed",
        "def f(a, b=1): ...",
        "def f(a, new=0, b=1): ...",
        {"parameter-moved pkg.f(b)"},
    ),
    ("absorbed by name", "def f(*, a=1): ...", "def f(**more): ...", set()),
    ("absorbed by place", "def f(a, /): ...", "def f(*more): ...", set()),
    ("absorbed by both", "def f(a): ...", "def f(*more, **others): ...", set()),
    ("absorbed by half", "def f(a): ...", "def f(*more): ...", {"parameter-removed pkg.f(a)"}),
    ("stars renamed", "def f(*a, **b): ...", "def f(*c, **d): ...", set()),
    ("stars gone", "def f(*a): ...", "def f(): ...", {"parameter-removed pkg.f(a)"}),
    ("private", "def f(a, _b=1): ...", "def f(a): ...", set()),
    ("private function", "def f(): ...\ndef _g(a): ...", "def f(): ...", set()),
    # overloads
    (
        "split into overloads",
        "def f(a=None): ...",
        """
        from typing import overload
        @overload
        def f() -> int: ...
        @overload
        def f(a: str) -> str: ...
        def f(a=None): ...
        """,
        set(),
    ),
    (
        "an overload is gone",
        """
        from typing import overload
        @overload
        def f(a: int) -> int: ...
        @overload
        def f(a: str, b: int) -> str: ...
        def f(a, b=0): ...
        """,
        "def f(a: int) -> int: ...",
        {"parameter-removed pkg.f(b)"},
    ),
    # methods
    (
        "of a constructor",
        "class C:\n def __init__(self, a): ...",
        "class C:\n def __init__(self): ...",
        {"parameter-removed pkg.C(a)"},
    ),
    (
        "a first constructor",
        "class C: ...",
        "class C:\n def __init__(self, a): ...",
        {"parameter-added-required pkg.C(a)"},
    ),
    (
        "of a dataclass",
        "import dataclasses\n@dataclasses.dataclass\nclass C:\n a: int\n b: int = 0",
        "import dataclasses as d\n@d.dataclass(frozen=True)\nclass C:\n b: int = 0\n a: int = 1",
        {"parameter-moved pkg.C(a)", "parameter-moved pkg.C(b)", "became-read-only pkg.C"},
    ),
    ("self by another name", "class C:\n def f(self): ...", "class C:\n def f(this): ...", set()),
    (
        "binding",
        "class C:\n @staticmethod\n def f(a): ...",
        "class C:\n def f(self, a): ...",
        {"binding-changed pkg.C.f"},
    ),
    ("to static", "class C:\n def f(self): ...", "class C:\n @staticmethod\n def f(): ...", set()),
    ("async", "def f(): ...", "async def f(): ...", {"async-changed pkg.f"}),
    (
        "awaited still",
        "async def f() -> int: ...",
        "import asyncio\ndef f() -> asyncio.Future[int]: ...",
        set(),
    ),
    (
        "abstract",
        "class C:\n def f(self): ...",
        "import abc\nclass C:\n @abc.abstractmethod\n def f(self): ...",
        {"became-abstract pkg.C.f"},
    ),
    (
        "a new abstract method",
        "class C: ...",
        "import abc\nclass C:\n @abc.abstractmethod\n def f(self): ...",
        {"became-abstract pkg.C.f"},
    ),
    ("final", "class C: ...", "import typing\n@typing.final\nclass C: ...", {"became-final pkg.C"}),
    # inheritance
    (
        "a member goes to a base class",
        "class B: ...\nclass C(B):\n def f(self): ...",
        "class B:\n def f(self): ...\nclass C(B): ...",
        {"appeared pkg.B.f"},
    ),
    (
        "a member of a base class is overridden",
        "class B:\n def f(self, a): ...\nclass C(B): ...",
        "class B:\n def f(self, a): ...\nclass C(B):\n def f(self): ...",
        {"parameter-removed pkg.C.f(a)"},
    ),
    (
        "a base class is gone with its members",
        "class B:\n def f(self): ...\nclass C(B): ...",
        "class C: ...",
        {"removed pkg.B", "removed pkg.C.f", "base-removed pkg.C"},
    ),
    (
        "a base class loses a member, once told",
        "class B:\n def f(self): ...\nclass C(B): ...",
        "class B: ...\nclass C(B): ...",
        {"removed pkg.B.f"},
    ),
    (
        "a base class between",
        "class A: ...\nclass C(A): ...",
        "class A: ...\nclass B(A): ...\nclass C(B): ...",
        {"appeared pkg.B"},
    ),
    ("a narrower error", "class E(Exception): ...", "class E(ValueError): ...", set()),
    ("another error", "class E(ValueError): ...", "class E(KeyError): ...", {"base-removed pkg.E"}),
    (
        "what every object has",
        "class C:\n def __repr__(self): ...\n def __eq__(self, o): ...",
        "class C: ...",
        set(),
    ),
    (
        "what a built-in base has",
        "class C(dict):\n def get(self, a): ...\n def own(self): ...",
        "class C(dict): ...",
        {"removed pkg.C.own"},
    ),
    # attributes and types
    ("value", "A = 1", "A = 2", {"attribute-value-changed pkg.A"}),
    ("version", "VERSION = '1.0'", "VERSION = '1.1'", set()),
    ("expression", "A = len('x')", "A = len('y')", set()),
    ("type", "A: int = 1", "A: str = 1", {"attribute-type-changed pkg.A"}),
    (
        "property for attribute",
        "class C:\n a: int = 1",
        "class C:\n @property\n def a(self) -> int: ...",
        {"became-read-only pkg.C.a"},
    ),
    (
        "property with a setter",
        "class C:\n a: int = 1",
        "class C:\n @property\n def a(self) -> int: ...\n @a.setter\n def a(self, v): ...",
        set(),
    ),
    (
        "method for property",
        "class C:\n @property\n def a(self): ...",
        "class C:\n def a(self): ...",
        {"object-kind-changed pkg.C.a"},
    ),
    ("class for function", "def f(a): ...", "class f:\n def __init__(self, a): ...", set()),
    ("function for class", "class f: ...", "def f(): ...", {"object-kind-changed pkg.f"}),
    ("return type", "def f() -> int: ...", "def f() -> str: ...", {"return-type-changed pkg.f"}),
    (
        "spelled otherwise",
        "import typing as t\ndef f() -> t.Optional[t.List[int]]: ...",
        "def f() -> 'list[int] | None': ...",
        set(),
    ),
    ("narrower", "def f() -> int | None: ...", "def f() -> int: ...", set()),
    ("from nothing", "def f() -> None: ...", "def f() -> int: ...", set()),
    (
        "a subclass",
        "class A: ...\nclass B(A): ...\ndef f() -> A: ...",
        "class A: ...\nclass B(A): ...\ndef f() -> B: ...",
        set(),
    ),
    # names
    ("gone", "def f(): ...\ndef g(): ...", "def g(): ...", {"removed pkg.f"}),
    ("new", "def g(): ...", "def f(): ...\ndef g(): ...", {"appeared pkg.f"}),
    ("a class with members", "class C:\n def f(self): ...", "", {"removed pkg.C"}),
    (
        "a module with names",
        {"pkg/__init__.py": "", "pkg/m.py": "def f(): ...\nclass C:\n def g(self): ..."},
        {"pkg/__init__.py": ""},
        {"removed pkg.m"},
    ),
    (
        "moved and kept",
        {"pkg/__init__.py": "", "pkg/a.py": "def f(x): ..."},
        {"pkg/__init__.py": "from pkg.a import f", "pkg/a.py": "def f(x): ..."},
        {"renamed pkg.f"},
    ),
    (
        "one of two names",
        {"pkg/__init__.py": "from pkg.a import f as f, f as g", "pkg/a.py": "def f(x): ..."},
        {"pkg/__init__.py": "from pkg.a import f as f", "pkg/a.py": "def f(x): ..."},
        {"moved pkg.g"},
    ),
    (
        "moved away",
        {"pkg/__init__.py": "", "pkg/a.py": "def f(x): ...", "pkg/b.py": ""},
        {"pkg/__init__.py": "", "pkg/a.py": "", "pkg/b.py": "def f(x): ..."},
        {"moved pkg.a.f", "appeared pkg.b.f"},
    ),
    (
        "a class moved with its members",
        {"pkg/__init__.py": "", "pkg/a.py": "class C:\n def f(self, x): ..."},
        {
            "pkg/__init__.py": "from pkg.a import C",
            "pkg/a.py": "class C:\n def f(self): ...",
        },
        {"renamed pkg.C", "parameter-removed pkg.a.C.f(x)"},
    ),
    (
        "on request",
        "def old(): ...\ndef older(): ...",
        LAZY,
        {"on-request pkg.old", "on-request pkg.older"},
    ),
    (
        "not listed",
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...",
        {"unlisted pkg.g"},
    ),
    (
        "imported from elsewhere in the package",
        {"pkg/__init__.py": "", "pkg/a.py": "A = 1"},
        {"pkg/__init__.py": "", "pkg/a.py": "from pkg._b import A", "pkg/_b.py": "A = 1"},
        {"unlisted pkg.a.A"},
    ),
    (
        "conditional",
        "import sys\nif sys.version_info >= (3, 8):\n def f(a): ...\nelse:\n def f(a): ...",
        "def f(a): ...",
        set(),
    ),
    (
        "to another package",
        "__all__ = ['f']\ndef f(a): ...",
        "__all__ = ['f']\nfrom json import dumps as f",
        set(),
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_changed(tmp_path: Path, old: Files, new: Files, expected: set[str]) -> None:
    before, after = catalogs_of(tmp_path, old, new)
    changes = compare(before, after)
    assert {f"{one.kind} {one.name}" for one in changes} == expected
    assert len(changes) == len(expected)
    assert all(one.tier is Tier.STABLE for one in changes)
    for catalog in (before, after):
        assert list(compare(catalog, catalog)) == []


def test_every_kind_of_breakage_has_a_case() -> None:
    seen = {one.split()[0] for *_, expected in CASES for one in expected}
    effects = {"breaks", "may-break"}
    assert {one.id for one in KINDS.values() if one.effect in effects} - seen == {"unmarked"}


def test_the_order_of_what_is_compared_makes_no_difference(tmp_path: Path) -> None:
    old = "class C:\n def f(self, a): ...\ndef g(a): ...\nA = 1"
    new = "class C:\n def f(self): ...\ndef g(b): ...\nA = 2"
    before, after = catalogs_of(tmp_path, old, new)
    expected = compare(before, after).all
    for seed in range(5):
        shuffled = list(after.api)
        random.Random(seed).shuffle(shuffled)
        assert compare(before, after.replace(api=tuple(shuffled))).all == expected


def test_details_and_places(tmp_path: Path) -> None:
    old = "def f(a=1): ...\ndef g(b): ..."
    before, after = catalogs_of(tmp_path, old, "def f(a=2): ...")
    removed, default = sorted(compare(before, after), key=lambda one: one.kind, reverse=True)
    assert (default.detail, default.place) == ("was 1, is 2", "pkg/__init__.py:1")
    assert (removed.place, removed.successor) == ("pkg/__init__.py:2", None)
    assert default.old_object is not None
    assert default.to_dict() == {
        "kind": "parameter-default-changed",
        "effect": "breaks",
        "name": "pkg.f(a)",
        "detail": "was 1, is 2",
        "tier": "stable",
        "new_tier": "stable",
        "place": "pkg/__init__.py:1",
    }


def test_classes_that_derive_from_themselves_do_no_harm(tmp_path: Path) -> None:
    source = "class A(B): ...\nclass B(A):\n def f(self): ...\nclass C(C): ..."
    before, after = catalogs_of(tmp_path, source, source.replace("def f", "def g"))
    assert "removed pkg.B.f" in {f"{one.kind} {one.name}" for one in compare(before, after)}
