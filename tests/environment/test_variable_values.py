"""What the text of a variable is made into, and what is said of one that stands for nothing."""

from __future__ import annotations

import contextlib
import enum
import json
import traceback
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import StabilityError
from dynamo_stability.errors import EnvironmentVariableError
from dynamo_stability.surfaces.environment import Variables


class Mode(enum.Enum):
    KV = "kv"
    ROUND_ROBIN = "round-robin"


class Level(enum.IntEnum):
    LOW = 0
    HIGH = 1


def read(kind: Any, text: str, **said: Any) -> Any:
    said = {"default": None, **said}
    variable: Any = Variables().env_var("DYN_X", type=kind, **said)
    return variable.get({"DYN_X": text})


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (bool, "1", True),
        (bool, "Yes", True),
        (bool, " on ", True),
        (bool, "false", False),
        (bool, "OFF", False),
        (bool, "", False),
        (int, " -12 ", -12),
        (int, "1_000", 1000),
        (float, "1e-3", 0.001),
        (str, " as it is ", " as it is "),
        (str, "", ""),
        (Path, "/a/b", Path("/a/b")),
        (Mode, "kv", Mode.KV),
        (Mode, "ROUND-ROBIN", Mode.ROUND_ROBIN),
        (Mode, "round_robin", Mode.ROUND_ROBIN),
        (Level, "0", Level.LOW),
        (Level, "high", Level.HIGH),
        (list[int], "1, 2,3", [1, 2, 3]),
        (list[int], "", []),
        (list[int], "1,", [1]),
        (tuple[str, ...], "a,b", ("a", "b")),
        (set[Mode], "kv,kv", {Mode.KV}),
        (frozenset, "a", frozenset({"a"})),
        (list, "a,b", ["a", "b"]),
        (json.loads, '{"a": [1]}', {"a": [1]}),
        (Decimal, "1.10", Decimal("1.10")),
        (lambda text: text[::-1], "ab", "ba"),
    ],
)
def test_a_value(kind: Any, text: str, value: Any) -> None:
    found = read(kind, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (bool, "maybe", "'maybe' is not true, false, 1, 0, yes, no, on or off."),
        (int, "1.5", "'1.5' is not a whole number."),
        (int, "", "'' is not a whole number."),
        (float, "fast", "'fast' is not a number."),
        (Path, "", "'' is not a path."),
        (Mode, "random", "'random' is not one of 'kv', 'round-robin'."),
        (list[int], "1,x", "'1,x' is not a whole number."),
        (list[str], "a,,b", "'a,,b' is not a list without empty items."),
        (json.loads, "{", "'{' is not what loads takes (JSONDecodeError: "),
        (Decimal, "x", "'x' is not what Decimal takes (InvalidOperation: "),
    ],
)
def test_a_bad_value(kind: Any, text: str, problem: str) -> None:
    with pytest.raises(EnvironmentVariableError) as caught:
        read(kind, text)
    assert isinstance(caught.value, (StabilityError, ValueError))
    assert isinstance(caught.value, ValueError)
    assert str(caught.value).startswith(f"Cannot read DYN_X: {problem}")
    assert str(caught.value).endswith("Change or unset it.")
    assert caught.value.variable == "DYN_X"


def test_a_long_value_is_not_shown_as_a_whole() -> None:
    with pytest.raises(EnvironmentVariableError) as caught:
        read(int, "x" * 100_000)
    assert len(str(caught.value)) < 400


def test_choices() -> None:
    assert read(int, "2", choices=(1, 2)) == 2
    assert read(list[str], "a,b", choices=["a", "b"]) == ["a", "b"]
    with pytest.raises(EnvironmentVariableError, match=r"'3' is not one of '1', '2'\. Change"):
        Variables().env_var("DYN_Y", type=int, choices=[1, 2]).get({"DYN_Y": "3"})


def test_a_separator_of_the_list() -> None:
    assert read(list[Path], "/a:/b", separator=":") == [Path("/a"), Path("/b")]


def test_a_bug_of_a_converter_is_no_bad_value() -> None:
    with pytest.raises(AttributeError):
        read(lambda text: text.no_such_method(), "x")


# ---- what is not set ----------------------------------------------------------------------------


def test_a_default() -> None:
    variables = Variables()
    assert variables.env_var("DYN_A").get({}) is None
    assert variables.env_var("DYN_B", type=int, default=3).get({}) == 3
    assert variables.env_var("DYN_C", type=int, default="auto")({}) == "auto"


def test_a_default_that_can_be_changed_is_copied() -> None:
    variable = Variables().env_var("DYN_D", type=list[int], default=[1])
    variable.get({}).append(2)
    assert variable.get({}) == [1]


def test_a_required_variable() -> None:
    variable = Variables().env_var("DYN_E", required=True, help="Where to send it.")
    assert variable.get({"DYN_E": "x"}) == "x"
    with pytest.raises(EnvironmentVariableError) as caught:
        variable.get({})
    assert str(caught.value) == "Cannot read DYN_E (Where to send it): it is not set. Set it."


def test_the_environment_of_the_process_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    variable = Variables().env_var("DYN_F", type=int, default=0)
    assert (variable.is_set(), variable.get()) == (False, 0)
    monkeypatch.setenv("DYN_F", "1")
    assert (variable.is_set(), variable.get(), variable()) == (True, 1, 1)
    monkeypatch.setenv("DYN_F", "2")
    assert variable.get() == 2


# ---- secrets ------------------------------------------------------------------------------------

SECRET = "hunter2-hunter2"


def told(error: BaseException) -> str:
    """Everything that a report of an error would show of it and of what led to it."""
    chain: BaseException | None = error
    text = ""
    while chain is not None:
        text += "".join(traceback.format_exception_only(type(chain), chain)) + repr(chain.args)
        chain = chain.__context__
    return text


@pytest.mark.parametrize(
    "name",
    ["DYN_TOKEN", "DYN_API_KEY", "DYN_APIKEYS", "DYN_DB_PASSWORD", "DYN_SECRET_2", "DYN_KEY_FILE"],
)
@pytest.mark.parametrize("kind", [bool, int, float, Mode, list[int], json.loads, Decimal])
def test_a_secret_is_never_shown(name: str, kind: Any) -> None:
    variable: Any = Variables().env_var(name, type=kind)
    assert variable.is_secret
    with pytest.raises(EnvironmentVariableError) as caught:
        variable.get({name: SECRET})
    assert SECRET not in told(caught.value)
    assert f"Cannot read {name}: its value, which is kept secret, is not " in str(caught.value)


def test_two_secrets_that_differ_are_not_shown() -> None:
    variable = Variables().env_var("DYN_TOKEN")
    with pytest.raises(EnvironmentVariableError) as caught:
        variable.get({"DYN_TOKEN": SECRET, "DYN_BETA_TOKEN": SECRET + "x"})
    assert SECRET not in told(caught.value)
    assert SECRET not in repr(variable)


def test_what_only_looks_like_a_secret() -> None:
    variables = Variables()
    assert not variables.env_var("DYN_TOKENIZER").is_secret
    assert not variables.env_var("DYN_MAX_TOKENS", secret=False).is_secret
    assert variables.env_var("DYN_LOGIN", secret=True).is_secret


@given(st.sampled_from([bool, int, float, Path, Mode, list[int], set[float]]), st.text())
def test_any_text_is_a_value_or_one_error(kind: Any, text: str) -> None:
    from dynamo_stability.surfaces import environment_registry

    environment_registry._declared.clear()
    variable: Any = Variables().env_var("DYN_ANY", type=kind)
    with contextlib.suppress(EnvironmentVariableError):
        variable.get({"DYN_ANY": text})
