"""marks-disagree: the registry, or the running program, says something else than the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.disagreements import disagreements
from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.policy.subject import Subject
    from dynamo_stability.record import Record

_FIX_REGISTRY: Final = "run 'dynamo-stability generate', and commit what it writes"
_FIX_LIVE: Final = (
    "mark it where it is defined and unconditionally, so that readers of the source see the mark"
)


def check(subject: Subject) -> Iterator[Breach]:
    """Names that registries, or marks at run time, know otherwise."""
    for path, registry in (subject.registries or {}).items():
        here = f"the registry {path}"
        yield from _compare(registry, subject.catalog, here, f"{path}:1", _FIX_REGISTRY)
    if subject.live is not None:
        yield from _compare(subject.live, subject.catalog, "run time", None, _FIX_LIVE)


def _compare(
    other: Catalog, catalog: Catalog, where: str, place: str | None, fix: str
) -> Iterator[Breach]:
    of_interest = [one for one in catalog.records if _is_held(one, other.packages)]
    for one in disagreements(other.records, of_interest):
        theirs = ", ".join(difference.first for difference in one.differences)
        ours = ", ".join(difference.second for difference in one.differences)
        name = one.second.name
        message = f"{name} is {theirs} by {where}, and {ours} by its source"
        yield Breach(name, one.second.source, message, fix)
    ours_by_name, theirs_by_name = _names(of_interest), _names(other.records)
    for record in of_interest:
        if theirs_by_name.isdisjoint(_names([record])):
            message = f"{record.name} is {record.stage} by its source, and unknown to {where}"
            yield Breach(record.name, record.source, message, fix)
    for record in other.records:
        if ours_by_name.isdisjoint(_names([record])):
            message = f"{record.name} is {record.stage} by {where}, and not marked in the source"
            yield Breach(record.name, place, message, fix)


def _is_held(record: Record, packages: Iterable[str]) -> bool:
    """Whether a record is about something that these packages own."""
    names = [record.name, record.definition or record.name]
    return any(
        name == package or name.startswith(f"{package}.") for name in names for package in packages
    )


def _names(records: Iterable[Record]) -> set[str]:
    return {
        name
        for one in records
        for name in (one.name, one.definition, *one.aliases)
        if name is not None
    }


RULE = Rule(
    id="marks-disagree",
    summary="The committed registry, or the running program, says something else than the source.",
    why="type checkers read the registry and users see the warnings: both are told something wrong",
    bad="""\
# engine/__init__.py
@beta
def route(): ...
# engine/_stability_registry.py, committed: "name": "engine.route", "tier": "experimental"
""",
    good="""\
# after 'dynamo-stability generate': "name": "engine.route", "tier": "beta"
""",
    level=ERROR,
    since="0.1.0",
    policy="There is one record of each API, and the registry document is generated from it.",
    check=check,
)
