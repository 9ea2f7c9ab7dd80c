"""What a user's word for some code stands for."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dynamo_stability.collect import Target, find_target, is_installed
from dynamo_stability.errors import CollectError

pytest_plugins = ["collecting"]

Write = Callable[[dict[str, str]], Path]


def modules(target: Target) -> list[str]:
    return [source.module for source in target.sources]


PACKAGE = {"pkg/__init__.py": "", "pkg/a.py": "", "pkg/sub/__init__.py": "", "pkg/sub/b.pyi": ""}
NAMES = ["pkg", "pkg.a", "pkg.sub", "pkg.sub.b"]


def test_a_package_directory(write: Write) -> None:
    target = find_target(str(write(PACKAGE) / "pkg"))
    assert modules(target) == NAMES
    assert target.packages == ("pkg",)


def test_a_sub_package_keeps_its_full_name(write: Write) -> None:
    assert modules(find_target(str(write(PACKAGE) / "pkg" / "sub"))) == ["pkg.sub", "pkg.sub.b"]


def test_single_files(write: Write) -> None:
    root = write({**PACKAGE, "alone.py": ""})
    assert modules(find_target(str(root / "pkg" / "sub" / "b.pyi"))) == ["pkg.sub.b"]
    assert modules(find_target(str(root / "pkg" / "__init__.py"))) == ["pkg"]
    assert modules(find_target(str(root / "alone.py"))) == ["alone"]


def test_a_directory_of_packages(write: Write) -> None:
    root = write({**PACKAGE, "other/x.py": "", ".venv/lib/y.py": "", "env/pyvenv.cfg": ""})
    write({"env/lib/z.py": "", "not-a-module/w.py": "", "pkg/not-a-module.py": ""})
    assert modules(find_target(str(root))) == ["other.x", *NAMES]


def test_a_project(write: Write) -> None:
    project = {"pyproject.toml": "[project]\nname = 'the-project'\nversion = '1.4'\n"}
    root = write({**project, **PACKAGE, "tests/__init__.py": "", "setup.py": "", "flat.py": ""})
    target = find_target(str(root))
    assert modules(target) == ["flat", *NAMES]
    assert (target.distribution, target.version) == ("the-project", "1.4")


def test_a_project_with_src(write: Write) -> None:
    project = {"pyproject.toml": "[project]\nname = 'the-project'\ndynamic = ['version']\n"}
    root = write({**project, "src/pkg/__init__.py": "", "scripts/x.py": ""})
    target = find_target(str(root))
    assert modules(target) == ["pkg"]
    assert target.root == root / "src"
    assert (target.distribution, target.version) == ("the-project", None)


def test_namespace_packages(write: Write) -> None:
    root = write(
        {
            "dynamo/llm/__init__.py": "",
            "dynamo/_core.pyi": "",
            "ai_dynamo-1.6.1.dist-info/METADATA": "Name: ai-dynamo\nVersion: 1.6.1\n",
        }
    )
    for place in (root, root / "dynamo"):
        target = find_target(str(place))
        assert modules(target) == ["dynamo._core", "dynamo.llm"]
        assert target.packages == ("dynamo._core", "dynamo.llm")
        assert (target.distribution, target.version) == ("ai-dynamo", "1.6.1")


def test_a_stub_package_is_named_after_what_it_is_about(write: Write) -> None:
    root = write({"pkg-stubs/__init__.pyi": "", "pkg-stubs/a.pyi": ""})
    assert modules(find_target(str(root))) == ["pkg", "pkg.a"]
    assert modules(find_target(str(root / "pkg-stubs"))) == ["pkg", "pkg.a"]


def test_a_wheel_is_unpacked_and_never_installed(write: Write, tmp_path: Path) -> None:
    wheel = tmp_path / "pkg-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("pkg/__init__.py", "raise SystemExit('imported')")
        archive.writestr("pkg/data.bin", "x")
        archive.writestr("pkg-1.0.dist-info/METADATA", "Name: pkg\nVersion: 1.0\n")
    target = find_target(str(wheel))
    assert modules(target) == ["pkg"]
    assert (target.distribution, target.version, target.is_release) == ("pkg", "1.0", True)
    unpacked = target.root
    assert not (unpacked / "pkg" / "data.bin").exists()
    del target
    assert not unpacked.exists()


def test_a_wheel_cannot_write_outside(tmp_path: Path) -> None:
    wheel = tmp_path / "evil-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("../../evil.py", "")
    with pytest.raises(CollectError, match=r"'\.\./\.\./evil\.py' leads out of the archive"):
        find_target(str(wheel))


def test_a_damaged_wheel(tmp_path: Path) -> None:
    (tmp_path / "bad.whl").write_bytes(b"PK\x03\x04 not a wheel")
    with pytest.raises(CollectError, match="Download it again"):
        find_target(str(tmp_path / "bad.whl"))


def test_installed_packages_modules_and_distributions() -> None:
    package = find_target("wrapt")
    assert "wrapt.wrappers" in modules(package)
    assert package.distribution == "wrapt"
    assert package.is_release
    assert modules(find_target("typing_extensions")) == ["typing_extensions"]
    by_distribution = find_target("typing-extensions")
    assert modules(by_distribution) == ["typing_extensions"]
    assert by_distribution.version
    assert "inference_runtime.llm" in modules(find_target("inference_runtime"))
    assert "inference_runtime.llm" in modules(find_target("inference-runtime"))
    assert modules(find_target("json.decoder")) == ["json.decoder"]


def test_finding_imports_nothing() -> None:
    find_target("xml.dom")
    assert is_installed("xml.sax.handler")
    assert not is_installed("xml.sax.nothing")
    assert "xml.sax" not in sys.modules or "pytest" in sys.modules["xml.sax"].__name__


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("wrpt", "did you mean 'wrapt'"),
        ("no/such/place", "no such file or directory"),
        ("missing.py", "no such file or directory"),
        ("x" * 5_000, "Cannot read"),
        ("nul\0byte", "Cannot read"),
        ("", "no Python source"),
        ("..", None),
    ],
)
def test_what_is_not_there(
    name: str, message: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty" / "empty").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "empty" / "empty")
    with pytest.raises(CollectError, match=message):
        find_target(name)


def test_a_file_that_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(CollectError, match=r"a \.py, \.pyi or \.whl file"):
        find_target(str(tmp_path / "notes.txt"))


def test_a_directory_below_the_working_directory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"vendored/pkg/__init__.py": ""})
    monkeypatch.chdir(root)
    monkeypatch.syspath_prepend(root)
    assert modules(find_target("vendored")) == ["pkg"]


def test_a_link_that_leads_upwards(write: Write) -> None:
    root = write(PACKAGE)
    os.symlink(root, root / "pkg" / "again")
    assert modules(find_target(str(root))) == NAMES
