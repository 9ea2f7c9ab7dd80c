"""The prefix rule: what a variable is called, and which of its names count."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import DeprecatedWarning, RecordError, Tier, beta, deprecated, experimental
from dynamo_stability.errors import EnvironmentVariableError, MarkError
from dynamo_stability.surfaces.environment import Variables, env_var
from dynamo_stability.surfaces.environment_names import (
    is_secret_name,
    name_in,
    names_of,
    split_name,
)


@pytest.mark.parametrize(
    ("written", "tier", "name"),
    [
        ("DYN_X", None, "DYN_X"),
        ("DYN_X", "stable", "DYN_X"),
        ("DYN_X", "beta", "DYN_BETA_X"),
        ("DYN_X", Tier.EXPERIMENTAL, "DYN_EXPERIMENTAL_X"),
        ("DYN_X", experimental("being tuned"), "DYN_EXPERIMENTAL_X"),
        ("DYN_X", [beta, deprecated("gone soon")], "DYN_BETA_X"),
        ("DYN_EXPERIMENTAL_X", None, "DYN_EXPERIMENTAL_X"),
        ("DYN_BETA_X", "beta", "DYN_BETA_X"),
        ("DYN_BETA_", None, "DYN_BETA_"),
        ("OTHER_X", "beta", "OTHER_X"),
    ],
)
def test_the_name_in_a_tier(written: str, tier: Any, name: str) -> None:
    assert env_var(written, tier=tier).name == name


def test_the_tier_of_a_name() -> None:
    assert env_var("DYN_BETA_X").record.tier is Tier.BETA
    assert env_var("DYN_Y").record.tier is Tier.STABLE
    variable = env_var("DYN_Z", tier=experimental("being tuned", feature="kv"), since="1.1")
    assert (variable.record.reason, variable.record.feature) == ("being tuned", "kv")
    assert (variable.record.name, variable.record.kind) == ("env:DYN_EXPERIMENTAL_Z", "env")
    assert variable.record.since == "1.1"


@pytest.mark.parametrize("tier", ["stable", "beta"])
def test_a_name_that_says_a_lower_tier_is_refused(tier: str) -> None:
    with pytest.raises(EnvironmentVariableError) as caught:
        env_var("DYN_EXPERIMENTAL_X", tier=tier)
    right = {"stable": "DYN_X", "beta": "DYN_BETA_X"}[tier]
    assert str(caught.value) == (
        f"Cannot declare DYN_EXPERIMENTAL_X: its name says that it is experimental, the "
        f"declaration that it is {tier}. Write {right!r}; what was its name keeps working."
    )
    assert caught.value.variable == "DYN_EXPERIMENTAL_X"
    assert env_var("DYN_X", tier=tier).name == right  # nothing is left of the refused one


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "A-B"}, "it is no name of a variable"),
        ({"name": ""}, "it is no name of a variable"),
        ({"name": "DYN_X\n"}, "it is no name of a variable"),
        ({"name": 3}, "it is no name of a variable"),
        ({"name": "DYN_"}, "nothing follows the prefix 'DYN_'"),
        ({"name": "X", "prefix": "RAY_"}, "it does not begin with the prefix 'RAY_'"),
        ({"name": "DYN_X", "prefix": "DYN-"}, "it is no prefix"),
        ({"name": "DYN_X", "required": True, "default": 1}, "it is required, so"),
        ({"name": "DYN_X", "type": dict}, "dict is no type for it"),
        ({"name": "DYN_X", "type": 3}, "int is no type for it"),
        ({"name": "DYN_X", "type": list[list[int]]}, "list is no type for it"),
        ({"name": "DYN_X", "separator": ""}, "'' separates nothing"),
        ({"name": "DYN_X", "deprecated_aliases": ["A-B"]}, "'A-B' is no older name of it"),
        ({"name": "DYN_X", "deprecated_aliases": ["DYN_X"]}, "'DYN_X' is no older name of it"),
        ({"name": "DYN_X", "former_tiers": ["stable"]}, "so stable is no former tier"),
    ],
)
def test_what_cannot_be_declared(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(EnvironmentVariableError, match=message) as caught:
        env_var(**arguments)
    assert str(caught.value).startswith("Cannot declare ")
    assert Variables().declared() == ()


def test_what_says_no_tier_or_no_deprecation() -> None:
    with pytest.raises(MarkError, match="it says no tier"):
        env_var("DYN_X", tier="alpha")
    with pytest.raises(MarkError, match="it is no deprecation"):
        env_var("DYN_X", deprecated=beta())
    with pytest.raises(MarkError, match="is no deprecation"):
        env_var("DYN_X", deprecated_aliases={"DYN_Y": beta()})
    with pytest.raises(RecordError):
        env_var("DYN_X", former_tiers=["alpha"])
    assert Variables().declared() == ()


def test_prefixes_of_other_projects() -> None:
    group = Variables("RAY_")
    assert group.env_var("RAY_X", tier="beta").name == "RAY_BETA_X"
    assert env_var("ENGINE_X", tier="beta", prefix="ENGINE_").name == "ENGINE_BETA_X"
    assert env_var("DYN_PLAIN", tier="beta", prefix="").older_names == ()
    with pytest.raises(EnvironmentVariableError, match=r"the prefix says a tier\. Pass 'DYN_'"):
        Variables("DYN_BETA_")


# ---- older names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "older"),
    [
        ("experimental", ()),
        ("beta", ("DYN_EXPERIMENTAL_X",)),
        ("stable", ("DYN_BETA_X", "DYN_EXPERIMENTAL_X")),
    ],
)
def test_the_names_of_lower_tiers_keep_working(tier: str, older: tuple[str, ...]) -> None:
    variable = env_var("DYN_X", type=int, tier=tier)
    assert variable.older_names == older
    for name in older:
        with pytest.warns(DeprecatedWarning, match=rf"^{name} is deprecated. Use {variable.name}"):
            assert variable.get({name: "3"}) == 3
        assert variable.is_set({name: ""})


def test_only_some_lower_tiers() -> None:
    assert env_var("DYN_X", former_tiers=["beta"]).older_names == ("DYN_BETA_X",)
    born_stable = env_var("DYN_Y", default="d", former_tiers=())
    assert born_stable.older_names == ()
    assert born_stable.get({"DYN_BETA_Y": "x"}) == "d"


def test_deprecated_aliases() -> None:
    variable = env_var(
        "DYN_X",
        deprecated_aliases={"OLD_X": None, "DYN_BETA_X": deprecated("Thanks.", remove_in="3.0")},
        since="1.2",
    )
    assert variable.older_names == ("DYN_BETA_X", "DYN_EXPERIMENTAL_X", "OLD_X")
    environ = {"OLD_X": "1", "DYN_BETA_X": "1"}
    with pytest.warns(DeprecatedWarning) as caught:
        variable.get(environ)
    assert [str(one.message) for one in caught] == [
        "DYN_BETA_X is deprecated and will be removed in 3.0: Thanks. Use DYN_X instead.",
        "OLD_X is deprecated since 1.2. Use DYN_X instead.",
    ]
    records = {one.name: one for one in variable.deprecated_names}
    assert set(records) == {"env:OLD_X", "env:DYN_BETA_X"}
    deprecation = records["env:OLD_X"].deprecation
    assert deprecation is not None
    assert deprecation.renamed_to == "DYN_X"


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (
            {"DYN_X": "1", "DYN_BETA_X": "0"},
            "DYN_X is '1', but its older name DYN_BETA_X is '0'. Unset DYN_BETA_X.",
        ),
        (
            {"DYN_BETA_X": "1", "DYN_EXPERIMENTAL_X": "0"},
            (
                "DYN_BETA_X is '1', but its older name DYN_EXPERIMENTAL_X is '0'. "
                "Set DYN_X instead of both."
            ),
        ),
    ],
)
def test_two_names_that_differ(environ: dict[str, str], message: str) -> None:
    variable = env_var("DYN_X", type=bool)
    with pytest.raises(EnvironmentVariableError) as caught:
        variable.get(environ)
    assert str(caught.value) == f"Cannot read DYN_X: {message}"


@pytest.mark.parametrize("other", ["1", "true", "on"])
def test_two_names_that_say_the_same(other: str) -> None:
    variable = env_var("DYN_X", type=bool)
    with pytest.warns(DeprecatedWarning, match="^DYN_BETA_X is deprecated. Use DYN_X instead.$"):
        assert variable.get({"DYN_X": "1", "DYN_BETA_X": other}) is True


def test_a_bad_value_names_the_name_that_is_set() -> None:
    variable = env_var("DYN_X", type=int)
    with pytest.raises(EnvironmentVariableError, match=r"^Cannot read DYN_BETA_X: 'x' is not"):
        variable.get({"DYN_BETA_X": "x"})


# ---- declared once ------------------------------------------------------------------------------


def test_an_equal_declaration_is_the_same_variable() -> None:
    first = env_var("DYN_X", type=int, default=1, choices=[1, 2], tier="beta")
    again = env_var("DYN_BETA_X", type=int, default=1, choices=(1, 2))
    assert again is first
    assert copy.deepcopy(first) is first


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"type": float, "default": 1}, "type"),
        ({"type": int, "default": 2}, "default"),
        ({"type": int, "default": True}, "default"),
        ({"type": int, "default": 1, "tier": "beta"}, "name, older names, stability"),
        ({"type": int, "default": 1, "feature": "kv"}, "stability"),
        ({"type": int, "default": 1, "help": "x"}, "help"),
    ],
)
def test_a_differing_declaration(said: dict[str, Any], what: str) -> None:
    first = env_var("DYN_X", type=int, default=1)
    with pytest.raises(EnvironmentVariableError) as caught:
        env_var("DYN_X", **said)
    assert f"{first.place} declares DYN_X already, with another {what}." in str(caught.value)
    assert Variables().declared() == (first,)


def test_a_name_of_another_variable() -> None:
    env_var("DYN_X", deprecated_aliases=["OLD_X"])
    with pytest.raises(EnvironmentVariableError, match="declares DYN_X already"):
        env_var("OLD_X")
    with pytest.raises(EnvironmentVariableError, match="declares DYN_X already"):
        env_var("DYN_EXPERIMENTAL_X")


def test_a_module_that_is_run_again_declares_anew() -> None:
    code = compile("x = env_var('DYN_X', default={!r})".format("a"), "settings.py", "exec")
    again = compile("x = env_var('DYN_X', default={!r})".format("b"), "settings.py", "exec")
    names: dict[str, Any] = {"env_var": env_var, "__name__": "settings"}
    exec(code, names)
    first = names["x"]
    exec(again, names)
    assert (first.get({}), names["x"].get({})) == ("a", "b")
    assert Variables().declared() == (names["x"],)
    assert names["x"].place == "settings.py:1"


# ---- the rule itself ----------------------------------------------------------------------------


@given(st.sampled_from(list(Tier)), st.from_regex(r"[A-Z][A-Z0-9_]*", fullmatch=True))
def test_a_name_is_taken_apart_as_it_was_put_together(tier: Tier, stem: str) -> None:
    if stem.startswith(("BETA_", "EXPERIMENTAL_")):
        return
    name = name_in(tier, stem, "DYN_")
    assert split_name(name, "DYN_") == (tier, stem)
    assert name in names_of(stem, "DYN_")


@pytest.mark.parametrize("name", ["DYN_SECRETKEY", "hf_token", "A_PASSWORDS", "X_CREDENTIAL9"])
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["DYN_KEYBOARD", "DYN_TOKENIZER_PATH", "DYN_MONKEYS_EAT"])
def test_names_of_others(name: str) -> None:
    assert is_secret_name(name) == ("MONKEYS" in name)  # rather one too many
