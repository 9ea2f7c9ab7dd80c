"""marked_packages(): the installed packages that code imports and that have marks; none is run."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING

from dynamo_stability.catalog import REGISTRY_MODULE
from dynamo_stability.collect import find_target
from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_python
from dynamo_stability.consumer.files import NOTEBOOK, PYTHON
from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.collect import Source, Target
    from dynamo_stability.consumer.files import UserFile
    from dynamo_stability.record import Record

_IMPORT: Final = re.compile(
    rb"^(?:[^\S\n]*\"?)(?:from[^\S\n]+([A-Za-z_]\w*)[\w.]*[^\S\n]+import\b"
    rb"|import[^\S\n]+([A-Za-z_][^#\n;\"\\]*))",
    re.MULTILINE,
)
#: What a package mentions that has marks of ours, in source or in a manifest.
_SIGNS: Final = (b"dynamo_stability",)
_OWN: Final = "dynamo_stability"


def imported_names(files: Iterable[UserFile]) -> set[str]:
    """The outermost names that the imports in some files are of, told by their text alone."""
    found: set[bytes] = set()
    for file in files:
        if file.kind not in {PYTHON, NOTEBOOK}:
            continue
        try:
            content = file.path.read_bytes()
        except OSError:
            continue  # the search reports it
        for match in _IMPORT.finditer(content):
            if match[1]:
                found.add(match[1])
            else:
                found.update(_first(one) for one in match[2].split(b","))
    return {one.decode("ascii", "replace") for one in found} - set(sys.stdlib_module_names)


def _first(written: bytes) -> bytes:
    return written.strip().partition(b" ")[0].partition(b".")[0]


def marked_packages(names: Iterable[str]) -> Iterator[Target]:
    """Of some names, the installed packages that have a registry, or mention our markers."""
    for name in sorted(names):
        if not name.isidentifier() or name == _OWN:
            continue
        try:
            target = find_target(name)
        except CollectError:
            continue  # it is not installed here
        if target.is_release and (any(registries_of(target)) or _has_marks(target)):
            yield target


def registries_of(target: Target) -> Iterator[Source]:
    """The registry modules of the packages of a target."""
    for source in target.sources:
        if source.module.rpartition(".")[2] == REGISTRY_MODULE:
            yield source


def _has_marks(target: Target) -> bool:
    return any(_mentions(source) for source in target.sources)


def _mentions(source: Source) -> bool:
    try:
        content = source.path.read_bytes()
    except OSError:
        return False
    return any(one in content for one in _SIGNS)


# ---- positions ----------------------------------------------------------------------------------


def positions_of(
    records: Iterable[Record], target: Target
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the arguments of functions with marked parameters are called, in order.

    Registries do not say; the sources and stubs beside them do.
    """
    trees: dict[str, ast.Module | None] = {}
    done: set[str] = set()
    for record in records:
        if record.kind != "parameter":
            continue
        function = record.name.partition("(")[0]
        if function in done:
            continue
        done.add(function)
        for name in (record.definition, record.name, *record.aliases):
            found = None if name is None else _signature(name.partition("(")[0], target, trees)
            if found is not None:
                yield function, found
                break


def _signature(
    name: str, target: Target, trees: dict[str, ast.Module | None]
) -> tuple[str, ...] | None:
    for source in target.sources:
        if not name.startswith(source.module + "."):
            continue
        if source.module not in trees or source.is_stub:
            trees[source.module] = _parsed(source) or trees.get(source.module)
        tree = trees[source.module]
        node = None if tree is None else _inside(tree, name[len(source.module) + 1 :].split("."))
        if node is not None:
            return tuple([one.arg for one in [*node.posonlyargs, *node.args]])
    return None


def _parsed(source: Source) -> ast.Module | None:
    try:
        return parse_python(source.path, source.path.read_bytes())
    except (OSError, *PARSE_ERRORS):
        return None


def _inside(tree: ast.AST, path: list[str]) -> ast.arguments | None:
    """The arguments of the function that a path leads to; of a class those of its `__init__`."""
    for node in ast.iter_child_nodes(tree):
        if getattr(node, "name", None) == path[0]:
            if len(path) > 1:
                return _inside(node, path[1:])
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return node.args
            if isinstance(node, ast.ClassDef):
                return _inside(node, ["__init__"]) or _fields(node)
        elif isinstance(node, (ast.If, ast.Try)):
            found = _inside(node, path)
            if found is not None:
                return found
    return None


def _fields(node: ast.ClassDef) -> ast.arguments | None:
    """The arguments of a dataclass: its annotated fields, in order."""
    names = [ast.unparse(one).partition("(")[0] for one in node.decorator_list]
    if not any(one.rpartition(".")[2] == "dataclass" for one in names):
        return None
    fields = [
        ast.arg(one.target.id)
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]
    return ast.arguments([], [ast.arg("self"), *fields], None, [], [], None, [])
