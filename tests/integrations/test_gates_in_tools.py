"""Tools see gates: scan, show, the registry, the inventory of options, and the mypy plugin."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from writing import write_files

VARIABLE = "DYN_EXPERIMENTAL_KV_DC_RELAY"

LIBRARY = {
    "engine/__init__.py": """
        from dynamo_stability import beta, experimental, experimental_parameter, mark_names

        GATE = "ACME_RELAY"
        gated = experimental(feature="kv_dc_relay", gate=True)

        @gated
        def relay() -> int:
            return 1

        @experimental("being tried", feature="kv_dc_relay", gate=GATE)
        class Relay: ...

        @experimental_parameter("size", feature="sizes", gate=True)
        def take(size: int = 1) -> int:
            return size

        @beta(feature="graduated", gate=True)
        def settled() -> int:
            return 2

        @experimental(feature="open", gate=False)
        def free() -> int:
            return 3

        LIMIT = 4
        mark_names(__name__, LIMIT=gated)
        """,
    "engine/py.typed": "",
    "engine/__main__.py": """
        from dynamo_stability import experimental
        from dynamo_stability.surfaces.argparse_options import ArgumentParser

        parser = ArgumentParser(prog="engine")
        parser.add_argument(
            "--relay", stability=experimental(feature="kv_dc_relay", gate=True)
        )
        """,
}

GATES = {
    "engine.LIMIT": VARIABLE,
    "engine.Relay": "ACME_RELAY",
    "engine.free": None,
    "engine.relay": VARIABLE,
    "engine.settled": "DYN_EXPERIMENTAL_GRADUATED",
    "engine.take(size)": "DYN_EXPERIMENTAL_SIZES",
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return write_files(tmp_path, LIBRARY)


def run(directory: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_scan_reads_gates_without_running_anything(library: Path) -> None:
    data = json.loads(run(library, "dynamo_stability", "scan", "engine", "--format", "json"))
    found = {one["name"]: one.get("gate") for one in data["records"]}
    assert found == {**GATES, "cli:engine --relay": VARIABLE}
    table = run(library, "dynamo_stability", "scan", "engine")
    (line,) = [line for line in table.splitlines() if line.startswith("engine.relay ")]
    assert "kv_dc_relay, gated" in line
    (line,) = [line for line in table.splitlines() if line.startswith("engine.settled ")]
    assert "gated" not in line


def test_what_is_live_agrees_with_what_is_read(library: Path) -> None:
    program = (
        "import json, engine, dynamo_stability as d;"
        "print(json.dumps({one.name: one.gate for one in d.iter_marks('engine')}))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=library,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == GATES


def test_show_says_how_to_enable(library: Path) -> None:
    run(library, "dynamo_stability", "scan", "engine", "-o", "stability.json")
    shown = run(library, "dynamo_stability", "show", "engine.relay", "--in", "stability.json")
    assert f"enabled by:    enable_feature('kv_dc_relay') or {VARIABLE}=1" in shown
    shown = run(library, "dynamo_stability", "show", "engine.settled", "--in", "stability.json")
    assert "enabled by" not in shown


USER = """
    import engine
    from engine import Relay

    engine.relay()
    Relay()
    engine.take(size=2)
    engine.settled()
    print(engine.LIMIT)
    """


def test_mypy_says_how_to_enable(library: Path) -> None:
    settings = "[mypy]\nplugins = dynamo_stability.mypy\n"
    write_files(library, {"user.py": USER, "mypy.ini": settings})
    found = run(library, "mypy", "--cache-dir", "cache", "user.py", code=1)
    lines = {line.split(":")[1]: line for line in found.splitlines() if line.startswith("user.py")}
    enabled = "Feature: kv_dc_relay, which has to be enabled by enable_feature('kv_dc_relay') or"
    assert "engine.relay is experimental" in lines["5"]
    assert f"{enabled} {VARIABLE}=1.  [experimental]" in lines["5"]
    assert f"being tried. {enabled} ACME_RELAY=1." in lines["3"] + lines.get("6", "")
    assert "DYN_EXPERIMENTAL_SIZES=1" in lines["7"]
    assert "8" not in lines or "enabled" not in lines["8"]
    assert f"{VARIABLE}=1" in lines["9"]


def test_the_registry_keeps_gates(library: Path) -> None:
    project = """
        [project]
        name = "engine"
        [tool.dynamo-stability]
        targets = ["engine"]
        [tool.dynamo-stability.generate]
        registry = "engine"
        """
    write_files(library, {"pyproject.toml": project})
    run(library, "dynamo_stability", "generate")
    # Names that only the registry has.
    write_files(
        library,
        {
            "engine/__init__.py": "def relay() -> int: return 1\ndef settled() -> int: return 2\n",
            "user.py": "import engine\nengine.relay()\n",
            "mypy.ini": "[mypy]\nplugins = dynamo_stability.mypy\n",
        },
    )
    found = run(library, "mypy", "--cache-dir", "cache", "user.py", code=1)
    assert f"enable_feature('kv_dc_relay') or {VARIABLE}=1.  [experimental]" in found


def test_contradictory_manifests_are_refused(tmp_path: Path) -> None:
    text = 'format = 1\n[modules.engine.marks.relay]\ntier = "experimental"\ngate = true\n'
    write_files(tmp_path, {"stability.toml": text})
    program = "import dynamo_stability as d; d.apply_manifest('stability.toml')"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "'gate': no feature is named that could be enabled" in done.stderr
