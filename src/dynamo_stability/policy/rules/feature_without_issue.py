"""feature-without-issue: a feature in the making that nobody can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import WARNING
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject
    from dynamo_stability.record import Record

_FIX: Final = "write issue = 'https://…' below [features.{}] in stability.toml, or into a mark"


def check(subject: Subject) -> Iterator[Breach]:
    """Features below stable, declared or only used in marks, without a tracking issue."""
    declared = {one.name: one for one in subject.catalog.features}
    used: dict[str, list[Record]] = {}
    for record in subject.catalog.records:
        if record.feature is not None:
            used.setdefault(record.feature, []).append(record)
    for name in sorted({*declared, *used}):
        feature, records = declared.get(name), used.get(name, [])
        if (feature is not None and feature.issue) or any(one.issue for one in records):
            continue
        tier = feature.tier if feature is not None else None
        if _lowest(tier, records, subject) < Tier.STABLE:
            place = min((one.source for one in records if one.source), default=None)
            message = f"the feature {name!r} has no tracking issue"
            yield Breach(name, place, message, _FIX.format(name))


def _lowest(tier: Tier | None, records: list[Record], subject: Subject) -> Tier:
    """The lowest tier of what is known of a feature; experimental where nothing is."""
    tiers = [subject.tier(one.name) for one in records]
    return tier or min(tiers, default=Tier.EXPERIMENTAL)


RULE = Rule(
    id="feature-without-issue",
    summary="A feature that is not stable yet has no tracking issue.",
    why="users cannot say what they need before it settles, or see how far it is",
    bad="""\
[features.kv_routing]
tier = "experimental"
""",
    good="""\
[features.kv_routing]
tier = "experimental"
issue = "https://github.com/ai-dynamo/dynamo/issues/1"
""",
    level=WARNING,
    since="0.1.0",
    policy="Features graduate as a group, by evidence that is collected where everyone can see it.",
    check=check,
)
