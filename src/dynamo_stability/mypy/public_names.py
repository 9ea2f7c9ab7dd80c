"""The name under which users know what is defined elsewhere."""

from __future__ import annotations

from mypy.nodes import Import, ImportAll, ImportFrom

from dynamo_stability.mypy.owners import module_of, prefixes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy.nodes import MypyFile

    from dynamo_stability.record import Record


def published(record: Record, user: MypyFile, modules: Mapping[str, MypyFile]) -> Record:
    """A record of a source under its public name.

    Looked at are the packages above the definition and the modules that the user imports: they
    are loaded in every run, so the answer does not depend on what is in the cache. Of several
    names, one that ends as the definition does goes first, then the one with the fewest dots.
    """
    name, bracket, parameter = record.name.partition("(")
    home = module_of(name, modules)
    if home is None or home == name:
        return record
    qualname = name[len(home) + 1 :]
    head, dot, rest = qualname.partition(".")
    found = [] if is_private(name) else [f"{home}.{head}"]
    for module in {*prefixes(home), *_imported(user, home)} - {home}:
        tree = modules.get(module)
        if tree is not None and not is_private(module) and _hands_out(tree, f"{home}.{head}"):
            found.append(f"{module}.{head}")
    if not found:
        return record
    best = min(found, key=lambda one: (one.count("."), one)) + dot + rest
    if best == name:
        return record
    definition = record.definition or record.name
    return record.replace(name=best + bracket + parameter, definition=definition)


def _hands_out(tree: MypyFile, definition: str) -> bool:
    """Whether a module re-exports a definition under its own last name."""
    symbol = tree.names.get(definition.rpartition(".")[2])
    if symbol is None or symbol.node is None or symbol.node.fullname != definition:
        return False
    is_chosen = tree.is_package_init_file() or "__all__" in tree.names
    return symbol.module_public and is_chosen


def _imported(user: MypyFile, home: str) -> Iterator[str]:
    """The modules that a module imports from, as far as they are close to `home`."""
    top = home.partition(".")[0]
    for node in user.imports:
        names = [name for name, _ in node.ids] if isinstance(node, Import) else []
        if isinstance(node, (ImportFrom, ImportAll)) and not node.relative:
            names = [node.id]
        yield from [name for name in names if name.partition(".")[0] == top]


def is_private(name: str) -> bool:
    """Whether a part of a full name says that it is not for users."""
    parts = name.split(".")
    return any(one.startswith("_") and not one.endswith("__") for one in parts)
