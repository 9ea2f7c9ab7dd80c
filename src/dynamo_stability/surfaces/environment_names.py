"""The prefix rule: what an environment variable is called in each tier.

Source: policy, "How each kind of surface is marked".
"""

from __future__ import annotations

from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: What the names of a project's variables begin with, where nothing else is said.
DEFAULT_PREFIX: Final = "DYN_"

#: What follows the prefix in each tier, from the lowest up.
INFIXES: Final = {Tier.EXPERIMENTAL: "EXPERIMENTAL_", Tier.BETA: "BETA_", Tier.STABLE: ""}

#: A name with a word that ends in one of these is taken for that of a secret.
_SECRETS: Final = ("TOKEN", "KEY", "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "CREDENTIAL")


def split_name(name: str, prefix: str) -> tuple[Tier, str]:
    """The tier that a name with `prefix` says, and what is left of it without both.

    A prefix with nothing behind it says nothing: `DYN_BETA_` is the stable variable `BETA_`.
    """
    rest = name[len(prefix) :]
    for tier, infix in INFIXES.items():
        if infix and rest.startswith(infix) and rest != infix:
            return tier, rest[len(infix) :]
    return Tier.STABLE, rest


def name_in(tier: Tier, stem: str, prefix: str) -> str:
    """What the variable `stem` is called in a tier: `DYN_BETA_X`."""
    return f"{prefix}{INFIXES[tier]}{stem}"


def names_of(stem: str, prefix: str) -> tuple[str, ...]:
    """What the variable `stem` is called in all tiers, from stable down."""
    return tuple([name_in(tier, stem, prefix) for tier in reversed(INFIXES)])


def graduated_variable(name: str, tier: Tier) -> str:
    """What a variable of whatever prefix is called in a tier; the same where its name has none."""
    for infix in filter(None, INFIXES.values()):
        head, found, stem = name.partition(f"_{infix}")
        if found:
            return name_in(tier, stem, f"{head}_")
    return name


def tiers_below(tier: Tier) -> tuple[Tier, ...]:
    """The tiers that a variable may have had before, the nearest first."""
    return tuple([one for one in reversed(INFIXES) if one < tier])


def is_secret_name(name: str) -> bool:
    """Whether a name looks like that of a secret, whose value must not be shown.

    `DYN_API_KEY`, `DYN_APIKEYS` and `DYN_TOKEN_2` do, `DYN_TOKENIZER` does not.
    """
    words = name.upper().split("_")
    return any(one.rstrip("0123456789").removesuffix("S").endswith(_SECRETS) for one in words)
