"""public-unmarked: public API that nobody has given a tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.public_name import holder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

_FIX: Final = (
    "mark it: @experimental, @beta or @stable; where unmarked API is meant to be stable, "
    "set unmarked-means-stable = true below [tool.dynamo-stability.check]"
)


def check(subject: Subject) -> Iterator[Breach]:
    """Objects of the public API without a tier, the outermost ones."""
    if subject.options.unmarked_means_stable:
        return
    unmarked = {
        one.name
        for one in subject.catalog.api
        if one.kind not in {"module", "name"} and subject.marked_tier(one.name) is None
    }
    for one in subject.catalog.api:
        if one.name in unmarked and holder_of(one.name) not in unmarked:
            yield Breach(one.name, one.source, f"{one.name} is public and has no tier", _FIX)


RULE = Rule(
    id="public-unmarked",
    summary="Public API has no tier.",
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
