"""tier-lowered: a promise that is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.policy.standings import Standings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

_FIX: Final = (
    "give the old tier back; what cannot stay as it is, is deprecated, and its successor marked"
)


def check(subject: Subject) -> Iterator[Breach]:
    """Names with a lower tier than in the base."""
    if subject.changes is None or subject.base is None:
        return
    said = Standings(subject.base, None)
    for change in subject.changes.of("tier-lowered"):
        bare = said.of(change.name).tier is None
        before = f"{change.tier}, as it had no mark," if bare else f"{change.tier},"
        message = f"{change.name} was {before} and is now {change.new_tier}"
        yield Breach(change.name, place_of(change), message, _FIX)


RULE = Rule(
    id="tier-lowered",
    summary="API has a lower tier than before.",
    why="users have built on the promise of the higher one",
    bad="""\
# 1.4
@stable
def route(): ...
# 1.5
@beta
def route(): ...
""",
    good="""\
# 1.5
@stable
def route(): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="Stable API stays compatible within a major version, and beta API becomes stable or is "
    "deprecated with notice; neither falls back.",
    check=check,
    needs=("changes",),
)
