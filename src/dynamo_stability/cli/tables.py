"""Tables and progress bars, by rich."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.errors import missing_extra

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: Wide enough for any line: what reads a pipe or a file folds lines as it likes.
_UNBOUNDED: Final = 100_000
_STYLES: Final = {
    "experimental": "yellow",
    "beta": "cyan",
    "stable": "green",
    "deprecated": "red",
}


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: ruled and coloured in a terminal, aligned columns elsewhere."""
    try:
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        raise missing_extra("print a table", "rich") from None
    is_terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if is_terminal else _UNBOUNDED, highlight=False)
    table = Table(box=box.SIMPLE_HEAD if is_terminal else None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*[Text(cell, style=_STYLES.get(cell, "")) for cell in row])
    with console.capture() as printed:
        console.print(table)
    print("\n".join(line.rstrip() for line in printed.get().splitlines()))


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[Any], object]]:
    """A bar on standard error that goes when the work is done; call what it gives for each step."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    except ImportError:
        raise missing_extra("show progress", "rich") from None
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=total)
        yield lambda _step: progress.advance(task)
