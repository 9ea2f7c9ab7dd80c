"""findings(): what some rules find in a release. Pure: the same goes in, the same comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import OFF, Finding
from dynamo_stability.findings.finding import split_place
from dynamo_stability.policy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dynamo_stability.policy.rule import Breach, Rule
    from dynamo_stability.policy.subject import Subject


def findings(rules: Sequence[Rule], subject: Subject) -> tuple[Finding, ...]:
    """What the rules find, sorted by place.

    Raises:
        ConfigurationError: the subject's options speak of a rule that is not among `rules`.
    """
    settings = Settings(subject.options, rules)
    found = {
        finding
        for rule in tried(rules, subject, settings)
        for finding in judged(rule, rule.check(subject), subject, settings)
    }
    return tuple(sorted(found))


def tried(rules: Iterable[Rule], subject: Subject, settings: Settings) -> tuple[Rule, ...]:
    """The rules that are on, and have what they need."""
    return tuple(
        [
            rule
            for rule in rules
            if settings.is_on(rule)
            and all(getattr(subject, need) is not None for need in rule.needs)
        ]
    )


def judged(
    rule: Rule, breaches: Iterable[Breach], subject: Subject, settings: Settings
) -> Iterator[Finding]:
    """The findings that breaches of a rule make, at the levels that the project gives it."""
    for breach in breaches:
        path, line = split_place(breach.place)
        path = subject.paths.get(path, path)
        level = settings.level(rule, path, breach.name)
        if level != OFF:
            yield Finding(
                path,
                line,
                breach.column,
                rule.id,
                breach.name,
                level,
                breach.message,
                rule.why,
                breach.fix,
            )
