"""The manifest of the Dynamo bindings, put on the real wheel in an environment of its own."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dynamo_stability.manifest import Manifest, parse_manifest

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "dynamo_bindings"
MANIFEST = EXAMPLE / "stability.toml"
PROBES = Path(__file__).with_name("probes")

#: In a probe, the name that a line speaks of stands above it.
SPEAKS = re.compile(r"\s*# speaks: (\S+)$")


def load(path: Path) -> ModuleType:
    """A module of the examples, which are no package."""
    spec = importlib.util.spec_from_file_location(f"example_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


environment = load(EXAMPLE / "environment.py")


@pytest.fixture(scope="session")
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the wheel; its environment is kept for the next run."""
    reason = environment.why_unsupported()
    if reason is not None:
        pytest.skip(reason)
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    place = cache.mkdir("dynamo-wheel") if cache else tmp_path_factory.mktemp("dynamo-wheel")
    version = ".".join(map(str, sys.version_info[:3]))
    with (place / f"{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other pytest processes may want the same environment
        ready: Path = environment.prepare(place / version)
    return ready


def run(python: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a script with the wheel's interpreter."""
    return subprocess.run(
        [str(python), *map(str, arguments)], capture_output=True, text=True, check=False
    )


def run_probe(python: Path, output: Path, *arguments: object) -> Any:
    """What a probe has written down; its last argument is the file it writes to."""
    done = run(python, *arguments, output)
    assert done.returncode == 0, done.stderr
    return json.loads(output.read_text())


def expected(script: Path) -> Counter[tuple[int, str]]:
    """The lines of a script that speak, and of what."""
    return Counter(
        (number + 1, match[1])
        for number, line in enumerate(script.read_text().splitlines(), 1)
        if (match := SPEAKS.match(line))
    )


def spoken(said: Iterable[dict[str, Any]], script: Path) -> Counter[tuple[int, str]]:
    """What was said at the lines of a script, by public name."""
    return Counter(
        (one["line"], re.split(r":? ", one["message"])[0])
        for one in said
        if one["path"] == str(script) and is_ours(one)
    )


def is_ours(one: dict[str, Any]) -> bool:
    """Whether a warning comes from a mark; the wheel has one of its own."""
    return one["category"] in {"ExperimentalWarning", "DeprecatedWarning"}


@pytest.mark.parametrize("name", ["constructing", "importing", "passing", "inside", "nixl"])
def test_speaks_once_at_the_line_of_the_user(python: Path, tmp_path: Path, name: str) -> None:
    script = PROBES / f"{name}.py"
    said = run_probe(python, tmp_path / "said.json", PROBES / "record.py", MANIFEST, script)
    assert spoken(said, script) == expected(script)
    assert [one for one in said if is_ours(one) and one["path"] != str(script)] == []


def test_categories_follow_the_manifest(python: Path, tmp_path: Path) -> None:
    script = PROBES / "importing.py"
    said = run_probe(python, tmp_path / "said.json", PROBES / "record.py", MANIFEST, script)
    categories = {re.split(r":? ", one["message"])[0]: one["category"] for one in said}
    assert categories["dynamo.llm.make_engine"] == "ExperimentalWarning"
    assert categories["dynamo.llm.register_llm"] == "DeprecatedWarning"


def test_warning_of_the_wheel_itself_stays_where_it_was(python: Path, tmp_path: Path) -> None:
    script = PROBES / "passing.py"
    said = run_probe(python, tmp_path / "said.json", PROBES / "record.py", MANIFEST, script)
    own = [(one["path"], one["line"]) for one in said if one["category"] == "DeprecationWarning"]
    lines = [line for line, name in expected(script) if name.endswith("(enable_nats)")]
    if sys.version_info >= (3, 11):
        assert own == [(str(script), line) for line in lines]
    else:
        # 3.10 cannot hide frames, so what warns with a stack level of two is off by one.
        homes = {Path(path).parts[-3:] for path, _ in own}
        assert homes == {("dynamo", "runtime", "__init__.py")}


def test_nothing_else_changes(python: Path, tmp_path: Path) -> None:
    report = run_probe(python, tmp_path / "report.json", PROBES / "unchanged.py", MANIFEST)
    assert report.pop("said") > 0
    assert report == {
        "said while only looked at": [],
        "armed": [],
        "pickled": [],
        "calls": [],
        "calls again": [],
        "spent": [],
    }


def test_another_platform_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    reason = environment.why_unsupported()
    assert "ai-dynamo-runtime==1.6.1 is built for CPython 3.10 and later on Linux x86-64" in reason


# ---- completeness -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def public_names(python: Path) -> dict[str, list[str]]:
    """The public names of each module of the wheel."""
    done = run(python, PROBES / "public_names.py")
    assert done.returncode == 0, done.stderr
    names: dict[str, list[str]] = json.loads(done.stdout)
    return names


def classified(manifest: Manifest) -> set[str]:
    """The names that a manifest says something about."""
    return {
        f"{entry.module}.{entry.qualname}" if entry.qualname else entry.module
        for entry in manifest.entries
        if entry.parameter is None
    }


def unclassified(public_names: dict[str, list[str]], manifest: Manifest) -> list[str]:
    """The public names that a manifest does not mention.

    What a submodule gives to its package is classified there.
    """
    known = classified(manifest)
    return [
        f"{module}.{name}"
        for module, names in public_names.items()
        for name in names
        if not {f"{module}.{name}", f"{module.rpartition('.')[0]}.{name}"} & known
    ]


def test_every_public_name_is_classified(public_names: dict[str, list[str]]) -> None:
    assert {"dynamo.runtime", "dynamo.llm", "dynamo.nixl_connect"} <= set(public_names)
    missing = unclassified(public_names, parse_manifest(MANIFEST))
    assert not missing, f"{MANIFEST} does not say what these are: {', '.join(missing)}"


def test_every_classified_name_exists(public_names: dict[str, list[str]]) -> None:
    for module, names in public_names.items():
        entries = [one for one in parse_manifest(MANIFEST).entries if one.module == module]
        assert {one.qualname.split(".")[0] for one in entries if one.qualname} <= set(names)


def test_a_name_left_out_is_named(public_names: dict[str, list[str]]) -> None:
    text = MANIFEST.read_text().replace('    "lora_name_to_id",\n', "")
    assert unclassified(public_names, parse_manifest(text)) == ["dynamo.llm.lora_name_to_id"]


# ---- a manifest with a mistake ------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "import dynamo.llm\n"], ids=["to import", "imported"])
@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("KvRuoter", "'KvRouter'"),
        ("RouterMode.RoundRobbin", "'RoundRobin'"),
        ("KvRouterConfig(overlap_score_wieght)", "'overlap_score_weight'"),
    ],
)
def test_a_wrong_name_lists_the_nearest(
    python: Path, tmp_path: Path, before: str, name: str, nearest: str
) -> None:
    manifest = tmp_path / "stability.toml"
    manifest.write_text(
        f'format = 1\n[modules."dynamo.llm".marks."{name}"]\ntier = "experimental"\n'
    )
    script = tmp_path / "user.py"
    script.write_text(
        "from pathlib import Path\nfrom dynamo_stability import apply_manifest, StabilityError\n"
        f"{before}"
        "try:\n"
        f"    apply_manifest(Path({str(manifest)!r}))\n"
        "    import dynamo.llm\n"
        "except StabilityError as error:\n"
        "    print(error)\n"
    )
    done = run(python, script)
    assert done.returncode == 0, done.stderr
    assert nearest in done.stdout
    assert "stability.toml" in done.stdout or name.partition("(")[0] in done.stdout


# ---- the example --------------------------------------------------------------------------------


def test_demo_shows_the_warnings_as_a_user_sees_them(python: Path) -> None:
    demo = EXAMPLE / "demo.py"
    done = run(python, demo)
    assert done.returncode == 0, done.stderr
    lines = demo.read_text().splitlines()
    shown = {
        (match[2], lines[int(match[1]) - 1].strip())
        for match in re.finditer(
            rf"^{re.escape(str(demo))}:(\d+): \w+: (\S+) is ", done.stderr, re.MULTILINE
        )
    }
    assert ("dynamo.llm.KvRouter", _line(lines, "KvRouter(endpoint, 16")) in shown
    assert ("dynamo.llm.register_llm", _line(lines, "from dynamo.llm import EngineType,")) in shown
    assert "the same objects, the same types, the same signatures" in done.stdout


def _line(lines: list[str], text: str) -> str:
    return next(line.strip() for line in lines if text in line)
