"""The end of a run: what fails it, and what is written for CI."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dynamo_stability.pytest_plugin.workers import hand_over

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from dynamo_stability.pytest_plugin.overdue import Overdue
    from dynamo_stability.pytest_plugin.running import Run
    from dynamo_stability.pytest_plugin.touched import Touched, TouchedApi

#: The format of the file that `--stability-json` names.
FORMAT: Final = 1


def finish(run: Run, session: pytest.Session, *, looks_for_overdue: bool) -> None:
    """Find what is overdue, hand on what was found, and fail the run where it has to fail."""
    config = session.config
    is_worker = hasattr(config, "workerinput")
    if looks_for_overdue:
        from dynamo_stability.pytest_plugin.removals import find_overdue

        find_overdue(run.overdue, config, reads_registries=not is_worker)
    if is_worker:
        hand_over(run, config)
        return
    path = config.getoption("stability_json")
    if path is not None:
        write_json(config.invocation_params.dir / path, run.touched, run.overdue)
    if (
        run.overdue_action == "error"
        and run.overdue.fails
        and session.exitstatus == pytest.ExitCode.OK
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def write_json(path: Path, touched: Touched, due: Overdue) -> None:
    """Write what was found to a file.

    Raises:
        pytest.UsageError: the file cannot be written.
    """
    content = {
        "format": FORMAT,
        "apis": [_api(api) for api in touched.apis],
        "overdue": [removal.to_plain() for removal in due.removals],
        "notes": due.notes,
        "lost_workers": sorted(touched.lost_workers),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise pytest.UsageError(
            f"Cannot write what --stability-json asks for to {str(path)!r}: {error}."
        ) from None


def _api(api: TouchedApi) -> dict[str, Any]:
    return {
        "name": api.record.name,
        "stage": api.record.stage,
        "tests": len(api.tests),
        "first": {
            "phase": api.phase,
            "node": api.node,
            "file": api.filename,
            "line": api.lineno,
        },
        "record": api.record.to_dict(),
    }
