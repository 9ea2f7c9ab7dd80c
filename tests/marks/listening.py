"""What was said while a test listened, and where."""

from __future__ import annotations

import linecache
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager

#: Lines that use a marked API carry this comment, and a warning has to point at one of them.
USE = "# use"


class Spoken:
    """The warnings that were shown inside a block."""

    def __init__(self) -> None:
        self.warnings: list[warnings.WarningMessage] = []

    @property
    def texts(self) -> list[str]:
        return [str(one.message) for one in self.warnings]

    @property
    def categories(self) -> list[type[Warning]]:
        return [one.category for one in self.warnings]

    @property
    def lines(self) -> list[str]:
        return [linecache.getline(one.filename, one.lineno).rstrip() for one in self.warnings]

    def __len__(self) -> int:
        return len(self.warnings)

    def assert_spoken(self, *names: str) -> None:
        """One warning for each name, in order, each at a line that ends with `# use`."""
        assert [text.split(" ")[0] for text in self.texts] == list(names)
        assert all(line.endswith(USE) for line in self.lines), self.lines


Listen = Callable[..., AbstractContextManager[Spoken]]
