"""ApiComparison: what became of a public API, by the signatures that two catalogs hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.catalog import Signature
from dynamo_stability.catalog.api_index import builtin_class
from dynamo_stability.policy.changes.change import Change
from dynamo_stability.policy.changes.marks import alternative_of, told_deprecation
from dynamo_stability.policy.changes.objects import Finding, ObjectComparison
from dynamo_stability.policy.changes.two_releases import TwoReleases
from dynamo_stability.public_name import holder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.catalog import ApiObject, Catalog
    from dynamo_stability.catalog.api_index import ApiIndex
    from dynamo_stability.policy.standings import Standings

_CONSTRUCTORS: Final = ("__init__", "__new__")


class ApiComparison(TwoReleases):
    """Compares the APIs of two catalogs."""

    def __init__(
        self,
        old: Catalog,
        new: Catalog,
        standings: tuple[Standings, Standings],
        apis: tuple[ApiIndex, ApiIndex],
    ) -> None:
        super().__init__(old, new, standings, apis)
        self._objects = ObjectComparison(old, new, apis)
        self._seen: set[tuple[str, str]] = set()
        self._inherited_names: set[str] = set()
        self._renamed: set[str] = set()
        self._old_records = {one.name: one for one in old.records}
        self._new_records = {one.name: one for one in new.records}
        self._appeared: dict[str, list[ApiObject]] = {}

    def changes(self) -> Iterator[Change]:
        """What is new, what has gone and what broke."""
        fresh = self._fresh()
        yield from self._old_side()
        yield from self._new_side(fresh)

    # ---- what was there -------------------------------------------------------------------------

    def _old_side(self) -> Iterator[Change]:
        gone: Counter[str] = Counter()
        lost: list[ApiObject] = []
        names: list[ApiObject] = []
        for one in self._old.api:
            if self._is_inside(one.name, gone):
                if one.name in self._old_records and one.name not in self._new_records:
                    lost.append(one)
                continue
            found = self._current(one)
            if found is None:
                yield from self._missing(one, gone, lost)
            elif one.kind == "name":
                names.append(one)
            else:
                yield from self._pair(one, found)
                yield from self._inherited(one, found)
        for one in lost:
            yield self._removed(one, gone[one.name])
        for one in names:
            yield from self._name_pair(one)

    def _missing(
        self, one: ApiObject, gone: Counter[str], lost: list[ApiObject]
    ) -> Iterator[Change]:
        """A name that the newer API does not have: gone, unless something gives it all the same."""
        if one.name in gone or self._is_kept(one):
            return
        gone[one.name] = 0
        kept = self._kept_by_module(one)
        if kept is None:
            lost.append(one)
        else:
            yield self._change(kept, one.name, one, None)

    def _inherited(self, old: ApiObject, new: ApiObject) -> Iterator[Change]:
        """What a class had from base classes that have it still, or that are gone."""
        if not old.kind == new.kind == "class":
            return
        for ancestor in self._old_api.ancestors(old).own:
            current = self._new_api.resolve(ancestor.name)
            for name, member in self._old_api.members(ancestor).items():
                full = f"{old.name}.{name}"
                if full in self._old_api.objects or full in self._inherited_names:
                    continue
                self._inherited_names.add(full)
                found = self._new_api.resolve(f"{new.name}.{name}")
                if found is not None:
                    if found.name != member.name:  # else it is told of the base class
                        yield from self._pair(member, found, full)
                    continue
                is_told = current is not None and self._new_api.resolve(member.name) is None
                lost = member.replace(name=full)
                if not is_told and not self._is_kept(lost):
                    yield self._removed(lost, 0)

    def _kept_by_module(self, one: ApiObject) -> str | None:
        """The kind of change of a name that its module still has, though it is not public."""
        owner, _, last = one.name.rpartition(".")
        module = self._new_api.modules.get(owner)
        labels = () if module is None else module.labels
        if f"gives:{last}" in labels:
            return "on-request"
        return "unlisted" if f"unlisted:{last}" in labels else None

    def _is_inside(self, name: str, gone: Counter[str]) -> bool:
        """Whether what holds something has gone; it is then counted, not told."""
        owner = holder_of(name)
        while owner:
            if owner in gone:
                gone[owner] += 1
                return True
            owner = holder_of(owner)
        return False

    def _current(self, one: ApiObject) -> ApiObject | None:
        if one.kind == "module":
            return self._new_api.modules.get(one.name) or self._new_api.resolve(one.name)
        return self._new_api.resolve(one.name)

    def _is_kept(self, one: ApiObject) -> bool:
        """Whether a name that the newer API does not have works all the same."""
        if one.name in self._new_records:
            return True
        owner = self._new_api.resolve(holder_of(one.name))
        if owner is None or owner.kind != "class":
            return False
        last = one.name.rpartition(".")[2]
        if last in _CONSTRUCTORS:
            return True
        if hasattr(object, last):
            return True
        foreign = self._new_api.ancestors(owner).foreign
        return any(hasattr(builtin_class(base), last) for base in foreign if builtin_class(base))

    def _removed(self, one: ApiObject, count: int) -> Change:
        same, instead = self._successors(one)
        record = self._old_records.get(one.name)
        parts = [f"is {same} now"] if same is not None else []
        if count:
            parts.append(f"with {count} name{'' if count == 1 else 's'} in it")
        return self._change(
            "removed" if same is None else "moved",
            one.name,
            one,
            None,
            detail=", ".join(parts),
            successor=same or instead,
            old_record=record,
        )

    def _successors(self, one: ApiObject) -> tuple[str | None, str | None]:
        """The name under which the same thing is there still, and what its deprecation names."""
        before = self._old_api.resolve(one.name) or one
        instead = alternative_of(self._before.of(one.name, one.definition).deprecation)
        if self._is_member(one.name):
            return None, instead  # a member: what is defined alike elsewhere is another class's
        for name in self._old_api.names_of(before):
            if name != one.name and self._new_api.resolve(name) is not None:
                return name, None
        moved = self._new_api.defined_as(before.definition or before.name)
        if moved is not None and moved.kind == before.kind and before.kind != "name":
            return moved.name, None
        if instead is not None:
            return None, instead
        last = one.name.rpartition(".")[2]
        alike = [
            other
            for other in self._appeared.get(last, ())
            if other.kind == before.kind and self._is_alike(before, other)
        ]
        return (alike[0].name if len(alike) == 1 else None), None

    def _is_alike(self, old: ApiObject, new: ApiObject) -> bool:
        if old.kind == "function":
            has_parameters = any(one.parameters for one in old.signatures)
            return has_parameters and old.signatures == new.signatures
        return old.kind == "class" and old.bases == new.bases

    # ---- pairs ----------------------------------------------------------------------------------

    def _name_pair(self, one: ApiObject) -> Iterator[Change]:
        old, new = self._old_api.resolve(one.name), self._new_api.resolve(one.name)
        if old is not None and new is not None and old.kind != "name":
            yield from self._pair(old, new, one.name)

    def _pair(self, old: ApiObject, new: ApiObject, name: str | None = None) -> Iterator[Change]:
        """What broke between two versions of a thing, each pair once.

        Args:
            old: the older one.
            new: the newer one.
            name: the public name, where a class has either from a base class.
        """
        key = (old.name, new.name)
        if key in self._seen or new.kind == "name" or old.kind == "name":
            return
        self._seen.add(key)
        if name is None and old.name != new.name and self._is_main_name_changed(old):
            self._renamed.add(new.name)
            yield self._change(
                "renamed", new.name, old, new, detail=f"was {old.name}", successor=new.name
            )
        if old == new:
            return
        for finding in self._objects.findings(old, new):
            yield self._told(finding, old, new, name or old.name)

    def _is_main_name_changed(self, old: ApiObject) -> bool:
        """Whether a thing goes by another name first; inherited members do not count."""
        return not self._is_member(old.name) and old.name in self._new_api.objects

    def _is_member(self, name: str) -> bool:
        """Whether a name is that of something in a class."""
        owner = self._old_api.objects.get(holder_of(name))
        return owner is not None and owner.kind == "class"

    def _told(self, finding: Finding, old: ApiObject, new: ApiObject, name: str) -> Change:
        if finding.parameter is not None:
            owner, _, last = name.rpartition(".")
            name = f"{owner if last in _CONSTRUCTORS else name}({finding.parameter})"
        return self._change(finding.kind, name, old, new, detail=finding.detail)

    # ---- what is new ----------------------------------------------------------------------------

    def _fresh(self) -> list[ApiObject]:
        """The objects whose names the older API does not have."""
        fresh = []
        for one in self._new.api:
            known = self._old_api.modules if one.kind == "module" else self._old_api.objects
            if one.name in known:
                continue
            if one.kind != "module" or self._old_api.resolve(one.name) is None:
                fresh.append(one)
                self._appeared.setdefault(one.name.rpartition(".")[2], []).append(one)
        return fresh

    def _new_side(self, fresh: list[ApiObject]) -> Iterator[Change]:
        appeared: Counter[str] = Counter()
        told: list[ApiObject] = []
        for one in fresh:
            if self._is_inside(one.name, appeared):
                continue
            before = self._old_api.resolve(one.name)
            if before is not None:
                yield from self._pair(before, one, one.name)  # it was inherited
                continue
            if one.name.rpartition(".")[2] in _CONSTRUCTORS:
                yield from self._first_constructor(one)
                continue
            appeared[one.name] = 0
            if one.name not in self._renamed:
                told.append(one)
        for one in told:
            yield from self._appearance(one, appeared[one.name])

    def _first_constructor(self, one: ApiObject) -> Iterator[Change]:
        """What breaks where a class gets a constructor, and took no arguments before.

        Nothing is told of classes that derive from elsewhere, or whose decorator may have made
        a constructor from their attributes.
        """
        owner = self._old_api.resolve(holder_of(one.name))
        if owner is None or owner.kind != "class" or self._old_api.ancestors(owner).foreign:
            return
        members = self._old_api.members(owner).values()
        if all(member.kind != "attribute" for member in members):
            nothing = one.replace(signatures=(Signature(one.signatures[0].parameters[:1]),))
            yield from self._pair(nothing, one)

    def _appearance(self, one: ApiObject, count: int) -> Iterator[Change]:
        owner = self._old_api.resolve(holder_of(one.name))
        if "abstract" in one.labels and owner is not None and owner.kind == "class":
            standing = self._before.of(owner.name, owner.definition)
            change = self._change("became-abstract", one.name, None, one, detail="is new")
            yield change._replace(tier=standing.tier, deprecation=standing.deprecation)
            return
        parts = [] if not count else [f"with {count} name{'' if count == 1 else 's'} in it"]
        if one.kind == "name" and one.definition is not None:
            parts.insert(0, f"another name of {one.definition}")
        record = self._new_records.get(one.name)
        if record is not None and record.deprecation is not None:
            parts.append(f"deprecated {told_deprecation(record.deprecation)}")
        yield self._change("appeared", one.name, None, one, detail=", ".join(parts))

    # ---- changes --------------------------------------------------------------------------------

    def _change(
        self, kind: str, name: str, old: ApiObject | None, new: ApiObject | None, **more: Any
    ) -> Change:
        is_parameter = name.endswith(")")
        before = (
            None if old is None else self._before.of(name, None if is_parameter else old.definition)
        )
        after = (
            None if new is None else self._after.of(name, None if is_parameter else new.definition)
        )
        standing = before or after
        one = new or old
        more.setdefault("old_record", self._old_records.get(name))
        return Change(
            kind,
            name,
            tier=None if standing is None else standing.tier,
            new_tier=None if after is None else after.tier,
            deprecation=None if before is None else before.deprecation,
            place=None if one is None else one.source,
            new_record=self._new_records.get(name),
            old_object=old,
            new_object=new,
            **more,
        )
