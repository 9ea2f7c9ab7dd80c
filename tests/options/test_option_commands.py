"""Commands of click and Typer in source."""

from __future__ import annotations

from programs_under_test import Collect, option

from dynamo_stability import Deprecation, Tier


def test_click_options_are_read_from_decorators(collect: Collect) -> None:
    found = collect(
        """
        import click
        from click import option
        from dynamo_stability import deprecated, experimental
        from dynamo_stability.surfaces.click_options import StabilityOption

        @click.command()
        @click.option(
            "--mode", "-m", "the_mode",
            cls=StabilityOption,
            stability=experimental("being tuned", feature="kv"),
            deprecated_aliases={"--manner": deprecated(since="1.1")},
            type=click.Choice(["kv", "random"]),
            envvar="APP_MODE",
            default="kv",
            help="How.",
        )
        @option("--shout/--whisper", default=False, help="Loudly. [BETA]")
        @option("--fast", is_flag=True)
        @option("--size", default=5)
        @option("--rate", type=click.FLOAT)
        @option("--file", "files", multiple=True, type=click.Path(exists=True))
        @option("-v", "--verbose", count=True, hidden=True)
        @option("--gone", deprecated="Use --size.")
        @click.argument("name")
        def main(**given): ...
        """
    )
    assert {one.program for one in found.options} == {"prog"}
    assert {(one.name, one.type, one.default, one.form) for one in found.options} == {
        ("--mode", "str", "kv", "value"),
        ("--shout", "bool", "False", "negatable"),
        ("--fast", "bool", "False", "flag"),
        ("--size", "int", "5", "value"),
        ("--rate", "float", None, "value"),
        ("--file", "list[Path]", None, "value"),
        ("--verbose", "int", None, "value"),
        ("--gone", "str", None, "value"),
        ("NAME", "str", None, "value"),
    }
    mode = option(found, "--mode")
    assert (mode.aliases, mode.destination, mode.env_var) == (("-m",), "the_mode", "APP_MODE")
    assert (mode.choices, mode.help) == (("kv", "random"), "How.")
    assert option(found, "--verbose").is_hidden
    stages = {record.name: record.stage for record in found.records}
    assert stages == {
        "cli:prog --mode": "experimental",
        "cli:prog --manner": "deprecated",
        "cli:prog --shout": "beta",
        "cli:prog --gone": "deprecated",
    }


def test_click_groups_give_the_program_its_subcommands(collect: Collect) -> None:
    found = collect(
        {
            "pkg/__init__.py": "",
            "pkg/__main__.py": "from pkg.cli import cli\ncli()\n",
            "pkg/cli.py": """
                import click
                from pkg.more import extra

                @click.group()
                @click.option("--config")
                def cli(config): ...

                @cli.command()
                @click.option("--x")
                def run_cmd(x): ...

                @cli.group("deep")
                def deep_group(): ...

                @deep_group.command(name="er")
                @click.option("--y")
                def whatever(y): ...

                cli.add_command(extra, name="more")
                """,
            "pkg/more.py": """
                import click

                @click.command("extra")
                @click.option("--z")
                def extra(z): ...
                """,
            "tools.py": """
                import click

                @click.command
                @click.option("--one")
                def first_tool(one): ...

                @click.command()
                @click.option("--two")
                def second_tool(two): ...
                """,
        }
    )
    assert {(one.program, one.name) for one in found.options} == {
        ("pkg", "--config"),
        ("pkg run", "--x"),
        ("pkg deep er", "--y"),
        ("pkg more", "--z"),
        ("first-tool", "--one"),
        ("second-tool", "--two"),
    }


def test_typer_options_are_read_from_parameters(collect: Collect) -> None:
    found = collect(
        """
        from typing import Annotated, List, Optional
        import typer
        from dynamo_stability import deprecated, experimental
        from dynamo_stability.surfaces.typer_options import Command, DeprecatedAliases

        app = typer.Typer()

        @app.command(cls=Command)
        def main(
            ctx: typer.Context,
            name: str,
            mode: Annotated[
                str,
                typer.Option(envvar="APP_MODE", help="How.", rich_help_panel="Routing"),
                experimental("being tuned"),
                DeprecatedAliases("--manner", said={"--way": deprecated(since="1.1")}),
            ] = "kv",
            shout: bool = False,
            fast: bool = typer.Option(False, "--fast", "-f"),
            size: Optional[int] = typer.Option(None, "--size", help="[BETA] x"),
            rate: float | None = None,
            files: List[str] = typer.Option([], "--file"),
            need: int = typer.Option(...),
        ): ...
        """
    )
    assert {one.program for one in found.options} == {"prog"}
    assert {(one.name, one.type, one.default, one.form) for one in found.options} == {
        ("NAME", "str", None, "value"),
        ("--mode", "str", "kv", "value"),
        ("--shout", "bool", "False", "negatable"),
        ("--fast", "bool", "False", "flag"),
        ("--size", "int", None, "value"),
        ("--rate", "float", None, "value"),
        ("--file", "list[str]", "[]", "value"),
        ("--need", "int", None, "value"),
    }
    mode = option(found, "--mode")
    assert (mode.env_var, mode.group, mode.help) == ("APP_MODE", "Routing", "How.")
    assert mode.record is not None
    assert (mode.record.tier, mode.record.reason) == (Tier.EXPERIMENTAL, "being tuned")
    assert {name: record.deprecation for name, record in mode.deprecated_names} == {
        "--manner": Deprecation(renamed_to="--mode"),
        "--way": Deprecation(since="1.1", renamed_to="--mode"),
    }
    assert option(found, "--size").stage == "beta"


def test_typer_applications_have_subcommands(collect: Collect) -> None:
    found = collect(
        """
        import typer

        app = typer.Typer()
        sub = typer.Typer()
        app.add_typer(sub, name="sub")

        @app.callback()
        def common(config: str = ""): ...

        @app.command()
        def run_all(x: int = 1): ...

        @sub.command("go")
        def anything(y: int = 1): ...
        """
    )
    assert {(one.program, one.name) for one in found.options} == {
        ("prog", "--config"),
        ("prog run-all", "--x"),
        ("prog sub go", "--y"),
    }


def test_decorators_of_others_are_none_of_click(collect: Collect) -> None:
    found = collect(
        """
        import bot  # not click
        @bot.command()
        @bot.option("--x")
        def run(x): ...
        """
    )
    assert found.options == ()
