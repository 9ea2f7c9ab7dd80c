"""pytest-xdist: what workers found, joined in the controller."""

from __future__ import annotations

from dynamo_stability.pytest_plugin.touched import TouchedApi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    import pytest

    from dynamo_stability.pytest_plugin.running import Run

_KEY: Final = "dynamo_stability"
_NOTHING: Final = {"touched": (), "overdue": {"removals": (), "notes": {}}}


def hand_over(run: Run, config: pytest.Config) -> None:
    """In a worker: send what was found."""
    config.workeroutput[_KEY] = {  # type: ignore[attr-defined]
        "touched": [api.to_plain() for api in run.touched.apis],
        "overdue": run.overdue.to_plain(),
    }


def take_over(run: Run, node: Any) -> None:
    """In the controller: add what a worker sent before it ended."""
    output = getattr(node, "workeroutput", None)
    if output is None:
        run.touched.lost_workers.append(str(node.gateway.id))
        return
    found = output.get(_KEY, _NOTHING)
    for plain in found["touched"]:
        run.touched.add(TouchedApi.from_plain(plain))
    run.overdue.join(found["overdue"])
