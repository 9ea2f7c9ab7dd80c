"""removed-before-notice: gone sooner than users were told, or than they are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.lacking import lacking_notice
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.policy.wording import owed_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecated API of the base above experimental that went before its notice ran out."""
    for change in subject.changes or ():
        if change.is_removal and change.tier is not None:
            lacking = lacking_notice(change, subject)
            if lacking is not None:
                message = f"{change.name} is gone, {lacking}"
                fix = (
                    f"bring it back until its notice has run out; what is owed: "
                    f"{owed_in_words(change.tier)}"
                )
                yield Breach(change.name, subject.place_near(change.name), message, fix)


RULE = Rule(
    id="removed-before-notice",
    summary="Deprecated API is gone before its notice ran out.",
    why="users were promised the time to move away, and have not had it",
    bad="""\
# 1.4
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
def pick(): ...
# 1.5: no pick
""",
    good="""\
# 1.6: no pick
""",
    level=ERROR,
    since="0.1.0",
    policy="API that is removed before its notice ran out fails in CI.",
    check=check,
    needs=("changes", "version"),
)
