"""Standings: what users of a release may count on, for marked and unmarked API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.catalog.components import InternalNames
from dynamo_stability.public_name import holder_of
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from dynamo_stability.catalog import Catalog
    from dynamo_stability.record import Deprecation, Record


class Standing(NamedTuple):
    """What a release says about an API.

    Attributes:
        tier: its tier, or that of what it is part of; None where nothing is promised.
        deprecation: that it, or what it is part of, is deprecated.
    """

    tier: Tier | None
    deprecation: Deprecation | None


#: The standing of what nothing is said about.
UNSAID: Final = Standing(None, None)


class Standings:
    """Answers for one catalog.

    Args:
        catalog: the catalog.
        unmarked: the tier of API that nothing is said about; internal API has none.
    """

    def __init__(self, catalog: Catalog, unmarked: Tier | None = Tier.STABLE) -> None:
        self._catalog = catalog
        self._unmarked = unmarked
        self._internal = InternalNames(catalog)
        self._said: dict[str, Standing] = {"": UNSAID}

    def of(self, name: str, definition: str | None = None) -> Standing:
        """The standing of a public name, which may be defined under another one."""
        return self._counted(name, self._of(name, definition))

    def of_record(self, record: Record) -> Standing:
        """The standing of what a record is about."""
        return self._counted(record.name, self._below(record, holder_of(record.name)))

    def is_internal(self, name: str) -> bool:
        """Whether a name is of a component that is not for outside use."""
        return name in self._internal

    def _of(self, name: str, definition: str | None = None) -> Standing:
        if name in self._said:
            return self._said[name]
        record = self._catalog.find(name)
        if record is None and definition is not None:
            record = self._catalog.find(definition)
            if record is not None and record.is_other_name:
                record = None
        found = self._said[name] = self._below(record, holder_of(name))
        return found

    def _below(self, record: Record | None, owner: str) -> Standing:
        """What is said of a record, and what it leaves unsaid, of the owner."""
        if record is None:
            return self._of(owner)
        if record.tier is not None and record.deprecation is not None:
            return Standing(record.tier, record.deprecation)
        above = self._of(owner)
        return Standing(record.tier or above.tier, record.deprecation or above.deprecation)

    def _counted(self, name: str, said: Standing) -> Standing:
        """What users may count on: where no tier is said, that of unmarked API."""
        if said.tier is not None or self._unmarked is None or name in self._internal:
            return said
        return Standing(self._unmarked, said.deprecation)
