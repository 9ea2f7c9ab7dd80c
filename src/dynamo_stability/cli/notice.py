"""How long the notice of a deprecation still runs, as far as versions tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from dynamo_stability.policy.notices.notice import owed_text
from dynamo_stability.tiers import COMMITMENTS

if TYPE_CHECKING:
    from dynamo_stability.catalog import Catalog
    from dynamo_stability.record import Record
    from dynamo_stability.tiers import Tier


def notice_left(record: Record, catalog: Catalog) -> str:
    """A sentence about a deprecated API: when it goes, seen from the version of its catalog."""
    owed, current = _owed(catalog.tier_of(record)), catalog.version
    deprecation = record.deprecation
    remove_in = None if deprecation is None else deprecation.remove_in
    if remove_in is None:
        return f"no removal is planned; owed before one: {owed}"
    try:
        removal = Version(remove_in)
        at_hand = None if current is None else Version(current)
    except InvalidVersion as error:
        return f"goes in {remove_in}; how long that is cannot be told: {error}"
    if at_hand is None:
        return f"runs until {remove_in}; owed: {owed}"
    if at_hand < removal:
        return f"still runs: goes in {remove_in}, this is {current}; owed: {owed}"
    return f"has run out: was due to go in {remove_in}, this is {current}"


def _owed(tier: Tier) -> str:
    """What API of a tier is owed before a removal."""
    owed, also = owed_text(tier), COMMITMENTS[tier].also_owed
    return f"{owed}, {also}" if COMMITMENTS[tier].notice_releases else owed
