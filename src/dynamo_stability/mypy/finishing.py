"""Finishing: the uses that mypy itself does not see as uses, and what a module depends on."""

from __future__ import annotations

from mypy.nodes import Expression, Import, ImportAll, ImportFrom

from dynamo_stability.mypy.imported_names import absolute_name
from dynamo_stability.mypy.owners import module_of, prefixes
from dynamo_stability.mypy.reporting import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mypy.nodes import Context, MypyFile


def place_of(context: Context) -> Place:
    """Where a node or a type stands."""
    last = context.end_line or context.line
    is_expression = isinstance(context, Expression)
    span = range(context.line, last + 1) if is_expression else [context.line]
    return Place(context.line, context.column, context.end_line, context.end_column, span)


def needed_modules(
    tree: MypyFile, modules: Mapping[str, MypyFile], registries: Iterable[str]
) -> set[str]:
    """The modules whose marks a module's messages come from, beside those it imports.

    A name that is imported may be defined and marked behind a re-export, or be marked in the
    registry of its package.

    Args:
        tree: the module, checked.
        modules: the modules that mypy has loaded.
        registries: the registry modules among them.
    """
    found: set[str] = set()
    packages = {name.rpartition(".")[0]: name for name in registries}
    for name in _imported(tree, modules):
        home = module_of(name, modules)
        if home is not None:
            found.add(home)
        for package in prefixes(name) if packages else ():
            if package in packages:
                found.add(packages[package])
    found.discard(tree.fullname)
    return found


def _imported(tree: MypyFile, modules: Mapping[str, MypyFile]) -> Iterator[str]:
    """The full names of the modules and definitions that a module imports."""
    for node in tree.imports:
        if isinstance(node, Import):
            yield from [name for name, _ in node.ids]
            continue
        if not isinstance(node, (ImportFrom, ImportAll)):
            continue
        module = absolute_name(tree, node)
        yield module
        source = modules.get(module)
        if source is None or not isinstance(node, ImportFrom):
            continue
        own = f"{module}."
        for name, _ in node.names:
            symbol = source.names.get(name)
            full_name = symbol.fullname if symbol is not None and symbol.node is not None else None
            if full_name is not None and not full_name.startswith(own):
                yield full_name
