"""deprecated-without-removal: nobody knows when it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.policy.wording import earliest_in_words, owed_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecations without `remove_in`."""
    for record in subject.catalog.records:
        if record.deprecation is not None and record.deprecation.remove_in is None:
            tier = subject.tier(record.name)
            owed = f"{owed_in_words(tier)}{earliest_in_words(record.deprecation.since, tier)}"
            message = f"{record.name} is deprecated, and nothing says in which version it goes"
            fix = f"give its mark a remove_in; what is owed before: {owed}"
            yield Breach(record.name, record.source, message, fix)


RULE = Rule(
    id="deprecated-without-removal",
    summary="A deprecation does not say in which version the API goes.",
    why="users cannot plan for an end that has no date, and nothing reminds the maintainers of it",
    bad="""\
@deprecated("Use route().", since="1.4", alternative="engine.route")
def pick(): ...
""",
    good="""\
@deprecated("Use route().", since="1.4", remove_in="1.6", alternative="engine.route")
def pick(): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="A deprecated API without a removal version fails in CI.",
    check=check,
)
