"""Every rule on every case of tests/cases, and what a case needs to be one."""

from __future__ import annotations

import pytest
from rule_cases import CASES, NAMES, Case, check_side, lines, read_case

from dynamo_stability.policy.rule import Rule
from dynamo_stability.policy.rules import RULES

IDS = [rule.id for rule in RULES]
AGAINST_A_BASE = {rule.id for rule in RULES if "changes" in rule.needs}


@pytest.fixture(params=NAMES)
def case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


def test_every_rule_finds_what_is_expected_and_no_more(case: Case) -> None:
    checked = check_side(case, case.new, case.old)
    assert lines(checked) == case.expected.read_text("utf-8")
    rule = next(one for one in IDS if case.name.startswith(one))
    assert rule in {one.rule for one in checked.findings}


def test_a_release_compared_with_itself_has_not_changed(case: Case) -> None:
    for side in (case.old, case.new):
        if side is not None:
            found = check_side(case, side, side).findings
            assert not AGAINST_A_BASE & {one.rule for one in found}


def test_every_rule_but_those_about_a_baseline_has_a_case() -> None:
    without = {one for one in IDS if not any(name.startswith(one) for name in NAMES)}
    assert without == {"baseline-stale"}


def test_every_case_says_where_it_comes_from(case: Case) -> None:
    assert len(case.fact.split()) > 5
    assert (CASES / case.name / "new" / "pyproject.toml").is_file()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_complete(rule: Rule) -> None:
    for text in (rule.summary, rule.why, rule.bad, rule.good, rule.policy):
        assert text.strip()
    assert rule.summary.endswith(".")
    assert not rule.why.endswith(".")


def test_ids_are_unique() -> None:
    assert len(set(IDS)) == len(IDS)
