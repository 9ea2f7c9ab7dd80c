"""What is declared as a table, and what is set without being declared."""

from __future__ import annotations

import enum

import pytest

from dynamo_stability import deprecated
from dynamo_stability.surfaces.environment import (
    Variables,
    declared_variables,
    env_var,
    unknown_variables,
    variables_table,
)


class Mode(enum.Enum):
    KV = "kv"
    ROUND_ROBIN = "round-robin"


def declare() -> None:
    env_var("DYN_MODE", type=Mode, default=Mode.KV, choices=list(Mode), help="How | why.")
    env_var("DYN_ON", type=bool, default=True, tier="beta")
    env_var("DYN_HOSTS", type=list[str], default=["a", "b"], deprecated_aliases=["OLD_HOSTS"])
    env_var("DYN_TOKEN", default="swordfish")
    env_var("DYN_KEY", required=True)
    env_var("DYN_OLD", deprecated=deprecated(since="1.1", alternative="DYN_MODE"))


def test_the_table() -> None:
    declare()
    assert variables_table() == (
        "| Variable | Type | Default | Tier | About |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `DYN_BETA_ON` | `bool` | `true` | beta |  |\n"
        "| `DYN_HOSTS` | `list[str]` | `a,b` | stable |  |\n"
        "| `OLD_HOSTS` |  |  | deprecated | [DEPRECATED, use DYN_HOSTS] |\n"
        "| `DYN_KEY` | `str` | (required) | stable |  |\n"
        "| `DYN_MODE` | `kv` \\| `round-robin` | `kv` | stable | How \\| why. |\n"
        "| `DYN_OLD` | `str` |  | deprecated | [DEPRECATED since 1.1, use DYN_MODE] |\n"
        "| `DYN_TOKEN` | `str` | `(hidden)` | stable |  |\n"
    )


def test_the_variables_of_a_group() -> None:
    declare()
    group = Variables("RAY_")
    chunk = group.env_var("RAY_CHUNK", type=int, default=0)
    assert group.declared() == (chunk,)
    assert group.table().splitlines()[2:] == ["| `RAY_CHUNK` | `int` | `0` | stable |  |"]
    assert chunk in declared_variables()
    assert [one.name for one in declared_variables()] == sorted(
        one.name for one in declared_variables()
    )
    assert [one.name for one in group.unknown({"RAY_CHUNKS": "", "DYN_MOD": ""})] == ["RAY_CHUNKS"]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("DYN_MOED", "DYN_MODE"),
        ("DYN_ON", "DYN_BETA_ON"),
        ("DYN_EXPERIMENTAL_HOST", "DYN_HOSTS"),
        ("DYN_OLD_HOSTS", "DYN_HOSTS"),
        ("DYN_COMPLETELY_DIFFERENT", None),
    ],
)
def test_an_unknown_variable(name: str, nearest: str | None) -> None:
    declare()
    (unknown,) = unknown_variables({name: "value", "PATH": "", "DYN_MODE": "", "OLD_HOSTS": ""})
    assert (unknown.name, unknown.nearest) == (name, nearest)
    meant = "." if nearest is None else f"; did you mean {nearest!r}?"
    assert str(unknown) == f"{name} is set, but no such variable is declared{meant}"


def test_what_others_read_is_known() -> None:
    declare()
    environ = {"DYN_RUNTIME_THREADS": "1", "DYN_BETA_MODE": "kv", "DYN_X": "1"}
    found = unknown_variables(environ, known=["DYN_RUNTIME_*"])
    assert [one.name for one in found] == ["DYN_X"]


def test_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYN_NOBODY_KNOWS", "1")
    assert "DYN_NOBODY_KNOWS" in {one.name for one in unknown_variables()}
    assert "DYN_NOBODY_KNOWS" in {one.name for one in unknown_variables(prefix="DYN_N")}
    assert unknown_variables(prefix="NOBODY_HAS_THIS_") == ()
