"""Where the newer release has what a change is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dynamo_stability.policy.changes import Change


def place_of(change: Change) -> str | None:
    """Where a name stands now, which the mark that it lost does not say."""
    for one in (change.new_record, change.new_object):
        if one is not None and one.source is not None:
            return one.source
    return None
