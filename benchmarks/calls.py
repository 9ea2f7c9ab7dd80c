"""What calls cost once a mark has spoken, and while it is armed and silent."""

from __future__ import annotations

from typing import Any

from contenders import CONTENDERS
from subjects import (
    CALLABLES,
    FUNCTION,
    OTHERS,
    PARAMETER_NOT_PASSED,
    STATES,
    Situation,
    filters,
    make_function,
    marked,
)
from table import CONTROL, Table
from timing import USER, Effort, clock, compare, make_loop, rotated, undisturbed

from dynamo_stability.marks.mark import IGNORED_LIMIT


def later_calls(table: Table, effort: Effort) -> None:
    """Every situation in every state, after first use."""
    for state in STATES:
        for situation in (*CALLABLES, *OTHERS):
            with filters(state):
                subjects = marked(situation, table)
                wear_out(subjects, situation)
                values = compare(subjects, situation.call, effort)
            table.add_ratios(f"{situation.name}, {state}", values)


def wear_out(subjects: dict[str, Any], situation: Situation) -> None:
    """Bring marks that speak once to where they have nothing more to do.

    Where the parameter is not passed, it has been passed before: the mark is as used as the others.
    """
    call = "it(1, b=2)" if situation is PARAMETER_NOT_PASSED else situation.call
    for name in ("experimental", "beta"):
        if name in subjects:
            make_loop(call)(subjects[name], IGNORED_LIMIT + 1)


def armed_but_silent(table: Table, effort: Effort) -> None:
    """Marks that have not spoken, and must ask at each call whether they should."""
    with filters("ignore"):
        owned: dict[str, Any] = {"bare": make_function(), CONTROL: make_function()}
        for name in ("experimental", "deprecated"):
            owned[name] = make_function()
            owned[name].__module__ = f"{USER}.part"
            owned[name] = CONTENDERS[name](owned[name])
        values = compare(owned, FUNCTION.call, effort)
        table.add_ratios("armed, inside the owning package", values)
    with filters("ignore"):
        table.add_ratios("armed, ignored before it retires", _before_it_retires(effort))
    with filters("ignore"):
        parameters = marked(PARAMETER_NOT_PASSED, table)
        values = compare(parameters, PARAMETER_NOT_PASSED.call, effort)
        table.add_ratios("armed, parameter never passed", values)


def _before_it_retires(effort: Effort) -> dict[str, float]:
    """A fresh mark each round, for none lasts longer than one."""
    names = ["bare", CONTROL, "experimental"]
    times = IGNORED_LIMIT - 30
    best = dict.fromkeys(names, float("inf"))
    idle = float("inf")
    empty = make_loop("pass")
    for turn in range(effort.blocks * effort.rounds):
        loops = {name: make_loop(FUNCTION.call) for name in names}
        subjects = {name: make_function() for name in names}
        CONTENDERS["experimental"](subjects["experimental"])
        for name in names:
            loops[name](subjects[name], 20)
        with undisturbed():
            idle = min(idle, *(clock(empty, None, times) for _ in range(3)))
            for name in rotated(names, turn):
                best[name] = min(best[name], clock(loops[name], subjects[name], times))
    return {name: max((value - idle) / times, 0.01) for name, value in best.items()}


def check_nothing_installed(name: str) -> bool:
    """Whether the mark leaves a function and a class as they were, code and all."""
    function = make_function()
    code = function.__code__
    cls = type("Thing", (), {"__init__": make_function()})
    init = cls.__dict__["__init__"].__code__
    same = CONTENDERS[name](function) is function and function.__code__ is code
    return (
        same
        and CONTENDERS[name](cls) is cls
        and cls.__dict__["__init__"].__code__ is init
        and "__new__" not in cls.__dict__
    )
