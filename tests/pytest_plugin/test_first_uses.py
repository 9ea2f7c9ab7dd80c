"""First uses do not depend on which tests ran before."""

from __future__ import annotations

from plugin_runs import LEFT_OUT, Suite, suite, texts

pytest_plugins = ["pytester"]
__all__ = ["suite"]

EACH_WARNS = """
    import pytest
    import lib

    def use_all():
        lib.route(), lib.Router(), lib.pick(), lib.odd()

    @pytest.fixture
    def router():
        with pytest.warns(FutureWarning, match="lib.Router is experimental"):
            return lib.Router()

    def test_one():
        with pytest.warns(FutureWarning, match="lib.route is experimental"):
            lib.route()

    def test_two(router):
        with pytest.warns() as told:
            use_all()
        assert [str(one.message).split()[0] for one in told] == [
            "lib.route", "lib.pick", "lib.odd"
        ]

    @pytest.mark.parametrize("number", [1, 2])
    def test_three(number):
        with pytest.warns() as told:
            use_all()
            use_all()
        assert {str(one.message).split()[0] for one in told} == {
            "lib.route", "lib.Router", "lib.pick", "lib.odd"
        }

    def test_nothing():
        pass
    """


def test_each_test_hears_its_own_first_uses_in_any_order(suite: Suite) -> None:
    suite.write(test_uses=EACH_WARNS)
    suite.run().assert_outcomes(passed=5)
    names = ["three", "nothing", "two", "one"]
    suite.run(*[f"test_uses.py::test_{name}" for name in names]).assert_outcomes(passed=5)


def test_without_the_plugin_they_depend_on_the_order(suite: Suite) -> None:
    suite.write(test_uses=EACH_WARNS)
    assert suite.run("-p", "no:dynamo_stability").parseoutcomes()["failed"] == 3


def test_warnings_that_python_shows_once_at_a_line_are_shown_for_each_test(suite: Suite) -> None:
    suite.write(
        test_shown="""
        import pytest
        import lib

        @pytest.mark.parametrize("number", range(3))
        def test_use(number):
            lib.pick()
            lib.route()
        """
    )
    # Without pytest's own plugin for warnings, Python prints them.
    result = suite.run("-p", "no:warnings", "-s", PYTHONWARNINGS="default")
    assert result.stderr.str().count("lib.pick is deprecated") == 3
    assert result.stderr.str().count("lib.route is experimental") == 3
    assert suite.run().parseoutcomes() == {"passed": 3, "warnings": 6}


def test_each_module_hears_of_the_names_it_imports(suite: Suite) -> None:
    module = "from lib import TIMEOUT\ndef test_it(): assert TIMEOUT == 3\n"
    suite.write(test_first=module, test_second=module)
    result = suite.run()
    for name in ("first", "second"):
        result.stdout.fnmatch_lines([f"*test_{name}.py:1: *lib.TIMEOUT is experimental*"])
    assert result.parseoutcomes() == {"passed": 2, "warnings": 2}


def test_a_test_that_is_run_again_hears_them_again(suite: Suite) -> None:
    suite.write(
        conftest="""
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            runtestprotocol(item, nextitem=nextitem, log=False)
            item._initrequest()
            runtestprotocol(item, nextitem=nextitem)
            return True
        """,
        test_again="""
        import pytest
        import lib

        def test_it():
            with pytest.warns(FutureWarning):
                lib.route()
        """,
    )
    suite.run().assert_outcomes(passed=1)
    report = suite.report()
    assert [api["tests"] for api in report["apis"]] == [1]


def test_a_test_may_take_marks_into_its_own_hands(suite: Suite) -> None:
    suite.write(
        test_own="""
        import warnings
        import pytest
        import dynamo_stability
        import lib

        def test_it():
            for _ in range(2):
                with pytest.warns(FutureWarning):
                    lib.route()
                dynamo_stability.rearm()
            dynamo_stability.set_rules("ignore:experimental")
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                lib.route()
            dynamo_stability.set_rules(None)

        def test_next():
            with pytest.warns(FutureWarning):
                lib.route()
        """
    )
    suite.run().assert_outcomes(passed=2)


def test_the_process_is_left_as_it_was(suite: Suite) -> None:
    suite.write(
        test_it="import lib\ndef test_it(): lib.warm()\n",
        main="""
        import sys
        import warnings
        import pytest
        from dynamo_stability.marks import allowing, observing, used

        before = list(warnings.filters)
        code = pytest.main(["-q", "--stability=ignore", *sys.argv[1:]])
        assert warnings.filters == before, warnings.filters
        assert observing._observations == allowing.allowed_everywhere() == ()
        assert not used.is_any_used()
        sys.exit(code)
        """,
    )
    for arguments in ((), ("-p", "no:warnings"), ("--stability=unheard-of",)):
        result = suite.run_module("main", *LEFT_OUT.split(), *arguments)
        assert result.ret == (4 if "unheard" in str(arguments) else 0), texts(result)
