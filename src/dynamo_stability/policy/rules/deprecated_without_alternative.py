"""deprecated-without-alternative: users are told to leave, and not where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import WARNING
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject
    from dynamo_stability.record import Record


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecations that name nothing to use instead, except of experimental API."""
    for record in subject.catalog.records:
        is_owed = subject.tier(record.name) > Tier.EXPERIMENTAL
        if record.deprecation is not None and is_owed and not _names_alternative(record):
            message = f"{record.name} is deprecated, and its mark names nothing to use instead"
            yield Breach(record.name, record.source, message, _fix(record))


def _names_alternative(record: Record) -> bool:
    deprecation = record.deprecation
    return record.alternative is not None or (
        deprecation is not None
        and (deprecation.alternative is not None or deprecation.renamed_to is not None)
    )


def _fix(record: Record) -> str:
    if record.kind == "parameter":
        return "give its mark renamed_to= or alternative=; ignore this rule here if there is none"
    return "give its mark alternative='the.full.name'; ignore this rule here if there is none"


RULE = Rule(
    id="deprecated-without-alternative",
    summary="A deprecation does not name what to use instead.",
    why="the warning has to tell users what to do, and tools rewrite code by that name",
    bad="""\
@deprecated("Old.", since="1.4", remove_in="1.6")
def pick(): ...
""",
    good="""\
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
def pick(): ...
""",
    level=WARNING,
    since="0.1.0",
    policy="A deprecation is complete only when its run-time warning names the alternative. "
    "Experimental API is owed none.",
    check=check,
)
