"""Options of parsers that exist: argparse's, click's and Typer's."""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path
from typing import Annotated

import click
import pytest
import typer
from programs_under_test import Collect, option

from dynamo_stability import Deprecation, beta, deprecated, experimental
from dynamo_stability.collect.options import Option, options_of
from dynamo_stability.errors import CollectError
from dynamo_stability.surfaces.argparse_options import ArgumentParser
from dynamo_stability.surfaces.click_options import StabilityOption
from dynamo_stability.surfaces.typer_options import Command, DeprecatedAliases


def test_a_plain_parser() -> None:
    parser = argparse.ArgumentParser(prog="p")
    group = parser.add_argument_group("Routing [BETA]")
    group.add_argument(
        "-m", "--mode", choices=["a"], default="a", help="How, 100%%.\nenv var: APP_MODE"
    )
    parser.add_argument("--on", action=argparse.BooleanOptionalAction, help="[EXPERIMENTAL] x")
    parser.add_argument("--many", action="append", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--flag", type=bool)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--version", action="version", version="1")
    found = options_of(parser)
    assert {(one.name, one.type, one.form, one.stage, one.group) for one in found.options} == {
        ("--mode", "str", "value", "beta", "Routing"),
        ("--on", "bool", "negatable", "experimental", None),
        ("--many", "list[float]", "value", "stable", None),
        ("--flag", "bool", "value", "stable", None),
        ("name", "str", "value", "stable", None),
        ("--version", "str", "other", "stable", None),
    }
    mode = option(found, "--mode")
    assert (mode.aliases, mode.env_var, mode.default) == (("-m",), "APP_MODE", "a")
    assert (mode.help, mode.choices) == ("How, 100%.", ("a",))
    assert option(found, "--many").is_hidden
    assert "p --flag is converted by bool()" in "\n".join(map(str, found.findings))
    assert [record.name for record in found.records] == ["cli:p --mode", "cli:p --on"]
    assert options_of(parser, "renamed").options[0].program == "renamed"


def test_subcommands_and_their_aliases() -> None:
    parser = argparse.ArgumentParser(prog="p")
    run = parser.add_subparsers().add_parser("run", aliases=["r"])
    run.add_argument("--x")
    assert [one.public_name for one in options_of(parser).options] == ["cli:p run --x"]


def test_marks_go_before_help_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_X", "9")
    parser = ArgumentParser(prog="p")
    parser.add_argument(
        "--x",
        default=5,
        env_var="APP_X",
        help="It. [BETA]",
        stability=experimental("why", feature="kv"),
        deprecated_aliases={"--old": deprecated(since="1.1")},
    )
    found = options_of(parser)
    x = option(found, "--x")
    assert (x.default, x.env_var, x.help, x.aliases) == ("5", "APP_X", "It.", ())
    assert x.record is not None
    assert (x.record.stage, x.record.reason, x.record.feature) == ("experimental", "why", "kv")
    ((name, record),) = x.deprecated_names
    assert name == "--old"
    assert record.deprecation == Deprecation(since="1.1", renamed_to="--x")


def test_a_command_of_click() -> None:
    group = click.Group("g", params=[click.Option(["--config"], envvar=["APP_CONFIG", "OLD"])])
    option_ = StabilityOption(
        ["--mode", "-m"],
        type=click.Choice(["a", "b"]),
        default="a",
        stability=experimental("why"),
        deprecated_aliases=["--old"],
    )
    more = [
        click.Option(["--on/--off"], default=False, help="[BETA] x"),
        click.Option(["--many"], type=int, multiple=True),
        click.Option(["-v"], count=True, hidden=True),
        click.Argument(["name"]),
        click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False),
    ]
    group.add_command(click.Command("run", params=[option_, *more]))
    found = options_of(group, "p")
    assert {(one.program, one.name, one.type, one.default, one.stage) for one in found.options} == {
        ("p", "--config", "str", None, "stable"),
        ("p run", "--mode", "str", "a", "experimental"),
        ("p run", "--on", "bool", "False", "beta"),
        ("p run", "--many", "list[int]", None, "stable"),
        ("p run", "-v", "int", "0", "stable"),
        ("p run", "NAME", "str", None, "stable"),
        ("p run", "--version", "bool", None, "stable"),
    }
    assert option(found, "--config").env_var == "APP_CONFIG"
    mode = option(found, "--mode")
    assert (mode.choices, mode.aliases) == (("a", "b"), ("-m",))
    assert [name for name, _ in mode.deprecated_names] == ["--old"]
    assert option(found, "--version").form == "other"


def test_an_application_of_typer() -> None:
    app = typer.Typer(add_completion=False)

    @app.command(cls=Command)
    def main(
        mode: Annotated[
            str,
            typer.Option(envvar="APP_MODE", rich_help_panel="Routing"),
            beta,
            DeprecatedAliases("--old"),
        ] = "a",
        size: int = 1,
    ) -> None: ...

    found = options_of(app, "p")
    mode = option(found, "--mode")
    assert (mode.program, mode.stage, mode.env_var) == ("p", "beta", "APP_MODE")
    assert (mode.group, mode.default) == ("Routing", "a")
    assert [name for name, _ in mode.deprecated_names] == ["--old"]
    assert option(found, "--size").type == "int"


@pytest.mark.parametrize("other", [5, None, "parser", argparse.Namespace(), click.Option(["--x"])])
def test_what_is_no_parser(other: object) -> None:
    with pytest.raises(CollectError, match=r"it is no parser\. Pass an argparse\.ArgumentParser"):
        options_of(other)


SOURCE = """
    import argparse
    from dynamo_stability import beta, deprecated, experimental
    from dynamo_stability.surfaces.argparse_options import ArgumentParser

    def build():
        parser = ArgumentParser(prog="p")
        group = parser.add_argument_group("Routing")
        group.add_argument("--mode", "-m", choices=["a", "b"], default="a", help="[BETA] How.")
        group.add_argument("--x", type=int, stability=experimental, env_var="APP_X", default=3)
        group.add_argument("--on", action=argparse.BooleanOptionalAction, default=False)
        group.add_argument("--old", stability=deprecated(since="1.1", alternative="--new"))
        group.add_argument("--new", deprecated_aliases=["--older"], action="append", default=[])
        parser.add_argument("--flag", action="store_true", help="x [EXPERIMENTAL]")
        parser.add_argument("name", nargs="*", type=float, metavar="NAME")
        sub = parser.add_subparsers().add_parser("run")
        sub.add_argument("--speed", default=1.5, dest="pace", required=True)
        sub.add_argument("--hidden", help=argparse.SUPPRESS, action="count", default=0)
        return parser
    """


def test_source_and_live_parser_agree(
    collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("APP_X", raising=False)
    read = collect(SOURCE)
    spec = importlib.util.spec_from_file_location("prog_under_test", tmp_path / "prog.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    live = options_of(module.build())

    def without_place(one: Option) -> Option:
        record = one.record and one.record.replace(source=None)
        old = tuple([(name, old.replace(source=None)) for name, old in one.deprecated_names])
        return one._replace(place="", record=record, deprecated_names=old)

    assert [without_place(one) for one in read.options] == list(live.options)
    assert len(live.options) == 9
