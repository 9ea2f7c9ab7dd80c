"""`Tier`: the policy as data, and an enumeration that did not import `enum`."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import RecordError, Tier
from dynamo_stability.tiers import COMMITMENTS, GRADUATION, PRIORITIES, SUPPORT_LEVELS

ORDERED = [Tier.EXPERIMENTAL, Tier.BETA, Tier.STABLE]
WORDS = ["experimental", "beta", "stable"]

# Source: policy, "The three tiers" and "Notice owed before removal".
POLICY = [
    # tier, releases, months, also owed, warns, label
    ("experimental", 0, 0, "", True, "[EXPERIMENTAL]"),
    ("beta", 1, 2, "the alternative is documented", False, "[BETA]"),
    ("stable", 2, 4, "a migration guide", False, ""),
]


@pytest.mark.parametrize(("word", "releases", "months", "also_owed", "warns", "label"), POLICY)
def test_commitments_are_the_policy(
    word: str, releases: int, months: int, also_owed: str, warns: bool, label: str
) -> None:
    commitment = Tier(word).commitment
    assert commitment is COMMITMENTS[Tier(word)]
    assert commitment.notice_releases == releases
    assert commitment.notice_months == months
    assert commitment.also_owed == also_owed
    assert commitment.warns is warns
    assert commitment.label == Tier(word).label == label
    assert commitment.promise
    assert commitment.breaking_changes


def test_the_policy_is_constant() -> None:
    criterion: Any = GRADUATION[Tier.EXPERIMENTAL, Tier.BETA][0]
    commitment: Any = Tier.BETA.commitment
    for constant, name in ((commitment, "notice_months"), (criterion, "provable")):
        with pytest.raises(AttributeError, match=f"'{name}'.*constant"):
            setattr(constant, name, 12)
        with pytest.raises(AttributeError, match=f"'{name}'.*constant"):
            delattr(constant, name)
        with pytest.raises(AttributeError):
            constant.other = 1
        for again in (copy.deepcopy(constant), pickle.loads(pickle.dumps(constant))):
            assert repr(again) == repr(constant)
    assert "notice_months=2" in repr(commitment)


def test_notice_grows_with_the_tier() -> None:
    notices = [(t.commitment.notice_releases, t.commitment.notice_months) for t in ORDERED]
    assert notices == sorted(notices)


def test_graduation_is_the_policy() -> None:
    assert list(GRADUATION) == [(ORDERED[0], ORDERED[1]), (ORDERED[1], ORDERED[2])]
    assert [len(criteria) for criteria in GRADUATION.values()] == [5, 6]
    ids = [criterion.id for criteria in GRADUATION.values() for criterion in criteria]
    assert len(set(ids)) == len(ids)
    to_beta = {one.id: one.provable for one in GRADUATION[Tier.EXPERIMENTAL, Tier.BETA]}
    assert to_beta["partner"] is False
    assert to_beta["basic-docs"] is True
    unproven = [one.id for one in GRADUATION[Tier.BETA, Tier.STABLE] if not one.provable]
    assert unproven == ["service-level"]


def test_registry_words_are_the_policy() -> None:
    assert SUPPORT_LEVELS == ("service/command", "library", "schemas", "experimental", "internal")
    assert PRIORITIES == ("P0", "P1", "P2")


# ---- order --------------------------------------------------------------------------------------


@given(st.integers(0, 2), st.integers(0, 2))
def test_tiers_are_ordered(a: int, b: int) -> None:
    one, other = ORDERED[a], ORDERED[b]
    assert (one < other) is (a < b)
    assert (one <= other) is (a <= b)
    assert (one > other) is (a > b)
    assert (one >= other) is (a >= b)
    assert (one == other) is (a == b)
    assert (one is other) is (a == b)


def test_sorting() -> None:
    assert sorted([Tier.STABLE, Tier.EXPERIMENTAL, Tier.BETA]) == ORDERED
    assert max(ORDERED) is Tier.STABLE


@pytest.mark.parametrize("other", ["beta", 1, None])
def test_tiers_are_not_ordered_with_anything_else(other: object) -> None:
    for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(Tier.BETA, compare)(other) is NotImplemented
    with pytest.raises(TypeError):
        assert Tier.BETA < other
    assert Tier.BETA != other


# ---- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", WORDS)
def test_parse(word: str) -> None:
    tier = Tier.parse(word)
    assert str(tier) == f"{tier}" == tier.value == word
    assert tier.name == word.upper()
    assert Tier.parse(tier) is tier


def test_parse_tells_the_field_the_value_and_the_allowed() -> None:
    with pytest.raises(RecordError) as caught:
        Tier.parse("experimantal", "modules.m.tier")
    told = str(caught.value)
    assert "'modules.m.tier'" in told
    assert "'experimantal'" in told
    assert "did you mean 'experimental'?" in told
    assert "experimental, beta, stable" in told


@pytest.mark.parametrize(
    "value", ["", "Beta", "BETA", "beta ", "zzz", None, 1, True, [], {}, object]
)
def test_parse_refuses(value: object) -> None:
    with pytest.raises(RecordError, match="experimental, beta, stable") as caught:
        Tier.parse(value)
    assert repr(value) in str(caught.value)
    assert "'tier'" in str(caught.value)


@given(st.text().filter(lambda one: one not in WORDS))
def test_parse_refuses_any_other_text(value: str) -> None:
    with pytest.raises(RecordError, match="Allowed"):
        Tier.parse(value)


# ---- an enumeration -----------------------------------------------------------------------------


def test_iteration_length_and_membership() -> None:
    assert list(Tier) == ORDERED
    assert len(Tier) == 3
    assert list(Tier.__members__) == ["EXPERIMENTAL", "BETA", "STABLE"]
    assert Tier.BETA in Tier
    tiers: Any = Tier  # type checkers have another `enum` in mind
    assert "beta" in tiers
    assert "gamma" not in tiers
    assert [] not in tiers


def test_call() -> None:
    assert Tier("beta") is Tier.BETA
    assert Tier(Tier.BETA) is Tier.BETA
    wrongs: list[Any] = ["BETA", None, [], 2]
    for wrong in wrongs:
        with pytest.raises(ValueError, match="is not a valid Tier"):
            Tier(wrong)


def test_getitem() -> None:
    assert Tier["STABLE"] is Tier.STABLE
    with pytest.raises(KeyError, match="stable"):
        Tier["stable"]


def test_members_are_instances() -> None:
    assert all(isinstance(tier, Tier) for tier in Tier)
    assert repr(Tier.BETA) == "<Tier.BETA: 'beta'>"


@pytest.mark.parametrize("tier", ORDERED)
def test_identity_survives_copies(tier: Tier) -> None:
    assert copy.copy(tier) is tier
    assert copy.deepcopy({"tier": [tier]})["tier"][0] is tier
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(tier, protocol)) is tier


def test_members_are_constant() -> None:
    tiers: Any = Tier
    member: Any = Tier.BETA
    with pytest.raises(AttributeError, match="BETA"):
        tiers.BETA = "stable"
    with pytest.raises(AttributeError, match="BETA"):
        del tiers.BETA
    with pytest.raises(AttributeError, match="value"):
        member.value = "stable"
    assert Tier("beta") is Tier.BETA
    assert str(Tier.BETA) == "beta"
    tiers.note = "other attributes may be set"
    del tiers.note


def test_format() -> None:
    assert f"{Tier.BETA:>6}|{Tier.BETA!s:6}|" == "  beta|beta  |"


def test_hash() -> None:
    assert {Tier.BETA: 1, Tier("beta"): 2} == {Tier.BETA: 2}
    assert len(set(ORDERED + ORDERED)) == 3


def test_match_statement() -> None:
    def told(tier: Tier) -> str:
        match tier:
            case Tier.EXPERIMENTAL:
                return "first"
            case Tier.BETA:
                return "second"
            case _:
                return "third"

    assert [told(tier) for tier in Tier] == ["first", "second", "third"]
