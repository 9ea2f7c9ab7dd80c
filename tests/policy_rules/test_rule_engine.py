"""The engine: which rules run, at which level, and in which order findings come."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability.catalog import Catalog
from dynamo_stability.collect.ignore_comments import IgnoreComment
from dynamo_stability.configuration import CheckOptions, CheckOverride
from dynamo_stability.errors import ConfigurationError, RecordError
from dynamo_stability.findings import Finding
from dynamo_stability.policy.engine import findings, tried
from dynamo_stability.policy.ignoring import apply_comments
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.policy.rules import RULES
from dynamo_stability.policy.settings import Settings
from dynamo_stability.policy.standings import Standings
from dynamo_stability.policy.subject import Subject
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier


def subject(*records: Record, **fields: Any) -> Subject:
    catalog = Catalog("d", "1.5", ("p",), records=records)
    return Subject(catalog, Standings(catalog, None))._replace(**fields)


def rule(name: str, level: str = "error", needs: tuple[str, ...] = ()) -> Rule:
    def check(subject: Subject) -> Iterator[Breach]:
        for record in subject.catalog.records:
            yield Breach(record.name, record.source, f"{record.name} is", "do")

    return Rule(name, "S.", "w", "b", "g", level, "0.2.0", "p", check, needs)


RECORDS = (
    Record("p.b", "function", tier=Tier.BETA, source="p/m.py:2"),
    Record("p.a", "function", tier=Tier.BETA, source="p/m.py:10"),
    Record("p.c", "function", tier=Tier.BETA),
)


def test_findings_come_by_place_whatever_the_order_of_rules_and_records() -> None:
    rules = [rule("b-rule"), rule("a-rule", "note")]
    expected = findings(rules, subject(*RECORDS))
    assert [(one.name, one.rule) for one in expected] == [
        ("p.c", "a-rule"), ("p.c", "b-rule"),
        ("p.b", "a-rule"), ("p.b", "b-rule"),
        ("p.a", "a-rule"), ("p.a", "b-rule"),
    ]  # fmt: skip
    for seed in range(5):
        shuffled = random.Random(seed)
        records = shuffled.sample(RECORDS, len(RECORDS))
        assert findings(shuffled.sample(rules, 2), subject(*records)) == expected


def test_a_rule_without_what_it_needs_does_not_run() -> None:
    needy = rule("a-rule", needs=("changes",))
    assert findings([needy], subject(*RECORDS)) == ()
    settings = Settings(CheckOptions(), [needy])
    assert tried([needy], subject(), settings) == ()


def test_all_rules_run_on_next_to_nothing() -> None:
    assert findings(RULES, subject()) == ()


def test_paths_are_those_of_the_project() -> None:
    options = CheckOptions(overrides=(CheckOverride(paths=("src/*",), levels={"*": "note"}),))
    given = subject(*RECORDS, paths={"p/m.py": "src/p/m.py"}, options=options)
    found = findings([rule("a-rule")], given)
    assert [(one.path, one.level) for one in found] == [
        ("", "error"), ("src/p/m.py", "note"), ("src/p/m.py", "note")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "level"),
    [
        (CheckOptions(), "error"),
        (CheckOptions(levels={"*": "note"}), "note"),
        (CheckOptions(levels={"*": "note", "a-rule": "warning"}), "warning"),
        (CheckOptions(overrides=(CheckOverride(names=("p.*",), levels={"*": "note"}),)), "note"),
        (
            CheckOptions(
                overrides=(
                    CheckOverride(names=("p.*",), levels={"a-rule": "off"}),
                    CheckOverride(names=("p.x",), levels={"a-rule": "warning"}),
                    CheckOverride(names=("p.x",), levels={"b-rule": "note"}),
                )
            ),
            "warning",
        ),
        (
            CheckOptions(
                overrides=(CheckOverride(names=("p.*",), paths=("other/*",), levels={"*": "off"}),)
            ),
            "error",
        ),
    ],
)
def test_the_last_override_that_fits_counts(options: CheckOptions, level: str) -> None:
    first, second = rule("a-rule"), rule("b-rule")
    assert Settings(options, [first, second]).level(first, "src/p.py", "p.x") == level


def test_a_rule_that_an_override_turns_on_runs() -> None:
    options = CheckOptions(overrides=(CheckOverride(names=("p.a",), levels={"a-rule": "note"}),))
    found = findings([rule("a-rule", "off")], subject(*RECORDS, options=options))
    assert [(one.name, one.level) for one in found] == [("p.a", "note")]


def test_mistakes_in_levels_name_what_is_near() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'removal-overdue'"):
        Settings(CheckOptions(levels={"removal-overdo": "off"}), RULES)
    with pytest.raises(RecordError, match="did you mean 'warning'"):
        CheckOptions(levels={"removal-overdue": "warnings"})


versions = st.sampled_from(
    [
        "1.4",
        "1.5.0",
        "1.5rc1",
        "1.5.post1",
        "1!0.2",
        "2024.10",
        "1.5+local.1",
        "nonsense",
        "1.10",
        "",
    ]
).map(lambda one: one or None)
deprecations = st.builds(Deprecation, st.none(), since=versions, remove_in=versions)
records = st.lists(
    st.builds(
        Record,
        st.sampled_from(["p.a", "p.a(x)", "env:P_BETA_X", "p.A.m", "cli:p --x"]),
        st.sampled_from(["function", "env"]),
        tier=st.sampled_from([None, *Tier]),
        since=versions,
        deprecation=st.none() | deprecations,
        source=st.sampled_from([None, "a.py:1", "odd", "c:/a.py:3"]),
    ),
    max_size=5,
    unique_by=lambda one: (one.name, one.kind),
)


@given(records, versions)
def test_no_version_that_anybody_writes_stops_the_rules(
    written: list[Record], version: str | None
) -> None:
    given = subject(*written, version=version)
    found = findings(RULES, given)
    assert found == findings(tuple(reversed(RULES)), given)
    for one in found:
        assert one.message.strip()
        assert one.fix.strip()


def test_two_comments_for_one_finding_are_both_of_use() -> None:
    finding = Finding("a.py", 4, 0, "a-rule", "p.f", "error", "m", "w", "f")
    comments = [
        IgnoreComment("a.py", 3, 1, ("a-rule",), 3, 5),
        IgnoreComment("a.py", 5, 1, (), 3, 5),
        IgnoreComment("b.py", 4, 1, (), 4, 4),
    ]
    left = apply_comments([finding], comments, known=["a-rule"], tried=["a-rule"])
    assert left.findings == ()
    assert [one.name for one in left.breaches] == ["b.py"]
