"""What the collector finds in Python sources."""

from __future__ import annotations

import pytest
from variables_under_test import Collect, places, variable

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.collect.environment import EnvironmentOptions, VariableRule

# ---- reads --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "import os; os.environ['DYN_X']",
        "import os; os.environ.get('DYN_X')",
        "import os; os.environ.get(key='DYN_X')",
        "import os; os.getenv('DYN_X')",
        "import os; os.environ.pop('DYN_X', None)",
        "import os; os.environ.setdefault('DYN_X', '')",
        "import os; 'DYN_X' in os.environ",
        "import os; 'DYN_X' not in os.environ.keys()",
        "import os as system; system.environ['DYN_X']",
        "from os import environ; environ['DYN_X']",
        "from os import environ as env; env.get('DYN_X')",
        "from os import getenv as read; read('DYN_X')",
        "import os; env = os.environ; env['DYN_X']",
        "import os; get = os.environ.get; get('DYN_X')",
        "import os\ndef f():\n    env = os.environ.copy()\n    return env.get('DYN_X')",
        "import os\ndef f():\n    env = dict(os.environ)\n    return env['DYN_X']",
        "import os\ndef f(env=os.environ): return env['DYN_X']",
        "import os\ndef f(env=None):\n    env = env or os.environ\n    return env['DYN_X']",
        "import os\ndef f(e=None):\n    e = os.environ if e is None else e\n    return e['DYN_X']",
        "from typing import Mapping\ndef f(environ: Mapping[str, str]): return environ['DYN_X']",
        "import os\nX = 'DYN_X'\nos.environ[X]",
        "import os\nP = 'DYN_'\nX = f'{P}X'\nos.environ[X]",
        "import os\nP = 'DYN_'\nos.environ[P + 'X']",
        "import os\nos.environ['dyn_x'.upper()]",
        "import os\nclass Names:\n    X = 'DYN_X'\nos.environ[Names.X]",
        "import os, enum\nclass Names(enum.Enum):\n    X = 'DYN_X'\nos.environ[Names.X.value]",
        "import os\nclass A:\n    X = 'DYN_X'\n    def f(self): return os.environ[self.X]",
        "import os\nfor name in ('DYN_X',):\n    os.environ.get(name)",
        "import os\ndef f():\n    for name in ['DYN_X']:\n        os.environ.get(name)",
        "import os\n[os.environ[n] for n in ('DYN_X',)]",
        "import os\n{n: os.environ[n] for n, _ in {'DYN_X': 1}.items()}",
        "import os\nT = {'a': ('DYN_X',)}\nfor k, v in T.items():\n    [os.environ[n] for n in v]",
        "import os\nF = ('A',) + ('X',)\ndef f():\n    for n in F: os.environ.get('DYN_' + n)",
        "import os\nx = lambda: os.environ['DYN_X']",
        "import os\nif (value := os.environ.get('DYN_X')): ...",
        "import os\ntry: ...\nexcept OSError: os.environ['DYN_X']",
        "import click\n@click.option('--x', envvar='DYN_X')\ndef f(x): ...",
        "import typer\nx = typer.Option(None, envvar=['DYN_X', 'OTHER'])",
        "p.add_argument('--x', env_var='DYN_X')",
    ],
)
def test_a_read(collect: Collect, text: str) -> None:
    found = collect(text)
    assert found.problems == ()
    assert len(places(found, "DYN_X")) == 1
    assert found.unnamed == ()
    record = variable(found, "DYN_X").record
    assert record is not None
    assert (record.name, record.kind, record.tier) == ("env:DYN_X", "env", Tier.STABLE)


@pytest.mark.parametrize(
    "text",
    [
        "import os; os.environ['DYN_X'] = '1'",
        "import os; del os.environ['DYN_X']",
        "environ = {}; environ['DYN_X']",
        "import os\ndef f(os): return os.environ['DYN_X']",
        "import os; os.environment['DYN_X']",
        "import os; os.environ.update(DYN_X='1')",
        "'''os.environ['DYN_X']'''",
    ],
)
def test_what_is_no_read(collect: Collect, text: str) -> None:
    assert collect(text).variables == ()


def test_a_name_of_another_module(collect: Collect) -> None:
    found = collect(
        {
            "app/__init__.py": "",
            "app/names.py": "PREFIX = 'DYN_'\nclass Env:\n    MODE = PREFIX + 'MODE'\n",
            "app/again.py": "from app.names import *\nfrom .names import Env as Names",
            "app/main.py": "import os\nfrom app.again import Names\nos.environ[Names.MODE]\n",
        }
    )
    assert places(found, "DYN_MODE") == ["app/main.py:3"]


def test_several_names_of_one_place(collect: Collect) -> None:
    found = collect("import os\nfor n in ('DYN_A', 'DYN_B'):\n    os.environ.get(n)")
    assert [one.name for one in found.variables] == ["DYN_A", "DYN_B"]
    found = collect("import os\nos.environ['DYN_C' if x else 'DYN_D']")
    assert [one.name for one in found.variables] == ["DYN_C", "DYN_D"]


def test_a_name_that_nobody_can_tell(collect: Collect) -> None:
    found = collect("import os\nos.environ[input()]\ndef f(name): return os.environ[name]\n")
    assert found.variables == ()
    assert [str(one) for one in found.unnamed] == ["prog.py:2", "prog.py:3"]


@pytest.mark.parametrize(
    ("read", "kind", "default"),
    [
        ("os.environ.get('DYN_X', '5')", None, "5"),
        ("int(os.environ.get('DYN_X', 5))", "int", "5"),
        ("float(os.getenv('DYN_X') or -0.5)", "float", "-0.5"),
        ("os.environ.get('DYN_X', 'no').lower() in ('1', 'true')", "bool", "no"),
        ("os.environ.get('DYN_X') == '1'", "bool", None),
        ("os.environ.get('DYN_X') == 'kv'", "str", None),
        ("os.environ['DYN_X'].split(',')", "list[str]", None),
        ("Path(os.environ.get('DYN_X', HOME))", "Path", "/home"),
        ("json.loads(os.environ['DYN_X'])", "json", None),
        ("os.environ.get('DYN_X', None)", None, None),
        ("os.environ.get('DYN_X', str(1 + 1))", None, "1 + 1"),
        (f"os.environ.get('DYN_X', input('{'x' * 70}'))", None, "..."),
        ("click.option('--x', envvar='DYN_X', type=int, default=3)", "int", "3"),
    ],
)
def test_types_and_defaults(collect: Collect, read: str, kind: str, default: str) -> None:
    found = collect(f"import os\nHOME = '/home'\n{read}\n")
    one = variable(found, "DYN_X")
    assert (one.type, one.default) == (kind, default)


def test_defaults_of_secrets_are_hidden(collect: Collect) -> None:
    found = collect(
        """
        import os
        os.environ.get("DYN_TOKEN", "swordfish")
        os.environ.get("DYN_MAX_TOKENS", 1024)
        os.environ.get("DYN_KEY", make())
        """
    )
    assert [one.default for one in found.variables] == ["make()", "1024", "(hidden)"]
    assert "swordfish" not in repr(found)


# ---- functions that read what their callers name ------------------------------------------------


def test_a_function_of_the_sources(collect: Collect) -> None:
    found = collect(
        {
            "app/__init__.py": "",
            "app/env.py": """
                import os
                def flag(name: str, default: bool = False) -> bool:
                    value = os.environ.get("DYN_" + name.upper(), default)
                    return value in (True, "1")
                def port(name, default="80"):
                    return _number(name, default)
                def _number(key, fallback):
                    return int(os.environ.get(key, fallback))
                """,
            "app/main.py": """
                from app.env import flag as switch, port
                switch("a")
                switch(name="b", default=True)
                class Settings:
                    @staticmethod
                    def one(name): return port(f"{name}_PORT", default="1")
                    def two(self): return self.read("DYN_TWO")
                    def read(self, name): return port(name)
                Settings.one("DYN_ONE")
                """,
        }
    )
    assert found.unnamed == ()
    known = {
        one.name: (one.type, one.default, [str(p) for p in one.reads]) for one in found.variables
    }
    assert known == {
        "DYN_A": ("bool", "False", ["app/main.py:3"]),
        "DYN_B": ("bool", "True", ["app/main.py:4"]),
        "DYN_ONE_PORT": ("int", "1", ["app/main.py:10"]),
        "DYN_TWO": ("int", "80", ["app/main.py:8"]),
    }


def test_a_default_that_is_a_name(collect: Collect) -> None:
    found = collect("import os\ndef f(name='DYN_A'): return os.environ[name]\nf('DYN_B')\n")
    assert [one.name for one in found.variables] == ["DYN_A", "DYN_B"]


def test_functions_that_the_project_names(collect: Collect) -> None:
    rule = VariableRule("acme.settings.read", variable="key", default=("2",), returns="bool")
    text = "from acme.settings import read as r\nr('x', 1, False, key='DYN_X')\nr(key=None)\n"
    one = variable(collect(text, EnvironmentOptions(helpers=(rule,))), "DYN_X")
    assert (one.type, one.default) == ("bool", "False")
    assert collect(text).variables == ()


# ---- declarations -------------------------------------------------------------------------------

DECLARED = """
    import enum
    from dynamo_stability import Tier, beta, deprecated, experimental
    from dynamo_stability.surfaces import environment
    from dynamo_stability.surfaces.environment import Variables, env_var as declare

    CACHING = declare("DYN_CACHING", type=bool, default=False, tier="experimental", feature="kv")
    MODE = declare("DYN_MODE", tier=Tier.BETA, choices=("kv", "random"), help="How to route.")
    TUNED = environment.env_var("DYN_TUNED", type=int, tier=experimental("tuned", since="1.1"))
    OVER = deprecated(since="1.1", alternative="DYN_MODE")
    GONE = declare("DYN_GONE", tier=[beta], deprecated=OVER)
    NAMES = {"OLD": deprecated(remove_in="2.0"), "OLDER": None}
    MOVED = declare("DYN_MOVED", deprecated_aliases=NAMES)
    GROUP = Variables(prefix="RAY_")
    class Settings:
        chunk = GROUP.env_var("RAY_CHUNK", default=8, type=int, tier="beta")
    declare("DYN_SPOT", since="1.2").get()
    print(CACHING.get(), MODE(), TUNED, GONE, MOVED.get(), Settings().chunk.get())
    """


def test_declarations(collect: Collect) -> None:
    found = collect(DECLARED)
    assert found.problems == ()
    assert {one.name: (one.type, one.default, one.stage) for one in found.variables} == {
        "DYN_BETA_GONE": ("str", None, "deprecated"),
        "DYN_BETA_MODE": ("str", None, "beta"),
        "DYN_EXPERIMENTAL_CACHING": ("bool", "False", "experimental"),
        "DYN_EXPERIMENTAL_TUNED": ("int", None, "experimental"),
        "DYN_MOVED": ("str", None, "stable"),
        "DYN_SPOT": ("str", None, "stable"),
        "RAY_BETA_CHUNK": ("int", "8", "beta"),
    }
    assert found.findings == ()
    for one in found.variables:
        assert [place.line for place in one.reads] == [17 if one.name == "DYN_SPOT" else 18]
    mode = variable(found, "DYN_BETA_MODE")
    assert (mode.choices, mode.help) == (("kv", "random"), "How to route.")


def test_records(collect: Collect) -> None:
    records = {one.name: one for one in collect(DECLARED).records}
    assert records["env:DYN_EXPERIMENTAL_CACHING"] == Record(
        "env:DYN_EXPERIMENTAL_CACHING",
        "env",
        tier=Tier.EXPERIMENTAL,
        feature="kv",
        source="prog.py:7",
    )
    assert records["env:DYN_EXPERIMENTAL_TUNED"].since == "1.1"
    assert records["env:DYN_EXPERIMENTAL_TUNED"].reason == "tuned"
    assert records["env:DYN_BETA_GONE"].deprecation == Deprecation(
        since="1.1", alternative="DYN_MODE"
    )
    assert records["env:OLD"].deprecation == Deprecation(remove_in="2.0", renamed_to="DYN_MOVED")
    assert records["env:OLDER"].deprecation == Deprecation(renamed_to="DYN_MOVED")


def test_a_function_that_declares(collect: Collect) -> None:
    rule = VariableRule("acme.declare", declares=True, tier="level", type="kind")
    found = collect(
        "import acme\nX = acme.declare('DYN_X', 1, level='beta', kind=int)\nX.get()\n",
        EnvironmentOptions(helpers=(rule,)),
    )
    one = variable(found, "DYN_BETA_X")
    assert (one.type, one.default, one.stage, str(one.declared)) == (
        "int",
        "1",
        "beta",
        "prog.py:2",
    )


def test_uses_in_other_modules(collect: Collect) -> None:
    found = collect(
        {
            "app/__init__.py": "",
            "app/settings.py": """
                from dynamo_stability.surfaces.environment import env_var
                A = env_var("DYN_A")
                B = env_var("DYN_B")
                C = env_var("DYN_C")
                """,
            "app/one.py": "from app.settings import A as first\nfirst.get()\n",
            "app/two.py": "from app import settings\nsettings.B.get()\n",
            "app/three.py": "import app.other\nC = 1\nC\napp.other.C\n",
            "app/other.py": "C = 2\n",
        }
    )
    assert places(found, "DYN_A") == []  # `first` is not the word that is looked for
    assert places(found, "DYN_B") == ["app/two.py:2"]
    assert places(found, "DYN_C") == []


def test_prefixes_of_the_project(collect: Collect) -> None:
    text = "import os\nfor n in ('RAY_BETA_X', 'RAY_X', 'DYN_X', 'HOME'): os.environ[n]\n"
    found = collect(text, EnvironmentOptions(prefixes=("RAY_",)))
    assert {one.name: one.stage for one in found.variables} == {
        "DYN_X": "",
        "HOME": "",
        "RAY_BETA_X": "beta",
        "RAY_X": "stable",
    }
    assert [one.name for one in found.records] == ["env:RAY_BETA_X", "env:RAY_X"]


def test_tests_are_left_out(collect: Collect) -> None:
    files = {"app/__init__.py": "", "app/tests/test_x.py": "import os; os.environ['DYN_X']"}
    assert collect(files).variables == ()
    assert len(collect(files, EnvironmentOptions(exclude=())).variables) == 1


def test_the_order_of_files_does_not_matter(collect: Collect) -> None:
    text = "import os\nos.environ.get('DYN_X', '{}')\n"
    found = collect({"b.py": text.format(2), "a.py": text.format(1), "c.py": text.format(3)})
    assert variable(found, "DYN_X").defaults == ("1", "2", "3")
    assert places(found, "DYN_X") == ["a.py:2", "b.py:2", "c.py:2"]
