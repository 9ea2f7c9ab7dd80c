"""Versions of an API group: the tier that their name says, and which of two is the newer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

#: Source: Kubernetes, "Versions in CustomResourceDefinitions", version priority.
_VERSION: Final = re.compile(r"v([1-9]\d{0,8})(?:(alpha|beta)([1-9]\d{0,8}))?", re.ASCII)

#: Source: policy, "How each kind of surface is marked".
_TIERS: Final = {"alpha": Tier.EXPERIMENTAL, "beta": Tier.BETA, None: Tier.STABLE}
_RANK: Final = {Tier.EXPERIMENTAL: 0, Tier.BETA: 1, Tier.STABLE: 2}


def tier_of_version(version: str) -> Tier | None:
    """The tier that the name of a version says: `v1alpha1`, `v1beta1`, `v1`; None for others."""
    found = _VERSION.fullmatch(version)
    return None if found is None else _TIERS[found[2]]


def version_order(version: str) -> tuple[int, int, int]:
    """What versions are sorted by: the more stable above, then the newer."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return (-1, 0, 0)
    return (_RANK[_TIERS[found[2]]], int(found[1]), int(found[3] or 0))


def successor(version: str, served: Iterable[str]) -> str | None:
    """The newest of the other served versions that is as stable or more, or None.

    It is what the API server recommends in the warning about a deprecated version.
    """
    own = version_order(version)
    others = [one for one in served if one != version and version_order(one)[0] >= own[0]]
    newest = max(others, key=version_order, default=None)
    return newest if newest is not None and version_order(newest) > own else None
