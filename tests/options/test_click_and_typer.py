"""Marked options of click and Typer."""

from __future__ import annotations

import warnings
from typing import Annotated, Any

import click
import pytest
import typer

from dynamo_stability import (
    ExperimentalWarning,
    MarkError,
    beta,
    deprecated,
    experimental,
    get_stability,
    observe,
)
from dynamo_stability.surfaces.click_options import StabilityOption, mark_option
from dynamo_stability.surfaces.typer_options import Command, DeprecatedAliases

Told = list[tuple[str, str]]


@pytest.fixture
def program(request: pytest.FixtureRequest) -> Any:
    """A program that no other test has, so that its options have not been used yet."""
    return request.node.name.replace("[", "-").rstrip("]")


def invoke(command: Any, program: str, *arguments: str) -> tuple[object, Told]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = command(list(arguments), prog_name=program, standalone_mode=False)
    return value, [(one.category.__name__, str(one.message)) for one in caught]


def command_of(*options: click.Option) -> click.Command:
    return click.Command("c", params=list(options), callback=lambda **given: given)


def marked(*names: str, **settings: Any) -> StabilityOption:
    return StabilityOption(names, **settings)


# ---- click --------------------------------------------------------------------------------------


def test_click_tells_once(program: str) -> None:
    command = command_of(marked("--mode", stability=experimental("being tuned")))
    text = "--mode is experimental and may change or go without notice: being tuned."
    assert invoke(command, program, "--mode", "a") == (
        {"mode": "a"},
        [("ExperimentalWarning", text)],
    )
    assert invoke(command, program, "--mode", "a")[1] == []


def test_click_defaults_prompts_and_variables_say_nothing(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_B", "from-env")
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _text: "typed")
    command = command_of(
        marked("--a", default="x", stability=experimental),
        marked("--b", envvar="APP_B", stability=experimental),
        marked("--c", prompt=True, stability=experimental),
    )
    value, told = invoke(command, program)
    assert value == {"a": "x", "b": "from-env", "c": "typed"}
    assert told == []


def test_click_help_says_tier_variable_and_default() -> None:
    command = command_of(
        marked(
            "--mode",
            envvar="APP_MODE",
            default="kv",
            help="How.",
            stability=[beta, deprecated(since="1.1", alternative="--way")],
            deprecated_aliases=["--manner"],
        )
    )
    shown = " ".join(command.get_help(click.Context(command, max_content_width=200)).split())
    assert "[BETA] [DEPRECATED since 1.1, use --way] How." in shown
    assert "[DEPRECATED alias --manner, use --mode]" in shown
    assert "env var: APP_MODE; default: kv]" in shown


@pytest.mark.parametrize(
    ("settings", "names", "aliases", "arguments", "value"),
    [
        ({}, ["--new"], ["--old"], ["--old", "1"], "1"),
        ({}, ["--new"], ["--old"], ["--old=1", "--new=2"], "2"),
        ({}, ["--new"], ["--old"], ["--new=2", "--old=1"], "1"),
        ({"required": True, "type": int}, ["--new"], ["--old"], ["--old", "1"], 1),
        ({"multiple": True}, ["--new"], ["--old"], ["--new", "1", "--old", "2"], ("1", "2")),
        ({"count": True}, ["--new", "-n"], ["-o"], ["-nn", "-o"], 3),
        ({"is_flag": True}, ["--new"], ["--old"], ["--old"], True),
        ({"default": True}, ["--new/--no-new"], ["--old/--no-old"], ["--no-old"], False),
        ({"nargs": 2}, ["--new"], ["--old"], ["--old", "a", "b"], ("a", "b")),
    ],
)
def test_click_aliases_pass_the_value_on(
    program: str,
    settings: dict[str, Any],
    names: list[str],
    aliases: list[str],
    arguments: list[str],
    value: object,
) -> None:
    command = command_of(marked(*names, "new", deprecated_aliases=aliases, **settings))
    given, told = invoke(command, program, *arguments)
    assert given == {"new": value}
    (only,) = told
    assert only[0] == "DeprecatedWarning"
    assert only[1].endswith("is deprecated. Use --new instead.")


def test_click_subcommands_are_told_apart(program: str) -> None:
    group = click.Group("g")
    for name in ("run", "stop"):
        option = marked("--mode", stability=experimental)
        group.add_command(click.Command(name, params=[option], callback=lambda mode: mode))
    uses: list[Any] = []
    with observe(uses.append):
        invoke(group, program, "run", "--mode", "a")
        invoke(group, program, "stop", "--mode", "a")
    assert [use.record.name for use in uses] == [
        f"cli:{program} run --mode",
        f"cli:{program} stop --mode",
    ]
    assert {use.filename for use in uses} == {__file__}


def test_click_completion_is_silent(program: str) -> None:
    command = command_of(marked("--mode", stability=experimental))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        command.make_context(program, ["--mode", "a"], resilient_parsing=True)


def test_a_live_option_of_click_is_marked_in_place(program: str) -> None:
    option = click.Option(["--mode"])
    assert mark_option(option, experimental) is option
    assert isinstance(option, click.Option)
    record = get_stability(option)
    assert record is not None
    assert record.stage == "experimental"
    assert len(invoke(command_of(option), program, "--mode", "a")[1]) == 1


@pytest.mark.parametrize(
    ("option", "stability", "why"),
    [
        (click.Argument(["name"]), experimental, "it is no option"),
        (object(), experimental, "it is no option"),
        (StabilityOption(["--mode"]), experimental, "it is marked already"),
        (click.Option(["--mode"]), "alpha", "it says no tier"),
    ],
)
def test_what_cannot_be_marked_is_left_alone(option: object, stability: object, why: str) -> None:
    before = dict(vars(option)) if hasattr(option, "__dict__") else {}
    with pytest.raises(MarkError, match=why):
        mark_option(option, stability)
    assert (dict(vars(option)) if before else {}) == before


# ---- Typer --------------------------------------------------------------------------------------


def typer_app() -> typer.Typer:
    app = typer.Typer()

    @app.command(cls=Command)
    def serve(
        name: str,
        mode: Annotated[
            str,
            typer.Option(envvar="APP_MODE", help="How."),
            experimental("being tuned"),
            DeprecatedAliases("--manner"),
        ] = "kv",
        calm: Annotated[bool, typer.Option(), beta] = False,
        plain: int = 1,
    ) -> tuple[object, ...]:
        return (name, mode, calm, plain)

    return app


def test_typer_reads_markers_from_annotations(program: str) -> None:
    text = "--mode is experimental and may change or go without notice: being tuned."
    value, told = invoke(typer_app(), program, "n", "--mode", "a", "--calm", "--plain", "2")
    assert value == ("n", "a", True, 2)
    assert told == [("ExperimentalWarning", text)]


def test_typer_aliases_pass_the_value_on(program: str) -> None:
    value, told = invoke(typer_app(), program, "n", "--manner", "a")
    assert value == ("n", "a", False, 1)
    assert told[-1] == ("DeprecatedWarning", "--manner is deprecated. Use --mode instead.")


def test_typer_defaults_and_variables_say_nothing(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_MODE", "b")
    assert invoke(typer_app(), program, "n") == (("n", "b", False, 1), [])


def test_typer_help_has_the_tag() -> None:
    command = typer.main.get_command(typer_app())
    texts = {one.name: getattr(one, "help", None) for one in command.params}
    assert texts["mode"] == "[EXPERIMENTAL] How. [DEPRECATED alias --manner, use --mode]"
    assert texts["plain"] is None


def test_typer_warns_in_the_right_category(program: str) -> None:
    with pytest.warns(ExperimentalWarning):
        typer_app()(["n", "--mode", "a"], prog_name=program, standalone_mode=False)
