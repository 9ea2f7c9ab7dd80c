"""What a suite used of API that is not stable, and by how many of its tests."""

from __future__ import annotations

import os

import pytest

from dynamo_stability.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any, Final

    from dynamo_stability.marks.observing import Use

#: Where a use stands in the order of tests that is not by a test.
_STARTING: Final = -2
_COLLECTING: Final = -1


class TouchedApi:
    """One API, and who used it.

    Attributes:
        record: what is known about it.
        tests: the tests that used it, by their place in the order in which tests were collected.
        position: the place of the first; below 0 for uses before the first test.
        node: the node id of the first test, or of the module that was being imported.
        filename: the file of the using line, relative to the root directory where it is below.
        lineno: its number, from 1.
    """

    def __init__(
        self, record: Record, position: int, node: str | None, filename: str, lineno: int
    ) -> None:
        self.record = record
        self.tests = {position} if position >= 0 else set()
        self.position = position
        self.node = node
        self.filename = filename
        self.lineno = lineno

    @property
    def phase(self) -> str:
        """What pytest was doing at the first use: `start`, `collection` or `test`."""
        return {_STARTING: "start", _COLLECTING: "collection"}.get(self.position, "test")

    @property
    def key(self) -> tuple[str, str]:
        """What tells one API from another."""
        return (self.record.name, self.record.stage)

    def join(self, other: TouchedApi) -> None:
        """Add what another part of the run has found; the earlier test counts as the first."""
        self.tests |= other.tests
        if other.position < self.position:
            self.position, self.node = other.position, other.node
            self.filename, self.lineno = other.filename, other.lineno

    def to_plain(self) -> dict[str, Any]:
        """This as plain types, for another process."""
        return {**vars(self), "record": self.record.to_dict(), "tests": sorted(self.tests)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> TouchedApi:
        """What `to_plain` made plain."""
        fields = dict(plain)
        tests, record = fields.pop("tests"), Record.from_dict(fields.pop("record"))
        found = cls(record, **fields)
        found.tests = set(tests)
        return found


class Touched:
    """All that a suite used, in one process or in several."""

    def __init__(self, root: Path) -> None:
        self._root = str(root) + os.sep
        self._apis: dict[tuple[str, str], TouchedApi] = {}
        self._positions: dict[pytest.Item, int] = {}
        #: Workers that ended without saying what they had found.
        self.lost_workers: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._apis or self.lost_workers)

    @property
    def apis(self) -> list[TouchedApi]:
        """What was used, by name."""
        return [self._apis[key] for key in sorted(self._apis)]

    def note(self, use: Use, place: pytest.Item | pytest.Collector | None) -> None:
        """Add a use, and where it was."""
        node = None if place is None else place.nodeid
        position = self._position(place)
        filename = use.filename.removeprefix(self._root).replace("\\", "/")
        self.add(TouchedApi(use.record, position, node, filename, use.lineno))

    def add(self, found: TouchedApi) -> None:
        """Add what one part of the run has found."""
        known = self._apis.setdefault(found.key, found)
        if known is not found:
            known.join(found)

    def _position(self, place: pytest.Item | pytest.Collector | None) -> int:
        if not isinstance(place, pytest.Item):
            return _STARTING if place is None else _COLLECTING
        if not self._positions:
            self._positions = {item: index for index, item in enumerate(place.session.items)}
        return self._positions.setdefault(place, len(self._positions))
