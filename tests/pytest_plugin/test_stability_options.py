"""--stability and its setting: what becomes of uses, by tier, feature and name."""

from __future__ import annotations

from typing import Any

import pytest
from plugin_runs import Suite, suite, texts

pytest_plugins = ["pytester"]
__all__ = ["suite"]

#: Each test uses one API, and is named after it.
USES = """
    import warnings
    import pytest
    import lib

    def test_route(): lib.route()
    def test_router(): lib.Router()
    def test_warm(): lib.warm()
    def test_pick(): lib.pick()
    def test_odd(): lib.odd()
    def test_wait(): lib.wait()
    def test_foreign(): warnings.warn("lib.foreign is experimental")
    """
EVERYTHING = {"route", "router", "warm", "pick", "odd"}


#: For each setting and command line the tests that fail.
CASES = [
    ("", "", set()),
    ("", "--stability=error", EVERYTHING),
    ("", "--stability=error -p no:warnings", EVERYTHING),
    ("", "-W error --stability=ignore", {"foreign"}),
    ("", "-W error --stability=warn", {"foreign"}),
    ("", "-W error", (EVERYTHING | {"foreign"}) - {"warm"}),
    ("error:deprecated", "", {"pick", "odd"}),
    ("error:beta", "", {"warm"}),
    ("error:feature=kv_*", "", {"route"}),
    ("error:lib.R*", "", {"router"}),
    ("error\nignore:deprecated\nwarn:feature=kv_router", "", {"router", "warm"}),
    # The command line replaces what holds in general, and adds to what is said of some.
    ("ignore\nignore:beta", "--stability=error", EVERYTHING - {"warm"}),
    ("error:experimental", "--stability=ignore:lib.route", {"router"}),
    ("error", "--stability=ignore:experimental,ignore:beta", {"pick", "odd"}),
]


def setting(lines: str) -> str:
    return "stability =\n    " + lines.replace("\n", "\n    ")


def failed(outcome: dict[str, Any]) -> set[str]:
    """The tests that failed, each because of a warning."""
    assert all("Warning: lib." in message for message in outcome["failed"].values()), outcome
    return {name.removeprefix("test_") for name in outcome["failed"]}


def test_what_fails(suite: Suite) -> None:
    suite.write(test_uses=USES)
    outcomes = suite.run_many([(setting(lines), told) for lines, told, _ in CASES])
    assert [failed(one) for one in outcomes] == [tests for _, _, tests in CASES]
    assert [one["code"] for one in outcomes] == [int(bool(tests)) for _, _, tests in CASES]


def test_what_fails_in_workers(suite: Suite) -> None:
    suite.write(test_uses=USES)
    suite.run("--stability=error:beta", "-n", "2").assert_outcomes(failed=1, passed=6, warnings=5)


def test_what_is_shown(suite: Suite) -> None:
    suite.write(test_uses=USES)
    arguments = ("", "--stability=warn", "--stability=ignore --stability=warn:beta")
    outcomes = suite.run_many(
        [("", f"--deselect=test_uses.py::test_foreign {one}") for one in arguments]
    )
    assert [len(one["warnings"]) for one in outcomes] == [4, 5, 1]  # beta is silent by itself


def test_a_test_that_expects_a_warning_gets_it(suite: Suite) -> None:
    suite.write(
        test_expecting="""
        import warnings
        import pytest
        import lib

        def test_warns():
            with pytest.warns(FutureWarning):
                lib.route()
            with pytest.deprecated_call():
                lib.pick()

        @pytest.mark.filterwarnings("ignore:lib.route", "ignore::FutureWarning")
        def test_its_own_filters():
            lib.route()
            lib.odd()

        def test_catches():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                lib.route()

        def test_raises():
            for _ in range(3):
                with pytest.raises(FutureWarning):
                    lib.route()
        """
    )
    suite.run("--stability=error").assert_outcomes(passed=4)


def test_what_modules_and_conftest_files_use_is_covered(suite: Suite) -> None:
    suite.write(test_names="from lib import TIMEOUT\ndef test_it(): pass\n")
    assert suite.run("--stability=error").ret == 2
    suite.run("--stability=error", "--stability=ignore:lib.TIMEOUT").assert_outcomes(passed=1)
    suite.write(conftest="import lib\nlib.route()\n", test_names="def test_it(): pass\n")
    result = suite.run("--stability=error")
    assert result.ret == 4
    assert "lib.route is experimental" in texts(result)
    suite.run("--stability=warn").assert_outcomes(passed=1, warnings=1)


def test_a_plugin_named_in_a_conftest_file_obeys_too(suite: Suite) -> None:
    suite.write(
        conftest='pytest_plugins = ["dynamo_stability.pytest_plugin"]\n',
        test_uses="import lib\ndef test_route(): lib.route()\n",
    )
    (suite.directory / "pytest.ini").write_text("[pytest]\nstability = error\n")
    suite.run("-p", "no:dynamo_stability").assert_outcomes(failed=1)


def test_rules_of_the_environment_are_above(suite: Suite) -> None:
    suite.write(test_uses=USES)
    result = suite.run("--stability=error", DYNAMO_STABILITY="ignore:experimental")
    result.assert_outcomes(failed=3, passed=4, warnings=1)


WRONG = {
    "--stability=eror": "'eror' is no action; did you mean 'error'?",
    "--stability=error:gamma": "'gamma' is neither a tier nor a dotted name",
    "--stability=error:feature=": "'feature' has no value",
    "--override-ini=stability=warn:flavour=x": "of the setting 'stability': unknown key",
    "--override-ini=stability_overdue=no": "Cannot take 'no' for the setting 'stability_overdue'",
    "--stability-json=.": "Cannot write what --stability-json asks for to",
}


def test_a_wrong_option_is_one_clear_error(suite: Suite) -> None:
    suite.write(test_uses=USES)
    for argument, said in WRONG.items():
        result = suite.run(argument)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        assert said in texts(result)
        assert "Traceback" not in texts(result)
        assert "passed" not in texts(result)
