"""The oldest supported pytest and the newest, each with pytest-xdist and pytest-asyncio."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from plugin_runs import PROJECT, Suite, found, suite
from test_first_uses import EACH_WARNS
from writing import write_files

pytest_plugins = ["pytester"]
__all__ = ["suite"]

#: Beside each pytest the releases of plugins that are as old, or as new.
ENVIRONMENTS = {
    "oldest": ("pytest==7.0.0", "pytest-xdist==2.5.0", "pytest-asyncio==0.18.3"),
    "newest": (
        f"pytest=={pytest.__version__}",
        f"pytest-xdist=={metadata.version('pytest-xdist')}",
        "pytest-asyncio==1.5.0",
    ),
}

ASYNC = """
    import asyncio
    import warnings
    import pytest
    import pytest_asyncio
    import lib

    pytestmark = pytest.mark.asyncio

    @pytest_asyncio.fixture
    async def router():
        with pytest.warns(FutureWarning):
            yield lib.Router()

    @pytest.mark.parametrize("number", [1, 2])
    async def test_each(number, router):
        with pytest.warns(FutureWarning):
            await asyncio.gather(use(), asyncio.create_task(use()))

    async def use():
        await asyncio.sleep(0)
        return lib.route()

    async def test_raises():
        warnings.simplefilter("error")
        with pytest.raises(FutureWarning):
            await asyncio.create_task(use())

    @pytest.mark.allow_unstable("lib.route")
    async def test_allowed():
        warnings.simplefilter("error")
        await asyncio.create_task(use())
        await asyncio.get_running_loop().run_in_executor(None, lib.route)

    async def test_not_allowed_any_more():
        warnings.simplefilter("error")
        with pytest.raises(FutureWarning):
            await use()

    async def test_asserting(assert_warns_unstable):
        await asyncio.gather(use())
        with assert_warns_unstable("lib.route"):
            await asyncio.gather(use())
    """
#: One event loop for all tests of a module, as either generation of pytest-asyncio is asked for it.
ONE_LOOP = {
    "conftest.py": """
        import asyncio
        import pytest

        @pytest.fixture(scope="module")
        def event_loop():
            loop = asyncio.new_event_loop()
            yield loop
            loop.close()
        """,
    "pytest.ini": """
        [pytest]
        asyncio_mode = strict
        asyncio_default_test_loop_scope = module
        asyncio_default_fixture_loop_scope = module
        """,
}


@pytest.fixture(scope="session", params=list(ENVIRONMENTS))
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter of an environment with one of the pytests, kept for the next run."""
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    place = Path(cache.mkdir("pytests") if cache else tmp_path_factory.mktemp("pytests"))
    wanted = [*ENVIRONMENTS[request.param], *PROJECT["dependencies"]]
    place /= f"{request.param}-{sys.version_info[0]}.{sys.version_info[1]}"
    ready, interpreter = place / "ready", str(place / "bin" / "python")
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists() or ready.read_text() != "\n".join(wanted):
            subprocess.run(
                [sys.executable, "-m", "venv", "--clear", "--without-pip", place], check=True
            )
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python"]
            subprocess.run([*pip, interpreter, "install", "--quiet", *wanted], check=True)
            ready.write_text("\n".join(wanted))
    return interpreter


def test_all_of_it(suite: Suite, python: str) -> None:
    suite.write(
        test_uses=EACH_WARNS,
        test_asserting="""
        import pytest
        import lib

        def test_it(assert_warns_unstable):
            with assert_warns_unstable("lib.warm"):
                lib.warm()

        @pytest.mark.allow_unstable("lib.pick")
        def test_allowed():
            lib.pick()

        @pytest.mark.filterwarnings("ignore:lib.odd")
        def test_filtered():
            lib.odd()

        def test_failing():
            lib.odd()
        """,
    )
    arguments = ("--strict-markers", "--strict-config", "--stability=error:deprecated")
    alone = suite.run(*arguments, "--stability-json=alone.json", python=python)
    alone.assert_outcomes(passed=8, failed=1)
    assert "FutureWarning: lib.odd is deprecated" in alone.stdout.str()
    suite.run(*arguments, "--stability-json=spread.json", "-n", "2", python=python).assert_outcomes(
        passed=8, failed=1
    )
    reports = [suite.directory / f"{name}.json" for name in ("alone", "spread")]
    assert reports[0].read_text() == reports[1].read_text()
    suite.run("-p", "no:warnings", "--deselect=test_asserting.py", python=python).assert_outcomes(
        passed=5
    )


@pytest.mark.parametrize("loops", [{}, ONE_LOOP], ids=["a loop each", "one loop"])
def test_pytest_asyncio(suite: Suite, python: str, loops: dict[str, str]) -> None:
    write_files(suite.directory, loops)
    suite.write(test_async=ASYNC)
    report = suite.report(python=python)
    suite.run(python=python).assert_outcomes(passed=6)
    assert found(report)["lib.route"] == (6, "test_async.py::test_each[1]")
    assert found(report)["lib.Router"] == (2, "test_async.py::test_each[1]")


def test_the_floor_is_the_one_that_is_tried() -> None:
    assert PROJECT["optional-dependencies"]["pytest"] == ["pytest>=7.0"]
