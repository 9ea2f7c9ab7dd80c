"""graduated: a higher tier than before, for information."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import NOTE
from dynamo_stability.policy.places import place_of
from dynamo_stability.policy.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

_FIX: Final = "nothing; have its criteria ready, and write it into the changelog below 'Stability'"


def check(subject: Subject) -> Iterator[Breach]:
    """Names with a higher tier than in the base."""
    for change in () if subject.changes is None else subject.changes.of("graduated"):
        message = f"{change.name} {change.detail.replace(', is', ', and is now')}"
        yield Breach(change.name, place_of(change), message, _FIX)


RULE = Rule(
    id="graduated",
    summary="API has a higher tier than before.",
    why="a promise begins that is kept for years, and users want to hear of it",
    bad="""\
# 1.4
@experimental(since="1.3")
def route(): ...
# 1.5: promised more, and nobody hears of it
@beta(since="1.5")
def route(): ...
""",
    good="""\
## [1.5.0] - 2026-06-01
### Stability
- `engine.route` is beta.
""",
    level=NOTE,
    since="0.1.0",
    policy="Features rise from experimental to beta to stable, by criteria.",
    check=check,
    needs=("changes",),
)
