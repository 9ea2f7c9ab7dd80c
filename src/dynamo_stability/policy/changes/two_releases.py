"""TwoReleases: what is compared, as every comparison needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dynamo_stability.catalog import Catalog
    from dynamo_stability.catalog.api_index import ApiIndex
    from dynamo_stability.policy.standings import Standings


class TwoReleases:
    """Two catalogs, with what each of them says and holds.

    Args:
        old, new: the catalogs.
        standings: what each of them says about any name.
        apis: the API of each.
    """

    def __init__(
        self,
        old: Catalog,
        new: Catalog,
        standings: tuple[Standings, Standings],
        apis: tuple[ApiIndex, ApiIndex],
    ) -> None:
        self._old, self._new = old, new
        self._before, self._after = standings
        self._old_api, self._new_api = apis
