"""Records of what users of a crate see: one for each public path that something is said about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.rust.items import definition_of
from dynamo_stability.record import Deprecation, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from dynamo_stability.collect.rust.items import Item
    from dynamo_stability.collect.rust.public import PublicItems, Reached
    from dynamo_stability.collect.rust.statements import Statement
    from dynamo_stability.configuration import RustOptions
    from dynamo_stability.tiers import Tier


def combine(statements: Iterable[Statement]) -> dict[str, Any]:
    """The fields of the record that some statements make; where two speak of one, the first counts.

    A condition goes before words: the compiler sees to it.
    """
    tier: Tier | None = None
    gone: dict[str, Any] | None = None
    fields: dict[str, str] = {}
    for one in sorted(statements, key=lambda statement: statement.guard is None):
        tier = tier or one.tier
        if one.deprecation is not None:
            gone = {**one.deprecation.to_dict(), **(gone or {})}
        for field, value in one.fields:
            fields.setdefault(field, value)
    deprecation = None if gone is None else Deprecation.from_dict(gone)
    return {"tier": tier, "deprecation": deprecation, **fields}


def is_mark(statements: Iterable[Statement]) -> bool:
    """Whether statements give a tier or a deprecation, not just further fields."""
    return any(one.tier is not None or one.deprecation is not None for one in statements)


def marked_modules(item: Item, options: RustOptions) -> Iterator[Item]:
    """The modules around an item that are marked, from the inside out."""
    for one in item.ancestors:
        if one.kind == "mod" and is_mark(one.said(options).statements):
            yield one


class Quoted(NamedTuple):
    """A statement, and the item that makes it."""

    by: Item
    statement: Statement


def quote(items: Iterable[Item], options: RustOptions) -> Iterator[Quoted]:
    """What is said about some items."""
    return (Quoted(one, each) for one in items for each in one.said(options).statements)


def said_together(definitions: Iterable[Iterable[Quoted]]) -> list[Quoted]:
    """What is said about a name that several definitions may have, under conditions.

    Where one of them needs no Cargo feature, neither does the name.
    """
    said = [list(one) for one in definitions]
    if not all(any(one.statement.guard is not None for one in each) for each in said):
        said = [[one for one in each if one.statement.guard is None] for each in said]
    return [one for each in said for one in each]


def block_of(item: Item) -> tuple[Item, ...]:
    """The impl block that an item stands in, where it does."""
    return () if item.parent is None or item.parent.kind != "impl" else (item.parent,)


def place_of(said: Iterable[Quoted]) -> str:
    """Where the first mark stands."""
    return next(one.by.place for one in said if is_mark([one.statement]))


class RustRecords:
    """Makes the records of the public items of some crates.

    Args:
        public: the paths of those items.
        options: which Cargo features guard which tier.
    """

    def __init__(self, public: PublicItems, options: RustOptions) -> None:
        self._public = public
        self._options = options

    def __iter__(self) -> Iterator[Record]:
        groups: dict[str, list[Reached]] = {}
        for reached in self._public.reached:
            groups.setdefault(reached.name, []).append(reached)
        for name in sorted(groups):
            group = groups[name]
            said = said_together(map(self._said, group))
            if is_mark(one.statement for one in said):
                yield from self._record(group[0], said)
        seen: set[int] = set()
        for reached in self._public.reached:
            if reached.item.kind != "mod" and id(reached.item) not in seen:
                seen.add(id(reached.item))
                yield from self._of_trait_impls(reached.item)

    def _said(self, reached: Reached) -> Iterator[Quoted]:
        item = reached.item
        yield from quote((*reached.carriers, item, *block_of(item)), self._options)
        yield from quote(self._modules_around(reached), self._options)

    def _modules_around(self, reached: Reached) -> Iterator[Item]:
        """The marked modules around an item through which its path does not lead.

        What is said of those around its owner, the owner's record says.
        """
        owner = reached.owner
        known = set() if owner is None else {id(one) for one in owner.ancestors}
        for module in marked_modules(reached.item, self._options):
            names = tuple(f"{one.name}::" for one in self._public.of(module))
            if id(module) not in known and not reached.name.startswith(names):
                yield module

    def _record(self, reached: Reached, said: list[Quoted]) -> Iterator[Record]:
        """The record of a path, unless that of a better path to the same item is enough."""
        preferred, *others = self._public.of(reached.item)
        is_preferred = preferred.name == reached.name
        if not is_preferred and self._is_alias(reached, preferred):
            return
        name, definition = reached.name, definition_of(reached.item, reached.owner)
        further = {
            one.name
            for one in others
            if one.is_guarded == preferred.is_guarded and self._is_alias(one, preferred)
        }
        yield Record(
            f"rust:{name}",
            "rust",
            definition=None if definition == name else f"rust:{definition}",
            source=place_of(said),
            aliases=_spelled(further - {name, definition}) if is_preferred else (),
            **combine(one.statement for one in said),
        )

    def _is_alias(self, reached: Reached, preferred: Reached) -> bool:
        """Whether nothing is said about a path that is not said about the preferred one too."""
        said, known = (
            [one for use in each.carriers for one in use.said(self._options).statements]
            for each in (reached, preferred)
        )
        return not said or said == known

    def _of_trait_impls(self, item: Item) -> Iterator[Record]:
        """A marked `impl Trait for Type` is about that trait of the type alone."""
        marked: dict[str, list[Item]] = {}
        for block in self._public.impls_of(item):
            if block.trait is not None and is_mark(block.said(self._options).statements):
                marked.setdefault(block.trait, []).append(block)
        for trait in sorted(marked):
            said = list(quote(marked[trait], self._options))
            yield Record(
                f"rust:<{self._public.of(item)[0].name} as {trait}>",
                "rust",
                source=place_of(said),
                **combine(one.statement for one in said),
            )


def _spelled(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"rust:{one}" for one in sorted(names))
