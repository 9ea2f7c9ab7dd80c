"""compare(): two catalogs -> everything that changed between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dynamo_stability.catalog.api_index import ApiIndex
from dynamo_stability.pausing import collection_paused
from dynamo_stability.policy.changes.api import ApiComparison
from dynamo_stability.policy.changes.change import Change, Changes
from dynamo_stability.policy.changes.marks import MarkComparison
from dynamo_stability.policy.standings import Standings

if TYPE_CHECKING:
    from dynamo_stability.catalog import Catalog


def compare(old: Catalog, new: Catalog) -> Changes:
    """Everything that changed from one release to another.

    Nothing but the catalogs is looked at, so equal catalogs give equal answers. What broke is
    told where both have signatures. API without a mark counts as stable, but for what a component
    of the support level `internal` holds.

    Args:
        old: the older release.
        new: the newer release.
    """
    with collection_paused():
        found = _changes(old, new)
    return Changes(
        tuple(found),
        old=_title(old),
        new=_title(new),
        old_version=old.version,
        new_version=new.version,
    )


def _changes(old: Catalog, new: Catalog) -> list[Change]:
    standings = (Standings(old), Standings(new))
    apis = (ApiIndex(old.api), ApiIndex(new.api))
    found = list(MarkComparison(old, new, standings, apis).changes())
    if apis[0] and apis[1]:
        found += ApiComparison(old, new, standings, apis).changes()
    return found


def _title(catalog: Catalog) -> str:
    name = catalog.distribution or ", ".join(catalog.packages) or "catalog"
    return f"{name} {catalog.version}" if catalog.version else name
