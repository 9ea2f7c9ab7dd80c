"""Paths: what a path in Rust source leads to, followed through modules and `use`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.rust.items import TYPES, Item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dynamo_stability.collect.rust.uses import Use

#: How many `use` declarations may lead through each other.
_DEEPEST: Final = 60
_NAMED_IN_MODULES: Final = TYPES | {"fn", "const", "static", "macro", "exception"}


class Scope:
    """What the names of one module stand for.

    Attributes:
        items: its own items by name; several where conditions or namespaces tell them apart.
        uses: what it brings in by name.
        globs: what it brings in by `*`.
    """

    __slots__ = ("globs", "items", "uses")

    def __init__(self, module: Item) -> None:
        self.items: dict[str, list[Item]] = {}
        self.uses: dict[str, list[Use]] = {}
        self.globs: list[Use] = []
        for one in module.children:
            if one.kind in _NAMED_IN_MODULES or one.kind == "variant":
                self.items.setdefault(one.name, []).append(one)
        for use in module.uses:
            if use.name:
                self.uses.setdefault(use.name, []).append(use)
            else:
                self.globs.append(use)

    @staticmethod
    def of(module: Item) -> Scope:
        """The scope of a module, or the variants of an enum."""
        if not isinstance(module.scope, Scope):
            module.scope = Scope(module)
        return module.scope


class Known(NamedTuple):
    """The crates that paths may lead into.

    Attributes:
        roots: the crates by the name of their package.
        names: for each crate what it calls the others, and which package each of them is.
    """

    roots: Mapping[str, Item]
    names: Mapping[int, Mapping[str, str]]


class Paths:
    """Follows paths through the crates at hand."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._found: dict[tuple[int, tuple[str, ...]], tuple[Item, ...]] = {}
        self._following: set[tuple[int, tuple[str, ...]]] = set()

    def resolve(self, place: Item, path: tuple[str, ...], depth: int = 0) -> tuple[Item, ...]:
        """The items that a path may lead to, from the module that `place` stands in."""
        module = place.module
        key = (id(module), path)
        if key in self._found:
            return self._found[key]
        if key in self._following or depth > _DEEPEST or not path:
            return ()
        self._following.add(key)
        found = tuple(dict.fromkeys(self._resolve(module, path, depth + 1)))
        self._following.discard(key)
        self._found[key] = found
        return found

    def _resolve(self, module: Item, path: tuple[str, ...], depth: int) -> Iterator[Item]:
        starts, rest = self._starts(module, path, depth)
        for part in rest:
            starts = tuple(one for start in starts for one in self._within(start, part, depth))
        yield from starts

    def _starts(
        self, module: Item, path: tuple[str, ...], depth: int
    ) -> tuple[tuple[Item, ...], tuple[str, ...]]:
        """The items of the first part of a path, and the parts behind it."""
        head, rest = path[0], path[1:]
        if head in {"crate", "$crate"}:
            return (crate_of(module),), rest
        if head == "":
            return (self._crates(module, rest[0]), rest[1:]) if rest else ((), ())
        if head in {"self", "super"}:
            while head == "super":
                module = module.parent.module if module.parent else module
                if rest[:1] != ("super",):
                    return (module,), rest
                rest = rest[1:]
            return (module,), rest
        return self._within(module, head, depth) or self._crates(module, head), rest

    def _crates(self, module: Item, name: str) -> tuple[Item, ...]:
        crate = crate_of(module)
        package = self._known.names.get(id(crate), {}).get(name)
        root = None if package is None else self._known.roots.get(package)
        if root is not None:
            return (root,)
        # Paths of the 2015 edition begin at the crate without saying so.
        return tuple(Scope.of(crate).items.get(name, ()))

    def _within(self, holder: Item, name: str, depth: int) -> tuple[Item, ...]:
        """What a name stands for inside a module or an enum."""
        if holder.kind not in {"mod", "enum"}:
            return ()
        found = self._directly_within(holder, name, depth)
        seen = {id(holder)}
        waiting = [] if found else [holder]
        while waiting:
            for target in self._taken_from(waiting.pop(), depth):
                if id(target) not in seen:
                    seen.add(id(target))
                    more = self._directly_within(target, name, depth)
                    found += more
                    waiting += [] if more else [target]
        return found

    def _directly_within(self, holder: Item, name: str, depth: int) -> tuple[Item, ...]:
        scope = Scope.of(holder)
        found = tuple(scope.items.get(name, ()))
        for use in scope.uses.get(name, ()):
            found += self.resolve(holder, use.path, depth)
        return found

    def _taken_from(self, module: Item, depth: int) -> Iterator[Item]:
        """The modules and enums that a module takes everything from."""
        for use in Scope.of(module).globs if module.kind == "mod" else ():
            for target in self.resolve(module, use.path, depth):
                if target.kind in {"mod", "enum"}:
                    yield target


def crate_of(module: Item) -> Item:
    """The crate that an item is part of."""
    while module.parent is not None:
        module = module.parent
    return module
