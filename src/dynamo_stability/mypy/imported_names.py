"""ImportedNames: where the names come from that a module has bound by `from` imports."""

from __future__ import annotations

from mypy.nodes import ImportAll, ImportFrom
from mypy.util import correct_relative_import

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping

    from mypy.nodes import MypyFile, SymbolNode


def absolute_name(tree: MypyFile, node: ImportFrom | ImportAll) -> str:
    """The full name of the module that a statement of `tree` imports from."""
    if not node.relative:
        return node.id
    is_package = tree.is_package_init_file()
    name, _ = correct_relative_import(tree.fullname, node.relative, node.id, is_package)
    return name


class ImportedNames:
    """Where the names of a module come from.

    A name may be marked that stands for something else: `register_llm` for `register_model`. mypy
    keeps what it stands for, so the name itself is found through the import.

    Args:
        tree: the module.
        modules: the modules that mypy has loaded.
    """

    def __init__(self, tree: MypyFile, modules: Mapping[str, MypyFile]) -> None:
        self._modules = modules
        self._origins: dict[str, list[str]] = {}
        self._starred: list[str] = []
        for node in tree.imports:
            if isinstance(node, ImportFrom):
                module = absolute_name(tree, node)
                for name, bound in node.names:
                    self._origins.setdefault(bound or name, []).append(f"{module}.{name}")
            elif isinstance(node, ImportAll):
                self._starred.append(absolute_name(tree, node))

    def marked(self, index: Container[str], last_names: Collection[str]) -> set[str]:
        """The names here that may stand for something marked under the name it came from."""
        found = {
            bound
            for bound, origins in self._origins.items()
            if any(origin in index for origin in origins)
        }
        return found.union(last_names) if self._starred else found

    def origins(self, name: str, target: SymbolNode | None) -> Iterator[str]:
        """The full names that a name here was imported by, if it means what they mean."""
        starred = [f"{module}.{name}" for module in self._starred]
        for origin in [*self._origins.get(name, ()), *starred]:
            if target is not None and self._leads_to(origin) is target:
                yield origin

    def _leads_to(self, origin: str) -> SymbolNode | None:
        if origin in self._modules:
            return self._modules[origin]
        module, _, name = origin.rpartition(".")
        tree = self._modules.get(module)
        symbol = tree.names.get(name) if tree is not None else None
        return symbol.node if symbol is not None else None
