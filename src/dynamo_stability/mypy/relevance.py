"""Relevance: where a module can use anything marked at all, told from its text.

Most lines of a large code base use nothing that is marked, and reading the words of a file takes
a tenth of the time of a walk over its tree.
"""

from __future__ import annotations

from pathlib import Path

from mypy.nodes import Decorator, FuncDef, Import, ImportAll, ImportFrom, OverloadedFuncDef

from dynamo_stability.mypy.imported_names import absolute_name
from dynamo_stability.mypy.owners import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from mypy.nodes import MypyFile, SymbolNode
    from mypy.options import Options

    from dynamo_stability.mypy.registries import Registry

#: The characters of identifiers, and the end of a line; bytes above 127 are parts of the former.
_KEPT: Final = frozenset(b"_\n0123456789" + bytes(range(128, 256)))
#: Turns everything else into spaces.
_SPACED: Final = bytes(
    one if one in _KEPT or chr(one).isalpha() else ord(" ") for one in range(256)
)


class Relevance:
    """Knows which lines of a module can use anything marked.

    Args:
        registry: what is marked.
        options: mypy's own options.
    """

    def __init__(self, registry: Registry, options: Options) -> None:
        self._registry = registry
        self._reads_elsewhere = bool(options.shadow_file)
        self._words: set[bytes] | None = set()
        self._words_for = -1
        self._renamed: dict[str, set[bytes]] = {}

    def lines(self, tree: MypyFile, modules: Mapping[str, MypyFile]) -> list[int] | None:
        """The lines where something marked may be used, in order; None where it may be anywhere."""
        if self._words_for != self._registry.version:
            self._words_for = self._registry.version
            self._renamed.clear()
            self._words = self._find_words(modules)
        if self._words is None or self._reads_elsewhere:
            return None
        words = self._words.union(*[self._renamed_in(one, modules) for one in _sources(tree)])
        try:
            text = Path(tree.path).read_bytes()
        except OSError:
            return None
        spaced = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").translate(_SPACED)
        if words.isdisjoint(spaced.split()):
            return []
        lines = enumerate(spaced.split(b"\n"), 1)
        return [number for number, line in lines if not words.isdisjoint(line.split())]

    def _find_words(self, modules: Mapping[str, MypyFile]) -> set[bytes] | None:
        """The words of which a use has to contain one; None where a use may do without.

        Operators need no name, and the constructor of a class is called by the names of its
        subclasses.
        """
        if any(name.startswith("__") for name in self._registry.last_names):
            return None
        words = set(self._registry.last_names)
        for function in self._registry.parameters:
            node = _found(function, modules)
            if node is None:
                self._words_for = -1  # it may be loaded later, and is not used before that
            elif not isinstance(node, (Decorator, FuncDef, OverloadedFuncDef)):
                return None
            words.add(function.rpartition(".")[2])
        return {word.encode() for word in words}

    def _renamed_in(self, module: str, modules: Mapping[str, MypyFile]) -> set[bytes]:
        """The names of a module that stand for something marked that is called otherwise."""
        if module not in self._renamed:
            tree = modules.get(module)
            symbols = tree.names.items() if tree is not None else ()
            self._renamed[module] = {
                name.encode()
                for name, symbol in symbols
                if symbol.node is not None
                and symbol.node.fullname in self._registry.index
                and symbol.node.fullname.rpartition(".")[2] != name
            }
        return self._renamed[module]


def _sources(tree: MypyFile) -> Iterator[str]:
    """The modules that a module imports, or imports from."""
    for node in tree.imports:
        if isinstance(node, Import):
            yield from [name for name, _ in node.ids]
        elif isinstance(node, (ImportFrom, ImportAll)):
            module = absolute_name(tree, node)
            yield module
            if isinstance(node, ImportFrom):
                yield from [f"{module}.{name}" for name, _ in node.names]


def _found(function: str, modules: Mapping[str, MypyFile]) -> SymbolNode | None:
    """The node of a module's function, by its full name."""
    module = module_of(function, modules)
    if module is None or module != function.rpartition(".")[0]:
        return None
    symbol = modules[module].names.get(function.rpartition(".")[2])
    return symbol.node if symbol is not None else None
