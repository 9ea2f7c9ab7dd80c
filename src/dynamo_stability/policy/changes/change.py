"""Change: one thing that is different between two releases, and what kinds of it there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.catalog import ApiObject
    from dynamo_stability.record import Deprecation, Record
    from dynamo_stability.tiers import Tier


class ChangeKind(NamedTuple):
    """What a kind of change means.

    Attributes:
        id: its name.
        effect: `"breaks"` where what worked may fail or behave otherwise; `"may-break"` where
            only type checkers, or those who compare values, notice; `"policy"` where nothing
            fails but a promise about tiers or dates was changed; `"news"` for all else.
        group: the heading under which a reader looks for it.
        text: what happened, in words.
    """

    id: str
    effect: str
    group: str
    text: str


#: The headings, in the order in which readers ask.
GROUPS: Final = ("removed", "broke", "promise", "may break", "deprecated", "graduated", "appeared")

_KINDS: Final = (
    ChangeKind("removed", "breaks", "removed", "is gone"),
    ChangeKind("moved", "breaks", "removed", "is gone under this name"),
    ChangeKind("object-kind-changed", "breaks", "broke", "is another kind of thing"),
    ChangeKind("parameter-removed", "breaks", "broke", "parameter is gone"),
    ChangeKind("parameter-required", "breaks", "broke", "parameter became required"),
    ChangeKind("parameter-added-required", "breaks", "broke", "new parameter is required"),
    ChangeKind("parameter-kind-changed", "breaks", "broke", "parameter is passed otherwise"),
    ChangeKind("parameter-moved", "breaks", "broke", "parameter has another position"),
    ChangeKind("parameter-default-changed", "breaks", "broke", "default is another"),
    ChangeKind("base-removed", "breaks", "broke", "base class is gone"),
    ChangeKind("async-changed", "breaks", "broke", "is awaited otherwise"),
    ChangeKind("binding-changed", "breaks", "broke", "needs an instance"),
    ChangeKind("became-abstract", "breaks", "broke", "has to be defined by subclasses"),
    ChangeKind("became-final", "breaks", "broke", "cannot be derived from"),
    ChangeKind("became-read-only", "breaks", "broke", "cannot be set"),
    ChangeKind("tier-lowered", "policy", "promise", "has a lower tier"),
    ChangeKind("removal-earlier", "policy", "promise", "goes earlier than was announced"),
    ChangeKind("since-changed", "policy", "promise", "begins its notice in another version"),
    ChangeKind("attribute-value-changed", "may-break", "may break", "value is another"),
    ChangeKind("attribute-type-changed", "may-break", "may break", "type is another"),
    ChangeKind("return-type-changed", "may-break", "may break", "returns another type"),
    ChangeKind("on-request", "may-break", "may break", "is given by its module on request only"),
    ChangeKind("unlisted", "may-break", "may break", "is not public any more, but still there"),
    ChangeKind("unmarked", "may-break", "may break", "is not marked any more"),
    ChangeKind("deprecated", "news", "deprecated", "is deprecated"),
    ChangeKind("removal-set", "news", "deprecated", "has a removal date"),
    ChangeKind("removal-later", "news", "deprecated", "goes later than was announced"),
    ChangeKind("undeprecated", "news", "graduated", "is not deprecated any more"),
    ChangeKind("graduated", "news", "graduated", "has a higher tier"),
    ChangeKind("renamed", "news", "appeared", "has another main name"),
    ChangeKind("marked", "news", "appeared", "is marked"),
    ChangeKind("appeared", "news", "appeared", "is new"),
)

#: Every kind of change, by its name.
KINDS: Final = {one.id: one for one in _KINDS}
_RANK: Final = {one.id: rank for rank, one in enumerate(_KINDS)}


class Change(NamedTuple):
    """One difference between two releases.

    Attributes:
        kind: what happened, one of `KINDS`.
        name: the public name that it is about; a parameter is written `pkg.f(parameter)`.
        detail: what was and what is, in a few words; empty where the kind says all.
        tier: the tier that users had it under; of what is new, the one it has.
        new_tier: the tier that it has now; None for what is gone, and where nothing says.
        deprecation: the deprecation that users of the older release saw, of it or what holds it.
        successor: the public name that takes its place, where one is known.
        place: `path:line`, in the newer release unless it is gone from there.
        old_record: its mark in the older release.
        new_record: its mark in the newer release.
        old_object: what the older API says of it; of a parameter, the function.
        new_object: what the newer API says of it.
    """

    kind: str
    name: str
    detail: str = ""
    tier: Tier | None = None
    new_tier: Tier | None = None
    deprecation: Deprecation | None = None
    successor: str | None = None
    place: str | None = None
    old_record: Record | None = None
    new_record: Record | None = None
    old_object: ApiObject | None = None
    new_object: ApiObject | None = None

    @property
    def effect(self) -> str:
        """What it means for users: see `ChangeKind`."""
        return KINDS[self.kind].effect

    @property
    def is_breaking(self) -> bool:
        """Whether what worked may fail or behave otherwise."""
        return KINDS[self.kind].effect == "breaks"

    @property
    def is_removal(self) -> bool:
        """Whether the name, or the parameter, is not there any more."""
        return self.kind in {"removed", "moved", "parameter-removed"}

    @property
    def was_deprecated(self) -> bool:
        """Whether users of the older release were told that it goes."""
        return self.deprecation is not None

    def to_dict(self) -> dict[str, Any]:
        """What there is to say, as plain JSON types."""
        about: dict[str, Any] = {"kind": self.kind, "effect": self.effect, "name": self.name}
        if self.detail:
            about["detail"] = self.detail
        if self.tier is not None:
            about["tier"] = str(self.tier)
        if self.new_tier is not None:
            about["new_tier"] = str(self.new_tier)
        if self.deprecation is not None:
            about["was_deprecated"] = self.deprecation.to_dict()
        if self.new_record is not None and self.new_record.deprecation is not None:
            about["deprecation"] = self.new_record.deprecation.to_dict()
        for field in ("successor", "place"):
            if getattr(self, field) is not None:
                about[field] = getattr(self, field)
        return about


class Changes:
    """All differences between two releases, sorted by name.

    Attributes:
        old: what the older side is: `"ai-dynamo 1.0"`.
        new: what the newer side is.
        old_version: its version, as written, where it is known.
        new_version: that of the newer side.
        all: the differences.
    """

    __slots__ = ("all", "new", "new_version", "old", "old_version")

    def __init__(
        self,
        found: tuple[Change, ...],
        *,
        old: str = "",
        new: str = "",
        old_version: str | None = None,
        new_version: str | None = None,
    ) -> None:
        self.all = tuple(sorted(found, key=_order))
        self.old, self.new = old, new
        self.old_version, self.new_version = old_version, new_version

    def __iter__(self) -> Iterator[Change]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __repr__(self) -> str:
        return f"<{len(self.all)} changes from {self.old} to {self.new}>"

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """The changes of some kinds."""
        return tuple(one for one in self.all if one.kind in kinds)


def _order(change: Change) -> tuple[str, int, str]:
    return change.name, _RANK[change.kind], change.detail
