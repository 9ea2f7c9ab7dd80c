"""MarkComparison: what became of marks, from one catalog to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.policy.changes.change import Change
from dynamo_stability.policy.changes.two_releases import TwoReleases
from dynamo_stability.policy.notices.versions import try_version
from dynamo_stability.public_name import SURFACES, holder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dynamo_stability.catalog import ApiObject, Catalog
    from dynamo_stability.catalog.api_index import ApiIndex
    from dynamo_stability.policy.standings import Standing, Standings
    from dynamo_stability.record import Deprecation, Record

#: Surfaces of which catalogs hold everything: what is not there any more has gone.
_WHOLE: Final = frozenset({"crd", "http"})


class MarkComparison(TwoReleases):
    """Compares the records of two catalogs."""

    def __init__(
        self,
        old: Catalog,
        new: Catalog,
        standings: tuple[Standings, Standings],
        apis: tuple[ApiIndex, ApiIndex],
    ) -> None:
        super().__init__(old, new, standings, apis)
        self._has_api = bool(apis[0]) and bool(apis[1])
        self._names: tuple[set[tuple[str, str]], set[str]] | None = None

    def changes(self) -> Iterator[Change]:
        """What changed, but for what the API tells better."""
        gone: list[Record] = []
        fresh: list[Record] = []
        for one, other in _joined(self._old.records, self._new.records):
            if one is None:
                fresh += [other] if other is not None else []
            elif other is None:
                gone.append(one)
            elif (
                one.tier is not other.tier
                or one.since != other.since
                or not _is_same_plan(one.deprecation, other.deprecation)
            ):
                yield from self._compared(one, other)
        matched: set[int] = set()
        for one in gone:
            found = self._elsewhere(one)
            if found is None:
                yield from self._gone(one)
                continue
            matched.add(id(found))
            yield from self._renamed(one, found)
            yield from self._compared(one, found)
        for one in fresh:
            if id(one) not in matched:
                yield from self._fresh(one)

    def _elsewhere(self, record: Record) -> Record | None:
        """The newer mark of the same object, where it goes by another name or kind."""
        for name in (record.name, None if record.is_other_name else record.definition):
            found = None if name is None else self._new.find(name)
            if found is None:
                continue
            keys, names = self._old_names()
            if (found.name, found.kind) in keys:
                continue
            if found.name == record.name or found.name not in names:
                return found
        return None

    def _old_names(self) -> tuple[set[tuple[str, str]], set[str]]:
        if self._names is None:
            records = self._old.records
            self._names = {(one.name, one.kind) for one in records}, {one.name for one in records}
        return self._names

    # ---- both are marked ------------------------------------------------------------------------

    def _compared(self, old: Record, new: Record) -> Iterator[Change]:
        before, after = self._before.of_record(old), self._after.of_record(new)
        yield from self._tier_change(before, after, old, new, new.name)
        if (
            old.tier is new.tier
            and old.since is not None
            and new.since is not None
            and not _is_same_version(old.since, new.since)
        ):
            detail = f"{new.stage} since {old.since}, now since {new.since}"
            yield self._change("since-changed", new.name, before, after, old, new, detail=detail)
        yield from self._deprecation_changes(before, after, old, new)

    def _tier_change(
        self, before: Standing, after: Standing, old: Record | None, new: Record | None, name: str
    ) -> Iterator[Change]:
        if before.tier is after.tier or after.tier is None:
            return
        if before.tier is None:
            kind, detail = "marked", str(after.tier)
        else:
            kind = "graduated" if after.tier > before.tier else "tier-lowered"
            detail = f"was {before.tier}, is {after.tier}"
        yield self._change(kind, name, before, after, old, new, detail=detail)

    def _deprecation_changes(
        self, before: Standing, after: Standing, old: Record, new: Record
    ) -> Iterator[Change]:
        first, second = old.deprecation, new.deprecation

        def change(kind: str, detail: str = "") -> Change:
            return self._change(kind, new.name, before, after, old, new, detail=detail)

        if first is None or second is None:
            if first is not second:
                told = "" if second is None else told_deprecation(second)
                yield change("deprecated" if first is None else "undeprecated", told)
            return
        if first.since is not None and not _is_same_version(first.since, second.since):
            now = "without saying since when" if second.since is None else f"since {second.since}"
            yield change("since-changed", f"deprecated since {first.since}, now {now}")
        if not _is_same_version(first.remove_in, second.remove_in):
            yield change(*_removal_change(first, second))

    def _renamed(self, old: Record, new: Record) -> Iterator[Change]:
        if old.name == new.name or self._is_told_by_api(old.name):
            return
        before, after = self._before.of_record(old), self._after.of_record(new)
        is_kept = old.name in new.aliases or old.name == new.definition
        if self._has_api and not is_kept:
            is_kept = self._exists(self._new_api, old.name)
        kind = "renamed" if is_kept else "moved"
        name = new.name if is_kept else old.name
        detail = f"was {old.name}" if is_kept else f"is {new.name} now"
        yield self._change(kind, name, before, after, old, new, detail=detail, successor=new.name)

    # ---- one is marked --------------------------------------------------------------------------

    def _gone(self, record: Record) -> Iterator[Change]:
        """A mark that is not there any more: the API has gone, or is as good as stable."""
        before = self._before.of_record(record)
        if self._has_api and self._is_python(record):
            if self._exists(self._new_api, record.name):
                after = self._after.of(record.name)
                yield from self._tier_change(before, after, record, None, record.name)
                if record.deprecation is not None and after.deprecation is None:
                    yield self._change("undeprecated", record.name, before, after, record, None)
            elif not self._is_told_by_api(record.name):
                yield self._removed(record, before)
            return
        is_whole = record.kind in _WHOLE
        if record.deprecation is not None or is_whole:
            yield self._removed(record, before)
            return
        detail = f"was {before.tier}; whether it is settled or gone, the catalogs do not tell"
        yield self._change("unmarked", record.name, before, None, record, None, detail=detail)

    def _removed(self, record: Record, before: Standing) -> Change:
        kind = "parameter-removed" if record.name.endswith(")") else "removed"
        instead = alternative_of(record.deprecation)
        return self._change(kind, record.name, before, None, record, None, successor=instead)

    def _fresh(self, record: Record) -> Iterator[Change]:
        """A mark that was not there: the API is new, or has been there without one."""
        after = self._after.of_record(record)
        existed = self._has_api and self._exists(self._old_api, record.name)
        if not existed and self._has_api and self._is_told_by_new_api(record.name):
            return  # it is new, which the API tells
        if existed or (self._is_python(record) and not self._has_api):
            before = self._before.of(record.name)
            if not existed and record.deprecation is None:
                detail = str(after.tier)
                yield self._change("marked", record.name, None, after, None, record, detail=detail)
                return
            if existed:
                yield from self._tier_change(before, after, None, record, record.name)
            if record.deprecation is not None:
                told = told_deprecation(record.deprecation)
                yield self._change(
                    "deprecated", record.name, before, after, None, record, detail=told
                )
            return
        kind = "appeared" if record.deprecation is None else "deprecated"
        told = (
            str(after.tier) if record.deprecation is None else told_deprecation(record.deprecation)
        )
        yield self._change(kind, record.name, None, after, None, record, detail=told)

    # ---- what exists ----------------------------------------------------------------------------

    def _is_python(self, record: Record) -> bool:
        return record.kind not in SURFACES

    def _is_told_by_api(self, name: str) -> bool:
        return self._has_api and _holds(self._old_api, name)

    def _is_told_by_new_api(self, name: str) -> bool:
        return self._has_api and not name.endswith(")") and _holds(self._new_api, name)

    def _exists(self, api: ApiIndex, name: str) -> bool:
        owner = api.resolve(holder_of(name) if name.endswith(")") else name)
        if owner is None:
            return False
        return not name.endswith(")") or parameter_exists(api, owner, name)

    def _change(
        self,
        kind: str,
        name: str,
        before: Standing | None,
        after: Standing | None,
        old: Record | None,
        new: Record | None,
        **more: Any,
    ) -> Change:
        shown = before or after
        record = new or old
        return Change(
            kind,
            name,
            tier=None if shown is None else shown.tier,
            new_tier=None if after is None else after.tier,
            deprecation=None if before is None else before.deprecation,
            place=None if record is None else record.source,
            old_record=old,
            new_record=new,
            old_object=self._old_api.resolve(name),
            new_object=self._new_api.resolve(name),
            **more,
        )


def _joined(
    old: Sequence[Record], new: Sequence[Record]
) -> Iterator[tuple[Record | None, Record | None]]:
    """The records of two catalogs side by side; both are sorted by name and kind."""
    index, end = 0, len(new)
    for one in old:
        while index < end:
            other = new[index]
            if other.name == one.name and other.kind == one.kind:
                index += 1
                yield one, other
                break
            if (other.name, other.kind) > (one.name, one.kind):
                yield one, None
                break
            index += 1
            yield None, other
        else:
            yield one, None
    for other in new[index:]:
        yield None, other


def _holds(api: ApiIndex, name: str) -> bool:
    """Whether the comparison of APIs will come across a name."""
    if not name.endswith(")"):
        return name in api.objects or name in api.modules
    owner = api.resolve(holder_of(name))
    return owner is not None and parameter_exists(api, owner, name)


def parameter_exists(api: ApiIndex, owner: ApiObject, name: str) -> bool:
    """Whether a function, or the constructor of a class, has the parameter that a name spells."""
    wanted = name.partition("(")[2].removesuffix(")")
    functions = [owner]
    if owner.kind == "class":
        constructors = [api.member(owner, one) for one in ("__init__", "__new__")]
        functions = [one for one in constructors if one is not None]
    return any(
        one.name == wanted
        for function in functions
        for signature in function.signatures
        for one in signature.parameters
    )


def alternative_of(deprecation: Deprecation | None) -> str | None:
    """What a deprecation says to use instead."""
    if deprecation is None:
        return None
    return deprecation.renamed_to or deprecation.alternative


def told_deprecation(deprecation: Deprecation) -> str:
    """What a deprecation says, in a few words."""
    parts = []
    if deprecation.since is not None:
        parts.append(f"since {deprecation.since}")
    parts.append(
        "no removal planned"
        if deprecation.remove_in is None
        else f"goes in {deprecation.remove_in}"
    )
    instead = alternative_of(deprecation)
    if instead is not None:
        parts.append(f"use {instead}")
    return ", ".join(parts)


def _removal_change(old: Deprecation, new: Deprecation) -> tuple[str, str]:
    if old.remove_in is None:
        return "removal-set", f"goes in {new.remove_in}"
    if new.remove_in is None:
        return "removal-later", f"was to go in {old.remove_in}, no removal is planned now"
    first, second = try_version(old.remove_in), try_version(new.remove_in)
    detail = f"was to go in {old.remove_in}, now in {new.remove_in}"
    if first is None or second is None:
        return "removal-earlier", f"{detail}; which is earlier cannot be told"
    return ("removal-earlier" if second < first else "removal-later"), detail


def _is_same_plan(old: Deprecation | None, new: Deprecation | None) -> bool:
    if old is None or new is None:
        return old is new
    return old.since == new.since and old.remove_in == new.remove_in


def _is_same_version(old: str | None, new: str | None) -> bool:
    if old == new:
        return True
    first, second = try_version(old), try_version(new)
    return first is not None and first == second
