"""Cargo features: those that guard a tier are names that users write, so they have records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.rust.statements import feature_tier
from dynamo_stability.errors import nearest
from dynamo_stability.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dynamo_stability.collect.rust.cargo import Crate, Feature
    from dynamo_stability.collect.rust.items import Item
    from dynamo_stability.configuration import RustOptions


def feature_records(crate: Crate, options: RustOptions) -> Iterator[Record]:
    """A record for each feature that guards a tier, as Cargo writes it: `rust:package/feature`."""
    for feature in crate.features:
        known = feature_tier(feature.name, options)
        if known is not None:
            yield Record(
                f"rust:{crate.package}/{feature.name}",
                "rust",
                tier=known[0],
                feature=known[1],
                source=f"{crate.manifest}:{feature.line}",
            )


def unknown_features(
    crate: Crate, items: Iterable[Item], options: RustOptions
) -> Iterator[Problem]:
    """What is wrong with the features of a crate: on by default, or used and not declared."""
    declared = {one.name: one for one in crate.features}
    for name in sorted(_enabled("default", declared)):
        known = feature_tier(name, options)
        if known is not None:
            message = (
                f"the feature '{name}' is on by default, so that what is {known[0]} is there "
                f"without being asked for. Take it out of 'default', or rename it."
            )
            yield Problem(crate.manifest, declared["default"].line, 1, message)
    for item in items:
        for statement in item.said(options).statements:
            if statement.guard and statement.guard not in declared:
                message = (
                    f"'{item.name}' needs the Cargo feature '{statement.guard}', which "
                    f"{crate.manifest} does not declare; {nearest(statement.guard, declared)}"
                )
                yield item.file.problem_at(item.offset, message)


def _enabled(name: str, declared: Mapping[str, Feature]) -> set[str]:
    """The features that a feature turns on, itself left out."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        feature = declared.get(waiting.pop())
        for one in () if feature is None else feature.enables:
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found
