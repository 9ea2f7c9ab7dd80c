"""The errors, and what they say about names that are not known."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability.errors import (
    ManifestError,
    MarkError,
    MissingExtraError,
    RecordError,
    RulesError,
    StabilityError,
    UnknownNameError,
    nearest,
)


@pytest.mark.parametrize(
    ("error", "base"),
    [
        (MarkError, TypeError),
        (RecordError, ValueError),
        (ManifestError, ValueError),
        (RulesError, ValueError),
        (UnknownNameError, LookupError),
        (MissingExtraError, ImportError),
    ],
)
def test_errors_are_caught_by_their_kind(error: type[Exception], base: type[Exception]) -> None:
    for caught in (StabilityError, base):
        with pytest.raises(caught, match=r"^what failed$"):
            raise error("what failed")
    assert str(pickle.loads(pickle.dumps(error("x")))) == "x"


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("betta", ["alpha", "beta"], "did you mean 'beta'?"),
        ("name", ["names", "namex", "other"], "did you mean 'namex' or 'names'?"),
        ("zzz", ["b", "a"], "known names: a, b."),
        ("zzz", [], "there are none."),
        ("zzz", "abcdefgh", "known names: a, b, c, d, e, f, g, h."),
        ("zzz", "abcdefghij", "known names: a, b, c, d, e, f, g, h and 2 more."),
    ],
)
def test_nearest(name: str, known: list[str], said: str) -> None:
    assert nearest(name, known) == said
    assert nearest(name, iter(reversed(known))) == said


@given(st.text(), st.sets(st.text(max_size=5)))
def test_what_is_nearest_is_always_said_in_one_way_or_another(name: str, known: set[str]) -> None:
    said = nearest(name, known)
    assert said.startswith(("did you mean ", "known names: ", "there are none"))
    assert said.endswith((".", "?"))
    if name in known:
        assert said.startswith(f"did you mean {name!r}")
