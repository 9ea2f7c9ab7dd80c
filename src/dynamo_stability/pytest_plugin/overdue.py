"""Removals that are due: deprecated API that the version at hand should be without."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Removal:
    """A removal that is due.

    Attributes:
        name: the public name of what should be gone.
        remove_in: the version in which it was to go.
        version: the version there is.
        source: who says that it is still there: `a mark`, or the path of a registry.
    """

    def __init__(self, name: str, remove_in: str, version: str, source: str) -> None:
        self.name = name
        self.remove_in = remove_in
        self.version = version
        self.source = source

    def to_plain(self) -> dict[str, str]:
        """This as plain types."""
        return dict(vars(self))


class Overdue:
    """The removals that are due, and what kept others from being found."""

    def __init__(self) -> None:
        self._removals: dict[str, Removal] = {}
        #: Each sentence, and whether it is about an error.
        self._notes: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._removals or self._notes)

    @property
    def fails(self) -> bool:
        """Whether the suite has to fail: something is due, or could not be read."""
        return bool(self._removals) or any(self._notes.values())

    @property
    def removals(self) -> list[Removal]:
        """The removals, by name."""
        return [self._removals[name] for name in sorted(self._removals)]

    @property
    def notes(self) -> list[str]:
        """What kept removals from being found, in sentences."""
        return list(self._notes)

    def add(self, removal: Removal) -> None:
        """Add a removal; the first to say that something is due is kept."""
        self._removals.setdefault(removal.name, removal)

    def note(self, sentence: str, *, is_error: bool = False) -> None:
        """Add the reason why something could not be told."""
        self._notes[sentence] = is_error or self._notes.get(sentence, False)

    def to_plain(self) -> dict[str, Any]:
        """This as plain types, for another process."""
        return {"removals": [one.to_plain() for one in self.removals], "notes": dict(self._notes)}

    def join(self, plain: Mapping[str, Any]) -> None:
        """Add what another process made plain."""
        for removal in plain["removals"]:
            self.add(Removal(**removal))
        for sentence, is_error in plain["notes"].items():
            self.note(sentence, is_error=is_error)
