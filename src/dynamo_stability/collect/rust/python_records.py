"""Records of what users of an extension module see, under the names that Python gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.rust.items import definition_of
from dynamo_stability.collect.rust.python_modules import Entry, named_modules
from dynamo_stability.collect.rust.python_names import (
    is_python_class,
    members_of,
    python_name,
    stated_module,
)
from dynamo_stability.collect.rust.records import (
    block_of,
    combine,
    is_mark,
    marked_modules,
    place_of,
    quote,
    said_together,
)
from dynamo_stability.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from dynamo_stability.collect.rust.items import Item
    from dynamo_stability.collect.rust.public import PublicItems
    from dynamo_stability.collect.rust.python_modules import PythonModule
    from dynamo_stability.collect.rust.records import Quoted
    from dynamo_stability.configuration import RustOptions

    #: From a module and a qualified name to the public name and its further ones.
    Naming: TypeAlias = Callable[[str, str], tuple[str, tuple[str, ...]]]


class Binding(NamedTuple):
    """A Rust item, and what it is called in Python.

    Attributes:
        name: the name in Python under which it is defined.
        module: the part of it that is the module.
        kind: what it is in Python, one of `record.KINDS`.
        rust: the path under which it is defined in Rust.
        source: where that is, as `path:line`.
        is_held: whether a module holds it; otherwise it merely says that it belongs there.
    """

    name: str
    module: str
    kind: str
    rust: str
    source: str
    is_held: bool


class _Bound(NamedTuple):
    """A Rust item under one name, and the items that say something about that."""

    module: str
    qualname: str
    kind: str
    item: Item
    about: tuple[Item, ...]
    owner: Item | None = None
    is_held: bool = True

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.module}.{self.qualname}" if self.qualname else self.module


class PythonRecords:
    """Finds the Python names of Rust items, and makes the records of those that are marked.

    Args:
        roots: the modules that are imported by themselves, with their full names.
        public: knows the impl blocks of types.
        options: which Cargo features guard which tier.
    """

    def __init__(
        self,
        roots: Iterable[tuple[PythonModule, str]],
        items: Iterable[Item],
        public: PublicItems,
        options: RustOptions,
    ) -> None:
        self._public = public
        self._options = options
        self._bound: dict[str, list[_Bound]] = {}
        self._bind(roots, items)

    def bindings(self) -> tuple[Binding, ...]:
        """Everything that Python sees of the crates, marked or not, sorted by name."""
        found = {
            Binding(
                one.name,
                one.module,
                one.kind,
                definition_of(one.item, one.owner),
                one.item.place,
                one.is_held,
            )
            for group in self._bound.values()
            for one in group
        }
        return tuple(sorted(found))

    def records(self, naming: Naming) -> list[Record]:
        """One record for each marked name; `naming` knows where Python code re-exports it."""
        by_item: dict[tuple[object, ...], Record] = {}
        for name in sorted(self._bound, key=lambda one: (one.count("."), one)):
            group = self._bound[name]
            said = said_together(quote(one.about, self._options) for one in group)
            if not is_mark(one.statement for one in said):
                continue
            record = self._record(group[0], said, naming)
            fields = record.replace(name="-", definition=None, aliases=())
            key = (id(group[0].item), fields)
            known = by_item.get(key)
            by_item[key] = record if known is None else _with_alias(known, record)
        return list(by_item.values())

    def _record(
        self,
        bound: _Bound,
        said: list[Quoted],
        naming: Naming,
    ) -> Record:
        name, aliases = _public_name(bound, naming)
        return Record(
            name,
            bound.kind,
            definition=None if bound.name == name else bound.name,
            source=place_of(said),
            aliases=aliases,
            **combine(one.statement for one in said),
        )

    # ---- what Python sees -----------------------------------------------------------------------

    def _bind(self, roots: Iterable[tuple[PythonModule, str]], items: Iterable[Item]) -> None:
        seen: set[int] = set()
        for module, name, carriers, around in named_modules(roots):
            known = self._known(around)
            if module.item is not None:
                about = (*carriers, module.item, *self._modules_around(module.item, known))
                self._add(_Bound(name, "", "module", module.item, about))
            known = self._known((*around, module))
            for entry in module.entries:
                seen.add(id(entry.item))
                self._add_entry(name, entry, known)
        for item in items:
            stated = stated_module(item) if is_python_class(item) else None
            if stated is not None and id(item) not in seen and item.kind != "exception":
                # Nothing adds it to a module, but it says where it is.
                entry = Entry(item, python_name(item), ())
                self._add_entry(stated, entry, set(), is_held=False)

    def _known(self, modules: Iterable[PythonModule]) -> set[int]:
        """The Rust modules whose marks the records of some Python modules hold."""
        items = [one.item for one in modules if one.item is not None]
        return {id(each) for one in items for each in (one, *one.ancestors)}

    def _modules_around(self, item: Item, known: set[int]) -> Iterator[Item]:
        return (one for one in marked_modules(item, self._options) if id(one) not in known)

    def _add(self, bound: _Bound) -> None:
        if all(one.said(self._options).is_there for one in bound.about):
            self._bound.setdefault(bound.name, []).append(bound)

    def _add_entry(
        self, module: str, entry: Entry, known: set[int], *, is_held: bool = True
    ) -> None:
        item = entry.item
        kind = "class" if is_python_class(item) else "function" if item.kind == "fn" else "name"
        about = (*entry.carriers, item, *self._modules_around(item, known))
        self._add(_Bound(module, entry.name, kind, item, about, is_held=is_held))
        if kind != "class":
            return
        known = {id(one) for one in item.ancestors}
        for member in members_of(item, self._public.impls_of(item)):
            inner = member.item
            about = (inner, *block_of(inner), *self._modules_around(inner, known))
            qualname = f"{entry.name}.{member.name}"
            self._add(_Bound(module, qualname, member.kind, inner, about, item, is_held))


def _public_name(bound: _Bound, naming: Naming) -> tuple[str, tuple[str, ...]]:
    """The name that users import something by, and its further ones.

    Where no Python code is known to re-export a class, it goes by the name that it gives itself
    with `module = "..."`: PyO3 has that for classes that are re-exported.
    """
    if not bound.qualname:
        return bound.module, ()
    name, aliases = naming(bound.module, bound.qualname)
    item = bound.owner or bound.item
    stated = stated_module(item) if item.kind != "exception" else None
    names = set(aliases)
    if stated is not None and not any(part.startswith("_") for part in stated.split(".")):
        own = f"{stated}.{bound.qualname}"
        names.add(own)
        name = own if name == bound.name else name
    return name, tuple(sorted(names - {name, bound.name}))


def _with_alias(record: Record, other: Record) -> Record:
    """A record with the names of another one of the same item."""
    names = {*record.aliases, other.name, *other.aliases, other.definition or other.name}
    return record.replace(aliases=tuple(sorted(names - {record.name, record.definition})))
