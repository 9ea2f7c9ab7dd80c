"""Which package owns a name, while mypy has loaded only a part of the package."""

from __future__ import annotations

from pathlib import Path

from mypy.nodes import MypyFile
from writing import write_files

from dynamo_stability.mypy.owners import Owners, owner_of
from dynamo_stability.record import Record

FILES = {"pkg/__init__.py": "", "pkg/_hidden.py": "", "space/deep/__init__.py": "", "lone.py": ""}


def loaded(directory: Path, *names: str) -> dict[str, MypyFile]:
    """Modules as mypy holds them, without their contents."""
    write_files(directory, FILES)
    modules = {}
    for name in names:
        place = directory.joinpath(*name.split("."))
        path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        modules[name] = tree = MypyFile([], [])
        tree._fullname, tree.path = name, str(path if path.exists() else place)
    return modules


def test_a_package_owns_a_module_that_is_loaded_before_it(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "pkg._hidden")
    assert owner_of("pkg._hidden.hide", modules) == ("pkg", True)
    assert owner_of("pkg._hidden", modules) == ("pkg", True)


def test_a_namespace_owns_nothing(tmp_path: Path) -> None:
    assert owner_of("space.deep.thing", loaded(tmp_path, "space.deep")) == ("space.deep", True)
    everything = loaded(tmp_path, "space", "space.deep")
    assert owner_of("space.deep.thing", everything) == ("space.deep", True)


def test_a_module_outside_packages_owns_itself(tmp_path: Path) -> None:
    assert owner_of("lone.Class.method", loaded(tmp_path, "lone")) == ("lone", True)


def test_what_is_not_loaded_is_asked_again(tmp_path: Path) -> None:
    owners, record = Owners(), Record("space.deep.inner.thing", kind="function")
    modules = loaded(tmp_path, "lone")
    assert not owners.owns("space.deep", record, modules)
    modules.update(loaded(tmp_path, "space", "space.deep"))
    assert owners.owns("space.deep", record, modules)
