"""Tags in help texts: where they stand, how they are written, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import Deprecation, Tier, deprecated, experimental
from dynamo_stability.collect.options.tags import read_help
from dynamo_stability.surfaces.command_line import Declared, deprecation_tag, tags


@pytest.mark.parametrize(
    ("text", "rest", "tier"),
    [
        ("[EXPERIMENTAL] Route by load.", "Route by load.", Tier.EXPERIMENTAL),
        ("[experimental] Route by load.", "Route by load.", Tier.EXPERIMENTAL),
        ("Route by load. [BETA]", "Route by load.", Tier.BETA),
        ("Route by load (experimental)", "Route by load", Tier.EXPERIMENTAL),
        ("EXPERIMENTAL: route by load", "route by load", Tier.EXPERIMENTAL),
        ("Experimental. Route by load.", "Route by load.", Tier.EXPERIMENTAL),
        ("BETA - route by load", "route by load", Tier.BETA),
        ("[PREVIEW] Route.", "Route.", Tier.EXPERIMENTAL),
        ("[stable] Route.", "Route.", Tier.STABLE),
        ("[BETA]\nRoute.\nenv var: DYN_X | default: 5", "Route.", Tier.BETA),
        ("Route. [EXPERIMENTAL]\nenv var: DYN_X | default: 5", "Route.", Tier.EXPERIMENTAL),
        ("Route.", "Route.", None),
        ("", "", None),
    ],
)
def test_tiers(text: str, rest: str, tier: Tier | None) -> None:
    tagged = read_help(text)
    assert (tagged.text, tagged.tier, tagged.deprecation) == (rest, tier, None)


@pytest.mark.parametrize(
    "text",
    [
        "Alpha value of LoRA",
        "Beta: the second moment's weight",
        "weight of the second moment (beta)",
        "Stable diffusion checkpoint",
        "Experimental features to enable",
        "The [ratio] of experimental requests",
        "deprecated_fields: which to show",
    ],
)
def test_words_that_are_no_tags(text: str) -> None:
    tagged = read_help(text)
    assert (tagged.text, tagged.tier, tagged.deprecation) == (text, None, None)


@pytest.mark.parametrize(
    ("text", "deprecation"),
    [
        ("[DEPRECATED] x", Deprecation()),
        ("[DEPRECATED since 1.1] x", Deprecation(since="1.1")),
        (
            "[DEPRECATED since 1.1, removed in 2.0, use --new] x",
            Deprecation(since="1.1", remove_in="2.0", alternative="--new"),
        ),
        (
            "DEPRECATED: use --disaggregation-mode=prefill. Register as prefill.",
            Deprecation(alternative="--disaggregation-mode=prefill"),
        ),
        ("[deprecated, no-op] Configured what is gone.", Deprecation("no-op")),
        ("[Deprecated for vLLM] Options: a, b.", Deprecation("for vLLM")),
        ("[DEPRECATED: it does nothing] x", Deprecation("it does nothing")),
        (
            "--old is deprecated and will be removed in v1.7; use the policy file. Weight.",
            Deprecation(remove_in="v1.7", alternative="the policy file"),
        ),
    ],
)
def test_deprecations(text: str, deprecation: Deprecation) -> None:
    assert read_help(text).deprecation == deprecation


def test_a_tier_and_a_deprecation() -> None:
    tagged = read_help("[EXPERIMENTAL] Route. [DEPRECATED since 1.1]")
    assert (tagged.text, tagged.tier) == ("Route.", Tier.EXPERIMENTAL)
    assert tagged.deprecation == Deprecation(since="1.1")


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ("Port.\nenv var: DYN_PORT | default: 8000", "DYN_PORT"),
        ("Port. [env var: DYN_PORT; default: 8000]", "DYN_PORT"),
        ("Port (env: DYN_PORT)", "DYN_PORT"),
        ("Port. Environment variable: $DYN_PORT", "DYN_PORT"),
        ("Port. Uses DYN_PORT env var or 8000.", None),
        ("Environment to use", None),
    ],
)
def test_environment_variables(text: str, variable: str | None) -> None:
    assert read_help(text).env_var == variable


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Deprecated alias of --block-size; goes in 1.8.", "deprecated"),
        ("experimental, for tests", "experimental"),
        ("Deprecation policy to follow", None),
        ("[EXPERIMENTAL] Deprecated names are allowed.", None),
    ],
)
def test_words_that_should_have_been_tags(text: str, hint: str | None) -> None:
    assert read_help(text).hint == hint


versions = st.from_regex(r"[0-9]\.[0-9]{1,2}", fullmatch=True)


@given(
    since=versions, remove_in=versions, alternative=st.from_regex(r"--[a-z]{2,9}", fullmatch=True)
)
def test_what_marks_write_is_read_back(since: str, remove_in: str, alternative: str) -> None:
    marker = deprecated(since=since, remove_in=remove_in, alternative=alternative)
    declared = Declared("--x", [experimental("why"), marker], ("p", "m"))
    alias = Declared("--o", [marker], ("p", "m"), renamed_to="--x")
    text = f"{tags(declared.record)} Words. {deprecation_tag(alias.record, '--o')} [env var: A]"
    tagged = read_help(text)
    expected = Deprecation(since=since, remove_in=remove_in, alternative=alternative)
    assert (tagged.text, tagged.tier, tagged.deprecation) == ("Words.", Tier.EXPERIMENTAL, expected)
    assert tagged.aliases == (("--o", expected.replace(alternative="--x")),)
    assert tagged.env_var == "A"


PIECES = [
    "[",
    "]",
    "(",
    ")",
    " ",
    "\n",
    "deprecated",
    "BETA",
    "env var:",
    "use --",
    "default:",
    ".",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60).map("".join))
def test_any_text_is_read(text: str) -> None:
    read_help(text)


@pytest.mark.parametrize(
    "piece", [" ", "[", "[beta]", "(", "env var: ", "\n\n", "use ", "deprecated ", "--a is "]
)
def test_of_a_long_text_the_beginning_is_read(piece: str) -> None:
    assert len(read_help(piece * (1_000_000 // len(piece))).text) <= 20_000
