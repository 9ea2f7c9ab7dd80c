"""Resolver: what a dotted expression in one module stands for, followed through the others."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dynamo_stability.collect.python.modules import Module


class Assigned(NamedTuple):
    """A value that a name was found to hold, and the module that says so."""

    module: Module
    value: ast.expr


class Resolver:
    """Follows names through imports, aliases and star imports of the modules at hand.

    Args:
        modules: for each module its stub and its source, or the one there is.
    """

    def __init__(self, modules: Mapping[str, Sequence[Module]]) -> None:
        self._modules = modules
        self._known: dict[tuple[int, str], tuple[str | Assigned, ...]] = {}

    def resolve(self, module: Module, expression: ast.expr) -> tuple[str | Assigned, ...]:
        """All that an expression may stand for, nearest first.

        Full dotted names, each with what it leads to in turn; and values, where a name was
        assigned one. Empty for what is no dotted name.
        """
        written = dotted(expression)
        if written is None:
            return ()
        key = (id(module), written)
        if key not in self._known:
            self._known[key] = tuple(self._resolve(module, written, set()))
        return self._known[key]

    def names(self, module: Module, expression: ast.expr) -> Iterator[str]:
        """The full dotted names among what an expression may stand for."""
        return (one for one in self.resolve(module, expression) if isinstance(one, str))

    def values(self, module: Module, expression: ast.expr) -> Iterator[Assigned]:
        """The assigned values among what an expression may stand for."""
        return (one for one in self.resolve(module, expression) if not isinstance(one, str))

    def definition_of(self, full: str) -> str:
        """Where a full name leads in the end, as far as the modules at hand tell."""
        names = [one for one in self._follow(full, set()) if isinstance(one, str)]
        return names[-1]

    def _resolve(self, module: Module, written: str, seen: set[str]) -> Iterator[str | Assigned]:
        head, dot, rest = written.partition(".")
        yield from self._follow_bound(module, head, dot + rest, seen)
        if not module.binds(head):
            yield from self._follow_stars(module, head, dot + rest, seen)
            if not dot:
                yield head  # a built-in

    def _follow(self, full: str, seen: set[str]) -> Iterator[str | Assigned]:
        """A full name, and what it leads to."""
        if full in seen:
            return
        seen.add(full)
        yield full
        owner, _, rest = full.rpartition(".")
        while owner:
            if owner in self._modules:
                head, dot, tail = rest.partition(".")
                for module in self._modules[owner]:
                    if head not in module.defined:
                        yield from self._follow_bound(module, head, dot + tail, seen)
                    if not module.binds(head):
                        yield from self._follow_stars(module, head, dot + tail, seen)
                return
            owner, _, head = owner.rpartition(".")
            rest = f"{head}.{rest}"

    def _follow_bound(
        self, module: Module, head: str, tail: str, seen: set[str]
    ) -> Iterator[str | Assigned]:
        if head in module.defined:
            yield from self._follow(f"{module.name}.{head}{tail}", seen)
        for imported in module.imports.get(head, ()):
            # Once each: where nothing is known of the module, `from .x import x` leads to itself.
            if (step := f"{module.name}:{head}<{imported}") not in seen:
                seen.add(step)
                yield from self._follow(imported + tail, seen)
        for value in module.assigned.get(head, ()):
            written = dotted(value)
            if written is None:
                yield Assigned(module, value)
            elif (step := f"{module.name}:{head}={written}") not in seen:
                seen.add(step)
                yield from self._resolve(module, written + tail, seen)

    def _follow_stars(
        self, module: Module, head: str, tail: str, seen: set[str]
    ) -> Iterator[str | Assigned]:
        for star in module.stars:
            step = f"{module.name}*{star}.{head}"
            if step in seen:
                continue
            seen.add(step)
            if star not in self._modules or any(one.binds(head) for one in self._modules[star]):
                yield from self._follow(f"{star}.{head}{tail}", seen)
            else:
                for one in self._modules[star]:
                    yield from self._follow_stars(one, head, tail, seen)


def dotted(expression: ast.expr) -> str | None:
    """`a.b.c`, where an expression is written so; otherwise None."""
    parts: list[str] = []
    while isinstance(expression, ast.Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return None
    parts.append(expression.id)
    return ".".join(reversed(parts))
