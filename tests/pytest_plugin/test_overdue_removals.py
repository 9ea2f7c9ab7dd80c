"""For maintainers: what should have been removed by the version at hand fails the suite."""

from __future__ import annotations

import json

import pytest
from plugin_runs import Suite, suite, texts
from writing import write_files

from dynamo_stability.catalog import Catalog, render_registry
from dynamo_stability.record import Deprecation, Record

pytest_plugins = ["pytester"]
__all__ = ["suite"]

PROJECT = """
    [project]
    name = "engine"
    version = "{version}"
    [tool.dynamo-stability]
    targets = ["src/engine"]
    """
ENGINE = """
    from dynamo_stability import deprecated, experimental

    @deprecated(since="1.0", remove_in="2.0", alternative="engine.route")
    def pick(): pass

    @deprecated(since="1.0", remove_in="3.0")
    def later(): pass

    @experimental
    def route(): pass
    """
TESTS = "import engine\ndef test_it(): assert engine\n"
REGISTRY = render_registry(
    Catalog(
        "engine",
        packages=("engine",),
        records=(
            Record("engine.pick", "function", deprecation=Deprecation(remove_in="2.0")),
            Record("engine.rest.old", "function", deprecation=Deprecation(remove_in="1.5")),
            Record("engine.rest.new", "function", deprecation=Deprecation(remove_in="2.1")),
        ),
    )
)


@pytest.fixture
def engine(suite: Suite) -> Suite:
    """The suite of a project whose version is 2.0."""
    write_files(
        suite.directory,
        {
            "pyproject.toml": PROJECT.format(version="2.0"),
            "src/engine/__init__.py": ENGINE,
            "test_engine.py": TESTS,
            "pytest.ini": "[pytest]\npythonpath = src\n",
        },
    )
    return suite


PICK = "engine.pick was due to be removed in 2.0, and this is 2.0, by a mark."


def test_what_is_due_fails_the_suite(engine: Suite) -> None:
    for arguments in ((), ("-n", "1")):
        result = engine.run(*arguments)
        result.assert_outcomes(passed=1)
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        assert "overdue removals" in texts(result)
        assert PICK in texts(result)
        assert "later" not in texts(result)


@pytest.mark.parametrize("version", ["1.9", "2.0.dev3", "2.0rc1"])
def test_before_its_version_nothing_is_due(engine: Suite, version: str) -> None:
    write_files(engine.directory, {"pyproject.toml": PROJECT.format(version=version)})
    result = engine.run()
    assert result.ret == 0
    assert "overdue" not in texts(result)


def test_the_registry_knows_of_what_no_test_imports(engine: Suite) -> None:
    write_files(engine.directory, {"src/engine/_stability_registry.py": REGISTRY})
    report = engine.report()
    assert report["overdue"] == [
        {"name": "engine.pick", "remove_in": "2.0", "version": "2.0", "source": "a mark"},
        {
            "name": "engine.rest.old",
            "remove_in": "1.5",
            "version": "2.0",
            "source": "src/engine/_stability_registry.py",
        },
    ]
    assert engine.report("-n", "2") == report


def test_the_installed_version_goes_first(engine: Suite) -> None:
    metadata = "Metadata-Version: 2.1\nName: engine\nVersion: 1.9\n"
    write_files(engine.directory, {"engine-1.9.dist-info/METADATA": metadata})
    assert engine.run().ret == 0


def test_it_can_be_told_only_or_left_out(engine: Suite) -> None:
    told = engine.run("-o", "stability_overdue=warn")
    assert told.ret == 0
    assert PICK in texts(told)
    silent = engine.run("-o", "stability_overdue=ignore")
    assert silent.ret == 0
    assert "overdue" not in texts(silent)


def test_a_package_can_be_named(engine: Suite) -> None:
    (engine.directory / "pyproject.toml").unlink()
    metadata = "Metadata-Version: 2.1\nName: engine\nVersion: 2.5\n"
    write_files(engine.directory, {"engine-2.5.dist-info/METADATA": metadata})
    assert engine.run().ret == 0
    result = engine.run("-o", "stability_own=engine", "-o", "pythonpath=src")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "engine.pick was due to be removed in 2.0, and this is 2.5, by a mark." in texts(result)
    unknown = engine.run("-o", "stability_own=engin")
    assert unknown.ret == pytest.ExitCode.TESTS_FAILED
    assert "Overdue removals were not looked for:" in texts(unknown)


def test_what_others_deprecate_fails_nobody(engine: Suite) -> None:
    engine.write(
        other="""
        from dynamo_stability import deprecated

        @deprecated(remove_in="1.0", current_version="2.0")
        def old(): pass
        """,
        test_engine="""
        import pytest
        import other
        from dynamo_stability import OverdueWarning

        def test_it():
            with pytest.warns(OverdueWarning):
                other.old()
        """,
    )
    result = engine.run()
    result.assert_outcomes(passed=1)
    assert result.ret == 0


def test_an_unknown_version_is_told(engine: Suite) -> None:
    table = PROJECT.format(version="2.0").replace('version = "2.0"', 'dynamic = ["version"]')
    write_files(engine.directory, {"pyproject.toml": table})
    result = engine.run()
    assert result.ret == 0
    assert "Cannot tell whether engine.pick should have been removed by now" in texts(result)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"pyproject.toml": "[tool.dynamo-stability]\ntarget = []\n"}, "unknown key 'target'"),
        ({"pyproject.toml": '[tool.dynamo-stability]\ntargets = ["lost/"]\n'}, "'lost/'"),
        ({"src/engine/_stability_registry.py": "FORMAT = 7\n"}, "FORMAT is 7"),
    ],
)
def test_what_cannot_be_read_fails_the_suite(
    engine: Suite, files: dict[str, str], said: str
) -> None:
    write_files(engine.directory, files)
    result = engine.run()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"Overdue removals were not looked for: *{said}*"])
    assert "Traceback" not in texts(result)


def test_a_failing_suite_stays_what_it_is(engine: Suite) -> None:
    engine.write(test_engine="import engine\ndef test_it(): assert False\n")
    engine.run().assert_outcomes(failed=1)
    assert engine.run("-k", "nothing").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_fail_if_not_removed_works_on_marks_in_any_order(suite: Suite) -> None:
    suite.write(
        test_removal="""
        import deprecation
        import pytest
        from dynamo_stability import deprecated

        @deprecated(remove_in="2.0", current_version="2.0")
        def due(): pass

        @deprecated(remove_in="3.0", current_version="2.0")
        def not_due(): pass

        @pytest.mark.parametrize("number", [1, 2])
        @deprecation.fail_if_not_removed
        def test_due(number):
            due()

        @pytest.mark.parametrize("number", [1, 2])
        @deprecation.fail_if_not_removed
        def test_not_due(number):
            not_due()
        """
    )
    for arguments in ("", "--stability=ignore", "--stability=error", "-W error"):
        (outcome,) = suite.run_many([("", arguments)])
        assert list(outcome["failed"]) == ["test_due[1]", "test_due[2]"]
        for message in outcome["failed"].values():
            assert "uses a function that should be removed: test_removal.due is" in message


def test_the_report_is_there_when_the_suite_fails(engine: Suite) -> None:
    engine.write(
        test_engine="import engine\ndef test_it():\n    engine.route()\n    assert False\n"
    )
    engine.run("--stability-json=deep/er/out.json").assert_outcomes(failed=1, warnings=1)
    report = json.loads((engine.directory / "deep" / "er" / "out.json").read_text())
    assert [api["name"] for api in report["apis"]] == ["engine.route"]
    assert [removal["name"] for removal in report["overdue"]] == ["engine.pick"]
