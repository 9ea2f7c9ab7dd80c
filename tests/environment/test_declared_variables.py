"""Environment variables that are declared: their values, their names, and what is told of them."""

from __future__ import annotations

import enum
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from writing import write_files

from dynamo_stability import (
    DeprecatedWarning,
    ExperimentalWarning,
    MarkError,
    Tier,
    allow,
    beta,
    deprecated,
    experimental,
    observe,
    rearm,
)
from dynamo_stability.surfaces import environment
from dynamo_stability.surfaces.environment import (
    VariableError,
    declared_variables,
    env_var,
    unknown_variables,
    variables_table,
)


class Mode(enum.Enum):
    FAST = "quick"
    SAFE = 2


@pytest.fixture(autouse=True)
def nothing_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test declares what it needs."""
    monkeypatch.setattr(environment, "_declared", {})
    for name in list(os.environ):
        if name.startswith("DYN_"):
            monkeypatch.delenv(name)


# ---- values -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (bool, "1", True),
        (bool, "On", True),
        (bool, " false ", False),
        (int, "42", 42),
        (int, " -3 ", -3),
        (float, "1e3", 1000.0),
        (str, " as it is ", " as it is "),
        (str, "", ""),
        (Path, "/tmp/x", Path("/tmp/x")),
        (Mode, "fast", Mode.FAST),
        (Mode, "QUICK", Mode.FAST),
        (Mode, "2", Mode.SAFE),
        (list[int], "1, 2,,3", [1, 2, 3]),
        (tuple[str, ...], "a,b", ("a", "b")),
        (set[Mode], "safe,fast", {Mode.FAST, Mode.SAFE}),
        (list, "a,b", ["a", "b"]),
        (lambda text: text[::-1], "abc", "cba"),
    ],
)
def test_values(kind: Any, text: str, value: object) -> None:
    assert env_var("DYN_X", type=kind).get({"DYN_X": text}) == value


@pytest.mark.parametrize(
    ("kind", "text", "allowed"),
    [
        (bool, "maybe", "1/true/yes/on/0/false/no/off"),
        (int, "3.5", "a whole number"),
        (float, "fast", "a number"),
        (Mode, "slow", "fast, safe"),
        (list[int], "1,x", "a whole number, separated by commas"),
    ],
)
def test_what_is_no_value(kind: Any, text: str, allowed: str) -> None:
    with pytest.raises(VariableError) as caught:
        env_var("DYN_X", type=kind).get({"DYN_X": text})
    assert str(caught.value) == (
        f"Cannot read DYN_X: {text!r} is no value of it. Allowed: {allowed}."
    )


def test_choices() -> None:
    level = env_var("DYN_LEVEL", type=int, default=1, choices=[1, 2])
    assert (level.get({"DYN_LEVEL": "2"}), level.get({})) == (2, 1)
    with pytest.raises(VariableError, match=r"'3' is no value of it\. Allowed: 1, 2\."):
        level.get({"DYN_LEVEL": "3"})
    with pytest.raises(MarkError, match="with the default 7: allowed are 1, 2"):
        env_var("DYN_OTHER", type=int, default=7, choices=[1, 2])


def test_a_function_of_the_project_may_say_why() -> None:
    def port(text: str) -> int:
        if not 0 < int(text) < 65536:
            raise ValueError("ports end at 65535")
        return int(text)

    with pytest.raises(VariableError, match=r"'70000' is no value of it \(ports end at 65535\)"):
        env_var("DYN_PORT", type=port).get({"DYN_PORT": "70000"})


@pytest.mark.parametrize("kind", [bool, int, Mode, list[str]])
def test_an_empty_text_leaves_a_variable_unset(kind: Any) -> None:
    one = env_var("DYN_X", type=kind)
    assert (one.get({"DYN_X": ""}), one.is_set({"DYN_X": ""})) == (None, False)


def test_secrets_are_not_shown() -> None:
    with pytest.raises(VariableError) as caught:
        env_var("DYN_API_KEY", type=int).get({"DYN_API_KEY": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_it_is_read_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    size = env_var("DYN_SIZE", type=int, default=1)
    assert (size(), size.is_set()) == (1, False)
    monkeypatch.setenv("DYN_SIZE", "5")
    assert (size(), size.is_set()) == (5, True)


# ---- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "names"),
    [
        ("experimental", ("DYN_EXPERIMENTAL_X",)),
        (experimental("new"), ("DYN_EXPERIMENTAL_X",)),
        (beta, ("DYN_BETA_X", "DYN_EXPERIMENTAL_X")),
        (Tier.STABLE, ("DYN_X", "DYN_BETA_X", "DYN_EXPERIMENTAL_X")),
        (None, ("DYN_X", "DYN_BETA_X", "DYN_EXPERIMENTAL_X")),
    ],
)
def test_the_tier_is_in_the_name(tier: Any, names: tuple[str, ...]) -> None:
    one = env_var("DYN_X", tier=tier)
    assert (one.name, *one.older_names) == names
    assert one.record.name == f"env:{names[0]}"


def test_a_name_may_say_the_tier_itself() -> None:
    one = env_var("DYN_EXPERIMENTAL_X")
    assert (one.name, one.record.tier) == ("DYN_EXPERIMENTAL_X", Tier.EXPERIMENTAL)


def test_a_name_that_contradicts_the_tier() -> None:
    with pytest.raises(MarkError, match=r"its name says that it is experimental\. Call it DYN_X\."):
        env_var("DYN_EXPERIMENTAL_X", tier="stable")


def test_prefixes_of_other_projects() -> None:
    assert env_var("RAY_TUNE", tier="beta").name == "RAY_BETA_TUNE"
    assert env_var("MY_APP_TUNE", tier="beta", prefix="MY_APP_").name == "MY_APP_BETA_TUNE"


def test_older_names_keep_working_and_name_the_new_one() -> None:
    one = env_var("DYN_X", type=int, older_names=["DYN_OLD"])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert one.get({"DYN_EXPERIMENTAL_X": "3"}) == 3
        assert one.get({"DYN_OLD": "4"}) == 4
    assert [str(each.message) for each in told] == [
        "DYN_EXPERIMENTAL_X is deprecated. Use DYN_X instead.",
        "DYN_OLD is deprecated. Use DYN_X instead.",
    ]


def test_two_names_that_hold_the_same() -> None:
    one = env_var("DYN_X", type=bool)
    with pytest.warns(DeprecatedWarning, match="DYN_BETA_X is deprecated"):
        assert one.get({"DYN_BETA_X": "yes", "DYN_X": "1"}) is True


def test_two_names_that_hold_different_things() -> None:
    one = env_var("DYN_X", type=int)
    with pytest.raises(VariableError) as caught:
        one.get({"DYN_BETA_X": "2", "DYN_X": "1"})
    assert str(caught.value) == (
        "Cannot read DYN_X: it is '1', but DYN_BETA_X, an older name of it, is '2'. "
        "Unset DYN_BETA_X."
    )


def test_a_variable_is_declared_once() -> None:
    first = env_var("DYN_X", type=int, default=1)
    assert env_var("DYN_X", type=int, default=1) is first
    with pytest.raises(MarkError, match="DYN_X is declared already, in another way"):
        env_var("DYN_X", type=int, default=2)
    with pytest.raises(MarkError, match="DYN_BETA_X is declared already"):
        env_var("DYN_X", tier="beta")
    assert declared_variables() == (first,)


# ---- what is told -------------------------------------------------------------------------------


TUNED = "DYN_EXPERIMENTAL_X is experimental and may change or go without notice:"


def test_what_is_set_is_told_once_and_a_default_never() -> None:
    one = env_var("DYN_X", type=int, default=1, tier=experimental("tuning"), feature="kv")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert one.get({}) == 1
        assert told == []
        for _ in range(3):
            one.get({"DYN_EXPERIMENTAL_X": "2"})
    assert [(str(one.message), one.category) for one in told] == [
        (f"{TUNED} tuning. Feature: kv.", ExperimentalWarning)
    ]
    rearm()
    with pytest.warns(ExperimentalWarning):
        one.get({"DYN_EXPERIMENTAL_X": "2"})


def test_a_deprecated_variable() -> None:
    mark = deprecated(since="1.4", remove_in="9.0", alternative="DYN_NEW")
    with pytest.warns(DeprecatedWarning, match=r"DYN_X is deprecated since 1\.4 .* DYN_NEW"):
        env_var("DYN_X", tier=mark).get({"DYN_X": "a"})


@pytest.mark.parametrize("tier", ["beta", "stable"])
def test_settled_tiers_say_nothing(tier: str) -> None:
    one = env_var("DYN_X", tier=tier)
    assert one.get({one.name: "a"}) == "a"


def test_allow_and_observe_hold() -> None:
    one = env_var("DYN_X", tier="experimental")
    seen: list[str] = []
    with observe(lambda use: seen.append(use.record.name)), allow("env:DYN_EXPERIMENTAL_X"):
        one.get({"DYN_EXPERIMENTAL_X": "a"})
    assert seen == ["env:DYN_EXPERIMENTAL_X"]


PROGRAM = """
from dynamo_stability import experimental
from dynamo_stability.surfaces.environment import env_var

size = env_var("DYN_SIZE", type=int, default=1, tier=experimental)
print(size.get(), size.get())
"""


@pytest.mark.parametrize(
    ("environ", "output", "errors"),
    [
        ({}, "1 1\n", ""),
        (
            {"DYN_EXPERIMENTAL_SIZE": "4"},
            "4 4\n",
            f"app.py: warning: {TUNED.replace('_X', '_SIZE').rstrip(':')}.\n",
        ),
        ({"DYN_EXPERIMENTAL_SIZE": "4", "DYNAMO_STABILITY": "ignore:experimental"}, "4 4\n", ""),
    ],
)
def test_a_terminal_user_reads_one_line(
    tmp_path: Path, environ: dict[str, str], output: str, errors: str
) -> None:
    write_files(tmp_path, {"app.py": PROGRAM})
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=tmp_path,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == (output, errors)


# ---- all of them --------------------------------------------------------------------------------


def test_unknown_variables() -> None:
    env_var("DYN_ROUTER_MODE")
    env_var("DYN_CACHE", tier="beta")
    environ = {
        "DYN_ROUTER_MOD": "kv",
        "DYN_CACHE": "1",
        "DYN_ROUTER_MODE": "kv",
        "DYN_99": "x",
        "HOME": "/",
    }
    assert unknown_variables("DYN_", environ, known=["DYN_99"]) == (
        "DYN_CACHE is set, but the variable is called DYN_BETA_CACHE.",
        "DYN_ROUTER_MOD is set, but there is no such variable; did you mean 'DYN_ROUTER_MODE'?",
    )


def test_a_table_for_documentation() -> None:
    env_var("DYN_CACHE", type=bool, default=False, tier="experimental", help="Keep | share blocks.")
    env_var("DYN_TOKEN", default="abc")
    assert variables_table() == (
        "| Variable | Type | Default | Tier | About |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `DYN_EXPERIMENTAL_CACHE` | `bool` | `False` | experimental | Keep \\| share blocks. |\n"
        "| `DYN_TOKEN` | `str` | `...` | stable |  |\n"
    )
