"""What becomes of Python that uses what is deprecated."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynamo_stability.catalog import Catalog
from dynamo_stability.consumer import FileFix, Fixer, KnownApi, KnownRelease, UserFile
from dynamo_stability.consumer.files import PYTHON
from dynamo_stability.record import Deprecation, Record


def gone(name: str, alternative: str | None, kind: str = "function") -> Record:
    return Record(name, kind, deprecation=Deprecation(alternative=alternative))


KNOWN = KnownApi(
    [
        KnownRelease(
            Catalog(
                packages=("kv",),
                records=(
                    gone("kv.pick", "kv.route"),
                    gone("kv.far", "kv.other.near"),
                    gone("kv.lost", None),
                    gone("kv.made", "kv.Client.make"),
                    gone("kv.Client.post", "kv.Client.send", "method"),
                    gone("kv.old", "kv.new", "module"),
                    Record("kv.make(old)", "parameter", deprecation=Deprecation(renamed_to="new")),
                    gone("env:KV_OLD", "env:KV_NEW", "env"),
                    Record("cli:kvs --old", "cli", deprecation=Deprecation(renamed_to="--new")),
                ),
            ),
            positions=(("kv.make", ("a", "old")),),
        )
    ]
)
FILE = UserFile(Path("user.py"), "user.py", PYTHON)


def fix(code: str) -> FileFix:
    return Fixer(KNOWN).fix(FILE, code.encode())


#: What is written, what becomes of it, and why something is left.
CASES: dict[str, tuple[str, str, list[str]]] = {
    "a name": (
        "from kv import pick\npick( 1 )  # one\n",
        "from kv import route\nroute( 1 )  # one\n",
        [],
    ),
    "an alias": (
        "from kv import pick as choose, fine\nchoose()\n",
        "from kv import fine, route as choose\nchoose()\n",
        [],
    ),
    "a name that is taken": (
        "from kv import pick\nroute = 1\npick()\n",
        "from kv import route as pick\nroute = 1\npick()\n",
        [],
    ),
    "a name that others import from here": (
        "from kv import pick\n__all__ = ['pick']\n",
        "from kv import route as pick\n__all__ = ['pick']\n",
        [],
    ),
    "a name that is there already": (
        "from kv import pick, route\npick(), route()\n",
        "from kv import route\nroute(), route()\n",
        [],
    ),
    "two scopes": (
        "from kv import pick\ndef f():\n    from kv import pick\n    pick()\npick()\n",
        (
            "from kv import route as pick\ndef f():\n    from kv import route as pick\n"
            "    pick()\npick()\n"
        ),
        [],
    ),
    "one of two": (
        "try:\n    from kv import pick\nexcept ImportError:\n    pick = None\npick()\n",
        "try:\n    from kv import route as pick\nexcept ImportError:\n    pick = None\npick()\n",
        [],
    ),
    "layout and comments": (
        "from kv import (\n    far,  # far\n    pick,  # pick\n    zip,\n)\nx = [\n  pick,\n]\n",
        (
            "from kv import (\n    route,  # pick\n    zip,\n)\nfrom kv.other import near\n"
            "x = [\n  route,\n]\n"
        ),
        [],
    ),
    "another module": (
        "# top\nfrom kv import far  # why\n\nfar()\n",
        "# top\nfrom kv.other import near  # why\n\nnear()\n",
        [],
    ),
    "another module, inside": (
        "def f():\n    from kv import far, fine\n    return far()\n",
        "def f():\n    from kv import fine\n    from kv.other import near\n    return near()\n",
        [],
    ),
    "dotted names": (
        "import kv\nimport kv as k\nkv.pick(k . pick)\n",
        "import kv\nimport kv as k\nkv.route(k . route)\n",
        [],
    ),
    "dotted names of another module": (
        "import kv\nkv.far(kv.far)\n",
        "import kv\nfrom kv.other import near\nnear(near)\n",
        [],
    ),
    "dotted names of another module, taken": (
        "import kv\nnear = 1\nkv.far()\n",
        "import kv\nnear = 1\nkv.far()\n",
        ["3:1 another thing goes by the name near"],
    ),
    "members": (
        "from kv import Client\nClient().post\ndef f(c: Client): c.post(); c.x.post()\n",
        "from kv import Client\nClient().send\ndef f(c: Client): c.send(); c.x.post()\n",
        [],
    ),
    "modules": (
        "import kv.old as o\nimport kv.old\no.x\n",
        "import kv.new as o\nimport kv.old\no.x\n",
        ["2:8 names in the file begin with it"],
    ),
    "parameters": (
        "from kv import make\nmake(1, old = 2)\nmake(1, 2)\nmake(1, old=1, new=2)\n",
        "from kv import make\nmake(1, new = 2)\nmake(1, 2)\nmake(1, old=1, new=2)\n",
        ["3:9 it is given by its position; name it new", "4:9 new is given, too"],
    ),
    "text": (
        "import os, kv\nos.environ['KV_OLD']\nf(['kvs', '--old=1'])\ngetattr(kv, 'pick')\n",
        "import os, kv\nos.environ['KV_NEW']\nf(['kvs', '--new=1'])\ngetattr(kv, 'pick')\n",
        ["4:13 it is named in a text"],
    ),
    "what has no alternative": (
        "from kv import lost, made\nlost()\n",
        "from kv import lost, made\nlost()\n",
        [
            "1:16 nothing is declared to take its place",
            "1:22 kv.Client.make is no name that can be imported",
            "2:1 nothing is declared to take its place",
        ],
    ),
    "what is doubtful": (
        "from kv import *\npick()\nimport kv\nkv.pick = 1\n(kv if x else y).pick\n",
        "from kv import *\npick()\nimport kv\nkv.pick = 1\n(kv if x else y).pick\n",
        [
            "1:16 it is imported by *",
            "2:1 it is imported by *",
            "4:1 it is assigned to",
            "5:1 it may be something else, too",
        ],
    ),
    "what a comment keeps": (
        "import kv\nkv.pick()  # stability: ignore[deprecated]\nkv.pick()\n",
        "import kv\nkv.pick()  # stability: ignore[deprecated]\nkv.route()\n",
        [],
    ),
    "line breaks and other letters": (
        "import kv\r\nä = 'ö', kv.pick\r\n",
        "import kv\r\nä = 'ö', kv.route\r\n",
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_it(case: str) -> None:
    code, after, left = CASES[case]
    done = fix(code)
    assert done.content.decode() == after
    assert [f"{one.line}:{one.column} {one.reason}" for one in done.left] == left
    again = fix(after)
    assert (again.content, again.fixed) == (done.content, 0)


def test_what_is_not_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        fix("import kv\n  kv.pick\n")


# ---- whatever is written ------------------------------------------------------------------------

_IMPORTS = st.sampled_from(
    [
        "from kv import pick",
        "from kv import pick as p",
        "from kv import pick as route",
        "from kv import pick, route",
        "from kv import (\n    far,\n    pick, # a\n)",
        "from kv import far",
        "from kv import far as near",
        "import kv",
        "import kv as k",
        "from kv import Client",
        "from kv import make",
    ]
)
_USES = st.sampled_from(
    [
        "pick()",
        "p()",
        "route()",
        "far()",
        "near()",
        "kv.pick()",
        "k.far()",
        "kv.far()",
        "Client().post()",
        "kv.Client().post()",
        "make(1, old=2)",
        "k.make(1, 2)",
        "(lambda pick: pick)(7)",
        "[p for p in [5]]",
        "pick.__name__ != ''",
    ]
)
_BLOCKS = st.sampled_from(
    ["{0}", "def f():\n    {0}\nf()", "class A:\n    {0}", "if True:\n    {0}"]
)


def library() -> dict[str, ModuleType]:
    """The library, in which what is deprecated does what its alternative does."""
    kv, other = ModuleType("kv"), ModuleType("kv.other")
    vars(other)["near"] = lambda: "near"

    class Client:
        def send(self) -> str:
            return "send"

        post = send

    def make(a: int, old: int = 0, new: int = 0) -> str:
        return f"{a} {old or new}"

    vars(kv).update(
        pick=lambda: "route", route=lambda: "route", far=vars(other)["near"], Client=Client
    )
    vars(kv).update(make=make, other=other, __path__=[])
    return {"kv": kv, "kv.other": other}


def outcome(code: str, patch: pytest.MonkeyPatch) -> list[str]:
    """What the lines of a program show, or the kind of error that ends it."""
    import sys

    shown: list[str] = []
    with patch.context() as inside:
        for name, module in library().items():
            inside.setitem(sys.modules, name, module)
        try:
            exec(compile(code, "user.py", "exec"), {"show": lambda one: shown.append(repr(one))})
        except (NameError, AttributeError) as error:
            shown.append(type(error).__name__)
    return shown


@settings(deadline=None, max_examples=300)
@given(
    st.lists(_IMPORTS, min_size=1, max_size=4),
    st.lists(st.tuples(_BLOCKS, _USES), min_size=1, max_size=6),
)
def test_a_program_does_the_same_afterwards(
    imports: list[str], uses: list[tuple[str, str]]
) -> None:
    lines = [block.format(f"show({use})") for block, use in uses]
    code = "\n".join([*imports, *lines]) + "\n"
    done = fix(code)
    after = done.content.decode()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert outcome(after, patch) == outcome(code, patch), after
    again = fix(after)
    assert again.content == done.content
    assert again.fixed == 0
    assert len(again.left) == len(done.left)


@given(st.text(alphabet="abkv.pick()=\n 'from imprt", max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        done = fix("import kv\nkv.pick\n" + text)
    except (SyntaxError, ValueError):
        return
    compile(done.content, "user.py", "exec", dont_inherit=True, flags=0x400)  # as a syntax tree
