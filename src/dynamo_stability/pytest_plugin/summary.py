"""The end of a run, in words: what was used of unstable API, and what is overdue."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sized
    from typing import Any, Final

    from dynamo_stability.pytest_plugin.overdue import Overdue
    from dynamo_stability.pytest_plugin.touched import Touched, TouchedApi

#: How many APIs are listed unless `-v` asks for all.
_SHOWN: Final = 30


def show(touched: Touched | None, overdue: Overdue | None, reporter: Any) -> None:
    """Say what was used, and what is overdue, where there is something."""
    if touched:
        _show_touched(touched, reporter)
    if overdue:
        _show_overdue(overdue, reporter)


def _show_touched(touched: Touched, reporter: Any) -> None:
    """List what was used, by name, with how many tests used it and which was the first."""
    reporter.section("unstable API in use", sep="=", yellow=True)
    apis = touched.apis
    shown = apis if reporter.verbosity > 0 else apis[:_SHOWN]
    for line in _table(shown):
        reporter.write_line(line)
    if len(shown) < len(apis):
        reporter.write_line(f"... and {len(apis) - len(shown)} more: -v lists all")
    for worker in sorted(touched.lost_workers):
        reporter.write_line(f"What worker {worker} found is missing: it ended before it could say.")


def _table(apis: list[TouchedApi]) -> Iterator[str]:
    rows = [(api.record.stage, api.record.name, _count(api.tests), _first(api)) for api in apis]
    widths = [max([len(row[column]) for row in rows], default=0) for column in range(3)]
    for stage, name, count, first in rows:
        yield f"{stage:<{widths[0]}}  {name:<{widths[1]}}  {count:<{widths[2]}}  {first}"


def _count(tests: Sized) -> str:
    return {0: "no test", 1: "1 test"}.get(len(tests), f"{len(tests)} tests")


def _first(api: TouchedApi) -> str:
    where = f"{api.filename}:{api.lineno}"
    if api.phase == "test":
        return f"first in {api.node} ({where})"
    return f"first by {where}, imported" if api.phase == "collection" else f"first by {where}"


def _show_overdue(overdue: Overdue, reporter: Any) -> None:
    """List what should have been removed by now."""
    reporter.section("overdue removals", sep="=", red=overdue.fails, yellow=not overdue.fails)
    for one in overdue.removals:
        reporter.write_line(
            f"{one.name} was due to be removed in {one.remove_in}, and this is {one.version}, "
            f"by {one.source}. Remove it, or give it more time."
        )
    for sentence in overdue.notes:
        reporter.write_line(sentence)
