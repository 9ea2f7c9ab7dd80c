"""Stubs of the real Dynamo bindings, whose wheel is unpacked and never installed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from dynamo_stability.catalog import Catalog
from dynamo_stability.collect import Target, collect_marks, find_target
from dynamo_stability.configuration import Configuration
from dynamo_stability.generate import ruff_table, stub_package
from dynamo_stability.tiers import Tier

pytest_plugins = ["downloads", "generating"]

MANIFEST = Path(__file__).resolve().parents[2] / "examples" / "dynamo_bindings" / "stability.toml"


@pytest.fixture(scope="module")
def target(dynamo_runtime_wheel: Path) -> Target:
    return find_target(str(dynamo_runtime_wheel))


@pytest.fixture(scope="module")
def catalog(target: Target) -> Catalog:
    collected = collect_marks([target], Configuration(manifests=(str(MANIFEST),)))
    assert collected.problems == ()
    return collected.catalog()


@pytest.fixture(scope="module")
def marked(target: Target, catalog: Catalog) -> dict[str, str]:
    return stub_package(target, catalog).files


def original(target: Target, module: str) -> str:
    (source,) = (one for one in target.sources if one.module == module)
    return source.path.read_text(encoding="utf-8")


class Unmarked(ast.NodeTransformer):
    """Takes docstrings, and the decorators that a stub has gained, out of a syntax tree."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            node.decorator_list = [one for one in node.decorator_list if not is_mark(one)]
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            node.body = [one for one in node.body if not is_nothing(one)]
        return node


def is_mark(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).startswith("deprecated(")


def is_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "typing_extensions":
        return True
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_constant or isinstance(node, ast.Pass)


def shape(text: str) -> str:
    return ast.dump(Unmarked().visit(ast.parse(text)))


def test_the_bindings_say_what_they_said(target: Target, marked: dict[str, str]) -> None:
    core = original(target, "dynamo._core")
    assert core.count("\n") > 3000
    assert shape(marked["dynamo-stubs/_core.pyi"]) == shape(core)


def test_marks_are_on_the_definitions(marked: dict[str, str]) -> None:
    tree = ast.parse(marked["dynamo-stubs/_core.pyi"])
    found = {
        node.name: [ast.unparse(one) for one in node.decorator_list if is_mark(one)]
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    (router,) = found["KvRouter"]
    assert router.startswith("deprecated('experimental: ")
    (registered,) = found["register_model"]
    assert registered.startswith("deprecated('beta: ")
    assert found["ModelInput"] == []


def test_old_names_have_definitions_of_their_own(target: Target, marked: dict[str, str]) -> None:
    functions = {
        node.name: node
        for name in ("llm/__init__", "_core")
        for node in ast.parse(marked[f"dynamo-stubs/{name}.pyi"]).body
        if isinstance(node, ast.AsyncFunctionDef)
    }
    old, new = functions["register_llm"], functions["register_model"]
    assert ast.dump(old.args) == ast.dump(new.args)
    assert "'deprecated: " in ast.unparse(old.decorator_list[0])


@pytest.mark.parametrize(
    "options", [{}, {"tier": Tier.STABLE}, {"tier": Tier.BETA}, {"docstrings": True}]
)
def test_the_stubs_type_check(
    target: Target, catalog: Catalog, tmp_path: Path, options: dict[str, object]
) -> None:
    files = stub_package(target, catalog, **options).files  # type: ignore[arg-type]
    for name, text in files.items():
        # A directory for mypy to check; for users, it is one of stubs for another package.
        path = tmp_path / name.replace("dynamo-stubs", "dynamo", 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--namespace-packages", "--explicit-package-bases"),
            *("--ignore-missing-imports", "--cache-dir=/dev/null", "dynamo"),
        ],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert f"{len(files)} source files" in done.stdout


def test_trimmed_stubs_have_nothing_experimental(target: Target, catalog: Catalog) -> None:
    package = stub_package(target, catalog, tier=Tier.BETA)
    core = ast.parse(package.files["dynamo-stubs/_core.pyi"])
    classes = {node.name for node in core.body if isinstance(node, ast.ClassDef)}
    assert "KvRouter" not in classes
    assert {"ModelInput", "Client"} <= classes
    assert " KvRouter as " not in package.files["dynamo-stubs/llm/__init__.pyi"]
    assert "register_llm" not in {note.name for note in package.notes}


def test_the_ruff_table_knows_both_names(catalog: Catalog) -> None:
    table = ruff_table(catalog)
    assert '"dynamo.llm.KvRouter".msg = ' in table
    assert '"dynamo._core.KvRouter".msg = ' in table
    assert '"dynamo.llm.register_llm".msg = ' in table
    assert '"dynamo._core.register_model".msg = ' not in table
