"""public-unmarked: public API that nobody has given a tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.policy.standings import UNSAID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

_FIX: Final = (
    "mark it: @experimental, @beta or @stable; where no mark is to mean stable, set "
    "unmarked-means-stable = true below [tool.dynamo-stability.check]; what is not for outside "
    "use gets an underscore, or a component of the support level internal"
)


def check(subject: Subject) -> Iterator[Breach]:
    """Functions, classes and listed constants that no mark speaks of, unless they are internal."""
    if subject.options.unmarked_means_stable:
        return
    for one in subject.public:
        is_unsaid = subject.standings.of(one.name, one.definition) == UNSAID
        if is_unsaid and not subject.standings.is_internal(one.name):
            yield Breach(one.name, one.source, f"{one.name} is public and has no mark", _FIX)


RULE = Rule(
    id="public-unmarked",
    summary="Public API has no mark.",
    why="users cannot tell what they may rely on, and the tier is a decision, not an accident",
    bad="""\
def route(prompt): ...
""",
    good="""\
@experimental("The scoring may change.", since="1.4", feature="routing")
def route(prompt): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="New public API without a marker fails in CI. A project may decide that no marker "
    "means stable; then this rule is silent.",
    check=check,
)
