"""possible-break-of-stable: what only type checkers notice, or those who compare values."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import NOTE
from dynamo_stability.policy.changes import KINDS
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

#: Values may be whole tables.
_LONGEST: Final = 160
_FIX: Final = "look at it; if users may notice, write it into the changelog below 'Changed'"


def check(subject: Subject) -> Iterator[Breach]:
    """Changes of the types and values of stable API."""
    for change in subject.changes or ():
        is_shape = change.old_object is not None and change.new_object is not None
        if change.effect == "may-break" and is_shape and change.tier is Tier.STABLE:
            detail = shorten(change.detail, _LONGEST, placeholder="…")
            message = f"{change.name}: {KINDS[change.kind].text}: {detail}".removesuffix(": ")
            yield Breach(change.name, place_of(change), message, _FIX)


RULE = Rule(
    id="possible-break-of-stable",
    summary="A type or value of stable API is another one.",
    why="code that is type-checked, or compares the value, may break with it",
    bad="""\
# 1.4
def route() -> Reply: ...
# 1.5
def route() -> Reply | None: ...
""",
    good="""\
# 1.5
def route() -> Reply: ...
""",
    level=NOTE,
    since="0.1.0",
    policy="Stable API stays compatible within a major version.",
    check=check,
    needs=("changes",),
)
