"""What the plugin loads, and the program that measures what it costs."""

from __future__ import annotations

import re
import subprocess
import sys

from plugin_runs import LEFT_OUT, ROOT, Suite, suite, texts

pytest_plugins = ["pytester"]
__all__ = ["suite"]

LOADED = """
    import sys

    def pytest_unconfigure():
        loaded = [name for name in sys.modules if name.startswith("dynamo_stability")]
        print("LOADED", *sorted(loaded))
    """
FACE = "import sys, dynamo_stability; print('LOADED', *sorted(sys.modules))"


def loaded(text: str) -> set[str]:
    """The modules of the package that a process says it has loaded."""
    (line,) = re.findall("^LOADED (.*)$", text, re.MULTILINE)
    return {name for name in line.split() if name.startswith("dynamo_stability")}


def test_a_suite_that_has_no_use_for_the_plugin_loads_next_to_nothing(suite: Suite) -> None:
    suite.write(conftest=LOADED, test_it="def test_it(): pass\n")
    face = loaded(subprocess.check_output([sys.executable, "-c", FACE], text=True))
    plugin = {"dynamo_stability.pytest_plugin", "dynamo_stability.pytest_plugin.running"}
    assert loaded(texts(suite.run("-s"))) - face == plugin


def test_nothing_of_the_package_is_rewritten(suite: Suite) -> None:
    (installed,) = suite.installed.glob("*.dist-info")
    installed.joinpath("RECORD").write_text("dynamo_stability/__init__.py,,\n")
    suite.write(
        test_loaders="""
        import sys
        import dynamo_stability.manifest

        def test_it():
            names = [name for name in sys.modules if name.startswith("dynamo_stability")]
            loaders = {type(sys.modules[name].__loader__).__name__ for name in names}
            assert (len(names) > 20, loaders) == (True, {"SourceFileLoader"})
        """,
        early="import dynamo_stability, pytest, sys\nsys.exit(pytest.main())\n",
    )
    suite.run().assert_outcomes(passed=1)
    # pytest warns of packages that it comes too late for.
    suite.run_module("early", PYTEST_ADDOPTS=f"-W error {LEFT_OUT}").assert_outcomes(passed=1)


def test_the_benchmark_prints_its_table() -> None:
    program = ROOT / "benchmarks" / "pytest_plugin_cost.py"
    done = subprocess.run(
        [sys.executable, program, "--tests=50", "--rounds=1"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.endswith("x |")]
    assert [row[0].removeprefix("| ") for row in rows] == [
        "no test uses marked API",
        "one in 100 does",
        "one in 10 does",
        "one in 10 does, and tests take 5 ms",
    ]
    assert re.search("^target 1.01x: (reached|missed)$", done.stdout, re.MULTILINE)
