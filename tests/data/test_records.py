"""Tiers, records and names as plain data."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import textwrap
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import (
    Component,
    DeprecatedWarning,
    Deprecation,
    Feature,
    OverdueWarning,
    PublicName,
    Record,
    RecordError,
    Tier,
)
from dynamo_stability.categories import word
from dynamo_stability.record import KINDS
from dynamo_stability.tiers import GRADUATION, PRIORITIES, SUPPORT_LEVELS

# ---- tiers --------------------------------------------------------------------------------------


def test_the_policy() -> None:
    notices = {
        tier: (tier.commitment.notice_releases, tier.commitment.notice_months) for tier in Tier
    }
    assert notices == {Tier.EXPERIMENTAL: (0, 0), Tier.BETA: (1, 2), Tier.STABLE: (2, 4)}
    assert [tier.label for tier in Tier] == ["[EXPERIMENTAL]", "[BETA]", ""]
    assert [tier.commitment.warns for tier in Tier] == [True, False, False]
    assert [len(GRADUATION[step]) for step in GRADUATION] == [5, 6]
    assert (len(SUPPORT_LEVELS), PRIORITIES) == (5, ("P0", "P1", "P2"))


def test_tiers_are_ordered_and_behave_as_an_enumeration() -> None:
    assert list(Tier) == sorted(Tier) == [Tier.EXPERIMENTAL, Tier.BETA, Tier.STABLE]
    assert Tier.EXPERIMENTAL < Tier.BETA <= Tier.BETA < Tier.STABLE
    assert max(Tier) is Tier.STABLE
    assert not Tier.BETA > Tier.STABLE
    assert (Tier("beta"), Tier["BETA"], str(Tier.BETA)) == (Tier.BETA, Tier.BETA, "beta")
    assert (Tier.BETA.name, Tier.BETA.value, len(Tier)) == ("BETA", "beta", 3)
    assert repr(Tier.BETA) == "<Tier.BETA: 'beta'>"
    for again in (pickle.loads(pickle.dumps(Tier.BETA)), copy.deepcopy(Tier.BETA)):
        assert again is Tier.BETA
    assert {Tier.BETA: 1}[Tier("beta")] == 1
    with pytest.raises(ValueError, match="'alpha' is not a valid Tier"):
        Tier("alpha")
    with pytest.raises(TypeError):
        _ = Tier.BETA < "stable"
    match Tier.parse("stable"):
        case Tier.STABLE:
            pass
        case other:
            pytest.fail(str(other))
    with pytest.raises(RecordError, match=r"'betta' for the field 'tier'.*'beta'.*stable"):
        Tier.parse("betta")


# ---- records ------------------------------------------------------------------------------------

words = st.text(min_size=1, max_size=12)
maybe = st.none() | words
deprecations = st.builds(
    Deprecation, maybe, since=maybe, remove_in=maybe, alternative=maybe, renamed_to=maybe
)
records = st.builds(
    Record,
    words,
    st.sampled_from(KINDS),
    tier=st.none() | st.sampled_from(list(Tier)),
    reason=maybe,
    since=maybe,
    feature=maybe,
    issue=maybe,
    owner=maybe,
    alternative=maybe,
    deprecation=st.none() | deprecations,
    definition=maybe,
    component=maybe,
    source=maybe,
)
features = st.builds(Feature, words, title=maybe, tier=st.sampled_from([None, *Tier]), issue=maybe)
components = st.builds(
    Component,
    words,
    support_level=st.lists(st.sampled_from(SUPPORT_LEVELS), min_size=1),
    priority=st.sampled_from(PRIORITIES),
    languages=st.lists(words),
    surfaces=st.lists(words),
)


@given(st.one_of(records, deprecations, features, components))
def test_round_trips(value: Any) -> None:
    import json

    plain = json.loads(json.dumps(value.to_dict()))
    assert type(value).from_dict(plain) == value
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value
    assert hash(type(value).from_dict(plain)) == hash(value)
    assert value.replace() == value


@given(records, st.booleans())
def test_warnings_begin_with_the_name_and_keep_the_message(record: Record, overdue: bool) -> None:
    text = word(record, overdue=overdue)
    assert text.startswith(f"{record.name} is ")
    message = record.deprecation.message if record.deprecation else record.reason
    assert message is None or message in text


def test_wording() -> None:
    record = Record(
        "pkg.f",
        "function",
        deprecation=Deprecation("Use g.", since="1.0", remove_in="2.0", alternative="pkg.g"),
    )
    assert word(record) == (
        "pkg.f is deprecated since 1.0 and will be removed in 2.0: Use g. Use pkg.g instead."
    )
    assert "was due to be removed in 2.0" in word(record, overdue=True)
    assert ".." not in word(record)


def test_values_are_frozen() -> None:
    record = Record("pkg.f", "function", tier=Tier.BETA)
    with pytest.raises(AttributeError, match="frozen"):
        record.name = "other"
    with pytest.raises(AttributeError, match="frozen"):
        del record.name
    assert weakref.ref(record)() is record
    assert record.replace(since="1.0").since == "1.0"
    assert record != Feature("pkg.f")
    assert repr(record) == "Record(name='pkg.f', kind='function', tier=<Tier.BETA: 'beta'>)"


@pytest.mark.parametrize(
    ("cls", "data", "parts"),
    [
        (Record, {"name": "a"}, ["'kind'", "missing"]),
        (Record, {"name": "a", "kind": "functon"}, ["kind", "functon", "'function'"]),
        (Record, {"name": "", "kind": "class"}, ["name", "''"]),
        (Record, {"name": "a", "kind": "class", "sinse": "1"}, ["'sinse'", "'1'", "'since'"]),
        (Record, {"name": "a", "kind": "class", "tier": "alpha"}, ["tier", "alpha", "beta"]),
        (Record, {"name": "a", "kind": "class", "since": 1}, ["since", "1"]),
        (
            Record,
            {"name": "a", "kind": "class", "deprecation": {"since": 1}},
            ["deprecation.since", "1"],
        ),
        (Record, {"name": "a", "kind": "class", "deprecation": 3}, ["deprecation", "3"]),
        (Record, 3, ["3"]),
        (Deprecation, {"remove": "1"}, ["'remove'", "'remove_in'"]),
        (Component, {"name": "a", "support_level": "library"}, ["'priority'"]),
        (Component, {"name": "a", "support_level": 3, "priority": "P0"}, ["support_level"]),
        (Feature, {"title": "x"}, ["'name'"]),
        (PublicName, {"qualname": "x", "surface": "tcp"}, ["surface", "tcp", "cli"]),
    ],
)
def test_malformed_data_names_field_value_and_what_is_allowed(
    cls: Any, data: Any, parts: list[str]
) -> None:
    with pytest.raises(RecordError) as raised:
        cls.from_dict(data)
    assert all(part in str(raised.value) for part in parts), raised.value


# ---- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown", "module", "qualname", "parameter", "surface"),
    [
        ("pkg.mod:Cls.f", "pkg.mod.Cls.f", "pkg.mod", "Cls.f", None, "python"),
        ("pkg.mod.f", "pkg.mod.f", None, "pkg.mod.f", None, "python"),
        ("pkg.f(x)", "pkg.f(x)", None, "pkg.f", "x", "python"),
        ("pkg:f(x)", "pkg.f(x)", "pkg", "f", "x", "python"),
        ("m.f.<locals>.g", "m.f.<locals>.g", None, "m.f.<locals>.g", None, "python"),
        ("env:DYN_X", "env:DYN_X", None, "DYN_X", None, "env"),
        ("cli:app --mode", "cli:app --mode", None, "app --mode", None, "cli"),
        ("rust:a::b", "rust:a::b", None, "a::b", None, "rust"),
        ("http:POST /v1/chat", "http:POST /v1/chat", None, "POST /v1/chat", None, "http"),
    ],
)
def test_public_names(
    written: str, shown: str, module: Any, qualname: str, parameter: Any, surface: str
) -> None:
    name = PublicName.parse(written)
    assert (str(name), name.module, name.qualname) == (shown, module, qualname)
    assert (name.parameter, name.surface) == (parameter, surface)
    assert PublicName.from_dict(name.to_dict()) == name


@pytest.mark.parametrize(
    "written", ["", "a..b", "1a", "a b", "f(", "f()", "f(x,y)", "f(x", "env:", "a:b:c d", ":f"]
)
def test_malformed_names(written: str) -> None:
    with pytest.raises(RecordError):
        PublicName.parse(written)


# ---- categories and `deprecation` ---------------------------------------------------------------


def test_overdue_equals_the_other_library_only_once_that_is_loaded() -> None:
    source = textwrap.dedent(
        """
        import sys
        from dynamo_stability import OverdueWarning, DeprecatedWarning
        assert "deprecation" not in sys.modules
        before = hash(OverdueWarning)
        import deprecation
        assert OverdueWarning == deprecation.UnsupportedWarning
        assert deprecation.UnsupportedWarning == OverdueWarning
        assert OverdueWarning != deprecation.DeprecatedWarning
        assert DeprecatedWarning != deprecation.UnsupportedWarning
        assert hash(OverdueWarning) == before
        """
    )
    subprocess.run([sys.executable, "-c", source], check=True)
    assert OverdueWarning == OverdueWarning
    assert issubclass(OverdueWarning, DeprecatedWarning)
