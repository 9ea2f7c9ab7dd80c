"""stable-mentions-lower-tier: a stable signature that promises what is not stable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.public_name import holder_of
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.catalog import ApiObject
    from dynamo_stability.policy.subject import Subject


def check(subject: Subject) -> Iterator[Breach]:
    """Stable objects whose bases, signatures or annotations name something of a lower tier."""
    classes = {one.name: one.source for one in subject.catalog.api if one.kind == "class"}
    for one in subject.catalog.api:
        if one.source is not None and classes.get(holder_of(one.name)) == one.source:
            continue  # the constructor of a dataclass or NamedTuple: its fields are looked at
        if not one.mentions or subject.tier(one.name) is not Tier.STABLE:
            continue
        if subject.standings.is_internal(one.name):
            continue
        for mention in one.mentions:
            tier = subject.marked_tier(mention)
            if tier is None or tier is Tier.STABLE:
                continue
            place = _where(one, mention, tier, subject)
            if place is not None:
                message = f"{one.name} is stable, and {place} names {mention}, which is {tier}"
                fix = (
                    f"mark {one.name} {tier} too, hide {mention} behind a stable type, "
                    f"or graduate {mention} first"
                )
                yield Breach(one.name, one.source, message, fix)


def _where(one: ApiObject, mention: str, tier: Tier, subject: Subject) -> str | None:
    """The part that mentions something; None where that is of a tier as low itself."""
    if mention in one.bases:
        return "a base class"
    if _names(one.annotation, mention):
        return "its annotation"
    parameters = list(_parameters(one, mention))
    for parameter in parameters:
        if subject.tier(f"{one.name}({parameter})") > tier:
            return f"its parameter {parameter!r}"
    if any(_names(signature.returns, mention) for signature in one.signatures):
        return "what it returns"
    return None if parameters else "its signature"


def _parameters(one: ApiObject, mention: str) -> Iterator[str]:
    for signature in one.signatures:
        for parameter in signature.parameters:
            if _names(parameter.annotation, mention) or _names(parameter.default, mention):
                yield parameter.name


def _names(written: str | None, mention: str) -> bool:
    last = mention.rpartition(".")[2]
    return written is not None and re.search(rf"\b{re.escape(last)}\b", written) is not None


RULE = Rule(
    id="stable-mentions-lower-tier",
    summary="A stable signature, base class or annotation names something of a lower tier.",
    why="when the lower one changes, the stable one breaks with it",
    bad="""\
@experimental
class Score: ...

@stable
def route(score: Score): ...
""",
    good="""\
@experimental
class Score: ...

@stable
def route(score: float): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="A stable API that exposes a lower tier in its signature fails in CI.",
    check=check,
)
