"""ApiIndex: what a public name stands for in one release."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.catalog import ApiObject


class Ancestors(NamedTuple):
    """What a class derives from.

    Attributes:
        own: the classes of the same API, nearest first, without the class itself.
        foreign: the names of those that lie outside of it.
    """

    own: tuple[ApiObject, ...]
    foreign: tuple[str, ...]


class ApiIndex:
    """Finds objects of an API, through further names, owners and base classes.

    Args:
        objects: the API, sorted by name.
    """

    def __init__(self, objects: Iterable[ApiObject]) -> None:
        self.objects: dict[str, ApiObject] = {}
        self.modules: dict[str, ApiObject] = {}
        self._definitions: dict[str, ApiObject] = {}
        self._others: dict[str, list[str]] = {}
        self._ancestors: dict[str, Ancestors] = {}
        self._members: dict[str, dict[str, ApiObject]] | None = None
        self._resolved: dict[str, ApiObject | None] = {}
        for one in objects:
            self._add(one)

    def __bool__(self) -> bool:
        return bool(self.objects or self.modules)

    def _add(self, one: ApiObject) -> None:
        if one.kind == "module":
            self.modules[one.name] = one
            return
        self.objects.setdefault(one.name, one)
        if one.kind == "name":
            self._others.setdefault(one.definition or one.name, []).append(one.name)
        else:
            self._definitions.setdefault(one.definition or one.name, one)

    # ---- names ----------------------------------------------------------------------------------

    def resolve(self, name: str) -> ApiObject | None:
        """What users get for a name: never one of the kind "name", unless it leads outside."""
        if name in self._resolved:
            return self._resolved[name]
        self._resolved[name] = None  # for names that lead to themselves
        found = self._resolved[name] = self._resolve(name)
        return found

    def _resolve(self, name: str) -> ApiObject | None:
        found = self.objects.get(name)
        if found is not None:
            if found.kind == "name" and found.definition is not None:
                return self.resolve(found.definition) or found
            return found
        if name in self.modules:
            return self.modules[name]
        owner_name, _, last = name.rpartition(".")
        owner = self.resolve(owner_name) if owner_name else None
        if owner is None or owner.kind != "class":
            return None
        return self.member(owner, last)

    def member(self, owner: ApiObject, name: str) -> ApiObject | None:
        """What a class has under a name, its own or from a base class of the same API."""
        found = self.objects.get(f"{owner.name}.{name}")
        if found is not None:
            return found
        for ancestor in self.ancestors(owner).own:
            found = self.objects.get(f"{ancestor.name}.{name}")
            if found is not None:
                return found
        return None

    def defined_as(self, definition: str) -> ApiObject | None:
        """What is defined under a full name, whichever its public one is."""
        return self._definitions.get(definition)

    def names_of(self, one: ApiObject) -> tuple[str, ...]:
        """All public names of an object, the preferred one first."""
        return (one.name, *self._others.get(one.name, ()))

    def members(self, owner: ApiObject) -> dict[str, ApiObject]:
        """What a class has of its own, by the last part of the name."""
        if self._members is None:
            self._members = {}
            for name, one in self.objects.items():
                holder, _, last = name.rpartition(".")
                self._members.setdefault(holder, {})[last] = one
        return self._members.get(owner.name, {})

    # ---- classes --------------------------------------------------------------------------------

    def ancestors(self, one: ApiObject) -> Ancestors:
        """What a class derives from, directly or not."""
        if one.name not in self._ancestors:
            own: dict[str, ApiObject] = {}
            foreign: dict[str, None] = {}
            for base in self._walk(one, {one.name}):
                if isinstance(base, str):
                    foreign.setdefault(base)
                else:
                    own.setdefault(base.name, base)
            self._ancestors[one.name] = Ancestors(tuple(own.values()), tuple(foreign))
        return self._ancestors[one.name]

    def _walk(self, one: ApiObject, seen: set[str]) -> Iterator[ApiObject | str]:
        for text in one.bases:
            name = text.partition("[")[0].partition("(")[0].strip()
            base = self.resolve(name) or self._definitions.get(name)
            if base is None or base.kind != "class":
                yield (base.definition or name) if base is not None else name
            elif base.name not in seen:
                seen.add(base.name)
                yield base
                yield from self._walk(base, seen)


def builtin_class(name: str) -> type | None:
    """The built-in class of a name, or None."""
    found = getattr(builtins, name.rpartition(".")[2], None)
    return found if isinstance(found, type) else None
