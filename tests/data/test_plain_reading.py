"""What is read in one go, because it is well-formed, and what is read field by field agree."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dynamo_stability import Component, Deprecation, Feature, Record, RecordError
from dynamo_stability.catalog import ApiObject, Parameter, Signature
from dynamo_stability.value import Value

PLAIN: tuple[type[Value], ...] = (
    *(Record, Deprecation, Feature, Component),
    *(ApiObject, Signature, Parameter),
)

words = st.sampled_from(["name", "a", "", "beta", "function", "positional-only", "P0", "tire"])
plain = st.recursive(
    st.none() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def fields_of(cls: type[Value]) -> st.SearchStrategy[Any]:
    good: dict[str, Any] = {
        "name": st.just("pkg.f"),
        "kind": st.sampled_from(["function", "class", "keyword-only"]),
        "tier": st.sampled_from(["beta", None]),
        "since": st.just("1.0"),
        "feature": st.just("relay"),
        "gate": st.sampled_from([True, False, None, "DYN_X", "no name"]),
        "deprecation": st.just({"since": "1.0"}),
        "aliases": st.just(["pkg.g"]),
        "signatures": st.just([{"parameters": [{"name": "x", "kind": "keyword-only"}]}]),
        "support_level": st.just("library"),
        "priority": st.just("P0"),
    }
    known = {name: good.get(name, plain) | plain for name in cls.FIELDS}
    wild = st.fixed_dictionaries({}, optional={**known, "tire": plain})
    return wild | st.fixed_dictionaries({name: known[name] for name in cls.REQUIRED}) | plain


@contextlib.contextmanager
def field_by_field() -> Iterator[None]:
    for cls in PLAIN:
        cls._IS_PLAIN = False
    try:
        yield
    finally:
        for cls in PLAIN:
            cls._IS_PLAIN = True


def outcome(cls: type[Value], data: Any) -> Value | str:
    try:
        return cls.from_dict(data, "records[3]")
    except RecordError as error:
        return str(error)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLAIN).flatmap(lambda cls: st.tuples(st.just(cls), fields_of(cls))))
def test_both_ways_agree(case: tuple[type[Value], Any]) -> None:
    with field_by_field():
        expected = outcome(*case)
    assert outcome(*case) == expected
