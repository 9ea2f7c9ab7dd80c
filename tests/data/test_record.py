"""`Record`, `Deprecation`, `Feature`, `Component`: values, to and from plain dicts."""

from __future__ import annotations

import copy
import json
import pickle
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import (
    Component,
    Deprecation,
    Feature,
    Record,
    RecordError,
    StabilityError,
    Tier,
)
from dynamo_stability.groups import Evidence
from dynamo_stability.record import KINDS
from dynamo_stability.tiers import CRITERIA, PRIORITIES, SUPPORT_LEVELS
from dynamo_stability.value import Value

texts = st.text(min_size=1)
optional = st.none() | texts
tiers = st.none() | st.sampled_from(list(Tier))
several = st.lists(texts, max_size=3)

deprecations = st.builds(
    Deprecation,
    optional,
    since=optional,
    remove_in=optional,
    alternative=optional,
    renamed_to=optional,
)
records = st.builds(
    Record,
    texts,
    st.sampled_from(KINDS),
    tier=tiers,
    reason=optional,
    since=optional,
    feature=optional,
    issue=optional,
    owner=optional,
    alternative=optional,
    deprecation=st.none() | deprecations,
    definition=optional,
    component=optional,
    source=optional,
)
evidence = st.builds(Evidence, st.sampled_from(CRITERIA), st.lists(texts, min_size=1, max_size=3))
features = st.builds(
    Feature,
    texts,
    title=optional,
    tier=tiers,
    issue=optional,
    owner=optional,
    docs=optional,
    evidence=st.lists(evidence, max_size=3),
)
components = st.builds(
    Component,
    texts,
    support_level=st.sampled_from(SUPPORT_LEVELS)
    | st.lists(st.sampled_from(SUPPORT_LEVELS), min_size=1, max_size=3),
    priority=st.sampled_from(PRIORITIES),
    languages=several,
    owner=optional,
    surfaces=several,
)
values = deprecations | records | features | components

DEPRECATION = Deprecation("Use g.", since="1.0", remove_in="2.0")
RECORD = Record("pkg.f", "function", tier=Tier.BETA, deprecation=DEPRECATION)
FEATURE = Feature("routing", title="Routing", tier=Tier.BETA)
COMPONENT = Component("router", support_level="library", priority="P0", languages=["Python"])
EXAMPLES: list[Value] = [DEPRECATION, RECORD, FEATURE, COMPONENT]
each = pytest.mark.parametrize("value", EXAMPLES, ids=lambda one: type(one).__name__)


@given(values)
def test_plain_dicts_are_read_back(value: Value) -> None:
    plain = value.to_dict()
    assert type(value).from_dict(plain) == value
    assert type(value).from_dict(json.loads(json.dumps(plain))) == value


@given(values)
def test_copies_are_equal(value: Value) -> None:
    for again in (
        copy.copy(value),
        copy.deepcopy(value),
        value.replace(),
        *(pickle.loads(pickle.dumps(value, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)),
    ):
        assert type(again) is type(value)
        assert again == value
        assert hash(again) == hash(value)
        assert repr(again) == repr(value)


@given(values)
def test_plain_dicts_hold_only_what_is_set(value: Value) -> None:
    assert not any(one in (None, [], ()) for one in value.to_dict().values())


@given(records)
def test_the_representation_makes_it_again(record: Record) -> None:
    names = {"Record": Record, "Deprecation": Deprecation}
    # `<Tier.BETA: 'beta'>`, as of any enumeration, is no expression.
    assert eval(repr(record.replace(tier=None)), names) == record.replace(tier=None)


def test_a_plain_dict_is_plain() -> None:
    assert RECORD.to_dict() == {
        "name": "pkg.f",
        "kind": "function",
        "tier": "beta",
        "deprecation": {"message": "Use g.", "since": "1.0", "remove_in": "2.0"},
    }
    assert COMPONENT.to_dict() == {
        "name": "router",
        "support_level": ["library"],
        "priority": "P0",
        "languages": ["Python"],
    }


# ---- values -------------------------------------------------------------------------------------


@each
def test_frozen(value: Value) -> None:
    for name in value.FIELDS:
        with pytest.raises(AttributeError, match=rf"'{name}'.*frozen.*replace\({name}="):
            setattr(value, name, "x")
        with pytest.raises(AttributeError, match=f"'{name}'.*frozen"):
            delattr(value, name)
    with pytest.raises(AttributeError):
        value.other = 1
    assert not hasattr(value, "__dict__")


def test_replace() -> None:
    changed = RECORD.replace(tier="stable", owner="team")
    assert (changed.tier, changed.owner, changed.name) == (Tier.STABLE, "team", "pkg.f")
    assert RECORD.owner is None
    assert COMPONENT.replace(languages=["Rust"]).languages == ("Rust",)


@each
def test_replace_checks(value: Value) -> None:
    with pytest.raises(RecordError, match="unknown field 'nmae'"):
        value.replace(nmae="x")
    for name in value.FIELDS:
        with pytest.raises(RecordError, match=rf"\b{name}\b"):
            value.replace(**{name: 12})


def test_equality_is_by_type_and_content() -> None:
    assert Feature("a") == Feature("a")
    assert Feature("a") != Feature("b")
    assert Deprecation() == Deprecation()
    assert Deprecation() != Feature("a")
    assert Feature("a") != "a"
    assert len({Feature("a"), Feature("a"), Feature("b")}) == 2


def test_records_can_be_referenced_weakly() -> None:
    assert weakref.ref(RECORD)() is RECORD


@pytest.mark.parametrize(
    ("tier", "deprecation", "stage"),
    [
        (None, None, "stable"),
        (Tier.STABLE, None, "stable"),
        (Tier.BETA, None, "beta"),
        (Tier.EXPERIMENTAL, None, "experimental"),
        (Tier.EXPERIMENTAL, Deprecation(), "deprecated"),
        (None, Deprecation(), "deprecated"),
    ],
)
def test_stage(tier: Tier | None, deprecation: Deprecation | None, stage: str) -> None:
    assert Record("f", "function", tier=tier, deprecation=deprecation).stage == stage


def test_a_component_may_have_several_levels() -> None:
    one = Component("x", support_level="library", priority="P0")
    assert one.support_level == ("library",)
    two = one.replace(support_level=["library", "schemas"])
    assert two.support_level == ("library", "schemas")


def test_texts_of_other_classes_become_plain() -> None:
    class Text(str):
        __slots__ = ()

    assert type(Feature(Text("x")).name) is str


# ---- errors -------------------------------------------------------------------------------------

NO_TEXT = [1, 1.5, True, b"x", "", [], {}, ...]

BASES: list[tuple[type[Value], dict[str, Any]]] = [
    (Deprecation, {}),
    (Record, {"name": "f", "kind": "function"}),
    (Feature, {"name": "f"}),
    (Component, {"name": "c", "support_level": "library", "priority": "P0"}),
]
bases = pytest.mark.parametrize(
    ("cls", "base"), BASES, ids=lambda one: getattr(one, "__name__", "")
)

TEXT_FIELDS = [
    (cls, base, name)
    for cls, base in BASES
    for name in cls.FIELDS
    if name
    not in (
        "kind",
        "tier",
        "deprecation",
        "gate",
        "aliases",
        "evidence",
        "support_level",
        "priority",
        "languages",
        "surfaces",
    )
]


@pytest.mark.parametrize(("cls", "base", "name"), TEXT_FIELDS)
@pytest.mark.parametrize("value", NO_TEXT, ids=repr)
def test_texts(cls: type[Value], base: dict[str, Any], name: str, value: object) -> None:
    with pytest.raises(RecordError, match=f"'here.{name}'") as caught:
        cls.from_dict({**base, name: value}, "here")
    assert repr(value) in str(caught.value)
    assert "non-empty string" in str(caught.value)
    with pytest.raises(RecordError, match=f"'{name}'"):
        cls(**{**base, name: value})


@pytest.mark.parametrize("value", [1, "https://x", {"a": 1}, ["a"]], ids=repr)
def test_evidence_is_a_list_of_evidence(value: object) -> None:
    with pytest.raises(RecordError, match=r"here\.evidence"):
        Feature.from_dict({"name": "f", "evidence": value}, "here")


@pytest.mark.parametrize("value", ["a.b", 1, None, {"a": 1}], ids=repr)
def test_aliases_are_a_list_of_names(value: object) -> None:
    with pytest.raises(RecordError, match=r"'here\.aliases'"):
        Record.from_dict({"name": "a.c", "kind": "class", "aliases": value}, "here")
    with pytest.raises(RecordError, match=r"aliases\[1\]"):
        Record("a.c", "class", aliases=("a.b", ""))
    assert Record("a.c", "class", aliases=["a.b"]).aliases == ("a.b",)  # type: ignore[arg-type]


@bases
def test_unknown_fields(cls: type[Value], base: dict[str, Any]) -> None:
    for name in cls.FIELDS:
        wrong = name + "x"
        with pytest.raises(RecordError, match=f"'up.{wrong}'") as caught:
            cls.from_dict({**base, wrong: "value"}, "up")
        assert "'value'" in str(caught.value)
        assert f"'{name}'" in str(caught.value)  # the nearest
    with pytest.raises(RecordError, match="unknown field '1'"):
        cls.from_dict({**base, 1: "x"})  # type: ignore[dict-item]


@bases
def test_missing_fields(cls: type[Value], base: dict[str, Any]) -> None:
    for name in base:
        rest = {key: value for key, value in base.items() if key != name}
        with pytest.raises(RecordError, match=f"required field 'at.{name}' is missing"):
            cls.from_dict(rest, "at")
        with pytest.raises(RecordError, match=f"{cls.__name__}.*'{name}' is missing"):
            cls.from_dict(rest)
        with pytest.raises(RecordError, match=f"'{name}'"):
            cls.from_dict({**base, name: None})


@bases
@pytest.mark.parametrize("data", [None, 1, "text", [], [("name", "f")]])
def test_not_a_table(cls: type[Value], base: dict[str, Any], data: Any) -> None:
    with pytest.raises(RecordError, match="not a table of fields") as caught:
        cls.from_dict(data)
    assert repr(data) in str(caught.value)
    assert ", ".join(cls.FIELDS) in str(caught.value)


@pytest.mark.parametrize(
    ("cls", "field", "value", "near", "allowed"),
    [
        (Record, "kind", "functoin", "function", KINDS),
        (Record, "kind", 3, "", KINDS),
        (Record, "kind", [], "", KINDS),
        (Record, "tier", "bate", "beta", [tier.value for tier in Tier]),
        (Record, "tier", [], "", [tier.value for tier in Tier]),
        (Feature, "tier", "Stable", "stable", [tier.value for tier in Tier]),
        (Component, "priority", "P3", "P0", PRIORITIES),
        (Component, "priority", 0, "", PRIORITIES),
        (Component, "support_level", "libary", "library", SUPPORT_LEVELS),
        (Component, "support_level", ["library", "schema"], "schemas", SUPPORT_LEVELS),
        (Component, "support_level", [], "", SUPPORT_LEVELS),
    ],
)
def test_fixed_words(cls: type[Value], field: str, value: Any, near: str, allowed: Any) -> None:
    base = dict(BASES)[cls]
    with pytest.raises(RecordError, match=f"'way.{field}'") as caught:
        cls.from_dict({**base, field: value}, "way")
    assert near in str(caught.value)
    assert f"Allowed: {', '.join(allowed)}." in str(caught.value)
    with pytest.raises(RecordError, match=f"'{field}'"):
        cls(**{**base, field: value})


@pytest.mark.parametrize("field", ["languages", "surfaces"])
def test_lists(field: str) -> None:
    base = dict(BASES)[Component]
    for value in ("Python", 1, {"a": 1}, None):
        with pytest.raises(RecordError, match=f"'{field}'.*not a list"):
            Component.from_dict({**base, field: value})
    with pytest.raises(RecordError, match=rf"'{field}\[1\]'"):
        Component.from_dict({**base, field: ["Python", 2]})


def test_nested_fields_have_dotted_names() -> None:
    base = dict(BASES)[Record]
    with pytest.raises(RecordError, match=r"'deprecation\.since'") as caught:
        Record.from_dict({**base, "deprecation": {"since": 1.4}})
    assert "1.4" in str(caught.value)
    with pytest.raises(RecordError, match=r"unknown field 'a.deprecation.sinse'.*'since'"):
        Record.from_dict({**base, "deprecation": {"sinse": "1.4"}}, "a")
    with pytest.raises(RecordError, match=r"a\.deprecation.*not a table"):
        Record.from_dict({**base, "deprecation": True}, "a")


def test_record_errors_are_value_errors() -> None:
    assert issubclass(RecordError, StabilityError)
    assert issubclass(RecordError, ValueError)


@given(
    st.dictionaries(
        st.sampled_from([*Record.FIELDS, "other"]), st.none() | st.integers() | st.text()
    )
)
def test_any_dict_is_a_record_or_a_record_error(data: dict[str, Any]) -> None:
    try:
        record = Record.from_dict(data)
    except RecordError:
        return
    assert Record.from_dict(record.to_dict()) == record
