"""Names of environment variables: the tier stands in front of what they are about.

`DYN_EXPERIMENTAL_PREFIX_CACHING`, `DYN_BETA_PREFIX_CACHING`, `DYN_PREFIX_CACHING` are one variable
at three times of its life. Source: the Dynamo 1.0 API proposal, marking mechanisms.
"""

from __future__ import annotations

from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

#: What follows a project's prefix in the names of a tier, lowest first.
_WORDS: Final = {
    Tier.EXPERIMENTAL: "EXPERIMENTAL_",
    Tier.BETA: "BETA_",
    Tier.STABLE: "",
}


def default_prefix(name: str) -> str:
    """The prefix of a project, as far as a name tells: `DYN_` of `DYN_PREFIX_CACHING`."""
    head, underscore, _ = name.partition("_")
    return head + underscore


def split_variable(name: str, prefix: str) -> tuple[Tier | None, str]:
    """The tier that a name says, None without a word for one; and what the variable is about.

    A name that does not begin with the prefix is about itself, and says no tier.
    """
    if not name.startswith(prefix):
        return None, name
    about = name[len(prefix) :]
    for tier, word in _WORDS.items():
        if word and about.startswith(word) and about != word:
            return tier, about[len(word) :]
    return None, about


def spell_variable(prefix: str, tier: Tier, about: str) -> str:
    """The name of a variable at a tier."""
    return f"{prefix}{_WORDS[tier]}{about}"


def lower_names(prefix: str, tier: Tier, about: str) -> Iterator[str]:
    """The names that the variable had at lower tiers, the latest first."""
    lower = [one for one in _WORDS if one < tier]
    for one in reversed(lower):
        yield spell_variable(prefix, one, about)
