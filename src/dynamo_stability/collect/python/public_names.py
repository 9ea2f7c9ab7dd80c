"""PublicNames: every name under which users can import what a module defines.

A module exports what its `__all__` lists. Without one it exports its own names that have no
underscore in front, what it imports as `x as x`, and what it imports with a star; an `__init__.py`
also what it imports from its own package, which is how most packages build their surface.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.python.resolving import dotted
from dynamo_stability.collect.sources import owner_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.collect.python.resolving import Resolver


#: How many modules may take over each other's `__all__` in turn.
_DEEPEST = 10


class _Step(NamedTuple):
    """One place where a name was found.

    Attributes:
        module: the module that has it.
        name: the name there.
        way: how it came there: defined, imported or starred.
    """

    module: Module
    name: str
    way: str


class PublicNames:
    """Knows where a definition is re-exported, in the modules at hand."""

    def __init__(self, modules: Mapping[str, Sequence[Module]], resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._regular = {
            name for name, parts in modules.items() if any(one.source.is_package for one in parts)
        }
        self._imported_as: dict[str, list[tuple[Module, str]]] = {}
        self._starred_by: dict[str, list[Module]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        for parts in modules.values():
            for module in parts:
                self._index(module)

    def of(self, module: str, qualname: str) -> tuple[str, tuple[str, ...]]:
        """The preferred public name of a definition, and its further ones.

        Preferred is a name that ends as the definition does, then the one with the fewest dots,
        then the first by alphabet. What is public nowhere goes by the name of its definition.
        """
        head, dot, rest = qualname.partition(".")
        names = [f"{name}{dot}{rest}" for name in self.every(module, head)]
        if not names:
            return f"{module}.{qualname}", ()
        return names[0], tuple(sorted(names[1:]))

    def _index(self, module: Module) -> None:
        for bound, origins in module.imports.items():
            for origin in origins:
                self._imported_as.setdefault(origin, []).append((module, bound))
        for star in module.stars:
            self._starred_by.setdefault(star, []).append(module)
        for bound, values in module.assigned.items():
            for value in values:
                stands_for = _one_step(module, value)
                if stands_for is not None:
                    self._imported_as.setdefault(stands_for, []).append((module, bound))

    def every(self, module: str, name: str) -> list[str]:
        """All public names of what `module` defines as `name`, the preferred one first."""
        if (module, name) not in self._names:
            self._names[module, name] = self._search(module, name)
        return self._names[module, name]

    def _search(self, module: str, name: str) -> list[str]:
        found: dict[str, None] = {}
        seen = {(module, name)}
        waiting = [_Step(one, name, "defined") for one in self._modules.get(module, ())]
        while waiting:
            step = waiting.pop()
            if self._is_public(step):
                found[f"{step.module.name}.{step.name}"] = None
            for further in self._steps(step):
                key = (further.module.name, further.name)
                if key not in seen:
                    seen.add(key)
                    waiting.append(further)
        return sorted(found, key=lambda one: (not one.endswith(f".{name}"), one.count("."), one))

    def _steps(self, step: _Step) -> Iterator[_Step]:
        """Where a name of one module can be found next."""
        owner, name = step.module.name, step.name
        for module, bound in self._imported_as.get(f"{owner}.{name}", ()):
            yield _Step(module, bound, "imported" if bound in module.imports else "defined")
        for module in self._starred_by.get(owner, ()):
            if self._is_starred(owner, name):
                yield _Step(module, name, "starred")

    def _is_starred(self, owner: str, name: str) -> bool:
        parts = self._modules.get(owner, ())
        if any(one.exports.is_given for one in parts):
            return any(self._lists(one, name) for one in parts)
        return not name.startswith("_")

    def _is_public(self, step: _Step) -> bool:
        owner, name = step.module.name, step.name
        if any(_is_private(part) for part in (*owner.split("."), name)):
            return False
        parts = self._modules[owner]
        if any(one.exports.is_given for one in parts):
            return any(self._lists(one, name) for one in parts)
        if step.way == "imported":
            return name in step.module.passed_on or self._gathers(step.module, name)
        return True

    def _lists(self, module: Module, name: str, depth: int = 0) -> bool:
        """Whether `__all__` has a name, perhaps taken over from another module's."""
        if name in module.exports.names:
            return True
        for expression in module.exports.modules if depth < _DEEPEST else ():
            origins = [*self._resolver.names(module, expression)]
            if module.source.package:  # a star import binds the submodule as well
                origins.append(f"{module.source.package}.{dotted(expression)}")
            for origin in origins:
                if any(self._lists(one, name, depth + 1) for one in self._modules.get(origin, ())):
                    return True
        return False

    def _gathers(self, module: Module, name: str) -> bool:
        """Whether an `__init__.py` imports a name from its own package."""
        if not module.source.is_package or module.source.is_stub:
            return False
        own = owner_of(module.name, self._regular)
        return any(
            owner_of(origin.rpartition(".")[0], self._regular) == own
            or origin.partition(".")[0] == own.partition(".")[0]
            for origin in module.imports[name]
        )


def _is_private(part: str) -> bool:
    return part.startswith("_") and not (part.startswith("__") and part.endswith("__"))


def _one_step(module: Module, value: ast.expr) -> str | None:
    """The full name that an alias such as `x = y` stands for, without following it further."""
    written = dotted(value)
    if written is None:
        return None
    head, dot, rest = written.partition(".")
    if head in module.imports:
        return module.imports[head][0] + dot + rest
    return f"{module.name}.{written}" if module.binds(head) else None
