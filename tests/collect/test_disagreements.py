"""Two sources that say different things about one name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.collect.disagreements import Disagreement, disagreements
from dynamo_stability.collect.problems import Problem
from dynamo_stability.configuration import Configuration

Write = Callable[[dict[str, str]], Path]

pytest_plugins = ["collecting"]


def record(name: str = "pkg.f", kind: str = "function", **fields: Any) -> Record:
    return Record(name, kind, **fields)


EXPERIMENTAL: dict[str, Any] = {"tier": Tier.EXPERIMENTAL}
BETA: dict[str, Any] = {"tier": Tier.BETA}
GONE: dict[str, Any] = {"deprecation": Deprecation()}


def gone(**fields: str) -> dict[str, Deprecation]:
    return {"deprecation": Deprecation(**fields)}


@pytest.mark.parametrize(
    ("first", "second", "fields", "says"),
    [
        (EXPERIMENTAL, BETA, ["tier"], "experimental at a.rs:1, but beta at"),
        (EXPERIMENTAL, GONE, ["deprecation"], "not deprecated at a.rs:1, but deprecated at"),
        (
            {**BETA, **GONE},
            EXPERIMENTAL,
            ["tier", "deprecation"],
            "beta, deprecated at a.rs:1, but experimental, not deprecated at",
        ),
        (
            gone(remove_in="2.0"),
            gone(remove_in="3.0", since="1.0"),
            ["deprecation.remove_in"],
            "to be removed in 2.0 at a.rs:1, but to be removed in 3.0 at",
        ),
        (gone(since="1.0"), gone(since="1.1"), ["deprecation.since"], "deprecated since 1.0"),
        (gone(alternative="g"), gone(alternative="h"), ["deprecation.alternative"], "by g"),
        (
            {**BETA, "since": "1.0", "feature": "a"},
            {**BETA, "since": "1.1", "feature": "b"},
            ["since", "feature"],
            "since 1.0, of the feature 'a' at a.rs:1, but since 1.1, of the feature 'b' at",
        ),
        ({"component": "Router"}, {"component": "Planner"}, ["component"], "'Planner'"),
    ],
)
def test_what_two_sources_can_say_differently(
    first: dict[str, Any], second: dict[str, Any], fields: list[str], says: str
) -> None:
    one = record(**first, source="a.rs:1")
    other = record(**second, source="stability.toml:7")
    (found,) = disagreements([one], [other])
    assert (found.name, found.first, found.second) == ("pkg.f", one, other)
    assert [difference.field for difference in found.differences] == fields
    assert says in found.message
    assert "a.rs:1" in found.message
    assert "stability.toml:7" in found.message
    assert found.problem == Problem("a.rs", 1, 1, found.message)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (EXPERIMENTAL, EXPERIMENTAL),
        (EXPERIMENTAL, {}),  # only a feature, say
        ({**BETA, **GONE}, GONE),
        ({**BETA, "since": "1.0"}, {**BETA, "feature": "a"}),
        (gone(message="Use g."), gone(message="Use h.", remove_in="2.0")),
        ({**BETA, "reason": "a"}, {**BETA, "reason": "b"}),
    ],
)
def test_what_only_one_says_is_no_disagreement(first: Any, second: Any) -> None:
    assert disagreements([record(**first)], [record(**second)]) == ()


def test_the_time_of_different_tiers_may_differ() -> None:
    (found,) = disagreements([record(**BETA, since="1.0")], [record(**EXPERIMENTAL, since="0.9")])
    assert [one.field for one in found.differences] == ["tier"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "pkg.f"}, {"name": "pkg.f", "kind": "name"}),
        ({"name": "pkg._core.f"}, {"name": "pkg.f", "definition": "pkg._core.f"}),
        ({"name": "pkg.sub.f"}, {"name": "pkg.f", "aliases": ("pkg.sub.f",)}),
        (
            {"name": "a.f", "definition": "pkg._core.f"},
            {"name": "b.f", "definition": "pkg._core.f"},
        ),
        ({"name": "pkg.f(x)", "kind": "parameter"}, {"name": "pkg.f(x)", "kind": "parameter"}),
        (
            {"name": "rust:a::F", "kind": "rust", "aliases": ("rust:a::b::F",)},
            {"name": "rust:a::b::F", "kind": "rust"},
        ),
        ({"name": "env:DYN_X", "kind": "env"}, {"name": "env:DYN_X", "kind": "env"}),
    ],
)
def test_names_that_mean_the_same(first: dict[str, Any], second: dict[str, Any]) -> None:
    pair = [{"kind": "function", **first, **BETA}, {"kind": "function", **second, **EXPERIMENTAL}]
    assert len(disagreements(*[[Record(**one)] for one in pair])) == 1
    assert len(disagreements(*[[Record(**one)] for one in reversed(pair)])) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "pkg.f"}, {"name": "pkg.g"}),
        ({"name": "pkg.f(x)", "kind": "parameter"}, {"name": "pkg.f(y)", "kind": "parameter"}),
        # An old name of a function says nothing about the function.
        (
            {"name": "pkg.old_f", "kind": "name", "definition": "pkg._core.f"},
            {"name": "pkg.f", "definition": "pkg._core.f"},
        ),
        ({"name": "pkg.old_f"}, {"name": "pkg.f", "aliases": ("pkg.old_f",)}),
        # A package may have a function and a module of one name.
        ({"name": "pkg.f", "kind": "module"}, {"name": "pkg.f"}),
    ],
)
def test_names_that_mean_something_else(first: dict[str, Any], second: dict[str, Any]) -> None:
    pair = [{"kind": "function", **first, **BETA}, {"kind": "function", **second, **GONE}]
    assert disagreements(*[[Record(**one)] for one in pair]) == ()


def test_records_of_one_source_are_not_compared() -> None:
    assert disagreements([record(**BETA), record(**EXPERIMENTAL, kind="name")]) == ()


def test_every_pair_of_sources_is_compared() -> None:
    sources = [
        [record(**BETA, source="a:1")],
        [record(**EXPERIMENTAL, source="b:1")],
        [record(**BETA, source="c:1")],
    ]
    found = [(one.first.source, one.second.source) for one in disagreements(*sources)]
    assert found == [("a:1", "b:1"), ("b:1", "c:1")]


def test_a_record_without_a_place() -> None:
    (found,) = disagreements([record(**BETA)], [record(**EXPERIMENTAL)])
    assert found.problem.path == "<catalog>"
    assert "an unknown place" in found.message


def test_what_a_manifest_and_a_catalog_say(write: Write) -> None:
    first = write(
        {
            "pkg/__init__.py": """
                from dynamo_stability import beta

                @beta(since="1.2")
                class Router: ...
            """
        }
    )
    sources = collect_marks([find_target(str(first / "pkg"))], Configuration()).records
    known = [record("pkg.Router", "class", tier=Tier.STABLE, source="stability.json:1")]
    (found,) = disagreements(sources, known)
    assert str(found.problem).startswith("pkg/__init__.py:5:1: 'pkg.Router' is beta at ")


names = st.sampled_from(["p.f", "p.g", "q.f"])
some = st.builds(
    Record,
    names,
    st.sampled_from(["function", "name", "module"]),
    tier=st.sampled_from([None, *Tier]),
    definition=st.none() | names,
    aliases=st.lists(names, max_size=2).map(tuple),
    source=st.sampled_from([None, "a.py", "a.py:1", "a:b:2"]),
)


@given(st.lists(st.lists(some, max_size=4), max_size=3), st.randoms())
def test_the_order_of_records_does_not_matter(sources: list[list[Record]], random: Any) -> None:
    def told(found: tuple[Disagreement, ...]) -> list[str]:
        return sorted({one.message for one in found})

    shuffled = [random.sample(one, len(one)) for one in sources]
    assert told(disagreements(*sources)) == told(disagreements(*shuffled))
    assert all(disagreements(one) == () for one in sources)
