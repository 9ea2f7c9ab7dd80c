"""`pep702.deprecated` with `removal_window`."""

from __future__ import annotations

import warnings

import pytest
from listening import Listen

from dynamo_stability import DeprecatedWarning, MarkError, get_stability
from dynamo_stability.pep702 import RemovalWindowWarning, deprecated, removal_window


def test_the_window_brings_its_data(listen: Listen) -> None:
    window = removal_window(since="1.4", remove_in="2.0", alternative="pkg.new")

    @deprecated("Use g.", category=window)
    def f() -> int:
        return 1

    record = get_stability(f)
    assert record is not None
    assert record.deprecation is not None
    assert record.deprecation.to_dict() == {
        "message": "Use g.",
        "since": "1.4",
        "remove_in": "2.0",
        "alternative": "pkg.new",
    }
    with listen() as spoken:
        assert f() == 1  # use
    assert spoken.categories == [window]
    assert issubclass(window, DeprecatedWarning)


def test_one_class_a_window_and_one_base_a_release() -> None:
    first = removal_window(since="1.4", remove_in="2.0")
    assert first is removal_window(since="1.4", remove_in="2.0")
    assert issubclass(first, removal_window(remove_in="2.0"))
    assert issubclass(removal_window(since="1.5", remove_in="2.0"), removal_window(remove_in="2.0"))
    assert not issubclass(first, removal_window(remove_in="3.0"))
    assert issubclass(removal_window(since="1.0"), RemovalWindowWarning)
    assert first.__name__.isidentifier()


def test_what_goes_next_can_be_made_an_error() -> None:
    @deprecated("x", category=removal_window(since="1.4", remove_in="2.0"))
    def soon() -> None: ...

    @deprecated("x", category=removal_window(since="1.4", remove_in="3.0"))
    def later() -> None: ...

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", category=removal_window(remove_in="2.0"))
        later()
        with pytest.raises(DeprecatedWarning):
            soon()


def test_bad_calls() -> None:
    with pytest.raises(MarkError, match="without versions"):
        removal_window()
    with pytest.raises(MarkError, match="non-empty string"):
        removal_window(since=1.4)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Expected an object of type str for 'message', not 'type'"):

        @deprecated  # type: ignore[arg-type]
        class C:
            pass
