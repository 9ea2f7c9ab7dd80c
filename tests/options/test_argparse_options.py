"""Marked options of argparse, in this process."""

from __future__ import annotations

import argparse
import copy
import sys
import warnings
from typing import Any

import pytest

from dynamo_stability import (
    BetaWarning,
    DeprecatedWarning,
    ExperimentalWarning,
    MarkError,
    OverdueWarning,
    Tier,
    allow,
    beta,
    deprecated,
    experimental,
    get_stability,
    observe,
    rearm,
    set_rules,
    stable,
)
from dynamo_stability.surfaces.argparse_options import (
    ArgumentParser,
    StabilityOptions,
    add_option,
)


@pytest.fixture
def parser(request: pytest.FixtureRequest) -> ArgumentParser:
    """A parser whose program no other test has, so that its options have not been used yet."""
    return ArgumentParser(prog=request.node.name.replace("[", "-").rstrip("]"))


@pytest.fixture(autouse=True)
def rules_put_back() -> object:
    yield
    set_rules(None)


def told(parser: argparse.ArgumentParser, *arguments: str) -> list[tuple[str, str]]:
    """What parsing some arguments warns of: categories and texts."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        parser.parse_args(arguments)
    return [(one.category.__name__, str(one.message)) for one in caught]


# ---- who is told --------------------------------------------------------------------------------


def test_an_experimental_option_warns_once(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental("being tuned", feature="kv"))
    text = "--mode is experimental and may change or go without notice: being tuned. Feature: kv."
    assert told(parser, "--mode", "a") == [("ExperimentalWarning", text)]
    assert told(parser, "--mode", "a") == []


def test_once_means_once_however_many_parsers_are_made(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental)
    again = ArgumentParser(prog=parser.prog)
    again.add_argument("--mode", stability=experimental)
    assert len(told(parser, "--mode", "a")) == 1
    assert told(again, "--mode", "a") == []
    rearm(f"cli:{parser.prog} --mode")
    assert len(told(again, "--mode", "a")) == 1


def test_an_option_given_several_times_is_told_of_once(parser: ArgumentParser) -> None:
    parser.add_argument("--old", action="append", stability=deprecated(since="1.1"))
    assert len(told(parser, "--old", "a", "--old", "b")) == 1


def test_a_default_says_nothing(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", default="a", stability=experimental)
    parser.add_argument("many", nargs="*", stability=experimental)
    parser.add_argument("one", nargs="?", default="x", stability=experimental)
    parser.set_defaults(mode="b")
    assert told(parser) == []


def test_a_positional_argument_that_is_given_is_told_of(parser: ArgumentParser) -> None:
    parser.add_argument("many", nargs="*", metavar="FILE", stability=experimental)
    assert [text for _, text in told(parser, "x")] == [
        "FILE is experimental and may change or go without notice."
    ]


def test_a_deprecated_option_warns_in_its_category(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--old", stability=deprecated(since="1.1", remove_in="2.0", alternative="--new")
    )
    text = "--old is deprecated since 1.1 and will be removed in 2.0. Use --new instead."
    assert told(parser, "--old", "a") == [("DeprecatedWarning", text)]


def test_past_its_removal_an_option_is_overdue(parser: ArgumentParser) -> None:
    parser.add_argument("--old", stability=deprecated(remove_in="1.5", current_version="2.0"))
    with pytest.warns(
        OverdueWarning, match=r"--old is deprecated and was due to be removed in 1\.5"
    ):
        parser.parse_args(["--old", "a"])


@pytest.mark.parametrize("quiet", [beta, stable, Tier.BETA, "stable"])
def test_beta_and_stable_say_nothing(parser: ArgumentParser, quiet: object) -> None:
    parser.add_argument("--mode", stability=quiet)
    assert told(parser, "--mode", "a") == []


def test_beta_is_told_of_where_it_is_asked_for(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=beta)
    set_rules("warn:beta")
    with pytest.warns(BetaWarning, match="--mode is beta"):
        parser.parse_args(["--mode", "a"])


def test_a_tier_and_a_deprecation_together(parser: ArgumentParser) -> None:
    action = parser.add_argument("--mode", stability=[experimental("x"), deprecated(since="1.1")])
    record = get_stability(action)
    assert record is not None
    assert (record.tier, record.stage) == (Tier.EXPERIMENTAL, "deprecated")
    assert "[EXPERIMENTAL] [DEPRECATED since 1.1]" in parser.format_help()


# ---- filters, rules, observers ------------------------------------------------------------------


def test_a_filter_turns_the_use_into_an_error_each_time(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental)
    for _ in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(ExperimentalWarning, match="--mode is experimental"):
                parser.parse_args(["--mode", "a"])


def test_a_filter_that_names_the_option_silences_it(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental)
    parser.add_argument("--old", stability=deprecated(since="1.1"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "--mode is experimental")
        parser.parse_args(["--mode", "a"])
        with pytest.raises(DeprecatedWarning):
            parser.parse_args(["--old", "a"])


def test_pythons_own_default_filters_show_deprecations(parser: ArgumentParser) -> None:
    parser.add_argument("--old", stability=deprecated(since="1.1"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
        warnings.simplefilter("ignore", DeprecationWarning, append=True)
        parser.parse_args(["--old", "a"])
    assert len(caught) == 1


def test_inside_allow_nothing_is_told_nor_used_up(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental)
    with allow(f"cli:{parser.prog} --mode"):
        assert told(parser, "--mode", "a") == []
    assert len(told(parser, "--mode", "a")) == 1


def test_rules_hold_for_options(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental(feature="kv"))
    set_rules("ignore:feature=kv")
    assert told(parser, "--mode", "a") == []
    set_rules("always:feature=kv")
    assert len(told(parser, "--mode", "a") + told(parser, "--mode", "a")) == 2
    set_rules("error:feature=kv")
    with pytest.raises(ExperimentalWarning):
        parser.parse_args(["--mode", "a"])


def test_observers_are_told_of_the_first_use_and_where_it_was_parsed(
    parser: ArgumentParser,
) -> None:
    parser.add_argument("--mode", stability=experimental)
    uses: list[Any] = []
    with observe(uses.append), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser.parse_args(["--mode", "a"])
        line = sys._getframe().f_lineno - 1
        parser.parse_args(["--mode", "a"])
    assert [(use.record.name, use.filename, use.lineno) for use in uses] == [
        (f"cli:{parser.prog} --mode", __file__, line)
    ]


def test_a_recorded_warning_points_at_the_line_that_parsed(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental)
    with pytest.warns(ExperimentalWarning) as caught:
        parser.parse_args(["--mode", "a"])
    line = sys._getframe().f_lineno - 1
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


# ---- argparse stays argparse --------------------------------------------------------------------


def test_groups_subparsers_and_parents_take_marks(parser: ArgumentParser) -> None:
    base = ArgumentParser(add_help=False)
    base.add_argument("--shared", stability=experimental)
    group = parser.add_argument_group("Routing")
    group.add_argument("--grouped", stability=experimental)
    one_of = group.add_mutually_exclusive_group()
    one_of.add_argument("--this", action="store_true", stability=experimental)
    one_of.add_argument("--that", action="store_true", stability=experimental)
    commands = parser.add_subparsers()
    run = commands.add_parser("run", parents=[base])
    run.add_argument("--inner", stability=experimental)
    arguments = ("--grouped", "1", "--this", "run", "--inner", "2", "--shared", "3")
    uses: list[Any] = []
    with observe(uses.append):
        assert len(told(parser, *arguments)) == 4
    assert [use.record.name for use in uses] == [
        f"cli:{parser.prog} --grouped",
        f"cli:{parser.prog} --this",
        f"cli:{parser.prog} run --inner",
        f"cli:{parser.prog} run --shared",
    ]
    with pytest.raises(SystemExit):
        parser.parse_args(["--this", "--that"])


def test_what_comes_back_is_the_action_of_its_own_class(parser: ArgumentParser) -> None:
    class Own(argparse.Action):
        def __call__(
            self, parser: Any, namespace: Any, values: Any, option_string: str | None = None
        ) -> None:
            setattr(namespace, self.dest, ("own", values, option_string))

    action = parser.add_argument("--own", action=Own, stability=experimental)
    negatable = parser.add_argument(
        "--flag", action=argparse.BooleanOptionalAction, stability=experimental
    )
    assert isinstance(action, Own)
    assert isinstance(negatable, argparse.BooleanOptionalAction)
    with pytest.warns(ExperimentalWarning) as caught:
        given = parser.parse_args(["--own", "x", "--no-flag"])
    assert (given.own, given.flag) == (("own", "x", "--own"), False)
    assert [str(one.message).partition(" ")[0] for one in caught] == ["--own", "--flag"]


@pytest.mark.parametrize(
    ("settings", "arguments", "value"),
    [
        ({"action": "store_true"}, ["--x"], True),
        ({"action": "store_const", "const": 5}, ["--x"], 5),
        ({"action": "append", "type": int}, ["--x", "1", "--x", "2"], [1, 2]),
        ({"action": "extend", "nargs": "+"}, ["--x", "a", "b", "--x", "c"], ["a", "b", "c"]),
        ({"action": "count", "default": 0}, ["--x", "--x"], 2),
        ({"nargs": 2}, ["--x", "a", "b"], ["a", "b"]),
        ({"choices": ["a"]}, ["--x=a"], "a"),
    ],
)
def test_every_kind_of_action_does_what_it_did(
    parser: ArgumentParser, settings: dict[str, Any], arguments: list[str], value: object
) -> None:
    plain = argparse.ArgumentParser()
    plain.add_argument("--x", **settings)
    parser.add_argument("--x", stability=experimental, **settings)
    with pytest.warns(ExperimentalWarning):
        given = parser.parse_args(arguments)
    assert given.x == plain.parse_args(arguments).x == value


def test_unmarked_options_are_left_alone(parser: ArgumentParser) -> None:
    action = parser.add_argument("--plain", default=5, help="as it is")
    assert type(action) is type(argparse.ArgumentParser().add_argument("--plain"))
    assert action.help == "as it is"


def test_any_parser_or_group_takes_an_option(request: pytest.FixtureRequest) -> None:
    parser = argparse.ArgumentParser(prog=request.node.name)
    add_option(parser.add_argument_group("G"), "--mode", stability=experimental, help="h")
    assert type(parser) is argparse.ArgumentParser
    assert told(parser, "--mode", "a")[0][0] == "ExperimentalWarning"


def test_a_parser_class_of_ones_own_takes_marks(request: pytest.FixtureRequest) -> None:
    class Parser(StabilityOptions, argparse.ArgumentParser):
        def error(self, message: str) -> Any:
            raise RuntimeError(message)

    parser = Parser(prog=request.node.name)
    parser.add_argument_group("G").add_argument("--mode", type=int, stability=experimental)
    with pytest.raises(RuntimeError, match="invalid int value"):
        parser.parse_args(["--mode", "x"])
    assert len(told(parser, "--mode", "1")) == 1


def test_a_copied_parser_has_the_same_options(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental)
    other = copy.deepcopy(parser)
    assert len(told(parser, "--mode", "a")) == 1
    assert told(other, "--mode", "a") == []


def test_abbreviations_are_told_of_too(parser: ArgumentParser) -> None:
    parser.add_argument("--router-mode", stability=experimental)
    assert told(parser, "--router-m", "a")[0][1].startswith("--router-mode is experimental")


# ---- deprecated aliases -------------------------------------------------------------------------


def test_a_deprecated_alias_passes_the_value_on(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--new",
        type=int,
        required=True,
        deprecated_aliases={"--old": deprecated(since="1.1", remove_in="2.0")},
    )
    text = "--old is deprecated since 1.1 and will be removed in 2.0. Use --new instead."
    assert told(parser, "--old", "5") == [("DeprecatedWarning", text)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert parser.parse_args(["--old", "5"]).new == 5
    assert told(parser, "--new", "5") == []


def test_a_deprecated_alias_of_a_negatable_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--new", action=argparse.BooleanOptionalAction, deprecated_aliases=["--old"]
    )
    assert told(parser, "--no-new") == []
    with pytest.warns(DeprecatedWarning, match="--old is deprecated. Use --new instead"):
        assert parser.parse_args(["--no-old"]).new is False


def test_aliases_and_the_option_itself_are_marked_apart(parser: ArgumentParser) -> None:
    parser.add_argument("--new", stability=experimental, deprecated_aliases="--old")
    assert [category for category, _ in told(parser, "--old", "1")] == [
        "ExperimentalWarning",
        "DeprecatedWarning",
    ]


# ---- help texts ---------------------------------------------------------------------------------


def test_the_help_text_says_tier_variable_and_default(
    parser: ArgumentParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    parser.add_argument(
        "--mode", default="50%", env_var="APP_MODE", help="Up to 100%%.", stability=experimental
    )
    parser.add_argument("--beta", stability=beta, help="How %(prog)s does it.")
    parser.add_argument("--quiet", stability=experimental, help=argparse.SUPPRESS)
    parser.add_argument("--bare", stability=experimental)
    parser.add_argument(
        "--old",
        help="Off.",
        stability=deprecated("As it was.", since="1.1", remove_in="2.0", alternative="--new"),
    )
    shown = parser.format_help()
    assert "[EXPERIMENTAL] Up to 100%. [env var: APP_MODE; default: 50%]\n" in shown
    assert f"[BETA] How {parser.prog} does it.\n" in shown
    assert "--quiet" not in shown
    assert "--bare BARE  [EXPERIMENTAL]\n" in shown
    assert "[DEPRECATED since 1.1, removed in 2.0, use --new: As it was.] Off.\n" in shown


def test_the_default_is_shown_once(parser: ArgumentParser) -> None:
    parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
    parser.add_argument("--a", default=7, stability=experimental, help="h")
    parser.add_argument("--b", default=8, stability=experimental, help="h (%(default)s)")
    shown = parser.format_help()
    assert (shown.count("7"), shown.count("8")) == (1, 1)


# ---- environment --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "text", "value"),
    [
        ({}, "a b", "a b"),
        ({"type": int}, "5", 5),
        ({"action": "store_true"}, "yes", True),
        ({"action": "store_false"}, "off", False),
        ({"action": argparse.BooleanOptionalAction}, "0", False),
        ({"action": "count", "default": 0}, "3", 3),
        ({"nargs": "+", "type": int}, "1 2", [1, 2]),
        ({"nargs": 2}, "a b", ["a", "b"]),
        ({"action": "append", "default": []}, "a b", ["a", "b"]),
        ({"choices": ["a", "b"], "required": True}, "b", "b"),
    ],
)
def test_the_environment_gives_the_default(
    parser: ArgumentParser,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, Any],
    text: str,
    value: object,
) -> None:
    monkeypatch.setenv("APP_X", text)
    parser.add_argument("--x", env_var="APP_X", stability=experimental, **settings)
    assert told(parser) == []
    given = parser.parse_args([]).x
    assert given == value
    assert type(given) is type(value)


@pytest.mark.parametrize(
    ("settings", "text", "why"),
    [
        ({"type": int}, "five", "it is no valid int"),
        ({"action": "store_true"}, "perhaps", "allowed are true, false, 1, 0"),
        ({"choices": ["a", "b"]}, "c", "allowed are a, b"),
        ({"nargs": 2}, "a", "2 values are expected"),
        ({"action": "append", "type": int}, "1 x", "it is no valid int"),
    ],
)
def test_a_malformed_variable_is_an_error_of_the_program(
    parser: ArgumentParser,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: dict[str, Any],
    text: str,
    why: str,
) -> None:
    monkeypatch.setenv("APP_X", text)
    parser.add_argument("--x", env_var="APP_X", **settings)
    parser.format_help()
    with pytest.raises(SystemExit):
        parser.parse_args([])
    said = capsys.readouterr().err
    assert f"argument --x: the environment variable APP_X is {text!r}: {why}" in said


def test_the_command_line_goes_before_the_environment(
    parser: ArgumentParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_X", "malformed")
    monkeypatch.setenv("APP_Y", "1 2")
    parser.add_argument("--x", type=int, default=3, env_var="APP_X")
    parser.add_argument("--y", type=int, action="append", env_var="APP_Y")
    assert "default: 3" in parser.format_help()
    given = parser.parse_args(["--x", "5", "--y", "3"])
    assert (given.x, given.y) == (5, [1, 2, 3])


def test_a_variable_that_is_not_set_changes_nothing(
    parser: ArgumentParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("APP_X", raising=False)
    parser.add_argument("--x", type=int, default="7", env_var="APP_X")
    assert parser.parse_args([]).x == 7


# ---- what cannot be said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"stability": "alpha"},
        {"stability": 5},
        {"stability": [experimental, beta]},
        {"stability": deprecated},
        {"deprecated_aliases": {"--old": experimental}},
        {"env_var": "A=B"},
        {"env_var": ""},
    ],
)
def test_nothing_is_added_where_something_is_wrong(
    parser: ArgumentParser, settings: dict[str, Any]
) -> None:
    before = parser.format_help()
    with pytest.raises(MarkError, match=r"^Cannot "):
        parser.add_argument("--mode", **settings)
    assert parser.format_help() == before


def test_argparses_own_errors_stay(parser: ArgumentParser) -> None:
    parser.add_argument("--mode", stability=experimental)
    with pytest.raises(argparse.ArgumentError, match="conflicting option string"):
        parser.add_argument("--other", stability=experimental, deprecated_aliases=["--mode"])
