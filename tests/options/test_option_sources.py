"""Options of parsers in source: what is read, and under which program."""

from __future__ import annotations

from pathlib import Path

import pytest
from programs_under_test import Collect, option

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.collect.options import (
    CollectedOptions,
    CommandLineOptions,
    HelperRule,
)
from dynamo_stability.configuration import DecoratorRule


def test_what_one_call_says(collect: Collect) -> None:
    found = collect(
        """
        import argparse

        parser = argparse.ArgumentParser(prog="serve")
        routing = parser.add_argument_group("Routing")
        routing.add_argument(
            "-m", "--mode",
            dest="router_mode",
            choices=["kv", "random"],
            default="kv",
            required=True,
            help="[EXPERIMENTAL] How. [env var: APP_MODE]",
        )
        """
    )
    mode = option(found, "--mode")
    assert mode._replace(record=None) == mode.of("serve")._replace(record=None)
    assert (mode.program, mode.aliases, mode.type, mode.default) == ("serve", ("-m",), "str", "kv")
    assert (mode.env_var, mode.group, mode.help) == ("APP_MODE", "Routing", "How.")
    assert (mode.choices, mode.destination, mode.is_required) == (
        ("kv", "random"),
        "router_mode",
        True,
    )
    assert found.records == (
        Record(
            "cli:serve --mode",
            "cli",
            tier=Tier.EXPERIMENTAL,
            source="prog.py:6",
            aliases=("cli:serve -m",),
        ),
    )
    assert found.surface == (found.records, ())


@pytest.mark.parametrize(
    ("arguments", "type_", "default", "form"),
    [
        ('"--x"', "str", None, "value"),
        ('"--x", type=int, default=5', "int", "5", "value"),
        ('"--x", type=lambda v: v', "str", None, "value"),
        ('"--x", type=pathlib.Path, default=HERE', "Path", "here", "value"),
        ('"--x", action="store_true"', "bool", "False", "flag"),
        ('"--x", action="store_false"', "bool", "True", "flag"),
        ('"--x", action=argparse.BooleanOptionalAction, default=None', "bool", None, "negatable"),
        ('"--x", action=Own', "bool", None, "negatable"),
        ('"--x", action="count"', "int", None, "value"),
        ('"--x", action="append", type=float', "list[float]", None, "value"),
        ('"--x", nargs="*", default=["a", "b"]', "list[str]", "[a, b]", "value"),
        ('"--x", action="version", version="1"', "str", None, "other"),
        ('"--x", default=compute()["a"]', "str", "compute()['a']", "value"),
        ('"--x", default=argparse.SUPPRESS', "str", None, "value"),
        ('"--x", **COMMON', "int", "3", "value"),
        ('*["--x", "-x"], default=-1.5', "str", "-1.5", "value"),
    ],
)
def test_types_defaults_and_forms(
    collect: Collect, arguments: str, type_: str, default: str | None, form: str
) -> None:
    found = collect(
        f"""
        import argparse, pathlib

        HERE = "here"
        COMMON = {{"type": int, "default": 3}}

        class Own(argparse.BooleanOptionalAction): ...

        def compute(): return unknown

        argparse.ArgumentParser().add_argument({arguments})
        """
    )
    x = option(found, "--x")
    assert (x.type, x.default, x.form) == (type_, default, form)


@pytest.mark.parametrize(
    ("default", "variable", "shown"),
    [
        ('os.environ.get("APP_X", "5")', "APP_X", "5"),
        ('os.getenv("APP_X")', "APP_X", None),
        ('os.environ["APP_X"]', "APP_X", None),
        ('float(os.environ.get("APP_X", "1.5"))', "APP_X", "1.5"),
        ('os.environ.get("APP_X") or "z"', "APP_X", None),
        ('getenv(f"{PREFIX}_X", 7)', "APP_X", "7"),
        ('settings.read("APP_X", 8)', "APP_X", "8"),
    ],
)
def test_defaults_from_the_environment(
    collect: Collect, default: str, variable: str, shown: str | None
) -> None:
    found = collect(
        f"""
        import argparse, os, settings
        from os import getenv
        PREFIX = "APP"
        argparse.ArgumentParser().add_argument("--x", default={default})
        """,
        CommandLineOptions(environment_functions=("settings.read",)),
    )
    x = option(found, "--x")
    assert (x.env_var, x.default) == (variable, shown)


OURS = """
    from dynamo_stability import beta, deprecated, experimental, Tier
    from dynamo_stability.surfaces.argparse_options import ArgumentParser, add_option
    import argparse

    SINCE = "1.2"
    tuned = experimental("being tuned", since=SINCE, feature="kv", issue="https://example.org/1")
    parser = ArgumentParser(prog="p")
    parser.add_argument("--tuned", stability=tuned, env_var="APP_TUNED")
    parser.add_argument("--bare", stability=beta)
    parser.add_argument("--word", stability="beta")
    parser.add_argument("--member", stability=Tier.BETA)
    parser.add_argument("--both", stability=[beta, deprecated("Off.", since="1", remove_in="2")])
    old = {"--old": deprecated(since="1"), "--older": None}
    parser.add_argument("--new", deprecated_aliases=old)
    parser.add_argument("--python313", deprecated=True)
    add_option(argparse.ArgumentParser(prog="q"), "--plain", "-p", stability=beta, help="h")
    """


def test_our_own_marks(collect: Collect) -> None:
    records = {record.name: record for record in collect(OURS).records}
    assert records == {
        "cli:p --tuned": Record(
            "cli:p --tuned",
            "cli",
            tier=Tier.EXPERIMENTAL,
            reason="being tuned",
            since="1.2",
            feature="kv",
            issue="https://example.org/1",
            source="prog.py:9",
        ),
        "cli:p --bare": Record("cli:p --bare", "cli", tier=Tier.BETA, source="prog.py:10"),
        "cli:p --word": Record("cli:p --word", "cli", tier=Tier.BETA, source="prog.py:11"),
        "cli:p --member": Record("cli:p --member", "cli", tier=Tier.BETA, source="prog.py:12"),
        "cli:p --both": Record(
            "cli:p --both",
            "cli",
            tier=Tier.BETA,
            deprecation=Deprecation("Off.", since="1", remove_in="2"),
            source="prog.py:13",
        ),
        "cli:p --old": Record(
            "cli:p --old",
            "cli",
            deprecation=Deprecation(since="1", renamed_to="--new"),
            source="prog.py:15",
        ),
        "cli:p --older": Record(
            "cli:p --older",
            "cli",
            deprecation=Deprecation(renamed_to="--new"),
            source="prog.py:15",
        ),
        "cli:p --python313": Record(
            "cli:p --python313", "cli", deprecation=Deprecation(), source="prog.py:16"
        ),
        "cli:q --plain": Record(
            "cli:q --plain", "cli", tier=Tier.BETA, source="prog.py:17", aliases=("cli:q -p",)
        ),
    }


def test_a_tag_in_the_title_of_a_group_is_for_all_in_it(collect: Collect) -> None:
    found = collect(
        """
        import argparse
        group = argparse.ArgumentParser().add_argument_group("Diffusion Options [Experimental]")
        group.add_argument("--steps")
        group.add_argument("--size", help="[BETA] x")
        """
    )
    assert {(one.name, one.stage, one.group) for one in found.options} == {
        ("--steps", "experimental", "Diffusion Options"),
        ("--size", "beta", "Diffusion Options"),
    }


# ---- where parsers go ---------------------------------------------------------------------------


def names(found: CollectedOptions, program: str) -> set[str]:
    return {one.name for one in found.options if one.program == program}


def test_through_functions_methods_and_modules(collect: Collect) -> None:
    found = collect(
        {
            "app/__init__.py": "",
            "app/__main__.py": "from app.main import main\nmain()\n",
            "app/main.py": """
                from argparse import ArgumentParser
                from app import groups
                from app.groups import RouterGroup as Router, add_common

                def main():
                    parser = ArgumentParser()
                    Router(default="kv", all_of_it=False).add_arguments(parser)
                    add_common(parser, prefix="APP")
                    groups.Base.add_static(parser)
                    def add(name, **more):
                        parser.add_argument(f"--{name}", **more)
                    add("near", help="[BETA] near")
                    for way in ("up", "down"):
                        add(way)
                """,
            "app/groups.py": """
                class Base:
                    title = "Router"
                    def add_arguments(self, parser):
                        group = parser.add_argument_group(self.title)
                        group.add_argument("--mode", default=self.default)
                        if self.all_of_it:
                            group.add_argument("--not-here")
                    @staticmethod
                    def add_static(parser):
                        parser.add_argument("--static")

                class RouterGroup(Base):
                    def __init__(self, *, default, all_of_it=True):
                        self.default = default
                        self.all_of_it = all_of_it
                    def add_arguments(self, parser):
                        super().add_arguments(parser)
                        parser.add_argument("--own")

                def add_common(p, *, prefix):
                    p.add_argument("--host", env_var=f"{prefix}_HOST")
                """,
        }
    )
    assert names(found, "app") == {
        "--mode", "--own", "--host", "--static", "--near", "--up", "--down"
    }  # fmt: skip
    assert {one.program for one in found.options} == {"app"}
    mode = option(found, "--mode")
    assert (mode.default, mode.group, mode.place) == ("kv", "Router", "app/groups.py:6")
    assert option(found, "--host").env_var == "APP_HOST"
    assert option(found, "--near").place == "app/main.py:12"


def test_subcommands_parents_and_defaults(collect: Collect) -> None:
    found = collect(
        """
        import argparse

        base = argparse.ArgumentParser(add_help=False)
        base.add_argument("--shared")
        parser = argparse.ArgumentParser("serve", parents=[base])
        commands = parser.add_subparsers(dest="command")
        run = commands.add_parser("run", parents=[base])
        run.add_argument("--speed")
        run.set_defaults(speed=5)
        deeper = run.add_subparsers().add_parser("now")
        deeper.add_mutually_exclusive_group().add_argument("--at")
        """
    )
    assert {(one.program, one.name, one.default) for one in found.options} == {
        ("serve", "--shared", None),
        ("serve run", "--shared", None),
        ("serve run", "--speed", "5"),
        ("serve run now", "--at", None),
    }


def test_a_function_that_makes_the_parser_for_others(collect: Collect) -> None:
    found = collect(
        """
        import argparse

        def make(prog):
            parser = argparse.ArgumentParser(prog=prog)
            parser.add_argument("--common")
            return parser

        def one():
            parser = make("one")
            parser.add_argument("--first")

        def two():
            make("two").add_argument("--second")

        def never_called():
            argparse.ArgumentParser(prog="three").add_argument("--third")

        parser = None
        if __name__ == "__main__":
            parser = make("zero")
            parser.add_argument("--last")
            one(), two()
        """
    )
    assert {one.program for one in found.options} == {"zero", "one", "two", "three"}
    assert names(found, "one") == {"--common", "--first"}
    assert names(found, "two") == {"--common", "--second"}


def test_a_parser_class_of_the_sources(collect: Collect) -> None:
    found = collect(
        """
        import argparse

        class Parser(argparse.ArgumentParser):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.add_argument("--always")
            def add_more(self):
                self.add_argument("--more")

        class Special(Parser): ...

        parser = Special(prog="p")
        parser.add_more()
        """
    )
    assert names(found, "p") == {"--always", "--more"}


def test_groups_that_no_program_of_the_sources_uses(collect: Collect) -> None:
    found = collect(
        {
            "groups.py": """
                def add_shared(group):
                    group.add_argument("--shared")

                class Router:
                    def add_arguments(self, parser):
                        group = parser.add_argument_group("Router")
                        group.add_argument("--mode", help="[BETA] x")
                        add_shared(group)

                class Holder:
                    def fill(self):
                        self.parser.add_argument("--held")
                """
        }
    )
    assert {(one.program, one.name, one.group) for one in found.options} == {
        ("groups.Router", "--mode", "Router"),
        ("groups.Router", "--shared", "Router"),
        ("groups.Holder", "--held", None),
    }
    assert [record.name for record in found.records] == ["cli:groups.Router --mode"]


def test_both_ways_of_an_unknown_condition(collect: Collect) -> None:
    found = collect(
        """
        import argparse, os, sys

        def build(extra):
            parser = argparse.ArgumentParser(prog="p")
            if extra:
                parser.add_argument("--extra")
                size = 1
            else:
                parser.add_argument("--other")
                size = 2
            try:
                import vllm
            except ImportError:
                parser.add_argument("--without")
            while sys.argv:
                parser.add_argument("--in-while", default=size)
            with open("x") as file:
                parser.add_argument("--in-with")
            match extra:
                case 1:
                    parser.add_argument("--in-match")
            if False:
                parser.add_argument("--never")
            parser.add_argument("--env", env_var="NEW" if "NEW" in os.environ else "OLD")
            return parser
            parser.add_argument("--unreachable")
        """
    )
    assert names(found, "p") == {
        "--extra", "--other", "--without", "--in-while", "--in-with", "--in-match", "--env"
    }  # fmt: skip
    assert option(found, "--in-while").default == "..."
    assert option(found, "--env").env_var == "NEW"


def test_a_module_that_is_the_program(collect: Collect) -> None:
    parser = "import argparse\nargparse.ArgumentParser().add_argument('--x')\n"
    guard = "import argparse\nif __name__ == '__main__':\n    "
    found = collect(
        {
            "alone.py": parser,
            "pkg/__init__.py": "",
            "pkg/__main__.py": "from pkg import args\n",
            "pkg/args.py": parser,
            "pkg/tool.py": guard + "argparse.ArgumentParser().add_argument('--x')\n",
            "pkg/deep/__init__.py": "",
            "pkg/deep/args.py": parser,
            "main/__main__.py": parser,
            "named.py": parser,
            "module.py": parser.replace("()", "(prog='python -m module.tool')", 1),
        },
        CommandLineOptions(programs={"named": "the-name"}),
    )
    assert {one.program for one in found.options} == {
        "alone", "pkg", "pkg.tool", "pkg.deep.args", "main", "the-name", "module.tool"
    }  # fmt: skip


# ---- helpers ------------------------------------------------------------------------------------

HELPERS = {
    "lib/__init__.py": "",
    "lib/options.py": """
        def flag(container, flag_name, *, variable, text, replaced=None, gone=None, **more):
            hidden(container, flag_name)
        class Gone:
            def __init__(self, instead, release): ...
        """,
    "prog.py": """
        from argparse import ArgumentParser
        import lib.options as o
        from lib.options import Gone

        def in_policy(parameter):
            return Gone(f"{parameter} in the file", "2.0")

        parser = ArgumentParser(prog="p")
        group = parser.add_argument_group("Group")
        o.flag(group, "--on", variable="APP_ON", text="[BETA] x", replaced="--was-on")
        gone = in_policy("a")
        o.flag(container=group, flag_name="--off", variable="APP_OFF", text="x", gone=gone)
        """,
}
RULE = HelperRule(
    "lib.options.flag",
    container=("0", "container"),
    names=("1", "flag_name"),
    deprecated_names="replaced",
    env_var="variable",
    help="text",
    deprecated="gone",
    form="negatable",
)
GONE = DecoratorRule(
    "lib.options.Gone", "deprecated", alternative=("0", "instead"), remove_in=("1", "release")
)


def test_helpers_that_the_project_describes(collect: Collect) -> None:
    found = collect(HELPERS, CommandLineOptions(helpers=(RULE,), deprecations=(GONE,)))
    on, off = option(found, "--on"), option(found, "--off")
    assert (on.form, on.type, on.env_var, on.group) == ("negatable", "bool", "APP_ON", "Group")
    assert [name for name, _ in on.deprecated_names] == ["--was-on"]
    assert off.record is not None
    assert off.record.deprecation == Deprecation(remove_in="2.0", alternative="a in the file")
    assert [record.name for record in found.records] == [
        "cli:p --off",
        "cli:p --on",
        "cli:p --was-on",
    ]


def test_helpers_that_can_be_followed_need_no_description(collect: Collect) -> None:
    found = collect(
        """
        from argparse import ArgumentParser

        def add(group, name, help, short=None, **settings):
            names = [name]
            if short:
                names.append(short)
            group.add_argument(*names, help=help, **settings)

        parser = ArgumentParser(prog="p")
        add(parser, "--mode", "[BETA] x", short="-m", default=3)
        add(parser, "--other", "y")
        """
    )
    mode = option(found, "--mode")
    assert (mode.stage, mode.default, mode.place) == ("beta", "3", "prog.py:11")
    assert option(found, "--other").place == "prog.py:12"


DYNAMO = {
    "dynamo/common/configuration/utils.py": """
        def add_argument(parser, *, flag_name, env_var, default, help, **kwargs):
            parser.add_argument(*[flag_name], help=build(help), **kwargs)
        def add_negatable_bool_argument(parser, *, flag_name, **kwargs):
            add_argument(parser, flag_name=flag_name, **kwargs)
        def env_or_default(env_var, default): ...
        class Deprecated: ...
        """,
    "dynamo/frontend/__main__.py": "from dynamo.frontend.main import main\nmain()\n",
    "dynamo/frontend/main.py": """
        import argparse
        from .frontend_args import FrontendArgGroup

        def parse_args():
            parser = argparse.ArgumentParser(formatter_class=argparse.RawTextHelpFormatter)
            FrontendArgGroup().add_arguments(parser)
            return parser.parse_known_args()

        if __name__ == "__main__":
            parse_args()
        """,
    "dynamo/frontend/frontend_args.py": """
        from dynamo.common.configuration.utils import (
            Deprecated, add_argument, add_negatable_bool_argument, env_or_default,
        )
        import argparse

        class FrontendArgGroup:
            def add_arguments(self, parser) -> None:
                g = parser.add_argument_group("KV Router Options")
                add_negatable_bool_argument(
                    g,
                    flag_name="--router-kv-events",
                    env_var="DYN_ROUTER_USE_KV_EVENTS",
                    default=True,
                    help="Use events.",
                    obsolete_flag="--kv-events",
                )
                add_argument(
                    g,
                    flag_name="--router-temperature",
                    deprecated=Deprecated("the policy file", remove_in="v1.7"),
                    env_var="DYN_ROUTER_TEMPERATURE",
                    default=0.0,
                    help="[EXPERIMENTAL] Sample.",
                    arg_type=float,
                )
                g.add_argument(
                    "--interactive",
                    action=argparse.BooleanOptionalAction,
                    default=env_or_default("DYN_INTERACTIVE", False),
                )
        """,
}


def test_dynamos_own_helpers_are_known(collect: Collect) -> None:
    found = collect(DYNAMO)
    assert {
        (one.program, one.name, one.type, one.default, one.env_var) for one in found.options
    } == {
        ("dynamo.frontend", "--router-kv-events", "bool", "True", "DYN_ROUTER_USE_KV_EVENTS"),
        ("dynamo.frontend", "--router-temperature", "float", "0.0", "DYN_ROUTER_TEMPERATURE"),
        ("dynamo.frontend", "--interactive", "bool", "False", "DYN_INTERACTIVE"),
    }
    temperature = option(found, "--router-temperature").record
    assert temperature is not None
    assert temperature.tier is Tier.EXPERIMENTAL
    assert temperature.deprecation == Deprecation(remove_in="v1.7", alternative="the policy file")
    assert "cli:dynamo.frontend --kv-events" in {record.name for record in found.records}


# ---- independence -------------------------------------------------------------------------------


def test_nothing_is_run(collect: Collect, tmp_path: Path) -> None:
    text = "open('ran', 'w'); import argparse\nargparse.ArgumentParser().add_argument('--x')\n"
    assert len(collect(text).options) == 1
    assert not (tmp_path / "ran").exists()


def test_the_order_of_files_does_not_matter(collect: Collect, tmp_path: Path) -> None:
    from dynamo_stability.collect import find_target
    from dynamo_stability.collect.options import collect_options

    first = collect({**DYNAMO, **HELPERS})
    parts = [find_target(str(tmp_path / one)) for one in ("prog.py", "lib", "dynamo")]
    roots = [find_target(str(tmp_path))]
    assert collect_options(roots) == first
    one_way, other = collect_options(parts[:2]), collect_options(parts[1::-1])
    assert one_way.options == other.options
    assert one_way.records == other.records


def test_tests_are_left_out_unless_they_are_wanted(collect: Collect) -> None:
    text = "import argparse\nargparse.ArgumentParser().add_argument('--x')\n"
    files = {"pkg/__init__.py": "", "pkg/tests/__init__.py": "", "pkg/tests/a.py": text}
    assert collect(files).options == ()
    assert len(collect(files, CommandLineOptions(exclude=())).options) == 1


def test_a_parser_that_modules_share(collect: Collect) -> None:
    found = collect(
        {
            "app/__init__.py": "",
            "app/shared.py": """
                import argparse
                parser = argparse.ArgumentParser(prog="app")
                parser.add_argument("--first")
                """,
            "app/more.py": """
                from app.shared import parser
                import app.shared
                parser.add_argument("--second")
                def add():
                    app.shared.parser.add_argument("--third")
                """,
        }
    )
    assert {(one.program, one.name) for one in found.options} == {
        ("app", "--first"),
        ("app", "--second"),
        ("app", "--third"),
    }


def test_parser_classes_are_known_even_among_the_sources(collect: Collect) -> None:
    library = """
        class ArgumentParser:
            def __init__(self, prog=None): self.add_argument("-h")
            def add_argument(self, *names, **settings): self._add(names)
        """
    found = collect(
        {
            "argparse.py": library,
            "vendored.py": library,
            "prog.py": """
                import argparse, vendored
                argparse.ArgumentParser(prog="p").add_argument("--x")
                vendored.ArgumentParser(prog="q").add_argument("--y")
                """,
        },
        CommandLineOptions(parsers=("vendored.ArgumentParser",)),
    )
    own = {(one.program, one.name) for one in found.options if one.program in {"p", "q"}}
    assert own == {("p", "--x"), ("q", "--y")}


def test_variables_that_a_function_of_the_sources_reads(collect: Collect) -> None:
    found = collect(
        """
        import argparse, os

        def read(name, convert, default):
            value = os.environ.get("APP_" + name.upper())
            return default if value is None else convert(value)

        parser = argparse.ArgumentParser()
        parser.add_argument("--size", type=int, default=read("size", int, 4))
        """
    )
    (option,) = [one for one in found.options if one.name == "--size"]
    assert (option.env_var, option.default) == ("APP_SIZE", "4")
