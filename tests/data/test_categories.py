"""The warning categories, and the wording."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dynamo_stability
from dynamo_stability import (
    BetaWarning,
    DeprecatedWarning,
    Deprecation,
    ExperimentalWarning,
    OverdueWarning,
    Record,
    StabilityWarning,
    Tier,
    deprecated,
)
from dynamo_stability.categories import deprecated_message, word


@pytest.mark.parametrize(
    ("category", "mro"),
    [
        (StabilityWarning, [Warning]),
        (ExperimentalWarning, [StabilityWarning, FutureWarning, Warning]),
        (BetaWarning, [StabilityWarning, Warning]),
        (DeprecatedWarning, [StabilityWarning, DeprecationWarning, Warning]),
        (OverdueWarning, [DeprecatedWarning, StabilityWarning, DeprecationWarning, Warning]),
    ],
)
def test_order_of_bases(category: type[Warning], mro: list[type]) -> None:
    assert [one for one in category.__mro__ if one not in (Exception, BaseException, object)] == [
        category,
        *mro,
    ]


def test_python_shows_experimental_by_default_and_hides_deprecated() -> None:
    script = (
        "import warnings, dynamo_stability as d\n"
        "def shown(category):\n"
        "    with warnings.catch_warnings(record=True) as caught:\n"
        "        exec(compile('warnings.warn(\"x\", category)', 'lib.py', 'exec'),\n"
        "             {'warnings': warnings, 'category': category, '__name__': 'lib'})\n"
        "    return len(caught)\n"
        "print([shown(c) for c in (d.ExperimentalWarning, d.BetaWarning, d.DeprecatedWarning)])\n"
    )
    assert run(script, "-I") == "[1, 1, 0]"


def run(script: str, *options: str) -> str:
    source = str(Path(dynamo_stability.__file__).parents[1])
    script = f"import sys; sys.path.insert(0, {source!r})\n{script}"
    return subprocess.run(
        [sys.executable, *options, "-c", script], check=True, capture_output=True, text=True
    ).stdout.strip()


# ---- `deprecation` ------------------------------------------------------------------------------


def test_overdue_equals_unsupported_only_when_that_module_is_loaded() -> None:
    script = (
        "from dynamo_stability import DeprecatedWarning, OverdueWarning\n"
        "before = 'deprecation' in sys.modules\n"
        "kept = {OverdueWarning: 1}\n"
        "import deprecation\n"
        "class Other(Warning): pass\n"
        "unsupported = deprecation.UnsupportedWarning\n"
        "there = [OverdueWarning == unsupported, unsupported == OverdueWarning,\n"
        "         not OverdueWarning != unsupported, OverdueWarning == OverdueWarning,\n"
        "         OverdueWarning in kept, hash(OverdueWarning) == type.__hash__(OverdueWarning)]\n"
        "others = [OverdueWarning == deprecation.DeprecatedWarning, OverdueWarning == Other,\n"
        "          OverdueWarning == None, DeprecatedWarning == unsupported]\n"
        "del sys.modules['deprecation']\n"
        "print(before, all(there), any(others), OverdueWarning == unsupported)\n"
    )
    assert run(script) == "False True False False"


def overdue_user(**fields: Any) -> Any:
    @deprecated("Use g.", since="1.0", **fields)
    def f() -> int:
        return 1

    return lambda: f()


def test_fail_if_not_removed_fails_what_is_overdue() -> None:
    deprecation = pytest.importorskip("deprecation")
    use = overdue_user(remove_in="2.0", current_version="3.0")
    with pytest.raises(AssertionError, match=r"should be removed.*was due to be removed in 2\.0"):
        deprecation.fail_if_not_removed(use)()


@pytest.mark.parametrize(
    "fields", [{"remove_in": "2.0", "current_version": "1.9"}, {"remove_in": None}]
)
def test_fail_if_not_removed_passes_what_is_not_due(fields: dict[str, Any]) -> None:
    deprecation = pytest.importorskip("deprecation")
    assert deprecation.fail_if_not_removed(overdue_user(**fields))() == 1


def test_overdue_is_caught_as_deprecated() -> None:
    use = overdue_user(remove_in="2.0", current_version="2.0")
    with pytest.warns(DeprecatedWarning) as caught:
        use()
    assert caught[0].category is OverdueWarning
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)
        assert use() == 1


# ---- wording ------------------------------------------------------------------------------------


def record(**fields: Any) -> Record:
    return Record(**{"name": "pkg.f", "kind": "function", **fields})


@pytest.mark.parametrize(
    ("fields", "worded"),
    [
        ({"tier": Tier.EXPERIMENTAL}, "pkg.f is experimental and may change or go without notice."),
        (
            {
                "tier": Tier.EXPERIMENTAL,
                "since": "1.2",
                "reason": "needs more users",
                "alternative": "pkg.g",
                "feature": "x",
                "issue": "https://example.org/1",
            },
            (
                "pkg.f is experimental since 1.2 and may change or go without notice: needs more "
                "users. Use pkg.g instead. Feature: x. See https://example.org/1"
            ),
        ),
        ({"tier": Tier.BETA}, "pkg.f is beta and may change after one release of notice."),
        ({"tier": Tier.STABLE, "since": "1.0"}, "pkg.f is stable since 1.0."),
        ({"deprecation": Deprecation()}, "pkg.f is deprecated."),
        (
            {
                "tier": Tier.BETA,
                "reason": "unsaid",
                "deprecation": Deprecation("Use g.", since="1.4", remove_in="2.0"),
            },
            "pkg.f is deprecated since 1.4 and will be removed in 2.0: Use g.",
        ),
        (
            {"deprecation": Deprecation(alternative="pkg.g"), "alternative": "pkg.h"},
            "pkg.f is deprecated. Use pkg.g instead.",
        ),
        (
            {"deprecation": Deprecation("Use pkg.g.", alternative="pkg.g")},
            "pkg.f is deprecated: Use pkg.g.",
        ),
        (
            {"name": "pkg.f(x)", "kind": "parameter", "deprecation": Deprecation(renamed_to="y")},
            "pkg.f(x) is deprecated. Use y instead.",
        ),
        (
            # The new name is only a part of a word of the message.
            {"deprecation": Deprecation("Its default is 1.", renamed_to="fault")},
            "pkg.f is deprecated: Its default is 1. Use fault instead.",
        ),
        (
            {"deprecation": Deprecation("A faulty fault.", renamed_to="fault")},
            "pkg.f is deprecated: A faulty fault.",
        ),
        (
            {"deprecation": Deprecation("Going.\n"), "feature": "x"},
            "pkg.f is deprecated: Going.\n Feature: x.",
        ),
        ({"deprecation": Deprecation("Why?")}, "pkg.f is deprecated: Why?"),
        ({"deprecation": Deprecation("Gone!")}, "pkg.f is deprecated: Gone!"),
    ],
)
def test_wording(fields: dict[str, Any], worded: str) -> None:
    assert word(record(**fields)) == worded


def test_wording_of_what_is_overdue() -> None:
    due = record(deprecation=Deprecation("Use g.", since="1.4", remove_in="2.0"))
    assert word(due, overdue=True) == (
        "pkg.f is deprecated since 1.4 and was due to be removed in 2.0: Use g."
    )


def test_the_message_of_pep_702() -> None:
    given_one = record(deprecation=Deprecation("Use g", since="1.4", remove_in="2.0"))
    assert deprecated_message(given_one) == "Use g"
    none_given = record(deprecation=Deprecation(since="1.4", alternative="pkg.g"))
    assert deprecated_message(none_given) == "is deprecated since 1.4. Use pkg.g instead."


messages = st.text(min_size=1)
optional = st.none() | st.sampled_from(["1.0", "pkg.g", "name"])


@given(
    st.sampled_from(["pkg.f", "pkg.f(x)", "env:DYN_X"]),
    st.none() | st.sampled_from(list(Tier)),
    messages,
    st.none() | st.builds(Deprecation, messages, since=optional, remove_in=optional),
    optional,
    optional,
    st.booleans(),
)
def test_name_first_and_message_verbatim(
    name: str,
    tier: Tier | None,
    reason: str,
    deprecation: Deprecation | None,
    alternative: str | None,
    feature: str | None,
    overdue: bool,
) -> None:
    one = Record(
        name,
        "function",
        tier=tier,
        reason=reason,
        deprecation=deprecation,
        alternative=alternative,
        feature=feature,
    )
    worded = word(one, overdue=overdue)
    message = reason if deprecation is None else deprecation.message
    assert message is not None
    assert worded.startswith(f"{name} is {one.stage}")
    assert message in worded
    rest = worded.replace(message, "", 1)
    assert ".." not in rest
    if message.endswith("."):
        assert f"{message}." not in worded
