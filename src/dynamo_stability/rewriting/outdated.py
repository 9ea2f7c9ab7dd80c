"""What a mark says of the tier that was, and of no other."""

from __future__ import annotations

from typing import Final

from dynamo_stability.tiers import Tier

#: Arguments and keys that go when a mark rises, by the tier that is to be.
OUTDATED: Final = {
    Tier.BETA: ("reason",),
    Tier.STABLE: ("reason", "alternative", "warn_own_package"),
}
