"""What is found wrong with the options of a program."""

from __future__ import annotations

from typing import Any

import pytest
from programs_under_test import Collect

from dynamo_stability.collect.options import CommandLineOptions
from dynamo_stability.collect.options.findings import RULES

START = """\
import argparse
parser = argparse.ArgumentParser(prog="p")
group = parser.add_argument_group("G")
"""


def findings(collect: Collect, *calls: str, **configuration: Any) -> list[str]:
    found = collect(START + "\n".join(calls), CommandLineOptions(**configuration))
    return [f"{one.line} {one.rule} {one.name[6:]}: {one.message}" for one in found.findings]


def test_an_option_without_an_environment_variable(collect: Collect) -> None:
    assert findings(
        collect,
        "group.add_argument('--with', env_var='APP_WITH')",
        "group.add_argument('--without')",
        "group.add_argument('--gone', help='[DEPRECATED] x')",
        "group.add_argument('--hidden', help=argparse.SUPPRESS)",
        "group.add_argument('positional')",
        "group.add_argument('--version', action='version')",
    ) == ["5 option-without-variable --without: has no environment variable"]


def test_an_option_that_no_group_holds(collect: Collect) -> None:
    assert findings(
        collect,
        "parser.add_argument('--loose', env_var='APP_LOOSE')",
        "parser.add_mutually_exclusive_group().add_argument('--one-of', env_var='APP_ONE')",
        "group.add_mutually_exclusive_group().add_argument('--held', env_var='APP_HELD')",
        "parser.add_argument('positional')",
    ) == [
        "4 option-ungrouped --loose: is in no group",
        "5 option-ungrouped --one-of: is in no group",
    ]


BOTH_WAYS = "group.add_argument('--a', env_var='A', action=argparse.BooleanOptionalAction)"


def test_a_flag_that_its_variable_sets_for_good(collect: Collect) -> None:
    assert findings(collect, "group.add_argument('--x', env_var='X', action='store_true')") == [
        "4 boolean-inconsistent --x: cannot be switched back where X is set"
    ]


def test_a_flag_among_switches_that_go_both_ways(collect: Collect) -> None:
    rules = ["option-without-variable"]
    flag = "group.add_argument('--x', action='store_true')"
    assert findings(collect, BOTH_WAYS, flag, ignore=rules) == [
        "5 boolean-inconsistent --x: has no --no- form, which another switch has in this program"
    ]
    assert findings(collect, flag, ignore=rules) == []
    back = "group.add_argument('--no-x', dest='x', action='store_false')"
    assert findings(collect, BOTH_WAYS, flag, back, ignore=rules) == []


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("bool", "is converted by bool(), which takes every text for true, 'false' too"),
        ("parse_bool", "takes a text for true or false, where other switches take none"),
    ],
)
def test_a_text_for_a_switch(collect: Collect, type_: str, message: str) -> None:
    call = f"group.add_argument('--x', env_var='X', type={type_})"
    assert findings(collect, BOTH_WAYS, call) == [f"5 boolean-inconsistent --x: {message}"]


def test_a_word_in_place_of_a_tag(collect: Collect) -> None:
    assert findings(
        collect,
        "group.add_argument('--x', env_var='X', help='Deprecated alias of --y.')",
        "group.add_argument('--y', env_var='Y', help='[DEPRECATED] alias of --y.')",
    ) == ["4 option-untagged --x: is deprecated by its help text, which has no tag"]


def test_two_places_that_disagree(collect: Collect) -> None:
    assert findings(
        collect,
        "if unknown():",
        "    group.add_argument('--x', env_var='X', help='[BETA] x')",
        "else:",
        "    group.add_argument('--x', env_var='X', help='x')",
    ) == ["7 option-contradicts --x: is stable here and beta at prog.py:5"]


def test_a_name_that_cannot_be_told(collect: Collect) -> None:
    assert findings(collect, "group.add_argument(compute())") == [
        "4 option-unnamed : an option is added here under a name that takes running the program"
    ]


def test_each_rule_can_be_ignored_and_says_why(collect: Collect) -> None:
    calls = ["parser.add_argument('--x', type=bool)", "parser.add_argument(compute())"]
    found = collect(START + "\n".join(calls)).findings
    assert {one.rule for one in found} == {
        "option-without-variable",
        "option-ungrouped",
        "boolean-inconsistent",
        "option-unnamed",
    }
    assert all(one.why and one.fix for one in found)
    assert findings(collect, *calls, ignore=list(RULES)) == []


def test_click_knows_no_groups(collect: Collect) -> None:
    found = collect(
        """
        import click
        @click.command()
        @click.option("--x")
        def main(x): ...
        """
    )
    assert [one.rule for one in found.findings] == ["option-without-variable"]
