"""What is wrong with the variables of a project."""

from __future__ import annotations

import pytest
from variables_under_test import Collect

from dynamo_stability.collect.environment import EnvironmentOptions
from dynamo_stability.collect.environment.findings import RULES

START = "import os\nfrom dynamo_stability.surfaces.environment import env_var\n"


def findings(
    collect: Collect, text: str, known: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> list[str]:
    found = collect(START + text, EnvironmentOptions(known=known, ignore=ignore)).findings
    assert all(one.why == RULES[one.rule][0] and one.fix == RULES[one.rule][1] for one in found)
    return [str(one) for one in found]


@pytest.mark.parametrize("tier", ["stable", "beta"])
def test_a_lower_prefix_for_a_higher_tier(collect: Collect, tier: str) -> None:
    text = f"env_var('DYN_EXPERIMENTAL_X', tier={tier!r}).get()\n"
    assert findings(collect, text) == [
        (
            "prog.py:3: variable-misprefixed: env:DYN_EXPERIMENTAL_X is declared as "
            f"{tier}, and its name says experimental"
        )
    ]


def test_a_name_of_another_tier_that_is_read(collect: Collect) -> None:
    text = "X = env_var('DYN_X', tier='beta')\nX.get()\nos.environ['DYN_X']\n"
    assert findings(collect, text) == [
        (
            "prog.py:5: variable-misprefixed: env:DYN_X is read here, while prog.py:3 "
            "declares it as DYN_BETA_X"
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("'tcp'", "'nats'"), ("1", "'2'"), ("'true'", "'0'"), ("'a'", "'b'")]
)
def test_defaults_that_differ(collect: Collect, one: str, other: str) -> None:
    text = f"os.environ.get('DYN_X', {one})\nos.environ.get('DYN_X', {other})\n"
    (finding,) = findings(collect, text)
    first, second = one.strip("'"), other.strip("'")
    assert finding == (
        f"prog.py:4: variable-defaults-differ: env:DYN_X has the default {second!r} here and "
        f"{first!r} at prog.py:3"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'a'", "'a'"),
        ("1", "'1.0'"),
        ("'true'", "'1'"),
        ("False", "'no'"),
        ("'a'", "''"),
        ("'a'", "None"),
        ("'a'", "make()"),
    ],
)
def test_defaults_that_do_not(collect: Collect, one: str, other: str) -> None:
    text = f"os.environ.get('DYN_X', {one})\nos.environ.get('DYN_X', {other})\n"
    assert findings(collect, text) == []


def test_a_read_that_differs_from_the_declaration(collect: Collect) -> None:
    text = "X = env_var('DYN_X', default='a')\nX.get()\nos.environ.get('DYN_X', 'b')\n"
    (finding,) = findings(collect, text)
    assert finding.endswith("env:DYN_X has the default 'b' here and 'a' at prog.py:3")


def test_defaults_of_secrets_are_not_shown(collect: Collect) -> None:
    text = "os.environ.get('A_TOKEN', 'hunter2')\nos.environ.get('A_TOKEN', 'swordfish')\n"
    (finding,) = findings(collect, text)
    assert finding.endswith("has the default (hidden) here and (hidden) at prog.py:3")


def test_declared_twice(collect: Collect) -> None:
    text = "env_var('DYN_X', tier='beta').get()\nenv_var('DYN_X').get()\n"
    assert (
        "prog.py:4: variable-declared-twice: env:DYN_X is declared here with another tier than "
        "at prog.py:3" in findings(collect, text)
    )
    assert findings(collect, "env_var('DYN_X').get()\nenv_var('DYN_X').get()\n") == []


def test_never_read(collect: Collect) -> None:
    text = "X = env_var('DYN_X')\nY = env_var('DYN_Y', deprecated=True)\nfrom x import X\n"
    assert findings(collect, text) == ["prog.py:3: variable-never-read: env:DYN_X is never read"]


def test_undeclared_where_the_project_declares(collect: Collect) -> None:
    read = "os.environ.get('DYN_Y')\nos.environ.get('HOME')\nos.environ.get('DYN_OF_OTHERS')\n"
    assert findings(collect, read) == []
    declared = "X = env_var('DYN_X', deprecated_aliases=['DYN_OLD'])\nX.get()\n"
    older = "os.environ.get('DYN_OLD')\n"
    assert findings(collect, declared + read + older, known=("DYN_OF_*",)) == [
        "prog.py:5: variable-undeclared: env:DYN_Y is read, and nothing declares it"
    ]


def test_findings_that_are_not_wanted(collect: Collect) -> None:
    text = "X = env_var('DYN_X')\n"
    assert findings(collect, text, ignore=("variable-never-read",)) == []
