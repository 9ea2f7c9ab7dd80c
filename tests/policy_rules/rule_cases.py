"""The cases of tests/cases: a release each, perhaps with an earlier one, and what the rules find.

A case is a directory with `new`, perhaps `old`, and `case.toml`, which says where it comes from
and what the release is taken for. `expected.txt` holds every finding of every rule.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from dynamo_stability.cli.check_subject import Project
from dynamo_stability.cli.checking import Checked, run_rules
from dynamo_stability.configuration import read_configuration_file
from dynamo_stability.policy.rules import RULES

CASES = Path(__file__).parents[1] / "cases"
NAMES = sorted(one.name for one in CASES.iterdir() if one.is_dir())

#: Every rule is on, those too that are off by default.
LEVELS = {rule.id: "note" for rule in RULES if rule.level == "off"}


class Case(NamedTuple):
    """One case.

    Attributes:
        name: the name of its directory.
        directory: the directory.
        fact: where it comes from.
        version: what the release is taken for, or None.
        day: the day it is taken for.
    """

    name: str
    directory: Path
    fact: str
    version: str | None
    day: date

    @property
    def old(self) -> Path | None:
        path = self.directory / "old"
        return path if path.is_dir() else None

    @property
    def new(self) -> Path:
        return self.directory / "new"

    @property
    def expected(self) -> Path:
        return self.directory / "expected.txt"


def read_case(name: str) -> Case:
    told = tomllib.loads((CASES / name / "case.toml").read_text("utf-8"))
    day = date.fromisoformat(told.get("date", "2026-11-01"))
    return Case(name, CASES / name, told["fact"], told.get("as-of"), day)


def check_side(case: Case, side: Path, base: Path | None) -> Checked:
    """What all rules find in one side of a case."""
    configuration = read_configuration_file(side / "pyproject.toml")
    levels = {**LEVELS, **dict(configuration.check.levels)}
    configuration = configuration.replace(check=configuration.check.replace(levels=levels))
    version = case.version if side == case.new else None
    written = None if base is None else str(base)
    return run_rules(Project(configuration, base=written, version=version, today=case.day))


def lines(checked: Checked) -> str:
    """The findings, as `expected.txt` holds them."""
    return "".join(
        f"{one.place or '-'}: {one.level}: {one.rule}: {one.message}\n" for one in checked.findings
    )
