"""What a terminal user sees of marked options: real programs, run as users run them."""

from __future__ import annotations

from pathlib import Path

import pytest
from programs_under_test import Run, write

PROGRAM = """
    from dynamo_stability import beta, deprecated, experimental
    from dynamo_stability.surfaces.argparse_options import ArgumentParser

    parser = ArgumentParser()
    parser.add_argument("--mode", stability=experimental("being tuned"))
    parser.add_argument("--new", deprecated_aliases={"--old": deprecated(since="1.1")})
    parser.add_argument("--calm", stability=beta)
    print(parser.parse_args())
    """
MODE = "--mode is experimental and may change or go without notice: being tuned."


def test_one_line_each_on_standard_error(run: Run) -> None:
    done = run(PROGRAM, "--mode", "a", "--old", "b", "--calm", "c")
    assert done.returncode == 0
    assert done.stdout == "Namespace(mode='a', new='b', calm='c')\n"
    assert done.stderr.splitlines() == [
        f"prog.py: warning: {MODE}",
        "prog.py: warning: --old is deprecated since 1.1. Use --new instead.",
    ]


def test_without_marked_options_nothing_is_said(run: Run) -> None:
    assert run(PROGRAM, "--new", "b").stderr == ""


def test_a_package_is_called_by_its_name(run: Run, tmp_path: Path) -> None:
    text = PROGRAM.replace("\n    ", "\n")
    write(tmp_path, {"serve/__init__.py": "", "serve/__main__.py": text})
    done = run("", "--mode", "a", start="-m serve")
    assert done.stderr == f"serve: warning: {MODE}\n"


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("ignore:name=cli:prog.py --mode", ""),
        ("ignore:experimental", ""),
        ("warn:beta", f"prog.py: warning: {MODE}\n"),
        ("warn:*", f"prog.py: warning: {MODE}\n"),
    ],
)
def test_the_environment_rules(run: Run, rules: str, said: str) -> None:
    done = run(PROGRAM, "--mode", "a", environment={"DYNAMO_STABILITY": rules})
    assert done.stderr == said


def test_an_error_rule_stops_the_program(run: Run) -> None:
    environment = {"DYNAMO_STABILITY": "error:experimental"}
    done = run(PROGRAM, "--mode", "a", environment=environment)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].endswith(f"ExperimentalWarning: {MODE}")


def test_pythons_filters(run: Run) -> None:
    assert run(PROGRAM, "--old", "a", environment={"PYTHONWARNINGS": "ignore"}).stderr == ""
    done = run(PROGRAM, "--old", "a", environment={"PYTHONWARNINGS": "error::DeprecationWarning"})
    assert done.returncode == 1


def test_whoever_captures_warnings_gets_them(run: Run) -> None:
    program = """
    import logging
    logging.basicConfig(format="%(name)s %(message)s")
    logging.captureWarnings(True)
    """
    done = run(program + PROGRAM, "--mode", "a")
    assert done.stderr.startswith("py.warnings ")
    assert f"ExperimentalWarning: {MODE}" in done.stderr


def test_without_standard_error_the_program_goes_on(run: Run) -> None:
    done = run("\n    import sys\n    sys.stderr = None\n" + PROGRAM, "--mode", "a")
    assert (done.returncode, done.stdout) == (0, "Namespace(mode='a', new=None, calm=None)\n")


def test_importing_the_package_imports_no_parser(run: Run) -> None:
    text = """
        import sys, dynamo_stability
        print(sorted({"argparse", "click", "dynamo_stability.surfaces"} & sys.modules.keys()))
        """
    assert run(text).stdout == "[]\n"
