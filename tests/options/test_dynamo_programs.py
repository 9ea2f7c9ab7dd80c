"""The programs of the real Dynamo 1.6.1, whose options are added by helper functions of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dynamo_stability.collect import find_target
from dynamo_stability.collect.options import CollectedOptions, Option, collect_options

pytest_plugins = ["downloads"]


@pytest.fixture(scope="module")
def collected(dynamo_wheel: Path) -> CollectedOptions:
    return collect_options([find_target(str(dynamo_wheel))])


@pytest.fixture(scope="module")
def frontend(collected: CollectedOptions) -> dict[str, Option]:
    return {one.name: one for one in collected.options if one.program == "dynamo.frontend"}


def test_all_programs_are_read(collected: CollectedOptions) -> None:
    assert collected.problems == ()
    count = Counter(one.program for one in collected.options)
    assert {"dynamo.frontend", "dynamo.mocker", "dynamo.vllm", "dynamo.router"} <= set(count)
    assert (count["dynamo.frontend"], count["dynamo.mocker"]) == (104, 105)


def test_an_option_from_a_group_in_another_file(frontend: dict[str, Option]) -> None:
    option = frontend["--router-mode"]
    assert (option.type, option.default, option.env_var, option.group) == (
        "str",
        "round-robin",
        "DYN_ROUTER_MODE",
        "Router Options",
    )
    assert "least-loaded" in option.choices
    assert option.place == "dynamo/common/configuration/groups/router_args.py:224"


def test_tiers_are_read_from_tags_in_help_texts(frontend: dict[str, Option]) -> None:
    record = frontend["--dyn-chat-processor"].record
    assert record is not None
    assert (record.name, record.stage) == (
        "cli:dynamo.frontend --dyn-chat-processor",
        "experimental",
    )
    count = Counter(one.stage for one in frontend.values())
    assert count == {"stable": 78, "experimental": 13, "deprecated": 13}


def test_a_variable_that_a_private_function_reads(frontend: dict[str, Option]) -> None:
    option = frontend["--ais-mtp-seed"]
    assert (option.env_var, option.default) == ("DYN_AIS_MTP_SEED", "42")


def test_what_is_wrong_is_found(collected: CollectedOptions) -> None:
    rules = {one.rule for one in collected.findings}
    assert rules == {
        "boolean-inconsistent",
        "option-ungrouped",
        "option-untagged",
        "option-without-variable",
    }
    inconsistent = [one.line for one in collected.findings if one.rule == "boolean-inconsistent"]
    assert len(inconsistent) == 3
