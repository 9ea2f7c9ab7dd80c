"""Prints one table: what a mark costs, ours beside those of other libraries, in one run.

Columns are contenders, rows are situations. Calls are ratios to the bare call of the same run;
everything else says its unit. `--quick` measures little and is only good for trying the program.
"""

from __future__ import annotations

import argparse

from calls import armed_but_silent, check_nothing_installed, later_calls
from compiled import LABEL, compiled_class
from contenders import OURS
from costs import first_calls, import_time, marking, memory
from table import Table
from timing import FULL, QUICK

#: The rows that the targets for calls speak of.
CALLS = ("function,", "method,", "async function,", "class,", "class without", LABEL)
TARGET_CLOSENESS = 0.005  # figures are compared as they are printed, to two places


def print_targets(table: Table) -> None:
    rows = [
        ("experimental, after first use", 1.02, *table.worst("experimental", "bare", CALLS)),
        ("stable", 1.00, *table.worst("stable", "bare", CALLS)),
        ("beta", 1.00, *table.worst("beta", "bare", CALLS)),
        (
            "deprecated, of typing_extensions",
            0.50,
            *table.worst("deprecated", "typing_extensions", CALLS),
        ),
        ("marking a function, us", 15.00, *worst_of_ours(table, "marking a function")),
        ("memory a mark, KiB", 2.00, *worst_of_ours(table, "memory a mark", 1024)),
        (
            "import, of typing_extensions",
            0.30,
            *table.worst("experimental", "typing_extensions", ("import",)),
        ),
    ]
    print("| target | asked | worst measured | where | |")
    print("|---|---:|---:|---|---|")
    for label, asked, value, where in rows:
        said = verdict(table, label, asked, value)
        print(f"| {label} | {asked:.2f} | {value:.2f} | {where} | {said} |")


def worst_of_ours(table: Table, label: str, unit: int = 1) -> tuple[float, str]:
    return max(
        (value / unit, f"{row}, {name}")
        for (row, name), value in table.measured.items()
        if row.startswith(label) and name in OURS
    )


def verdict(table: Table, label: str, asked: float, value: float) -> str:
    if label in ("stable", "beta"):
        # Nothing is installed, which is checked; whatever is measured then is noise.
        installed = not check_nothing_installed(label)
        return "missed: something is installed" if installed else "reached: the same object"
    if value < asked + TARGET_CLOSENESS:
        return "reached"
    is_noise = label.startswith("experimental") and value - asked <= table.noise(CALLS)
    return "missed, by less than the noise" if is_noise else "missed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure little; for trying it out")
    effort = QUICK if parser.parse_args().quick else FULL
    table = Table()
    later_calls(table, effort)
    compiled_class(table, effort)
    armed_but_silent(table, effort)
    first_calls(table, effort)
    marking(table, effort)
    memory(table, effort)
    import_time(table, effort)
    table.show(CALLS)
    print_targets(table)


if __name__ == "__main__":
    main()
