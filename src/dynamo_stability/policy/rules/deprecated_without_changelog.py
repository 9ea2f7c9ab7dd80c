"""deprecated-without-changelog: a deprecation that release notes keep to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.findings import WARNING
from dynamo_stability.policy.mentioning import speaks_of
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.notices.changelogs import Changelog
    from dynamo_stability.policy.subject import Subject
    from dynamo_stability.record import Record


def check(subject: Subject) -> Iterator[Breach]:
    """Deprecations, except of experimental API, that the changelog does not speak of."""
    changelog = subject.changelog
    if changelog is None:
        return
    for record in subject.catalog.records:
        is_owed = subject.tier(record.name) > Tier.EXPERIMENTAL
        if record.deprecation is not None and is_owed and not _is_told(record, changelog):
            since = record.deprecation.since
            where = changelog.path if since is None else f"{changelog.path} from {since} on"
            message = f"{record.name} is deprecated, and {where} does not say so"
            fix = f"write an entry that names `{record.name}` below 'Deprecated'"
            yield Breach(record.name, record.source, message, fix)


def _is_told(record: Record, changelog: Changelog) -> bool:
    since = None if record.deprecation is None else record.deprecation.since
    definition = [] if record.definition is None else [record.definition]
    names = (record.name, *record.aliases, *definition)
    return any(speaks_of(changelog, one, since) for one in names)


RULE = Rule(
    id="deprecated-without-changelog",
    summary="The changelog does not speak of a deprecation.",
    why="who reads release notes before an upgrade learns of it only from a warning, or never",
    bad="""\
## [1.4.0] - 2026-05-04
### Changed
- Routing is faster.
""",
    good="""\
## [1.4.0] - 2026-05-04
### Deprecated
- `engine.pick`: use `engine.route`. It goes in 1.6.
""",
    level=WARNING,
    since="0.1.0",
    policy="A deprecation is complete only when the changelog says so.",
    check=check,
    needs=("changelog",),
)
