"""What the collector finds in real extension modules: sdists from PyPI, unpacked, never built."""

from __future__ import annotations

import ast
import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.collect.disagreements import disagreements
from dynamo_stability.collect.rust import CollectedRust, collect_rust
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

#: In place of maturin: pip asks for the metadata even of what it only downloads, and maturin would
#: start Cargo for them.
BACKEND = """
from email import message_from_bytes
from pathlib import Path


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    written = Path("PKG-INFO").read_bytes()
    about = message_from_bytes(written)
    name = f"{about['Name'].replace('-', '_')}-{about['Version']}.dist-info"
    Path(metadata_directory, name).mkdir()
    Path(metadata_directory, name, "METADATA").write_bytes(written)
    return name
"""


class Release(NamedTuple):
    """A release, and the stubs in it by the module that each is about."""

    name: str
    version: str
    stubs: dict[str, str]

    def __str__(self) -> str:
        return f"{self.name}-{self.version}"


def tokenizers_stubs(top: str) -> dict[str, str]:
    inner = ("decoders", "models", "normalizers", "pre_tokenizers", "processors", "trainers")
    stubs = {f"tokenizers.tokenizers.{one}": f"{top}/{one}/__init__.pyi" for one in inner}
    return {"tokenizers.tokenizers": f"{top}/__init__.pyi", **stubs}


CORE = "pydantic_core._pydantic_core"
RELEASES = [
    # The module form, with modules in modules.
    Release("tokenizers", "0.23.3", tokenizers_stubs("py_src/tokenizers")),
    # The function form, with `wrap_pymodule!`.
    Release("tokenizers", "0.19.1", tokenizers_stubs("py_src/tokenizers")),
    Release(
        "pydantic-core",
        "2.50.4",
        {
            CORE: "python/pydantic_core/_pydantic_core/__init__.pyi",
            f"{CORE}._schema_gather": "python/pydantic_core/_pydantic_core/_schema_gather.pyi",
        },
    ),
    Release("rpds-py", "2026.9.1", {"rpds": "rpds.pyi"}),
]


def unpack(release: Release, place: Path) -> Path:
    """The sources of a release; downloaded where they are not there yet."""
    unpacked = place / str(release)
    if unpacked.is_dir():
        return unpacked
    work = place / f"{release}.new"
    shutil.rmtree(work, ignore_errors=True)
    (work / "backend").mkdir(parents=True)
    (work / "backend" / "maturin.py").write_text(BACKEND)
    command = (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-binary", ":all:", "--no-deps", "--no-build-isolation", "--dest", str(work)),
        "--ignore-requires-python",  # nothing of it is run
        f"{release.name}=={release.version}",
    )
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(work / "backend")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (archive,) = work.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isreg() and ".." not in member.name:
                tar.extract(member, work, filter="data")
    (top,) = [one for one in work.iterdir() if one.is_dir() and one.name != "backend"]
    top.rename(unpacked)
    shutil.rmtree(work)
    return unpacked


@pytest.fixture(scope="session")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the releases are kept for the next run."""
    cache = getattr(request.config, "cache", None)  # absent under `-p no:cacheprovider`
    return cache.mkdir("rust-sdists") if cache else tmp_path_factory.mktemp("rust-sdists")


@pytest.fixture(scope="session")
def roots(place: Path) -> dict[str, Path]:
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other pytest processes may want the same releases
        return {str(one): unpack(one, place) for one in RELEASES}


@pytest.fixture(scope="session")
def collected(roots: dict[str, Path]) -> dict[str, CollectedRust]:
    return {name: collect_rust(root) for name, root in roots.items()}


def stub_names(path: Path, module: str, *, members: bool) -> Iterator[str]:
    """The public names of classes and functions in a stub."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the compiler says of their docstrings
        tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            yield f"{module}.{node.name}"
            for one in getattr(node, "body", ()) if members else ():
                name = getattr(one, "name", getattr(getattr(one, "target", None), "id", "_"))
                if isinstance(node, ast.ClassDef) and not name.startswith("_"):
                    yield f"{module}.{node.name}.{name}"


@pytest.mark.parametrize("release", RELEASES, ids=str)
def test_every_name_in_the_stubs_is_bound(
    release: Release, roots: dict[str, Path], collected: dict[str, CollectedRust]
) -> None:
    bound = {one.name for one in collected[str(release)].bindings if one.is_held}
    # The older stubs of tokenizers repeat in each class what it inherits from its base.
    has_own_members = release.version != "0.19.1"
    wanted = {
        name
        for module, stub in release.stubs.items()
        for name in stub_names(roots[str(release)] / stub, module, members=has_own_members)
    }
    assert len(wanted) > 10
    assert wanted - bound == set()


@pytest.mark.parametrize("release", RELEASES, ids=str)
def test_every_file_is_read(release: Release, collected: dict[str, CollectedRust]) -> None:
    assert collected[str(release)].problems == ()


def test_kinds_and_places(collected: dict[str, CollectedRust]) -> None:
    found = {one.name: one for one in collected["tokenizers-0.23.3"].bindings}
    model = found["tokenizers.tokenizers.models.Model"]
    assert (model.kind, model.module) == ("class", "tokenizers.tokenizers.models")
    assert model.rust == "tokenizers_python::models::PyModel"
    assert model.source.startswith("bindings/python/src/models.rs:")
    assert found["tokenizers.tokenizers.models"].kind == "module"
    assert found["tokenizers.tokenizers.Tokenizer.model"].kind == "property"
    assert found["tokenizers.tokenizers.Tokenizer.encode"].kind == "method"
    assert found["tokenizers.tokenizers.__version__"].kind == "name"


def test_names_of_classes_that_no_module_holds(collected: dict[str, CollectedRust]) -> None:
    found = {one.name: one.is_held for one in collected["rpds-py-2026.9.1"].bindings}
    assert found["rpds.HashTrieMap"]
    assert not found["rpds.KeysView"]  # `module = "rpds"`, but only methods return it


def test_what_real_crates_mark(collected: dict[str, CollectedRust]) -> None:
    first, second, third = collected["tokenizers-0.23.3"].records
    assert first.name == "rust:tokenizers/unstable_wasm"
    assert (first.tier, first.feature) == (Tier.EXPERIMENTAL, "wasm")
    assert second.name == "rust:tokenizers::AddedVocabulary::id_to_token"
    assert second.definition == (
        "rust:tokenizers::tokenizer::added_vocabulary::AddedVocabulary::id_to_token"
    )
    assert second.aliases == ("rust:tokenizers::tokenizer::AddedVocabulary::id_to_token",)
    assert second.deprecation is not None
    assert second.deprecation.since == "0.19.0"
    assert third.name == "rust:tokenizers::TokenizerImpl::from_pretrained"
    for record in (second, third):
        assert record.source is not None
        assert record.source.startswith("tokenizers/src/tokenizer/")


# ---- marks put into real sources ----------------------------------------------------------------

#: Where a mark goes: the file, the line it stands above, the mark.
MARKS = [
    (
        "models.rs",
        '#[pyclass(extends=PyModel, module = "tokenizers.models", name = "BPE")]',
        "/// **BETA**",
    ),
    (
        "tokenizer.rs",
        "fn get_vocab_size(",
        '#[deprecated(since = "0.23", note = "Removed in 1.0.")]',
    ),
    ("pre_tokenizers.rs", "pub mod pre_tokenizers {", "/// **EXPERIMENTAL**"),
]


@pytest.fixture(scope="module")
def marked(roots: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of tokenizers with marks of ours."""
    root = tmp_path_factory.mktemp("marked") / "tokenizers"
    shutil.copytree(roots["tokenizers-0.23.3"], root)
    for file, above, mark in MARKS:
        path = root / "bindings" / "python" / "src" / file
        lines = path.read_text("utf-8").splitlines()
        place = next(number for number, line in enumerate(lines) if line.strip().startswith(above))
        lines.insert(place, mark)
        path.write_text("\n".join(lines), "utf-8")
    return root


def test_one_mark_in_rust_appears_under_the_name_that_python_users_import(marked: Path) -> None:
    modules = collect_marks([find_target(str(marked / "py_src"))]).modules
    found = {one.name: one for one in collect_rust(marked, python=modules).records}
    bpe = found["tokenizers.models.BPE"]
    assert bpe.definition == "tokenizers.tokenizers.models.BPE"
    assert (bpe.kind, bpe.tier) == ("class", Tier.BETA)
    size = found["tokenizers.Tokenizer.get_vocab_size"]
    assert size.definition == "tokenizers.tokenizers.Tokenizer.get_vocab_size"
    assert size.deprecation == Deprecation("Removed in 1.0.", since="0.23", remove_in="1.0")
    module = found["tokenizers.tokenizers.pre_tokenizers"]
    assert (module.kind, module.tier) == ("module", Tier.EXPERIMENTAL)
    python = [name for name in found if not name.startswith("rust:")]
    assert len(python) == len(MARKS)  # what is in the module needs no record of its own


def test_a_manifest_that_says_otherwise_is_a_finding(marked: Path) -> None:
    rust = collect_rust(marked).records
    manifest = Record(
        "tokenizers.models.BPE",
        "class",
        tier=Tier.EXPERIMENTAL,
        definition="tokenizers.tokenizers.models.BPE",
        source="stability.toml:7",
    )
    (one,) = disagreements(rust, [manifest])
    assert one.second is manifest
    assert one.problem.path == "bindings/python/src/models.rs"
    assert "beta" in one.message
    assert "experimental at stability.toml:7" in one.message
