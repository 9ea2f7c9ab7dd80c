"""removed-without-deprecation: gone from one release to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.catalog import Catalog
from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule
from dynamo_stability.policy.standings import Standings
from dynamo_stability.policy.wording import owed_in_words
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.changes import Change
    from dynamo_stability.policy.subject import Subject

#: Tiers that owe nothing; None is that of API which nothing is promised about.
_FREE: Final = (None, Tier.EXPERIMENTAL)


def check(subject: Subject) -> Iterator[Breach]:
    """Names of the base above experimental that are gone, and were not deprecated there."""
    for change in subject.changes or ():
        tier = change.tier
        if not change.is_removal or tier in _FREE or change.was_deprecated or tier is None:
            continue
        if _is_module(change) and _is_all_told(change.name, subject):
            continue
        now = f" and is called {change.successor} now" if change.kind == "moved" else ""
        message = f"{change.name} was {tier}, is gone{now}, and had not been deprecated"
        fix = (
            "bring it back and deprecate it first, with since, remove_in and alternative; "
            f"what is owed before: {owed_in_words(tier)}"
        )
        yield Breach(change.name, subject.place_near(change.name), message, fix)


def _is_module(change: Change) -> bool:
    return change.old_object is not None and change.old_object.kind == "module"


def _is_all_told(module: str, subject: Subject) -> bool:
    """Whether everything in a module of the base was deprecated, or was experimental."""
    base = subject.base or Catalog()
    standings = Standings(base)
    inside = [
        standings.of(one.name, one.definition)
        for one in base.api
        if one.kind != "module" and one.name.startswith(f"{module}.")
    ]
    return bool(inside) and all(one.deprecation or one.tier in _FREE for one in inside)


RULE = Rule(
    id="removed-without-deprecation",
    summary="API above experimental is gone that had not been deprecated.",
    why="code that worked stops to, and nobody had been told",
    bad="""\
# 1.4
@stable
def pick(): ...
# 1.5: no pick
""",
    good="""\
# 1.5
@deprecated("Use route().", since="1.5", remove_in="1.7", alternative="engine.route")
@stable
def pick(): ...
""",
    level=ERROR,
    since="0.1.0",
    policy="API that is removed before its notice ran out fails in CI; a stable one is owed two "
    "releases and four months, a beta one a release and two months.",
    check=check,
    needs=("changes",),
)
