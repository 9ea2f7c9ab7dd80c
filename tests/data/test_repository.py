"""What the repository promises about itself."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_has_what_it_needs(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "dynamo_stability/py.typed" in names
    assert "dynamo_stability/schemas/manifest.schema.json" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests", "stubs", "examples")) for name in names)


def test_importing_loads_nothing_heavy() -> None:
    heavy = {
        "wrapt",
        "deprecation",
        "packaging",
        "typing_extensions",
        "inspect",
        "dataclasses",
        "typing",
        "enum",
        "re",
        "functools",
        "importlib.metadata",
    }
    source = (
        "import sys; before = set(sys.modules); import dynamo_stability as d\n"
        "d.experimental(lambda: 0) if 0 else None\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{source}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not heavy.intersection(run.stdout.split())


def test_modules_are_short() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path


def test_scripts_parse() -> None:
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)
    subprocess.run(["make", "-n", "-C", str(ROOT), "wheel"], check=True, capture_output=True)
