"""Which places of Python code are uses, by the imports and assignments that lead there."""

from __future__ import annotations

import ast
import textwrap

import pytest

from dynamo_stability.catalog import Catalog
from dynamo_stability.consumer import KnownApi, KnownRelease
from dynamo_stability.consumer.python.uses import python_uses
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

GOES = Deprecation(alternative="kv.route")
RECORDS = (
    Record("kv.route", "function", tier=Tier.EXPERIMENTAL),
    Record("kv.pick", "function", deprecation=GOES),
    Record("kv.Client.post", "method", deprecation=GOES),
    Record("kv.Client.create", "method", tier=Tier.EXPERIMENTAL),
    Record("kv.Router", "class", tier=Tier.EXPERIMENTAL, definition="kv._impl.Router"),
    Record("kv.make(old)", "parameter", deprecation=Deprecation(renamed_to="new")),
    Record("kv.Client(size)", "parameter", tier=Tier.EXPERIMENTAL),
    Record("kv.lab", "module", tier=Tier.EXPERIMENTAL),
    Record("kv.fine", "function", tier=Tier.STABLE),
    Record("env:KV_MODE", "env", deprecation=GOES),
    Record("cli:kvserve --old", "cli", deprecation=Deprecation(renamed_to="--new")),
)
KNOWN = KnownApi(
    [
        KnownRelease(
            Catalog(packages=("kv",), records=RECORDS),
            positions=(("kv.make", ("a", "old")), ("kv.Client", ("self", "size"))),
        )
    ]
)


def found(code: str, *, package: str = "", owner: str | None = None) -> list[str]:
    """What some code uses, each with its line."""
    tree = ast.parse(textwrap.dedent(code))
    uses = python_uses(tree, KNOWN, package=package, owner=owner)
    return sorted(f"{one.place.lineno} {one.name}" for one in uses)


CASES: dict[str, tuple[str, list[str]]] = {
    "imports": (
        """
        from kv import pick as choose, fine
        import kv.lab
        import kv.lab as lab
        from kv.lab import anything
        """,
        ["2 kv.pick", "3 kv.lab", "4 kv.lab", "5 kv.lab"],
    ),
    "names": (
        """
        import kv as k
        from kv import pick as choose
        choose()
        k.pick
        del k.pick
        @k.route
        def f(x=k.pick) -> k.Router: ...
        """,
        [
            "3 kv.pick",
            "4 kv.pick",
            "5 kv.pick",
            "6 kv.pick",
            "7 kv.route",
            "8 kv.Router",
            "8 kv.pick",
        ],
    ),
    "the name that an object is defined by": (
        "from kv._impl import Router\n",
        ["1 kv._impl.Router"],
    ),
    "a name that means something else": (
        """
        def pick(): ...
        pick()
        import other as kv
        kv.pick()
        def f(kv): kv.pick()
        [kv.pick for kv in ()]
        lambda kv: kv.pick
        class A:
            kv = 1
            x = kv.pick
        """,
        [],
    ),
    "scopes": (
        """
        def outer():
            import kv
            def inner():
                return kv.pick()
        kv.pick()
        def sets():
            global later
            import kv as later
        later.pick()
        class A:
            import kv as inside
            x = inside.pick
            def f(self): inside.pick
        """,
        ["13 kv.pick", "5 kv.pick", "10 kv.pick"],
    ),
    "branches": (
        """
        try:
            from kv import route
        except ImportError:
            route = None
        if route:
            route()
        """,
        ["3 kv.route", "6 kv.route", "7 kv.route"],
    ),
    "star": ("from kv import *\npick()\nfine()\n", ["1 kv.pick", "2 kv.pick"]),
    "objects": (
        """
        import kv
        from typing import Optional, Annotated
        a = kv.Client()
        a.post()
        def f(b: kv.Client, c: "kv.Client", d: Optional[kv.Client], e: kv.Client | None):
            b.post(); c.post(); d.post(); e.post()
        with kv.Client() as g, other() as h:
            g.post(); h.post()
        kv.Client().post()
        (i := kv.Client()).post()
        i.post()
        async def z():
            j: Annotated[kv.Client, 1] = make()
            j.post()
        kv.Client.create()
        """,
        [
            "10 kv.Client.post",
            "11 kv.Client.post",
            "12 kv.Client.post",
            "15 kv.Client.post",
            "16 kv.Client.create",
            "5 kv.Client.post",
            "7 kv.Client.post",
            "7 kv.Client.post",
            "7 kv.Client.post",
            "7 kv.Client.post",
            "9 kv.Client.post",
        ],
    ),
    "own classes": (
        """
        import kv
        class Mine(kv.Client):
            def __init__(self):
                self.client = kv.Client()
            def run(self, other):
                self.post()
                super().post()
                self.client.post()
                other.post()
        class Own(kv.Client):
            def post(self): ...
            def run(self): self.post()
        Mine().post()
        Own().post()
        """,
        ["14 kv.Client.post", "7 kv.Client.post", "8 kv.Client.post", "9 kv.Client.post"],
    ),
    "parameters": (
        """
        import functools
        from kv import make, Client
        make(1, 2)
        make(1, old=2)
        make(1, new=2)
        make(**{"old": 1})
        make(*args, 2)
        functools.partial(make, 1, old=2)
        Client(4)
        Client(size=4)
        """,
        [
            "10 kv.Client(size)",
            "11 kv.Client(size)",
            "4 kv.make(old)",
            "5 kv.make(old)",
            "7 kv.make(old)",
            "9 kv.make(old)",
        ],
    ),
    "text": (
        """
        import importlib, kv, os, subprocess
        getattr(kv, "pick")
        importlib.import_module("kv").pick
        importlib.import_module("kv.lab")
        def f(x: "list[kv.Router]"): ...
        os.environ["KV_MODE"]
        run(env={"KV_MODE": "1"})
        print("KV_MODE is old")
        subprocess.run(["kvserve", "--old", "1"])
        subprocess.run(["other", "--old", "1"])
        os.system("kvserve --old=1")
        print("kvserve --old=1")
        """,
        [
            "10 --old",
            "12 --old",
            "3 kv.pick",
            "4 kv.pick",
            "6 kv.Router",
            "7 env:KV_MODE",
            "8 env:KV_MODE",
        ],
    ),
    "patterns": (
        """
        import kv
        match x:
            case kv.Router(): ...
            case [kv.Client() as c, *rest]: ...
        for i in kv.pick(): ...
        while kv.pick(): ...
        x += kv.pick()
        assert kv.pick(), kv.pick
        raise kv.pick
        """,
        [
            "10 kv.pick",
            "4 kv.Router",
            "6 kv.pick",
            "7 kv.pick",
            "8 kv.pick",
            "9 kv.pick",
            "9 kv.pick",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_a_use(case: str) -> None:
    code, uses = CASES[case]
    assert found(code) == sorted(uses)


def test_relative_imports_start_from_the_package() -> None:
    assert found("from . import pick\n", package="kv.tools") == []
    assert found("from .. import pick\n", package="kv.tools") == ["1 kv.pick"]
    assert found("from ...  import pick\n", package="kv.tools") == []


def test_a_package_may_use_what_is_its_own() -> None:
    assert found("import kv\nkv.pick()\n", owner="kv") == []


def test_a_very_deep_expression_is_read() -> None:
    assert found("import kv\nx = " + "(" * 60 + "kv.pick" + ")" * 60) == ["2 kv.pick"]
    chain = "import kv\nx = kv" + ".a()" * 300 + "\ny = kv.pick"
    assert found(chain) == ["3 kv.pick"]


def test_names_that_lead_to_themselves() -> None:
    code = "import kv\na = b\nb = a\na.post()\nclass A(A): pass\nA().post()\nkv.pick"
    assert found(code) == ["7 kv.pick"]


def test_attributes_that_are_made_of_each_other_are_followed_once() -> None:
    ways = [
        f"        self.a{n} = self.a{n + 1}.b(self.a{n + 1}.c, self.a{n + 1})" for n in range(40)
    ]
    code = [
        "import kv",
        "class A:",
        "    def __init__(self):",
        *ways,
        "        self.a40 = kv.Client()",
    ]
    assert found("\n".join([*code, "A().a40.post()", "A().a0.post()"])) == ["45 kv.Client.post"]
