"""What is shipped, and what importing it does."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import dynamo_stability

SOURCE = Path(dynamo_stability.__file__).parents[1]
ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))

UNWANTED = (
    "dataclasses",
    "deprecation",
    "enum",
    "functools",
    "importlib.metadata",
    "inspect",
    "packaging",
    "re",
    "typing",
    "typing_extensions",
    "wrapt",
)


def run(script: str) -> Any:
    """What a fresh interpreter prints, as JSON."""
    script = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{script}"
    # Without `site`, whose .pth files may import anything.
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_the_import_is_light() -> None:
    script = f"import dynamo_stability; print([*map(int, [m in sys.modules for m in {UNWANTED}])])"
    loaded = [name for name, there in zip(UNWANTED, run(script), strict=True) if there]
    assert loaded == []


def test_the_import_leaves_warnings_alone() -> None:
    script = (
        "import warnings\n"
        "def state():\n"
        "    return (list(warnings.filters), warnings.formatwarning, warnings.showwarning,\n"
        "            warnings._showwarnmsg, warnings.warn, warnings.warn_explicit)\n"
        "before = state()\n"
        "import dynamo_stability\n"
        "print([int(a == b) for a, b in zip(before, state())])\n"
    )
    assert run(script) == [1] * 6


def test_the_import_warns_of_nothing() -> None:
    script = "import warnings; warnings.simplefilter('error'); import dynamo_stability; print(1)"
    assert run(script) == 1


def test_every_public_name_is_there() -> None:
    assert list(dynamo_stability.__all__) == sorted(dynamo_stability.__all__)
    for name in dynamo_stability.__all__:
        assert hasattr(dynamo_stability, name), name


WRITTEN = [path for path in MODULES if path.name != "_stability_registry.py"]  # that is generated


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


def test_data_are_found_beside_the_code() -> None:
    package = resources.files("dynamo_stability")
    assert (package / "py.typed").is_file()
    assert (package / "schemas" / "manifest.schema.json").is_file()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_has_the_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        schema = json.loads(archive.read("dynamo_stability/schemas/manifest.schema.json"))
    assert "dynamo_stability/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert schema["title"] == "stability.toml"


def test_the_wheel_has_every_module_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    pytest_plugin = "_dynamo_stability_pytest.py"
    assert {name for name in names if name.endswith(".py")} == {
        pytest_plugin,
        *(path.relative_to(ROOT / "src").as_posix() for path in MODULES),
    }
    assert {name.partition("/")[0] for name in names} == {"dynamo_stability", pytest_plugin}
    assert {Path(name).suffix for name in names} == {".py", ".typed", ".json", ".toml"}


def test_scripts_parse() -> None:
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)
    subprocess.run(["make", "-n", "-C", str(ROOT), "wheel"], check=True, capture_output=True)
