"""PublicItems: every path under which users of a crate reach its items."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.rust.items import definition_of
from dynamo_stability.collect.rust.paths import Scope, crate_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.collect.rust.items import Item
    from dynamo_stability.collect.rust.paths import Paths
    from dynamo_stability.collect.rust.statements import Said
    from dynamo_stability.configuration import RustOptions

#: Under how many paths the inside of one module is looked at; modules that re-export each other
#: have endlessly many.
_MOST_PATHS: Final = 4
_TYPES: Final = frozenset({"struct", "union", "enum", "trait"})


class Reached(NamedTuple):
    """One path to an item.

    Attributes:
        name: the path.
        item: the item.
        carriers: the `use` declarations that put the item there.
        owner: the type that it is a member of, or None.
        is_guarded: whether something on the way is there with a Cargo feature only.
    """

    name: str
    item: Item
    carriers: tuple[Item, ...] = ()
    owner: Item | None = None
    is_guarded: bool = False


class _Exported(NamedTuple):
    """A name that a module shows, and the `use` declarations that put it there."""

    name: str
    item: Item
    carriers: tuple[Item, ...]


class PublicItems:
    """Knows the public paths of all items of some crates.

    Attributes:
        reached: every path, in the order in which they were found.

    Args:
        crates: the crates.
        paths: follows paths through them.
        options: which Cargo features guard which tier.
    """

    def __init__(self, crates: Iterable[Item], paths: Paths, options: RustOptions) -> None:
        self._paths = paths
        self._options = options
        self._visits: dict[int, int] = {}
        self._by_item: dict[int, list[Reached]] = {}
        self._impls: dict[int, list[Item]] = {}
        self.reached: list[Reached] = []
        crates = tuple(crates)
        for crate in crates:
            self._index(crate)
        for crate in crates:
            self._visit(crate)

    def of(self, item: Item) -> tuple[Reached, ...]:
        """The public paths of an item, the preferred one first.

        Preferred is what needs no Cargo feature, then what is in the item's own crate, then what
        ends as the item is called, then what is shortest, then where it is defined, then what
        comes first by alphabet.
        """
        own = crate_of(item).name

        def rank(one: Reached) -> tuple[bool, bool, bool, int, bool, str]:
            name = one.name
            last = name.rpartition("::")[2].rpartition(".")[2].removesuffix("!")
            is_foreign = name.partition("::")[0] != own
            is_elsewhere = name != definition_of(item, one.owner)
            return (
                one.is_guarded,
                is_foreign,
                last != item.name,
                name.count("::"),
                is_elsewhere,
                name,
            )

        return tuple(sorted(self._by_item.get(id(item), ()), key=rank))

    def impls_of(self, item: Item) -> list[Item]:
        """The impl blocks of a type."""
        return self._impls.get(id(item), [])

    # ---- the walk -------------------------------------------------------------------------------

    def _index(self, crate: Item) -> None:
        """Find the types of all impl blocks, and the macros that go to the top of their crate."""
        waiting = [crate]
        while waiting:
            module = waiting.pop()
            for one in module.children:
                if not one.said(self._options).is_there:
                    continue
                if one.kind == "mod":
                    waiting.append(one)
                elif one.kind == "impl":
                    for target in self._paths.resolve(module, one.target):
                        self._impls.setdefault(id(target), []).append(one)
                elif one.kind == "macro" and one.attribute("macro_export") is not None:
                    self._reach(Reached(f"{crate.name}::{one.name}!", one))

    def _visit(self, crate: Item) -> None:
        self._reach(Reached(crate.name, crate))
        waiting = deque([(crate, crate.name, False)])
        while waiting:
            module, prefix, is_guarded = waiting.popleft()
            count = self._visits.get(id(module), 0)
            if count >= _MOST_PATHS:
                continue
            self._visits[id(module)] = count + 1
            for name, item, carriers in self._exports(module):
                reached = self._reach_by(f"{prefix}::{name}", item, carriers, is_guarded=is_guarded)
                if reached is not None and item.kind == "mod":
                    waiting.append((item, reached.name, reached.is_guarded))

    def _reach_by(
        self, name: str, item: Item, carriers: tuple[Item, ...], *, is_guarded: bool
    ) -> Reached | None:
        """Note a path to an item and to what is in it; None where users do not find it there."""
        every = [one.said(self._options) for one in (*carriers, item)]
        if not all(one.is_there for one in every):
            return None
        is_deprecated = any(one.deprecation for said in every for one in said.statements)
        if any(one.is_hidden for one in every) and not is_deprecated:
            return None
        guarded = is_guarded or any(map(_is_guarded, every))
        name = f"{name}!" if item.kind == "macro" else name
        reached = self._reach(Reached(name, item, carriers, is_guarded=guarded))
        if item.kind in _TYPES:
            self._reach_members(reached)
        return reached

    def _reach(self, reached: Reached) -> Reached:
        self.reached.append(reached)
        self._by_item.setdefault(id(reached.item), []).append(reached)
        return reached

    def _reach_members(self, owner: Reached) -> None:
        for one in owner.item.children:
            self._reach_member(owner, one, "." if one.kind == "field" else "::")
        for block in self._impls.get(id(owner.item), ()):
            if block.trait is None:
                for one in block.children:
                    self._reach_member(owner, one, "::")

    def _reach_member(self, owner: Reached, item: Item, joint: str) -> None:
        said = item.said(self._options)
        is_deprecated = any(one.deprecation for one in said.statements)
        if item.is_public and said.is_there and (is_deprecated or not said.is_hidden):
            name = f"{owner.name}{joint}{item.name}"
            self._reach(
                Reached(
                    name, item, owner=owner.item, is_guarded=owner.is_guarded or _is_guarded(said)
                )
            )

    # ---- what a module shows --------------------------------------------------------------------

    def _exports(self, module: Item) -> Iterator[_Exported]:
        """What a module shows; names of its own go before those from `*`."""
        shown: set[tuple[str, int]] = set()
        names: set[str] = set()
        for one in self._named(module):
            key = (one.name, id(one.item))
            if key not in shown:
                shown.add(key)
                names.add(one.name)
                yield one
        seen = {id(module)}
        waiting = deque(self._starred(module, ()))
        while waiting:
            target, carriers = waiting.popleft()
            if id(target) in seen:
                continue
            seen.add(id(target))
            for one in self._named(target):
                key = (one.name, id(one.item))
                if one.name not in names and key not in shown:
                    shown.add(key)
                    yield one._replace(carriers=(*carriers, *one.carriers))
            waiting += self._starred(target, carriers)

    def _named(self, module: Item) -> Iterator[_Exported]:
        for one in module.children:
            is_shown = one.is_public and one.kind not in {"impl", "field", "macro"}
            if is_shown:
                yield _Exported(one.name, one, ())
        for name, uses in Scope.of(module).uses.items() if module.kind == "mod" else ():
            for use in uses:
                if use.carrier.is_public and name != "_":
                    for target in self._paths.resolve(module, use.path):
                        yield _Exported(name, target, (use.carrier,))

    def _starred(
        self, module: Item, carriers: tuple[Item, ...]
    ) -> Iterator[tuple[Item, tuple[Item, ...]]]:
        for use in Scope.of(module).globs if module.kind == "mod" else ():
            if use.carrier.is_public:
                for target in self._paths.resolve(module, use.path):
                    if target.kind in {"mod", "enum"}:
                        yield target, (*carriers, use.carrier)


def _is_guarded(said: Said) -> bool:
    return any(one.guard is not None for one in said.statements)
