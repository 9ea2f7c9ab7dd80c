"""What whoever sets a variable is told: real programs, run as users run them."""

from __future__ import annotations

import sys
import threading
import warnings
from typing import Any

import pytest
from variables_under_test import Run

from dynamo_stability import (
    BetaWarning,
    DeprecatedWarning,
    ExperimentalWarning,
    OverdueWarning,
    allow,
    deprecated,
    experimental,
    iter_marks,
    observe,
    rearm,
    set_rules,
)
from dynamo_stability.surfaces.environment import env_var

PROGRAM = """
    from dynamo_stability import deprecated, experimental
    from dynamo_stability.surfaces.environment import env_var

    MODE = env_var("DYN_MODE", tier=experimental("being tuned", feature="kv"))
    CALM = env_var("DYN_CALM", tier="beta")
    PORT = env_var("DYN_PORT", type=int, since="1.2")
    GONE = env_var("DYN_GONE", deprecated=deprecated(since="1.1", alternative="DYN_PORT"))
    for _ in range(3):
        print(MODE.get(), CALM.get(), PORT.get(), GONE.get())
    """
MODE = (
    "DYN_EXPERIMENTAL_MODE is experimental and may change or go without notice: being tuned. "
    "Feature: kv."
)
SET = {
    "DYN_EXPERIMENTAL_MODE": "a",
    "DYN_BETA_CALM": "b",
    "DYN_BETA_PORT": "80",
    "DYN_GONE": "c",
}


def test_one_line_each_on_standard_error(run: Run) -> None:
    done = run(PROGRAM, SET)
    assert (done.returncode, done.stdout) == (0, "a b 80 c\n" * 3)
    assert done.stderr.splitlines() == [
        f"prog.py: warning: {MODE}",
        "prog.py: warning: DYN_BETA_PORT is deprecated since 1.2. Use DYN_PORT instead.",
        "prog.py: warning: DYN_GONE is deprecated since 1.1. Use DYN_PORT instead.",
    ]


def test_a_default_says_nothing(run: Run) -> None:
    done = run(PROGRAM)
    assert (done.stdout, done.stderr) == ("None None None None\n" * 3, "")


@pytest.mark.parametrize(
    ("rules", "count"),
    [
        ("ignore:name=env:DYN_EXPERIMENTAL_MODE", 2),
        ("ignore:feature=kv", 2),
        ("ignore:experimental,ignore:deprecated", 0),
        ("warn:beta", 4),
        ("always:experimental", 5),
    ],
)
def test_the_environment_rules(run: Run, rules: str, count: int) -> None:
    done = run(PROGRAM, {**SET, "DYNAMO_STABILITY": rules})
    assert len(done.stderr.splitlines()) == count


def test_pythons_filters(run: Run) -> None:
    assert run(PROGRAM, {**SET, "PYTHONWARNINGS": "ignore"}).stderr == ""
    done = run(PROGRAM, SET, "-W", "error::FutureWarning")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].endswith(f"ExperimentalWarning: {MODE}")


def test_importing_the_package_imports_no_variables(run: Run) -> None:
    text = """
        import sys, dynamo_stability
        print([name for name in sys.modules if name.startswith("dynamo_stability.surfaces")])
        """
    assert run(text).stdout == "[]\n"


def test_reading_variables_imports_nothing_heavy(run: Run) -> None:
    text = """
        import sys
        from dynamo_stability.surfaces.environment import env_var
        heavy = {"argparse", "dataclasses", "inspect", "click", "packaging", "typing_extensions"}
        print(sorted(heavy & sys.modules.keys()))
        """
    assert run(text).stdout == "[]\n"


# ---- the same in this process -------------------------------------------------------------------


def test_the_place_that_reads_is_told() -> None:
    variable = env_var("DYN_X", tier="experimental")
    line = sys._getframe().f_lineno + 2
    with pytest.warns(ExperimentalWarning) as caught:
        variable.get({"DYN_EXPERIMENTAL_X": "1"})
    (warning,) = caught
    assert (warning.filename, warning.lineno) == (__file__, line)


def test_once_in_a_process_and_again_when_rearmed() -> None:
    variable = env_var("DYN_X", tier="experimental")
    for _ in range(2):
        with pytest.warns(ExperimentalWarning) as caught:
            [variable.get({"DYN_EXPERIMENTAL_X": "1"}) for _ in range(3)]
        assert len(caught) == 1
        rearm("env:DYN_EXPERIMENTAL_X")


def test_once_for_all_threads() -> None:
    variable = env_var("DYN_X", tier="experimental")
    barrier = threading.Barrier(8)

    def read() -> None:
        barrier.wait()
        variable.get({"DYN_EXPERIMENTAL_X": "1"})

    def run_all() -> None:
        threads = [threading.Thread(target=read) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    with pytest.warns(ExperimentalWarning) as caught:
        run_all()
    assert len(caught) == 1


def test_beta_speaks_where_it_is_asked_for() -> None:
    variable = env_var("DYN_X", tier="beta")
    variable.get({"DYN_BETA_X": "1"})
    with warnings.catch_warnings():
        warnings.simplefilter("error", BetaWarning)
        with pytest.raises(BetaWarning, match=r"^DYN_BETA_X is beta and may change"):
            variable.get({"DYN_BETA_X": "1"})


def test_an_error_is_raised_each_time() -> None:
    variable = env_var("DYN_X", deprecated=True)
    for _ in range(2):
        with pytest.raises(DeprecatedWarning, match=r"^DYN_X is deprecated\.$"):
            variable.get({"DYN_X": "1"})


def test_allow_and_observers() -> None:
    variable = env_var("DYN_X", tier="experimental")
    seen: list[Any] = []
    with observe(seen.append), allow("env:DYN_EXPERIMENTAL_X"):
        variable.get({"DYN_EXPERIMENTAL_X": "1"})
    (use,) = seen
    assert (use.record, use.filename) == (variable.record, __file__)
    with pytest.warns(ExperimentalWarning):
        variable.get({"DYN_EXPERIMENTAL_X": "1"})


def test_set_rules_reaches_variables() -> None:
    variable = env_var("DYN_X", tier="experimental")
    try:
        set_rules("ignore:experimental")
        variable.get({"DYN_EXPERIMENTAL_X": "1"})
    finally:
        set_rules(None)


def test_variables_are_among_the_marks() -> None:
    variable = env_var("DYN_X", tier="experimental")
    assert variable.record in list(iter_marks("env:DYN_EXPERIMENTAL_X"))


def test_an_overdue_variable() -> None:
    gone = deprecated(remove_in="2.0", current_version="2.1")
    variable = env_var("DYN_X", deprecated=gone)
    with pytest.warns(OverdueWarning, match="was due to be removed in 2.0"):
        variable.get({"DYN_X": "1"})


def test_a_message_alone() -> None:
    variable = env_var("DYN_X", tier=experimental("new"), deprecated="Nobody needs it.")
    text = "^DYN_EXPERIMENTAL_X is deprecated: Nobody needs it.$"
    with pytest.warns(DeprecatedWarning, match=text):
        variable.get({"DYN_EXPERIMENTAL_X": "1"})
