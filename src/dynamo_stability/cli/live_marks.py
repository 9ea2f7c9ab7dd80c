"""What is marked where modules are imported, as JSON; run in a process of its own by `--live`."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dynamo_stability.catalog import Catalog
from dynamo_stability.collect import Problem
from dynamo_stability.errors import CollectError
from dynamo_stability.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Longer than any import should take.
_SECONDS: Final = 300


class LiveMarks(NamedTuple):
    """What is marked in a running program.

    Attributes:
        catalog: the records, of the modules that could be imported.
        problems: the modules that could not.
    """

    catalog: Catalog
    problems: tuple[Problem, ...]


def read_live_marks(modules: Sequence[str], roots: Sequence[Path]) -> LiveMarks:
    """What is marked once some modules are imported, in a process of its own.

    Args:
        modules: what to import.
        roots: where to find it.

    Raises:
        CollectError: the process fails, or does not end.
    """
    path = [*[str(one) for one in roots], *sys.path]
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and this module
            [sys.executable, "-P" if sys.version_info >= (3, 11) else "-s", "-m", __name__],
            input=json.dumps(list(modules)),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CollectError(
            f"Cannot import the packages for --live: it takes more than {_SECONDS} seconds."
        ) from None
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise CollectError(f"Cannot import the packages for --live: {last}")
    return _parsed(json.loads(done.stdout))


def _parsed(told: dict[str, Any]) -> LiveMarks:
    records = {(one["name"], one["kind"]): Record.from_dict(one) for one in told["records"]}
    problems = [
        Problem(
            module, 1, 1, f"'{module}' cannot be imported, so its marks are not compared: {why}."
        )
        for module, why in told["failed"].items()
    ]
    catalog = Catalog(packages=tuple(told["imported"]), records=tuple(records.values()))
    return LiveMarks(catalog, tuple(sorted(problems)))


def _tell() -> None:
    """Import what standard input names, and print what is marked then."""
    from dynamo_stability.marks.live import all_marks

    imported, failed = [], {}
    with contextlib.redirect_stdout(sys.stderr), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in json.load(sys.stdin):
            why = _import(module)
            if why is None:
                imported.append(module)
            else:
                failed[module] = why
    records = [mark.record.to_dict() for mark in all_marks()]
    print(json.dumps({"records": records, "imported": imported, "failed": failed}))


def _import(module: str) -> str | None:
    """Import a module; why it cannot be, or None."""
    try:
        importlib.import_module(module)
    except BaseException as error:  # noqa: BLE001 - whatever an import does
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    return None


if __name__ == "__main__":
    _tell()
