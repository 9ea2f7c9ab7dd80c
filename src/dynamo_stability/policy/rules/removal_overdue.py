"""removal-overdue: still there, past its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.notices.notice import is_due
from dynamo_stability.policy.notices.versions import try_version
from dynamo_stability.policy.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecated API that was to go in this version or an earlier one."""
    current = try_version(subject.version)
    if current is None:
        return
    for record in subject.catalog.records:
        deprecation = record.deprecation
        if deprecation is not None and is_due(deprecation, current):
            message = f"{record.name} was to go in {deprecation.remove_in}, and this is {current}"
            fix = "remove it, with what it needed; or give its mark a later remove_in, and say why"
            yield Breach(record.name, record.source, message, fix)


RULE = Rule(
    id="removal-overdue",
    summary="API is past the version that it was to be removed in, and still there.",
    why="a date that passes without a removal teaches users to ignore the next one",
    bad="""\
# in 1.6
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
def pick(): ...
""",
    good="""\
# in 1.6: no pick
""",
    level=ERROR,
    since="0.1.0",
    policy="API past its removal version that is still there fails in CI.",
    check=check,
    needs=("version",),
)
