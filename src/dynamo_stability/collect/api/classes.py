"""Hierarchy: the base classes of a class, as far as the modules at hand define them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dynamo_stability.collect.api.names import ApiNames
    from dynamo_stability.collect.api.reading import ApiModule


class OwnClass(NamedTuple):
    """A class that the modules at hand define.

    Attributes:
        module: the module that defines it.
        qualname: its name in there.
        shape: what griffe knows of it.
    """

    module: ApiModule
    qualname: str
    shape: griffe.Class


class Base(NamedTuple):
    """One base class, as a class statement names it.

    Attributes:
        expression: the expression.
        full_name: the full name that it leads to; the text, where it is none.
        own: the class itself, if the modules at hand define it.
    """

    expression: str | griffe.Expr
    full_name: str
    own: OwnClass | None


class Hierarchy:
    """Knows where classes are defined.

    Args:
        modules: the modules at hand.
        names: knows what names stand for.
    """

    def __init__(self, modules: Mapping[str, ApiModule], names: ApiNames) -> None:
        self._modules = modules
        self._names = names

    def bases(self, one: OwnClass) -> Iterator[Base]:
        """The base classes in the order of the class statement."""
        for expression in one.shape.bases:
            full = self._names.definition_of(one.module.name, expression)
            own = None if full is None else self._find(full)
            yield Base(expression, full or str(expression), own)

    def _find(self, full: str) -> OwnClass | None:
        found = self._names.owned(full)
        if found is None:
            return None
        module, qualname = self._modules[found[0]], found[1]
        shape = module.find(qualname)
        return OwnClass(module, qualname, shape) if isinstance(shape, griffe.Class) else None

    def is_private(self, one: OwnClass) -> bool:
        """Whether users have no name for a class."""
        head, *rest = one.qualname.split(".")
        is_hidden = any(part.startswith("_") for part in rest)
        return is_hidden or not self._names.public_names(one.module.name, head)

    def public_bases(self, one: OwnClass) -> list[tuple[str, Base]]:
        """The bases that users know, by full public name with its arguments as written.

        A private one is left out; its own bases take its place.
        """
        found: dict[str, Base] = {}
        for base in self._public_bases(one, set()):
            found.setdefault(self._text(base), base)
        return list(found.items())

    def _public_bases(self, one: OwnClass, seen: set[str]) -> Iterator[Base]:
        for base in self.bases(one):
            if base.own is None or not self.is_private(base.own):
                yield base
            elif base.full_name not in seen:
                seen.add(base.full_name)
                yield from self._public_bases(base.own, seen)

    def _text(self, base: Base) -> str:
        written = str(base.expression)
        name = base.expression
        if isinstance(name, griffe.ExprSubscript):
            name = name.left
        if not isinstance(name, (griffe.ExprName, griffe.ExprAttribute)):
            return written
        return self._names.public_name(base.full_name) + written[len(str(name)) :]

    def ancestors(self, one: OwnClass) -> list[tuple[OwnClass, bool]]:
        """The classes at hand that a class derives from, in the order that methods are looked for.

        Each with whether only private classes lie between.
        """
        found: dict[int, tuple[OwnClass, bool]] = {}
        for ancestor, is_hidden in self._ancestors(one, (), is_hidden=True):
            before = found.pop(
                id(ancestor.shape), None
            )  # where several lead there, the last counts
            found[id(ancestor.shape)] = (ancestor, is_hidden or (before or (one, False))[1])
        return list(found.values())

    def _ancestors(
        self, one: OwnClass, through: tuple[int, ...], *, is_hidden: bool
    ) -> Iterator[tuple[OwnClass, bool]]:
        for base in self.bases(one):
            own = base.own
            if own is None or id(own.shape) in through or own.shape is one.shape:
                continue
            is_also_hidden = is_hidden and self.is_private(own)
            yield own, is_also_hidden
            through_this = (*through, id(one.shape))
            yield from self._ancestors(own, through_this, is_hidden=is_also_hidden)
