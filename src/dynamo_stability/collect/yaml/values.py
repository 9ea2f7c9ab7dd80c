"""Table and Items: what a YAML document holds, as dicts and lists that know their lines."""

from __future__ import annotations

from typing import Any


class Table(dict[str, Any]):
    """A mapping.

    Attributes:
        line: where it begins, counted from 1.
        lines: the line of each key.
    """

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def table(self, key: str) -> Table:
        """The mapping below a key; an empty one where there is something else or nothing."""
        value = self.get(key)
        return value if isinstance(value, Table) else Table(self.lines.get(key, self.line))

    def items_of(self, key: str) -> Items:
        """The sequence below a key; an empty one where there is something else or nothing."""
        value = self.get(key)
        return value if isinstance(value, Items) else Items()

    def text(self, key: str) -> str:
        """The string below a key; an empty one where there is something else or nothing."""
        value = self.get(key)
        return value if isinstance(value, str) else ""


class Items(list[Any]):
    """A sequence.

    Attributes:
        lines: the line of each item.
    """

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []
