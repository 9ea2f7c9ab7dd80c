"""Standings: what users of a release may count on, for marked and unmarked API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.public_name import holder_of
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from dynamo_stability.catalog import Catalog
    from dynamo_stability.record import Deprecation, Record


class Standing(NamedTuple):
    """What a release says about an API.

    Attributes:
        tier: its tier, or that of what it is part of; None where nothing is said and unmarked
            API is promised nothing.
        deprecation: that it, or what it is part of, is deprecated.
    """

    tier: Tier | None
    deprecation: Deprecation | None


class Standings:
    """Answers for one catalog.

    Args:
        catalog: the catalog.
        unmarked: the tier of API that nothing is said about.
    """

    def __init__(self, catalog: Catalog, unmarked: Tier | None = Tier.STABLE) -> None:
        self._catalog = catalog
        self._nothing = Standing(unmarked, None)
        self._known: dict[str, Standing] = {"": self._nothing}

    def of(self, name: str, definition: str | None = None) -> Standing:
        """The standing of a public name, which may be defined under another one."""
        if name in self._known:
            return self._known[name]
        record = self._catalog.find(name)
        if record is None and definition is not None:
            record = self._catalog.find(definition)
            if record is not None and record.is_other_name:
                record = None
        found = self._known[name] = self._standing(record, holder_of(name))
        return found

    def of_record(self, record: Record) -> Standing:
        """The standing of what a record is about."""
        if record.tier is not None and record.deprecation is not None:
            return Standing(record.tier, record.deprecation)
        return self._standing(record, holder_of(record.name))

    def _standing(self, record: Record | None, owner: str) -> Standing:
        above = self.of(owner)
        if record is None:
            return above
        return Standing(record.tier or above.tier, record.deprecation or above.deprecation)
