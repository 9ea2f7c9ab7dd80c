"""environment-prefix-disagrees: a variable whose name says another tier than its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.surfaces.environment_names import name_in, split_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

_ENV: Final = "env:"


def check(subject: Subject) -> Iterator[Breach]:
    """Environment variables whose prefix and mark name different tiers.

    Deprecated ones are the older names of promoted variables, and keep theirs.
    """
    for record in subject.catalog.records:
        if record.kind != "env" or record.tier is None or record.deprecation is not None:
            continue
        variable = record.name.removeprefix(_ENV)
        prefix = _prefix(variable, subject.prefixes)
        if prefix is None:
            continue
        said, stem = split_name(variable, prefix)
        if said is not record.tier:
            expected = name_in(record.tier, stem, prefix)
            message = f"{record.name} is {record.tier}, and its prefix says {said}"
            fix = f"call it {expected}, and keep {variable} working with a warning for one stage"
            yield Breach(record.name, record.source, message, fix)


def _prefix(variable: str, prefixes: tuple[str, ...]) -> str | None:
    """The longest of the project's prefixes that a variable begins with."""
    found = [one for one in prefixes if variable.startswith(one) and variable != one]
    return max(found, key=len, default=None)


RULE = Rule(
    id="environment-prefix-disagrees",
    summary="The prefix of an environment variable names another tier than its mark.",
    why="who writes a deployment sees the name, and nothing else",
    bad="""\
env_var("DYN_BETA_PREFIX_CACHING", type=bool, default=False, tier=Tier.STABLE)
""",
    good="""\
env_var("DYN_PREFIX_CACHING", type=bool, default=False, tier=Tier.STABLE)
""",
    level=ERROR,
    since="0.1.0",
    policy="Experimental variables are called DYN_EXPERIMENTAL_X, beta ones DYN_BETA_X and stable "
    "ones DYN_X; after a promotion the older name works on for one stage, with a warning.",
    check=check,
)
