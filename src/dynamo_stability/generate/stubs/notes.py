"""What a stub cannot say, told to whoever generates it."""

from __future__ import annotations

from typing import Final, NamedTuple

CANNOT_MARK: Final = "stub-cannot-mark"
TRIMMED_TYPE: Final = "stub-trimmed-type"


class StubNote(NamedTuple):
    """Something that holds for one name, and that its stub does not show.

    Attributes:
        name: the full name.
        rule: `stub-cannot-mark` or `stub-trimmed-type`.
        message: what is so, and why, in one sentence.
    """

    name: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}: {self.message}"
