"""Names that alone are marked: a function under another name gets a definition of its own."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING, Final

from dynamo_stability.generate.stubs.imports import from_import
from dynamo_stability.generate.stubs.modules import flattened
from dynamo_stability.generate.stubs.source_text import used_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules
    from dynamo_stability.generate.stubs.source_text import SourceText

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_BUILTINS: Final = frozenset(dir(builtins))


class Aliases:
    """Writes functions anew under the further names that they have.

    Args:
        modules: what names are looked up in.
        module: the module with the further names.
        drafts: gives the stub of any module, as it is before it is marked.
    """

    def __init__(
        self,
        modules: StubModules,
        module: StubModule,
        drafts: Callable[[StubModule], SourceText],
    ) -> None:
        self._modules = modules
        self._module = module
        self._drafts = drafts
        self._imports: dict[str, set[str]] = {}

    def imports(self) -> list[str]:
        """The imports that the written functions need beside those of the module."""
        whole = [f"import {one}" for one in sorted(self._imports.get("", ()))]
        modules = sorted(set(self._imports) - {""})
        return whole + [from_import(one, sorted(self._imports[one])) for one in modules]

    def definitions(self, name: str, value: ast.expr, prefix: str = "") -> list[str]:
        """The functions that `name = value` stands for, with that name; empty for anything else.

        Args:
            name: the further name.
            value: what it is assigned, or imported as.
            prefix: the class that holds both, and a dot.
        """
        found = self._origin(value, prefix)
        if found is None:
            return []
        owner, qualname = found
        code = self._drafts(owner)
        nodes = list(functions_of(code.tree.body, qualname))
        if not all(self._is_copied(owner, code, node) for node in nodes):
            return []
        return [self._copy(owner, code, node, name) for node in nodes]

    def _origin(self, value: ast.expr, prefix: str) -> tuple[StubModule, str] | None:
        if prefix and isinstance(value, ast.Name):
            qualname = prefix + value.id
            return (self._module, qualname) if qualname in self._module.functions else None
        full = self._modules.find_function(self._module, value)
        found = None if full is None else self._modules.split(full)
        return None if found is None or "." in found[1] else found

    def _is_copied(self, owner: StubModule, code: SourceText, node: Function) -> bool:
        """Whether a function means the same where its copy stands; imports are added for it."""
        for one in node.decorator_list:
            is_overload = code.of(one).rpartition(".")[2] == "overload"
            if not is_overload and not self._modules.is_mark(owner, one):
                return False
        if owner is self._module:
            return True
        return all(self._reach(owner, name) for name in sorted(_names(node)))

    def _copy(self, owner: StubModule, code: SourceText, node: Function, name: str) -> str:
        start, end = code.span(node)[0], code.colon(node) + 1
        header = code.text[start:end].replace(f"def {node.name}", f"def {name}", 1)
        overloads = [one for one in node.decorator_list if not self._modules.is_mark(owner, one)]
        return "".join(f"@{code.of(one)}\n" for one in overloads) + f"{header} ..."

    def _reach(self, owner: StubModule, name: str) -> bool:
        """Make a name of another module mean the same in this one."""
        if name in _BUILTINS and not owner.facts.binds(name):
            return not self._module.facts.binds(name)
        if not owner.facts.binds(name):
            return True  # a word in a string
        origins = owner.facts.imports.get(name, [f"{owner.name}.{name}"])
        here = self._module.facts.imports.get(name)
        if here is not None:
            mine = {self._modules.resolver.definition_of(one) for one in here}
            return any(self._modules.resolver.definition_of(one) in mine for one in origins)
        if self._module.facts.binds(name):
            return False
        module, _, last = origins[0].rpartition(".")
        self._imports.setdefault(module, set()).add(last + _renamed(last, name))
        return True


def functions_of(statements: Iterable[ast.stmt], qualname: str) -> Iterator[Function]:
    """Every definition of a function among some statements: one, or its overloads."""
    head, dot, rest = qualname.partition(".")
    for node in flattened(statements):
        if isinstance(node, ast.ClassDef) and dot and node.name == head:
            yield from functions_of(node.body, rest)
        elif (
            isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and not dot
            and node.name == head
        ):
            yield node


def _names(node: Function) -> set[str]:
    """The names that a header looks up."""
    parts = [node.args, *node.decorator_list, *([node.returns] if node.returns else [])]
    own = {one.name for one in getattr(node, "type_params", ())}
    return {word for part in parts for word in used_words(part)} - own


def _renamed(name: str, bound: str) -> str:
    return "" if name == bound else f" as {bound}"
