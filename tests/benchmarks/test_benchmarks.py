"""The benchmark program runs and prints its table; what it measures decides nothing here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "benchmarks" / "bench.py"
OURS = {"stable", "beta", "experimental", "deprecated"}
OTHERS = {"closure", "typing_extensions", "wrapt", "Deprecated", "deprecation", "pyDeprecate"}
ALL = {"bare"} | OURS | OTHERS
PARAMETER = ALL - {"stable", "typing_extensions", "wrapt", "deprecation"}
STATES = ("ignore", "default", "30 filters")
CALLABLES = ("function", "method", "async function", "class", "class without __init__")

EXPECTED = {
    **{f"{situation}, {state}": ALL for situation in CALLABLES for state in STATES},
    **{f"module name, {state}": {"bare", "closure"} | OURS for state in STATES},
    **{f"parameter passed, {state}": PARAMETER for state in STATES},
    **{f"parameter not passed, {state}": PARAMETER for state in STATES},
    "armed, inside the owning package": {"bare", "experimental", "deprecated"},
    "armed, ignored before it retires": {"bare", "experimental"},
    "armed, parameter never passed": PARAMETER,
    **{
        f"first call of {one}": ALL
        for one in ("a function", "a method", "an async function", "a class")
    },
    "marking a function": ALL,
    "marking a class": ALL,
    "memory a mark": ALL,
    "memory a mark, after first use": ALL,
    "memory a mark on a class": ALL,
    "memory a mark on a class, after first use": ALL,
    "import, cold": {"experimental", "typing_extensions"},
}


@pytest.fixture(scope="module")
def printed() -> str:
    run = subprocess.run(
        [sys.executable, str(BENCH), "--quick"], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    return run.stdout


def rows_of(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def test_the_table_is_complete(printed: str) -> None:
    header, *body = rows_of(printed.partition("| target ")[0])
    assert set(header[1:]) == ALL
    found = {label: dict(zip(header[1:], cells, strict=True)) for label, *cells in body}
    assert len(found) == len(body)
    for label, contenders in EXPECTED.items():
        cells = {name: cell for name, cell in found[label].items() if cell}
        assert cells.keys() == contenders, label
        for cell in cells.values():
            assert re.fullmatch(r"\d+(\.\d+)?( ns| us| ms| B|x)", cell), (label, cell)


def test_a_compiled_class_is_measured_or_said_to_be_skipped(printed: str) -> None:
    assert "| PyO3 class, ignore |" in printed or "\n- PyO3 class: the wheel" in printed


def test_every_target_is_judged(printed: str) -> None:
    _, *targets = rows_of("| target " + printed.partition("| target ")[2])
    assert len(targets) == 7
    for *_, measured, where, verdict in targets:
        assert float(measured) > 0
        assert where
        assert verdict.startswith(("reached", "missed"))
