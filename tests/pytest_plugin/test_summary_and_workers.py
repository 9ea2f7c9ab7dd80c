"""What a suite used: at the end, as JSON, and joined from the workers of pytest-xdist."""

from __future__ import annotations

import json
from typing import Any

from plugin_runs import Suite, found, suite, texts

pytest_plugins = ["pytester"]
__all__ = ["suite"]

USES = {
    "conftest": """
        import pytest
        import lib

        lib.odd()

        @pytest.fixture(scope="session")
        def router():
            return lib.Router()
        """,
    "test_first": """
        import pytest
        from lib import TIMEOUT, route, warm

        @pytest.mark.parametrize("number", range(20))
        def test_many(number):
            if number % 4 == 2:
                route()
                route()

        def test_beta():
            warm()
        """,
    "test_second": """
        import helper
        import lib

        def test_router(router):
            helper.help()
            lib.wait()

        def test_again(router):
            helper.help()
        """,
    "helper": "import lib\n\ndef help():\n    lib.pick()\n",
}
SUMMARY = """\
=* unstable API in use *=
experimental  lib.Router   1 test   first in test_second.py::test_router (conftest.py:9)
experimental  lib.TIMEOUT  no test  first by test_first.py:3, imported
deprecated    lib.odd      no test  first by conftest.py:5
deprecated    lib.pick     2 tests  first in test_second.py::test_router (helper.py:4)
experimental  lib.route    5 tests  first in test_first.py::test_many?2? (test_first.py:8)
beta          lib.warm     1 test   first in test_first.py::test_beta (test_first.py:12)
=* 23 passed, * warnings in *"""


def test_the_summary_tells_what_was_used_how_often_and_by_whom_first(suite: Suite) -> None:
    suite.write(**USES)
    suite.run("-o", "addopts=").stdout.fnmatch_lines(SUMMARY.splitlines(), consecutive=True)


def test_the_report_for_ci(suite: Suite) -> None:
    suite.write(**USES)
    report = suite.report()
    assert {key: value for key, value in report.items() if key != "apis"} == {
        "format": 1,
        "overdue": [],
        "notes": [],
        "lost_workers": [],
    }
    (route,) = [api for api in report["apis"] if api["name"] == "lib.route"]
    assert route == {
        "name": "lib.route",
        "stage": "experimental",
        "tests": 5,
        "first": {
            "phase": "test",
            "node": "test_first.py::test_many[2]",
            "file": "test_first.py",
            "line": 8,
        },
        "record": {
            "name": "lib.route",
            "kind": "function",
            "tier": "experimental",
            "reason": "it moves",
            "feature": "kv_router",
        },
    }
    phases = {api["name"]: (api["first"]["phase"], api["first"]["node"]) for api in report["apis"]}
    assert phases["lib.TIMEOUT"] == ("collection", "test_first.py")
    assert phases["lib.odd"] == ("start", None)


def test_workers_find_what_one_process_finds(suite: Suite) -> None:
    suite.write(**USES)
    alone = suite.report()
    # Session fixtures are set up once in each worker.
    for how in ("loadfile", "each"):
        report = suite.report("-n", "2", "--dist", how)
        assert report == alone, how
    spread = found(suite.report("-n", "3"))
    assert {**spread, "lib.Router": 0} == {**found(alone), "lib.Router": 0}


def test_a_worker_that_dies_is_named(suite: Suite) -> None:
    suite.write(
        test_dying="""
        import os
        import lib

        def test_it(): lib.route()
        def test_dies(): os._exit(3)
        """
    )
    result = suite.run("-n", "1", "--stability-json=report.json")
    result.assert_outcomes(passed=1, failed=1)
    assert "What worker gw0 found is missing: it ended before it could say." in texts(result)
    report = json.loads((suite.directory / "report.json").read_text())
    assert report["lost_workers"] == ["gw0"]


def test_a_suite_that_uses_nothing_is_told_nothing(suite: Suite) -> None:
    suite.write(test_stable="import lib\ndef test_it(): lib.wait()\n")
    for arguments in ((), ("-n", "1")):
        assert "API" not in texts(suite.run(*arguments))
    assert suite.report()["apis"] == []


def test_a_summary_is_kept_short_and_can_be_left_out(suite: Suite) -> None:
    suite.write(
        many_apis="""
        from dynamo_stability import experimental

        apis = []
        for number in range(40):
            def function(): pass
            function.__qualname__ = function.__name__ = f"api_{number:02}"
            apis.append(experimental(function))
        """,
        test_many="import many_apis\ndef test_it():\n    for api in many_apis.apis: api()\n",
    )

    def lines(*arguments: str) -> list[str]:
        printed: list[str] = suite.run(*arguments).stdout.lines
        return [line for line in printed if line.startswith(("experimental ", "... and"))]

    short = lines()
    assert (len(short), short[-1]) == (31, "... and 10 more: -v lists all")
    assert len(lines("-v")) == 40
    assert lines("-o", "stability_summary=false") == []


def test_what_is_used_while_everything_is_silent(suite: Suite) -> None:
    suite.write(**USES)
    loud: Any = found(suite.report())
    assert found(suite.report("--stability=ignore")) == loud
    assert found(suite.report("-p", "no:warnings")) == loud
    # What an error cut short is missing, and so is what comes after it.
    assert set(found(suite.report("--stability=error:feature=kv_router"))) == set(loud)
