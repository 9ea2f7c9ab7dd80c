"""Which marked APIs this process has used: what the integrations for metrics report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from dynamo_stability.marks import observe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typing_extensions import Self

    from dynamo_stability.marks.observing import Use
    from dynamo_stability.record import Record
    from dynamo_stability.tiers import Tier

#: The stages that are watched unless others are asked for.
WATCHED: Final = ("experimental", "beta", "deprecated")
#: What is reported about each API, in this order.
LABELS: Final = ("api", "kind", "tier", "feature", "component")
#: What is measured, in a sentence for whoever reads the metrics.
DESCRIPTION: Final = "Processes that have used a marked API."


class UsedApis:
    """The marked APIs that this process has used so far; close it to stop watching.

    A process that is forked from this one has used nothing yet. Nothing here takes a lock, so that
    a fork finds none taken.
    """

    def __init__(
        self,
        tier: str | Tier | Iterable[str | Tier],
        first_used: Callable[[Record], object] | None = None,
    ) -> None:
        """Watch the stages in `tier`, and have `first_used` told of each first use."""
        self._first_used = first_used
        self._records: dict[tuple[int, str], Record] = {}
        self._observation = observe(self._add, tier=tier, past=True)

    def _add(self, use: Use) -> None:
        key = (os.getpid(), use.record.name)
        is_new = key not in self._records
        self._records[key] = use.record
        if is_new and self._first_used is not None:
            self._first_used(use.record)

    def labels(self) -> list[dict[str, str]]:
        """What is reported about each of them, sorted by name."""
        process = os.getpid()
        found = [record for (user, _), record in list(self._records.items()) if user == process]
        return [labels_of(record) for record in sorted(found, key=lambda one: one.name)]

    def close(self) -> None:
        """Stop watching, and forget; closing twice does nothing."""
        self._observation.close()
        self._records.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def labels_of(record: Record) -> dict[str, str]:
    """What is reported about an API; a label that says nothing is empty."""
    values = (record.name, record.kind, record.stage, record.feature, record.component)
    return dict(zip(LABELS, [value or "" for value in values], strict=True))
