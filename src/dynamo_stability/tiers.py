"""The tiers, and what each of them promises: the policy, as data.

Source: the Dynamo 1.0 API proposal, "feature stability policy". Every number and word of the
policy that the code needs is here, once.
"""

from __future__ import annotations

from dynamo_stability.errors import RecordError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import Enum
    from typing import Any, Final


_set = object.__setattr__


class _Constant:
    """An entry of the policy: it says what it holds, and does not change."""

    __slots__: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Cannot set {name!r} of {self!r}: the policy is constant.")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Cannot delete {name!r} of {self!r}: the policy is constant.")

    def __repr__(self) -> str:
        held = ", ".join([f"{name}={getattr(self, name)!r}" for name in type(self).__slots__])
        return f"{type(self).__name__}({held})"

    def __setstate__(self, state: tuple[None, dict[str, object]]) -> None:
        # For `copy` and `pickle`, which would use `setattr` on each slot.
        for name, value in state[1].items():
            _set(self, name, value)


class Commitment(_Constant):
    """What one tier promises to its users.

    Attributes:
        promise: the promise in words.
        breaking_changes: when the API may break.
        notice_releases: releases of notice owed before a removal.
        notice_months: months of notice owed at the least, beside the releases.
        also_owed: what else a removal owes; empty for nothing.
        warns: whether the first use warns.
        label: the tag in help texts and documents; empty where the absence of one says it.
    """

    __slots__ = (
        "also_owed",
        "breaking_changes",
        "label",
        "notice_months",
        "notice_releases",
        "promise",
        "warns",
    )

    promise: str
    breaking_changes: str
    notice_releases: int
    notice_months: int
    also_owed: str
    warns: bool
    label: str

    def __init__(
        self,
        promise: str,
        breaking_changes: str,
        *,
        notice_releases: int,
        notice_months: int,
        also_owed: str,
        warns: bool,
        label: str,
    ) -> None:
        _set(self, "promise", promise)
        _set(self, "breaking_changes", breaking_changes)
        _set(self, "notice_releases", notice_releases)
        _set(self, "notice_months", notice_months)
        _set(self, "also_owed", also_owed)
        _set(self, "warns", warns)
        _set(self, "label", label)


if not TYPE_CHECKING:
    # `import enum` takes longer than everything else that marking needs, on some interpreters
    # several times over. This is what `Tier` needs of it; type checkers see the real one.

    class _EnumMeta(type):
        def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> type:
            cls = super().__new__(mcls, name, bases, namespace)
            type.__setattr__(cls, "__members__", {})
            type.__setattr__(cls, "_value2member_map_", {})
            for key, value in namespace.items():
                if key.isupper():
                    member = object.__new__(cls)
                    _set(member, "name", key)
                    _set(member, "value", value)
                    cls.__members__[key] = cls._value2member_map_[value] = member
                    type.__setattr__(cls, key, member)
            return cls

        def __call__(cls, value: object) -> Any:
            try:
                return value if type(value) is cls else cls._value2member_map_[value]
            except (KeyError, TypeError):
                raise ValueError(f"{value!r} is not a valid {cls.__qualname__}") from None

        def __setattr__(cls, name: str, value: object) -> None:
            if name in cls.__members__:
                raise AttributeError(f"cannot reassign member {name!r}")
            type.__setattr__(cls, name, value)

        def __delattr__(cls, name: str) -> None:
            if name in cls.__members__:
                raise AttributeError(f"cannot delete member {name!r}")
            type.__delattr__(cls, name)

        def __getitem__(cls, name: str) -> Any:
            return cls.__members__[name]

        def __iter__(cls) -> Iterator[Any]:
            return iter(cls.__members__.values())

        def __len__(cls) -> int:
            return len(cls.__members__)

        def __contains__(cls, value: object) -> bool:
            try:
                return type(value) is cls or value in cls._value2member_map_
            except TypeError:  # not hashable
                return False

    class Enum(metaclass=_EnumMeta):
        """The base of an enumeration."""

        def __repr__(self) -> str:
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __format__(self, spec: str) -> str:
            return format(str(self), spec)

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"cannot set {name!r} of {self!r}")

        def __reduce__(self) -> tuple[Any, ...]:
            return (type(self), (self.value,))

        def __copy__(self) -> Any:
            return self

        def __deepcopy__(self, memo: object) -> Any:
            return self


class Tier(Enum):
    """How far an API can be relied on. Tiers are ordered: experimental < beta < stable."""

    EXPERIMENTAL = "experimental"
    BETA = "beta"
    STABLE = "stable"

    def __str__(self) -> str:
        return str(self.value)

    def __lt__(self, other: object) -> bool:
        return _RANK[self] < _RANK[other] if isinstance(other, Tier) else NotImplemented

    def __le__(self, other: object) -> bool:
        return _RANK[self] <= _RANK[other] if isinstance(other, Tier) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return _RANK[self] > _RANK[other] if isinstance(other, Tier) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return _RANK[self] >= _RANK[other] if isinstance(other, Tier) else NotImplemented

    @classmethod
    def parse(cls, value: object, field: str = "tier") -> Tier:
        """The tier that a word names.

        Raises:
            RecordError: it names none; `field` and the allowed words are in the message.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, str) and value in cls._value2member_map_:
            return cls(value)
        allowed = tuple(tier.value for tier in cls)
        raise RecordError(
            f"Cannot take {value!r} for the field {field!r}: {nearest(str(value), allowed)} "
            f"Allowed: {', '.join(allowed)}."
        )

    @property
    def commitment(self) -> Commitment:
        """What the tier promises."""
        return COMMITMENTS[self]

    @property
    def label(self) -> str:
        """The tag in help texts: `[EXPERIMENTAL]`, `[BETA]`, or nothing for stable."""
        return COMMITMENTS[self].label


_RANK: Final = {Tier.EXPERIMENTAL: 0, Tier.BETA: 1, Tier.STABLE: 2}

#: Source: policy, "The three tiers" and "Notice owed before removal".
COMMITMENTS: Final = {
    Tier.EXPERIMENTAL: Commitment(
        "none: for evaluation and feedback",
        "in any release, without notice",
        notice_releases=0,
        notice_months=0,
        also_owed="",
        warns=True,
        label="[EXPERIMENTAL]",
    ),
    Tier.BETA: Commitment(
        "feature-complete; will become stable, or be deprecated with notice",
        "after 1 release of notice",
        notice_releases=1,
        notice_months=2,
        also_owed="the alternative is documented",
        warns=False,
        label="[BETA]",
    ),
    Tier.STABLE: Commitment(
        "production-ready, compatible within a major version",
        "after 2 releases of notice",
        notice_releases=2,
        notice_months=4,
        also_owed="a migration guide",
        warns=False,
        label="",
    ),
}


class Criterion(_Constant):
    """One condition for a feature to graduate.

    Attributes:
        id: a short name.
        text: the condition in words.
        provable: whether a tool can prove it; otherwise it needs a link to evidence.
        releases: for how many releases it has to hold; 0 where it is about now.
    """

    __slots__ = ("id", "provable", "releases", "text")

    id: str
    text: str
    provable: bool
    releases: int

    def __init__(
        self,
        id: str,  # noqa: A002 - the field
        text: str,
        *,
        provable: bool,
        releases: int = 0,
    ) -> None:
        _set(self, "id", id)
        _set(self, "text", text)
        _set(self, "provable", provable)
        _set(self, "releases", releases)


#: What a feature has to meet to rise from one tier to the next.
#: Source: policy, "Graduation".
GRADUATION: Final = {
    (Tier.EXPERIMENTAL, Tier.BETA): (
        Criterion("end-to-end", "works end to end in CI", provable=True),
        Criterion("basic-docs", "basic docs: purpose, use, limits", provable=True),
        Criterion("partner", "tested by at least one production partner", provable=False),
        Criterion("no-critical-bug", "no known critical bug that blocks use", provable=False),
        Criterion("performance", "performance within 2x of the target", provable=False),
    ),
    (Tier.BETA, Tier.STABLE): (
        Criterion("frozen", "API frozen for 2 or more releases", provable=True, releases=2),
        Criterion("full-docs", "full docs with examples and tutorials", provable=True),
        Criterion("service-level", "performance meets the published SLA", provable=False),
        Criterion(
            "unbroken", "no breaking change for 3 or more releases", provable=True, releases=3
        ),
        Criterion("migration-guide", "migration guide from what it replaces", provable=True),
        Criterion("on-by-default", "on by default where it is opt-in", provable=True),
    ),
}

#: The names of all of them, in that order.
CRITERIA: Final = tuple([one.id for step in GRADUATION.values() for one in step])

#: Support levels of components. Source: policy, "Component registry".
SUPPORT_LEVELS: Final = ("service/command", "library", "schemas", "experimental", "internal")

#: Standardisation priorities of components. Source: policy, "Component registry".
PRIORITIES: Final = ("P0", "P1", "P2")
