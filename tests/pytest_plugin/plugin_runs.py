"""Suites that pytest runs in processes of their own, with the plugin as an installed one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from writing import write_files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

#: A library with one API of each kind.
LIBRARY = """
    from dynamo_stability import beta, deprecated, experimental, mark_names, stable

    @experimental("it moves", feature="kv_router")
    def route(): return 1

    @experimental
    class Router: pass

    @beta
    def warm(): return 2

    @deprecated("Use route.", since="1.0", remove_in="9.0")
    def pick(): return 3

    @deprecated("Go.", category=FutureWarning)
    def odd(): return 4

    @stable
    def wait(): return 5

    TIMEOUT = 3
    mark_names(__name__, TIMEOUT=experimental("it will go"))
    """


#: Plugins that have no part in it; they take longer to load than the tests to run.
LEFT_OUT = "-p no:cacheprovider -p no:anyio -p no:hypothesispytest -p no:asyncio"
#: Runs pytest several times in one process, as if each time were the first.
MANY = """
    import json
    import sys
    from pathlib import Path
    import pytest

    LEFT_OUT = "@"

    class Outcomes:
        def __init__(self):
            self.failed, self.warnings = {}, []

        def pytest_runtest_logreport(self, report):
            if report.failed:
                crash = getattr(report.longrepr, "reprcrash", None)
                self.failed[report.nodeid.partition("::")[2]] = crash.message if crash else ""

        def pytest_warning_recorded(self, warning_message):
            self.warnings.append(str(warning_message.message))

    def run(setting, arguments):
        Path("pytest.ini").write_text("[pytest]\\n" + setting)
        for name in [name for name in sys.modules if name.startswith(("lib", "test_", "conftest"))]:
            del sys.modules[name]
        outcomes = Outcomes()
        code = pytest.main([*LEFT_OUT.split(), *arguments.split()], plugins=[outcomes])
        return {"code": code, **vars(outcomes)}

    cases = json.loads(Path("cases.json").read_text())
    Path("outcomes.json").write_text(json.dumps([run(*case) for case in cases]))
    """


class Suite:
    """Files that pytest is run on.

    Args:
        pytester: runs it.
        installed: a directory with what pip writes for a package with the plugin.
    """

    def __init__(self, pytester: pytest.Pytester, installed: Path) -> None:
        self.directory = pytester.path
        self.installed = installed
        self._pytester = pytester
        self._path = os.pathsep.join([str(installed), str(ROOT / "src"), "."])

    def write(self, **files: str) -> None:
        """Write modules by name."""
        write_files(self.directory, {f"{name}.py": text for name, text in files.items()})

    def run(
        self, *arguments: str, python: str = sys.executable, **environment: str
    ) -> pytest.RunResult:
        """Run pytest in a process of its own."""
        left_out = LEFT_OUT.split() if python == sys.executable else []
        workers = [] if "-n" in arguments else ["-p", "no:xdist"]
        return self.run_module(
            "pytest", *left_out, *workers, *arguments, python=python, **environment
        )

    def run_module(
        self, module: str, *arguments: str, python: str = sys.executable, **environment: str
    ) -> pytest.RunResult:
        """Run a module in a process of its own."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTHONPATH", self._path)
            for name, value in environment.items():
                patch.setenv(name, value)
            return self._pytester.run(python, "-m", module, *arguments, timeout=120)

    def run_many(self, cases: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        """Run pytest for pairs of settings and arguments, in one process.

        Returns:
            for each the exit code, the messages of failed tests by name, and the warnings
        """
        self.write(many=MANY.replace("@", LEFT_OUT))
        (self.directory / "cases.json").write_text(json.dumps(cases))
        result = self.run_module("many")
        assert result.ret == 0, texts(result)
        outcomes: list[dict[str, Any]] = json.loads((self.directory / "outcomes.json").read_text())
        return outcomes

    def report(self, *arguments: str, **kwargs: Any) -> dict[str, Any]:
        """Run pytest, and give back what it says for CI."""
        self.run("--stability-json=report.json", *arguments, **kwargs)
        report: dict[str, Any] = json.loads((self.directory / "report.json").read_text())
        return report


@pytest.fixture
def suite(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any
) -> Suite:
    """An empty suite beside a library; what the project says of its plugin is as if installed."""
    for name in ("DYNAMO_STABILITY", "PYTHONWARNINGS", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
        monkeypatch.delenv(name, raising=False)
    installed = tmp_path_factory.mktemp("installed")
    plugins = "\n".join(
        f"{name} = {module}" for name, module in PROJECT["entry-points"]["pytest11"].items()
    )
    write_files(
        installed,
        {
            "plugin-0.dist-info/METADATA": "Metadata-Version: 2.1\nName: plugin\nVersion: 0\n",
            "plugin-0.dist-info/entry_points.txt": f"[pytest11]\n{plugins}\n",
        },
    )
    found = Suite(pytester, installed)
    found.write(lib=LIBRARY)
    return found


def texts(result: pytest.RunResult) -> str:
    """All that a run wrote."""
    return result.stdout.str() + result.stderr.str()


def found(report: dict[str, Any]) -> dict[str, tuple[int, str]]:
    """For each API of a report, how many tests used it and the node that was the first."""
    return {api["name"]: (api["tests"], api["first"]["node"]) for api in report["apis"]}
