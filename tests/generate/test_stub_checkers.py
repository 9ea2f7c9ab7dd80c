"""Five type checkers report what is experimental through generated stubs, and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sysconfig
import textwrap
import venv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.generate import stub_files
from dynamo_stability.tiers import Tier

pytest_plugins = ["generating"]

SCRIPTS = Path(sysconfig.get_path("scripts"))

LIBRARY = {
    "__init__.py": """
        from {lib}.core import Engine, make, plain
        from {lib} import fresh, steady
        """,
    "core.py": """
        from dynamo_stability import beta, deprecated, experimental, mark_names


        @experimental("the scheduler is being tuned", since="1.2")
        def make(size: int) -> int:
            return size


        def plain(size: int) -> int:
            return size


        @experimental
        class Unready:
            value: int = 0

            def run(self) -> int:
                return self.value


        class Engine:
            def __init__(self, size: int) -> None:
                self.size = size

            @experimental("may become a coroutine")
            def stop(self) -> int:
                return self.size

            @staticmethod
            @experimental
            def version() -> str:
                return "1"

            @classmethod
            @experimental
            def default(cls) -> int:
                return 0

            @property
            @experimental
            def load(self) -> float:
                return 0.0

            @experimental
            async def drain(self) -> None: ...

            @experimental
            def __add__(self, other: int) -> int:
                return self.size + other

            def start(self) -> int:
                return self.size


        old_plain = plain
        mark_names(__name__, old_plain=experimental("the name may go"))
        """,
    "fresh.py": """
        from dynamo_stability import experimental, mark_module


        class Fresh:
            value: int = 0


        def fresh_call() -> int:
            return 1


        mark_module(__name__, experimental("all of it is new"))
        """,
    "steady.py": """
        def steady_call() -> int:
            return 1
        """,
}

#: `!` is to be reported, `?` is missed by some checkers, and everything else is stable.
APPLICATION = """
    import {lib}
    import {lib}.core
    import {lib}.fresh
    from {lib} import Engine, plain, steady
    from {lib} import make  # !
    from {lib}.core import Unready  # !
    from {lib}.core import old_plain  # !
    from {lib}.fresh import Fresh, fresh_call  # !

    engine = Engine(1)
    engine.start() + engine.size + plain(2) + steady.steady_call()
    {lib}.plain(2)

    make(1)  # ?
    {lib}.make(1)  # !
    {lib}.core.make(1)  # !
    callback = {lib}.make  # !
    Unready()  # ?
    {lib}.core.Unready()  # ?
    engine.stop()  # !
    Engine.version()  # !
    Engine.default()  # !
    print(engine.load)  # !
    engine.drain()  # !
    engine + 1  # !
    {lib}.core.old_plain(1)  # !
    Fresh()  # ?
    {lib}.fresh.fresh_call()  # !


    def use(unready: Unready) -> int:  # ?
        return 1


    class Special(Engine):
        def start(self) -> int:
            return super().start()
    """

#: How each library comes to its stubs.
OPTIONS: dict[str, dict[str, object]] = {
    "marked": {},
    "trimmed": {"tier": Tier.STABLE},
    "partial": {"partial": True},
    "space.part": {},
}


class Environment:
    """Libraries that are installed with their stubs, and applications that use them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.home = directory / "env"
        venv.EnvBuilder(with_pip=False).create(self.home)
        self.python = self.home / "bin" / "python"
        (self.packages,) = (self.home / "lib").glob("python*/site-packages")
        self.applications = directory / "applications"
        self.applications.mkdir()

    def install(self, library: str, options: dict[str, object]) -> None:
        """Install a library with its stubs, and write an application for it."""
        sources = self.directory / "libraries" / library
        for name, text in LIBRARY.items():
            for root in (sources, self.packages):
                self._write(root / library.replace(".", "/") / name, text, library)
        target = find_target(str(sources))
        collected = collect_marks([target])
        files = stub_files(target, collected.catalog(), **options)  # type: ignore[arg-type]
        for path, text in files.items():
            self._write(self.packages / path, text)
        self._write(self.applications / f"use_{library.replace('.', '_')}.py", APPLICATION, library)

    def _write(self, path: Path, text: str, library: str | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = textwrap.dedent(text)
        path.write_text(content.replace("{lib}", library) if library else text, encoding="utf-8")

    def run(self, tool: str, *arguments: str) -> str:
        """All that a tool of the development environment says about the applications."""
        done = subprocess.run(
            [str(SCRIPTS / tool), *arguments],
            cwd=self.applications,
            env={**os.environ, "NO_COLOR": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 1, (done.stdout, done.stderr)  # there are findings
        return done.stdout + done.stderr


def run_mypy(environment: Environment) -> str:
    return environment.run(
        "mypy",
        f"--python-executable={environment.python}",
        "--enable-error-code=deprecated",
        "--cache-dir=/dev/null",
        ".",
    )


def run_pyright(environment: Environment, tool: str = "pyright") -> str:
    settings = {
        "venvPath": str(environment.home.parent),
        "venv": environment.home.name,
        "reportDeprecated": "error",
        "reportUnusedExpression": "none",
        "reportUnusedCoroutine": "none",
        "reportUnusedCallResult": "none",
    }
    if tool == "basedpyright":
        settings["typeCheckingMode"] = "standard"
    path = environment.directory / f"{tool}.json"
    path.write_text(json.dumps({**settings, "include": [str(environment.applications)]}))
    return environment.run(tool, "--project", str(path))


def run_basedpyright(environment: Environment) -> str:
    return run_pyright(environment, "basedpyright")


def run_ty(environment: Environment) -> str:
    return environment.run(
        "ty",
        "check",
        f"--python={environment.home}",
        "--error=deprecated",
        "--output-format=concise",
        ".",
    )


def run_pyrefly(environment: Environment) -> str:
    # Without a configuration it reports next to nothing.
    settings = f'python-interpreter-path = "{environment.python}"\n[errors]\ndeprecated = "error"\n'
    path = environment.applications / "pyrefly.toml"
    path.write_text(settings, encoding="utf-8")
    return environment.run("pyrefly", "check", "--output-format=min-text")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    made = Environment(tmp_path_factory.mktemp("checkers").resolve())
    for library, options in OPTIONS.items():
        made.install(library, options)
    return made


@pytest.mark.parametrize("checker", [run_mypy, run_pyright, run_basedpyright, run_ty, run_pyrefly])
def test_uses_are_reported_through_stubs(
    environment: Environment, checker: Callable[[Environment], str]
) -> None:
    output = checker(environment)
    reported = {(match[1], int(match[2])) for match in re.finditer(r"(\w+)\.py:(\d+)\b", output)}
    for application in sorted(environment.applications.glob("*.py")):
        lines = application.read_text(encoding="utf-8").splitlines()
        numbers = {number for name, number in reported if name == application.stem}
        wanted = {number for number, line in enumerate(lines, 1) if line.endswith("# !")}
        allowed = {number for number, line in enumerate(lines, 1) if line.endswith("# ?")}
        told = Counter(lines[number - 1] for number in numbers - allowed)
        assert told == Counter(lines[number - 1] for number in wanted), application.name
