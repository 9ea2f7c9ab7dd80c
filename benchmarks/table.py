"""What was measured, and how it is printed."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping

from contenders import CONTENDERS, OURS

#: A contender that is measured with the others and not shown: the bare call once more. What it
#: differs by from the bare call is what the machine and the memory layout add to every figure.
CONTROL = "bare again"


class Table:
    """Rows of cells by contender, the figures behind them, and remarks."""

    def __init__(self) -> None:
        self.measured: dict[tuple[str, str], float] = {}
        self._rows: list[tuple[str, dict[str, str]]] = []
        self._remarks: dict[str, None] = {}

    def add_ratios(self, label: str, values: Mapping[str, float]) -> None:
        """One row of nanoseconds, shown as ratios to the bare call."""
        base = values["bare"]
        cells = {name: f"{value / base:.2f}x" for name, value in values.items()}
        cells["bare"] = f"{base:.0f} ns"
        self._rows.append((label, cells))
        self._keep(label, values)

    def add(self, label: str, values: Mapping[str, float], form: str) -> None:
        """One row of figures, each shown in `form`."""
        cells = {name: form.format(max(value, 0)) for name, value in values.items()}
        self._rows.append((label, cells))
        self._keep(label, values)

    def _keep(self, label: str, values: Mapping[str, float]) -> None:
        self.measured.update({(label, name): value for name, value in values.items()})

    def skip(self, label: str, reason: str) -> None:
        """A row without figures."""
        self._rows.append((label, {}))
        self.remark(f"{label}: {reason}")

    def remark(self, text: str) -> None:
        """Say `text` below the table, once."""
        self._remarks[text] = None

    def noise(self, labels: Iterable[str]) -> float:
        """By how much the bare call differed from itself, at most, over rows so labelled."""
        return max(
            abs(value / self.measured[label, "bare"] - 1)
            for (label, name), value in self.measured.items()
            if name == CONTROL and label.startswith(tuple(labels))
        )

    def worst(self, ours: str, against: str, labels: Iterable[str]) -> tuple[float, str]:
        """The largest ratio of a contender to another, over rows that start with `labels`."""
        found = [
            (value / self.measured[label, against], label)
            for (label, name), value in self.measured.items()
            if name == ours
            and label.startswith(tuple(labels))
            and (label, against) in self.measured
        ]
        return max(found)

    def show(self, calls: Iterable[str]) -> None:
        """Print it; `calls` are the rows that show the noise."""
        names = list(CONTENDERS)
        machine = f"Python {platform.python_version()}, {platform.machine()}"
        print(f"\n{machine}; ratios to bare, one run\n")
        print("| situation | " + " | ".join(names) + " |")
        print("|---|" + "---:|" * len(names))
        for label, cells in self._rows:
            print(f"| {label} | " + " | ".join(cells.get(name, "") for name in names) + " |")
        print(f"\nours: {', '.join(OURS)}")
        noise = self.noise(calls)
        print(f"noise: the bare call, measured twice in each row, differed by at most {noise:.1%}")
        print("us: microseconds; an empty cell: not offered or not in question, or as follows")
        for remark in self._remarks:
            print(f"- {remark}")
        print()
