"""What mypy reports with the plugin: each use has what is told of it beside its line."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest
from writing import write_files

KINDS = Path(__file__).with_name("kinds")
EXPECTED = re.compile(r"# \[([a-z-]+)\] (\S+)$")
REPORTED = re.compile(r"^(\S+?\.py):(\d+): (?:error|note): (\S+) is .*\[([a-z-]+)\]$", re.MULTILINE)

#: File, line, code and public name.
Use: TypeAlias = tuple[str, int, str, str]

CONFIGURATION = """
[tool.mypy]
plugins = ["dynamo_stability.mypy"]
mypy_path = "marked"
"""
ALL_TIERS = """
[tool.dynamo-stability.mypy]
errors = ["experimental", "beta", "deprecated"]
"""


def expected(*scripts: str) -> set[Use]:
    return {
        (script, number, match[1], match[2])
        for script in scripts
        for number, line in enumerate((KINDS / script).read_text().splitlines(), start=1)
        if (match := EXPECTED.search(line))
    }


def reported(output: str) -> set[Use]:
    return {(one[0], int(one[1]), one[3], one[2]) for one in REPORTED.findall(output)}


def mypy(
    directory: Path, *arguments: str, python: str = sys.executable, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-m", "mypy", "--no-error-summary", *arguments],
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def own(uses: set[Use]) -> set[Use]:
    """Without what the library itself does with dynamo_stability's beta API."""
    return {use for use in uses if not use[0].startswith("marked")}


@pytest.fixture
def kinds(tmp_path: Path) -> Path:
    """A copy of the library and of the programs that use it."""
    shutil.copytree(KINDS, tmp_path, dirs_exist_ok=True)
    return write_files(tmp_path, {"pyproject.toml": CONFIGURATION + ALL_TIERS})


# ---- every kind of use --------------------------------------------------------------------------


def test_every_kind_of_use_cold_warm_parallel_and_without_a_cache(kinds: Path) -> None:
    cold = mypy(kinds, "uses.py", "more_uses.py")
    assert own(reported(cold.stdout)) == expected("uses.py", "more_uses.py")
    assert cold.stderr == ""
    assert "INTERNAL ERROR" not in cold.stdout
    for arguments in ((), ("--no-incremental",), ("-n4", "--cache-dir=other"), ("-n4",)):
        again = mypy(kinds, *arguments, "uses.py", "more_uses.py")
        assert sorted(again.stdout.splitlines()) == sorted(cold.stdout.splitlines()), arguments


def test_there_are_fifty_five_kinds() -> None:
    lines = (KINDS / "uses.py").read_text().splitlines()
    numbers = [match[1] for line in lines if (match := re.search(r"  # (\d+) ", line))]
    assert numbers == [str(number) for number in range(1, 56)]


def test_after_an_edit_of_the_consumer_alone(kinds: Path) -> None:
    mypy(kinds, "uses.py")
    path = kinds / "uses.py"
    path.write_text(path.read_text() + "\nshelf.route()  # [experimental] shelf.route\n")
    line = len(path.read_text().splitlines())
    warm = mypy(kinds, "uses.py")
    assert own(reported(warm.stdout)) == expected("uses.py") | {
        ("uses.py", line, "experimental", "shelf.route")
    }


@pytest.mark.parametrize(
    ("module", "before", "after", "name"),
    [
        ("shelf/_hidden.py", "@experimental\ndef hide", "@stable\ndef hide", "shelf.hide"),
        ("shelf/__init__.py", "@experimental\nasync def fetch", "async def fetch", "shelf.fetch"),
    ],
)
def test_after_graduating_a_symbol(
    kinds: Path, module: str, before: str, after: str, name: str
) -> None:
    mypy(kinds, "uses.py", "more_uses.py")
    path = kinds / "marked" / module
    text = path.read_text()
    assert before in text
    edited = text.replace(before, after).replace(
        "import experimental", "import experimental, stable"
    )
    path.write_text(edited)
    warm = mypy(kinds, "uses.py", "more_uses.py")
    left = {use for use in expected("uses.py", "more_uses.py") if use[3] != name}
    assert own(reported(warm.stdout)) == left
    path.write_text(text)
    assert own(reported(mypy(kinds, "uses.py", "more_uses.py").stdout)) == expected(
        "uses.py", "more_uses.py"
    )


OLDER = ("1.14.1", "1.19.1", "2.3.1")


@pytest.fixture(scope="session")
def older_mypy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with one mypy each below it, kept for the next run."""
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    place = cache.mkdir("older-mypy") if cache else tmp_path_factory.mktemp("older-mypy")
    place = Path(place) / f"{sys.version_info[0]}.{sys.version_info[1]}"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for version in OLDER:
            if not (place / version / "ready").exists():
                install = ["install", "--quiet", "--disable-pip-version-check", "--target"]
                command = [sys.executable, "-m", "pip", *install, str(place / version)]
                subprocess.run([*command, f"mypy=={version}"], check=True, capture_output=True)
                (place / version / "ready").touch()
    return place


@pytest.mark.parametrize("version", OLDER[1:])
def test_older_mypys_report_the_same_and_say_what_they_lack(
    kinds: Path, older_mypy: Path, version: str
) -> None:
    for _ in ("cold", "warm"):
        done = mypy(kinds, "uses.py", "more_uses.py", PYTHONPATH=str(older_mypy / version))
        assert own(reported(done.stdout)) == expected("uses.py", "more_uses.py")
        assert f"dynamo_stability.mypy: note: mypy {version} lets plugins" in done.stderr


def test_the_oldest_mypy_degrades_to_its_own_code(kinds: Path, older_mypy: Path) -> None:
    done = mypy(kinds, "uses.py", PYTHONPATH=str(older_mypy / "1.14.1"))
    found = own(reported(done.stdout))
    assert {use[2] for use in found} == {"deprecated"}
    true = {(file, line) for file, line, _, _ in expected("uses.py")}
    lines = {(file, line) for file, line, _, _ in found}
    assert lines <= true
    assert len(lines) >= 30
    assert "all with the code [deprecated]" in done.stderr


# ---- what is silent, and what silences ----------------------------------------------------------

LIBRARY = """
from dynamo_stability import beta, deprecated, experimental

@experimental("moving", since="1.2", feature="kv")
def route() -> int: return 1

@beta
def warm_up() -> int: return 1

@deprecated("Use route.", since="1.1")
def pick() -> int: return route()
"""


def check(
    directory: Path, program: str, *arguments: str, options: str = "", mypy_options: str = ""
) -> str:
    write_files(
        directory,
        {
            "marked/lib/__init__.py": LIBRARY,
            "marked/lib/inner.py": "from lib import pick, route\nroute()\npick()\n",
            "app.py": program,
            "pyproject.toml": f"{CONFIGURATION}\n{mypy_options}\n"
            f"[tool.dynamo-stability.mypy]\n{options}\n",
        },
    )
    return mypy(directory, *arguments, "app.py").stdout


def codes(output: str) -> list[tuple[int, str]]:
    found = re.findall(r"^app\.py:(\d+): (?:error|note): .*\[([a-z-]+)\]$", output, re.MULTILINE)
    return [(int(line), code) for line, code in found]


def test_the_message_says_it_all(tmp_path: Path) -> None:
    output = check(tmp_path, "import lib\nlib.route()\nlib.pick()\n")
    assert output == (
        "app.py:2: error: lib.route is experimental since 1.2 and may change or go without notice: "
        "moving. Feature: kv.  [experimental]\n"
        "app.py:3: error: lib.pick is deprecated since 1.1: Use route.  [deprecated-api]\n"
    )


def test_the_owning_package_is_silent(tmp_path: Path) -> None:
    check(tmp_path, "import lib.inner\n")
    done = mypy(tmp_path, "marked/lib/inner.py", "marked/lib/__init__.py")
    assert (done.returncode, done.stdout) == (0, "")


def test_callers_of_the_same_or_a_lower_tier_are_silent(tmp_path: Path) -> None:
    program = """
    from dynamo_stability import beta, deprecated, experimental, stable
    import lib
    @experimental
    def one() -> int: return lib.route() + lib.warm_up()
    @beta
    def two() -> int: return lib.warm_up()
    @beta
    def three() -> int: return lib.route()
    @stable
    def four() -> int: return lib.warm_up()
    @deprecated
    def five() -> int: return lib.pick()
    @experimental
    class Six:
        def deep(self) -> int: return lib.route()
    """
    output = check(tmp_path, program, options='errors = ["experimental", "beta", "deprecated"]')
    assert codes(output) == [(9, "experimental"), (11, "beta")]


def test_ignore_comments(tmp_path: Path) -> None:
    program = """
    import lib
    lib.route()  # type: ignore[experimental]
    lib.route()  # type: ignore
    lib.route()  # type: ignore[deprecated-api]
    lib.pick()  # type: ignore[experimental, deprecated-api]
    len("")  # type: ignore[experimental]
    """
    output = check(tmp_path, program, "--warn-unused-ignores")
    assert codes(output) == [
        (5, "experimental"),
        (5, "unused-ignore"),
        (6, "unused-ignore"),
        (7, "unused-ignore"),
    ] or codes(output) == [
        (5, "unused-ignore"),
        (5, "experimental"),
        (6, "unused-ignore"),
        (7, "unused-ignore"),
    ]


@pytest.mark.parametrize(
    ("mypy_options", "options", "arguments", "told"),
    [
        ("", "", (), ["experimental", "deprecated-api"]),
        ("", "", ("--enable-error-code=beta",), None),
        ("", 'notes = ["beta"]', (), ["experimental", "beta", "deprecated-api"]),
        ("", 'errors = ["beta"]', (), ["beta"]),
        ("", "errors = []", (), []),
        ("", 'allow-features = ["kv"]', (), ["deprecated-api"]),
        ("", 'allow = ["lib.p*"]', (), ["experimental"]),
        ("", 'allow = ["lib.*"]', (), []),
        ('disable_error_code = ["experimental"]', "", (), ["deprecated-api"]),
        ("", "", ("--disable-error-code=deprecated-api",), ["experimental"]),
        ("ignore_errors = true", "", (), []),
        (
            '[[tool.mypy.overrides]]\nmodule = "app"\ndisable_error_code = ["experimental"]',
            "",
            (),
            ["deprecated-api"],
        ),
    ],
)
def test_options(
    tmp_path: Path,
    mypy_options: str,
    options: str,
    arguments: tuple[str, ...],
    told: list[str] | None,
) -> None:
    program = "import lib\nlib.route()\nlib.warm_up()\nlib.pick()\n"
    output = check(tmp_path, program, *arguments, options=options, mypy_options=mypy_options)
    if told is None:
        told = ["experimental", "beta", "deprecated-api"]
    assert [code for _, code in codes(output)] == told


def test_a_changed_option_is_heard_of_with_a_warm_cache(tmp_path: Path) -> None:
    program = "import lib\nlib.route()\n"
    assert codes(check(tmp_path, program)) == [(2, "experimental")]
    assert codes(check(tmp_path, program, options='allow = ["lib.route"]')) == []
    assert codes(check(tmp_path, program)) == [(2, "experimental")]


def test_an_unknown_option_is_one_clear_error(tmp_path: Path) -> None:
    write_files(tmp_path, {"app.py": "", "pyproject.toml": CONFIGURATION})
    text = CONFIGURATION + '[tool.dynamo-stability.mypy]\nerors = ["beta"]\n'
    write_files(tmp_path, {"pyproject.toml": text})
    done = mypy(tmp_path, "app.py")
    assert done.returncode == 2
    assert "unknown key 'mypy.erors'" in done.stdout + done.stderr
    assert "did you mean 'errors'" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_what_others_deprecate_is_as_without_the_plugin(tmp_path: Path) -> None:
    program = """
    from typing_extensions import deprecated
    import other
    other.f()
    """
    other = 'from typing_extensions import deprecated\n@deprecated("x")\ndef f() -> None: ...\n'
    write_files(tmp_path, {"marked/other.py": other})
    assert codes(check(tmp_path, program)) == []
    assert codes(check(tmp_path, program, "--enable-error-code=deprecated")) == [(4, "deprecated")]


@pytest.mark.parametrize(
    "arguments", [("--output=json",), ("--pretty",), ("--show-column-numbers",)]
)
def test_other_forms_of_output(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    output = check(tmp_path, "import lib\nlib.route()\n", *arguments)
    assert "lib.route is experimental" in " ".join(output.split())
    assert "INTERNAL ERROR" not in output


# ---- registries ---------------------------------------------------------------------------------

COMPILED = {
    "dyn/_core.pyi": """
    class KvRouter:
        def route(self) -> int: ...
    class RouterMode:
        KV: RouterMode
    def fetch_model(name: str) -> None: ...
    def register_model(name: str, retries: int = 3) -> None: ...
    """,
    "dyn/llm/__init__.py": """
    from dyn._core import KvRouter as KvRouter, RouterMode as RouterMode
    from dyn._core import fetch_model as fetch_model, register_model as register_model
    from dyn._core import register_model as register_llm
    TIMEOUT = 3
    """,
    "dyn/llm/wire.py": "",
    "dyn/llm/py.typed": "",
    "dyn/py.typed": "",
}
MANIFEST = """
format = 1
[modules."dyn.llm"]
experimental = ["KvRouter", "TIMEOUT", "fetch_model"]
[modules."dyn.llm".marks.register_llm]
as = "name"
deprecated = { since = "1.1" }
[modules."dyn.llm".marks."RouterMode.KV"]
tier = "experimental"
[modules."dyn.llm".marks."register_model(retries)"]
tier = "experimental"
[modules."dyn.llm.wire"]
tier = "experimental"
"""
PROGRAM = """\
from dyn.llm import KvRouter, RouterMode, fetch_model
from dyn.llm import TIMEOUT, register_llm, register_model
import dyn.llm.wire
from dyn import llm

KvRouter().route()
print(RouterMode.KV)
fetch_model("x")
register_llm("x")
register_model("x")
register_model("x", retries=2)
print(TIMEOUT, llm.TIMEOUT)
def f(one: "KvRouter", two: llm.KvRouter) -> None: ...
"""
TOLD = [
    (1, "dyn.llm.KvRouter"),
    (1, "dyn.llm.fetch_model"),
    (2, "dyn.llm.TIMEOUT"),
    (2, "dyn.llm.register_llm"),
    (3, "dyn.llm.wire"),
    (6, "dyn.llm.KvRouter"),
    (7, "dyn.llm.RouterMode.KV"),
    (8, "dyn.llm.fetch_model"),
    (9, "dyn.llm.register_llm"),
    (11, "dyn.llm.register_model(retries)"),
    (12, "dyn.llm.TIMEOUT"),
    (13, "dyn.llm.KvRouter"),
]


def generate(directory: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "dynamo_stability", *arguments]
    subprocess.run(command, cwd=directory, check=True, capture_output=True)


def told(output: str) -> list[tuple[int, str]]:
    return sorted({(line, name) for file, line, _, name in reported(output) if file == "app.py"})


def test_the_registry_of_a_compiled_package_in_site_packages(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True
    )
    (site,) = (tmp_path / "env").glob("lib/python*/site-packages")
    write_files(site, COMPILED)
    write_files(tmp_path, {"stability.toml": MANIFEST, "app.py": PROGRAM})
    write_files(tmp_path, {"pyproject.toml": '[tool.mypy]\nplugins = ["dynamo_stability.mypy"]\n'})
    python = f"--python-executable={tmp_path / 'env' / 'bin' / 'python'}"
    without = mypy(tmp_path, python, "app.py")
    assert (without.returncode, told(without.stdout)) == (0, [])
    registry = ["--registry", str(site / "dyn" / "llm")]
    generate(tmp_path, "generate", str(site / "dyn"), "--manifest", "stability.toml", *registry)
    for arguments in ((), (), ("--no-incremental",), ("-n4",)):
        assert told(mypy(tmp_path, python, *arguments, "app.py").stdout) == TOLD


def test_a_catalog_for_a_package_that_ships_no_registry(tmp_path: Path) -> None:
    write_files(tmp_path, {f"marked/{name}": text for name, text in COMPILED.items()})
    write_files(tmp_path, {"stability.toml": MANIFEST, "app.py": PROGRAM})
    manifest = ["--manifest", "stability.toml"]
    generate(tmp_path, "scan", "marked", *manifest, "--no-api", "-o", "dyn.json")
    option = '[tool.dynamo-stability.mypy]\nregistries = ["dyn.json"]\n'
    write_files(tmp_path, {"pyproject.toml": CONFIGURATION + option})
    for _ in ("cold", "warm"):
        assert told(mypy(tmp_path, "app.py").stdout) == TOLD
    write_files(tmp_path, {"stability.toml": MANIFEST.replace('"TIMEOUT", ', "")})
    generate(tmp_path, "scan", "marked", *manifest, "--no-api", "-o", "dyn.json")
    left = [use for use in TOLD if use[1] != "dyn.llm.TIMEOUT"]
    assert told(mypy(tmp_path, "app.py").stdout) == left


def test_a_registry_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    option = '[tool.dynamo-stability.mypy]\nregistries = ["missing.json"]\n'
    write_files(tmp_path, {"pyproject.toml": CONFIGURATION + option, "app.py": ""})
    done = mypy(tmp_path, "app.py")
    assert done.returncode == 2
    assert "missing.json" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_the_daemon_finds_the_same_at_first(kinds: Path) -> None:
    command = [sys.executable, "-m", "mypy.dmypy", "--status-file", str(kinds / "status.json")]
    try:
        run = [*command, "run", "--", "--no-error-summary", "uses.py"]
        done = subprocess.run(run, cwd=kinds, capture_output=True, text=True, timeout=300)
        assert own(reported(done.stdout)) == expected("uses.py")
    finally:
        subprocess.run([*command, "kill"], cwd=kinds, capture_output=True, timeout=60)
