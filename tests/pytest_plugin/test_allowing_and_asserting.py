"""The marker allow_unstable and the fixture assert_warns_unstable."""

from __future__ import annotations

from plugin_runs import Suite, found, suite

pytest_plugins = ["pytester"]
__all__ = ["suite"]


def test_the_marker_allows_what_it_names(suite: Suite) -> None:
    suite.write(
        test_allowed="""
        import asyncio
        import threading
        import pytest
        import lib

        @pytest.fixture
        def router():
            yield lib.Router()
            lib.route()

        @pytest.mark.allow_unstable("lib.route", "lib.R*")
        def test_names(router):
            lib.route()
            thread = threading.Thread(target=lib.route)
            thread.start()
            thread.join()
            with pytest.raises(DeprecationWarning):
                lib.pick()

        @pytest.mark.allow_unstable(feature="kv_router", tier=["experimental", "beta"])
        def test_conditions():
            lib.route()
            with pytest.raises(FutureWarning):
                lib.Router()

        @pytest.mark.allow_unstable
        class TestEverything:
            def test_it(self):
                lib.route(), lib.pick(), lib.odd(), lib.warm()
                async def use(): return lib.Router()
                asyncio.run(use())

        def test_while_running(request):
            with pytest.raises(FutureWarning):
                lib.route()
            request.node.add_marker(pytest.mark.allow_unstable("lib.route"))
            lib.route()

        def test_not_marked():
            with pytest.raises(FutureWarning):
                lib.route()
        """
    )
    suite.run("--stability=error", "--strict-markers").assert_outcomes(passed=5)
    report = suite.report()
    assert found(report)["lib.route"] == (5, "test_allowed.py::test_names")


def test_a_wrong_marker_fails_its_test_and_no_other(suite: Suite) -> None:
    suite.write(
        test_wrong="""
        import pytest

        @pytest.mark.allow_unstable(tier="gamma")
        def test_tier(): pass

        @pytest.mark.allow_unstable(flavour="x")
        def test_argument(): pass

        @pytest.mark.allow_unstable(3)
        def test_name(): pass

        def test_right(): pass
        """
    )
    for arguments in ((), ("-n", "1")):
        result = suite.run(*arguments)
        result.assert_outcomes(passed=1, errors=3)
        said = "*Cannot read the marker allow_unstable of test_wrong.py::test_"
        for line in ("tier: *'gamma' is no tier*", "argument: *flavour*", "name: *3*"):
            result.stdout.fnmatch_lines_random([said + line])
        assert "INTERNALERROR" not in result.stdout.str()


ASSERTING = """
    import warnings
    import pytest
    import lib

    def test_each_kind(assert_warns_unstable):
        lib.route(), lib.warm()  # what was used before does not matter
        for name, use in {
            "lib.route": lib.route,
            "lib.Router": lib.Router,
            "lib.warm": lib.warm,
            "lib.pick": lib.pick,
            "lib.odd": lib.odd,
        }.items():
            with assert_warns_unstable(name) as told:
                use()
            assert [str(one.message).split()[0] for one in told] == [name]

    def test_globs(assert_warns_unstable):
        with assert_warns_unstable("lib.*") as told:
            lib.route(), lib.pick()
        assert len(told) == 2

    def test_inside_another_block(assert_warns_unstable):
        with pytest.warns(FutureWarning, match="lib.Router"):
            with assert_warns_unstable("lib.route"):
                lib.route(), lib.Router()

    @pytest.mark.allow_unstable
    def test_where_it_is_allowed(assert_warns_unstable):
        with assert_warns_unstable("lib.route"):
            lib.route()
        lib.Router()

    @pytest.mark.filterwarnings("error")
    def test_where_it_is_an_error(assert_warns_unstable):
        with assert_warns_unstable("lib.pick"):
            lib.pick()
        with pytest.raises(DeprecationWarning):
            lib.pick()

    def test_what_the_block_raises(assert_warns_unstable):
        with pytest.raises(ZeroDivisionError):
            with assert_warns_unstable("lib.route"):
                1 / 0
    """


def test_what_warns(suite: Suite) -> None:
    suite.write(test_asserting=ASSERTING)
    # The filters that a test is marked with are pytest's own business.
    without = "-p no:warnings --deselect=test_asserting.py::test_where_it_is_an_error"
    for outcome in suite.run_many([("", ""), ("", "--stability=ignore"), ("", without)]):
        assert (outcome["code"], outcome["failed"]) == (0, {})
    result = suite.run(DYNAMO_STABILITY="ignore:lib.r*,always:beta,error:lib.odd")
    result.assert_outcomes(passed=6)


def test_what_does_not_warn(suite: Suite) -> None:
    suite.write(
        test_failing="""
        import warnings
        import lib
        from dynamo_stability import allow

        def test_nothing(assert_warns_unstable):
            with assert_warns_unstable("lib.route"):
                pass

        def test_another(assert_warns_unstable):
            with assert_warns_unstable("lib.route"):
                lib.Router()
                warnings.warn("lib.route is experimental")

        def test_allowed(assert_warns_unstable):
            with assert_warns_unstable("lib.route"), allow():
                lib.route()

        def test_stable(assert_warns_unstable):
            with assert_warns_unstable("lib.wait"):
                lib.wait()

        def test_unknown(assert_warns_unstable):
            with assert_warns_unstable("lib.rute"):
                lib.route()
        """
    )
    result = suite.run()
    result.assert_outcomes(failed=5)
    failed = "E       Failed: "
    instead = "'lib.Router is experimental*'; 'lib.route is experimental'."
    unknown = (
        "Nothing that is marked in this process is called 'lib.rute': did you mean 'lib.route'*"
    )
    for message in (
        "lib.route did not warn in this block, nor did anything else.",
        f"lib.route did not warn in this block; what did: {instead}",
        "lib.wait is stable, so it never warns.",
        unknown,
    ):
        result.stdout.fnmatch_lines_random([failed + message])
