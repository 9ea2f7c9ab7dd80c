"""Small packages in a temporary directory, and the stubs that are made of them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from writing import write_files

from dynamo_stability.catalog import Catalog
from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.configuration import Configuration
from dynamo_stability.generate import StubPackage, stub_package

Write = Callable[[dict[str, str]], Path]
Generate = Callable[..., StubPackage]
Read = Callable[[dict[str, str]], Catalog]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files below a directory, which is given back."""

    def write_here(files: dict[str, str]) -> Path:
        return write_files(tmp_path / "sources", files)

    return write_here


@pytest.fixture
def read(write: Write) -> Read:
    """Write files, and give the catalog of the marks in them."""

    def read_files(files: dict[str, str]) -> Catalog:
        collected = collect_marks([find_target(str(write(files)))])
        assert collected.problems == ()
        return collected.catalog()

    return read_files


@pytest.fixture
def generate(write: Write, tmp_path: Path) -> Generate:
    """Write files, and make the stubs of them; `manifest` is the text of a stability.toml."""

    def generate_stubs(
        files: dict[str, str], *, manifest: str | None = None, **options: object
    ) -> StubPackage:
        configuration = Configuration()
        if manifest is not None:
            path = tmp_path / "stability.toml"
            path.write_text(textwrap.dedent(manifest), encoding="utf-8")
            configuration = Configuration(manifests=(str(path),))
        target = find_target(str(write(files)))
        collected = collect_marks([target], configuration)
        assert collected.problems == ()
        return stub_package(target, collected.catalog(), **options)  # type: ignore[arg-type]

    return generate_stubs


@pytest.fixture
def stub_of(generate: Generate) -> Callable[..., str]:
    """Make the stub of a single module, `pkg.mod`."""

    def stub_text(source: str, **options: object) -> str:
        files = {"pkg/__init__.py": "", "pkg/mod.py": source}
        return generate(files, **options).files["pkg-stubs/mod.pyi"]

    return stub_text
