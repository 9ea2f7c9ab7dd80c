"""What the attributes and the documentation of one item say about its stability."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.rust.documentation import read_documentation
from dynamo_stability.record import Deprecation
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dynamo_stability.collect.rust.attributes import Attribute
    from dynamo_stability.collect.rust.documentation import Documented
    from dynamo_stability.configuration import RustOptions

#: Conditions that hold in no build that users get: what they add is not there for users.
_NEVER: Final = frozenset({"test", "doc", "doctest", "docsrs"})
#: What the attributes of the crates `stability` and `instability` are called, and rustc's own.
_UNSTABLE: Final = frozenset({"unstable", "stability::unstable", "instability::unstable"})
_STABLE: Final = frozenset({"stable", "stability::stable", "instability::stable"})
#: `#[deprecated]` has no field for it, so that notes say it in words.
_REMOVAL: Final = re.compile(
    r"\b(?:remov(?:ed|al)|goes|gone|dropped) in (?:version |release )?v?(\d+(?:\.\w+)*)",
    re.IGNORECASE,
)
_DEPRECATION_FIELDS: Final = ("since", "remove_in", "alternative")
_DEEPEST: Final = 30


class Statement(NamedTuple):
    """What is said in one place.

    Attributes:
        tier: the tier, or None.
        deprecation: the deprecation, or None.
        fields: other fields of the record.
        guard: the Cargo feature without which the item is not there; None where the tier is only
            a word.
    """

    tier: Tier | None = None
    deprecation: Deprecation | None = None
    fields: tuple[tuple[str, str], ...] = ()
    guard: str | None = None


class Condition(NamedTuple):
    """What a `cfg` says: whether the item is ever there for users, and behind which tier.

    Attributes:
        is_possible: whether it can hold in a build that users get.
        tier: the tier of the features without which it cannot hold, or None.
        feature: that feature, where it is one.
    """

    is_possible: bool = True
    tier: Tier | None = None
    feature: str | None = None


class Said(NamedTuple):
    """Everything that is said about one item.

    Attributes:
        statements: what gives a tier or a deprecation, as it stands there.
        problems: what is wrong with it, in sentences.
        is_there: whether the item is ever there for users.
        is_hidden: whether rustdoc hides it.
    """

    statements: tuple[Statement, ...] = ()
    problems: tuple[str, ...] = ()
    is_there: bool = True
    is_hidden: bool = False


NOTHING_SAID: Final = Said()


def read_statements(attributes: Sequence[Attribute], docs: str, options: RustOptions) -> Said:
    """What an item's attributes and its documentation say.

    Args:
        attributes: the attributes, those of `cfg_attr` among them.
        docs: the text of its documentation comments.
        options: which Cargo features guard which tier.
    """
    said: list[Statement] = []
    is_there, is_hidden = True, False
    for one in attributes:
        if one.path == "cfg":
            condition = read_condition(one, options)
            is_there = is_there and condition.is_possible
            if condition.tier is not None:
                said.append(_of_condition(condition, options))
        elif one.path == "doc":
            is_hidden = is_hidden or any(each.path == "hidden" for each in one.arguments)
            docs += f"\n{one.value}" if one.value else ""
        elif one.path == "deprecated":
            said.append(_of_deprecated(one))
        elif one.path in _UNSTABLE or (one.path in _STABLE and one.arguments):
            said.append(_of_stability(one))
    problems: list[str] = []
    if docs:
        _add_documented(docs, said, problems)
    if not (said or problems or is_hidden) and is_there:
        return NOTHING_SAID
    return Said(tuple(said), (*problems, *_contradictions(said)), is_there, is_hidden)


def _of_deprecated(attribute: Attribute) -> Statement:
    """`#[deprecated]`, `#[deprecated = "..."]` or `#[deprecated(since = "...", note = "...")]`."""
    note = attribute.value or attribute.get("note") or None
    removal = _REMOVAL.search(note or "")
    since = attribute.get("since") or None
    return Statement(
        deprecation=Deprecation(note, since=since, remove_in=removal[1] if removal else None)
    )


def _of_stability(attribute: Attribute) -> Statement:
    tier = Tier.EXPERIMENTAL if attribute.name == "unstable" else Tier.STABLE
    given = {one: attribute.get(one) for one in ("feature", "issue", "reason", "since")}
    if given["issue"] == "none":  # rustc's word for it
        given["issue"] = None
    return Statement(tier, None, tuple((key, value) for key, value in given.items() if value))


def _add_documented(docs: str, said: list[Statement], problems: list[str]) -> None:
    """Take in what the documentation says; it may complete what the attributes do."""
    found = read_documentation(docs)
    if found is None:
        return
    fields = dict(found.fields)
    if found.is_deprecated or any(one.deprecation is not None for one in said):
        said.append(Statement(deprecation=_documented_deprecation(found, fields)))
    elif "remove_in" in fields:
        problems.append(
            f"is to be removed in {fields.pop('remove_in')}, but is not deprecated. "
            f"Add #[deprecated], or take the line out of '# Stability'"
        )
    if found.tier is not None and found.reason is not None:
        fields["reason"] = found.reason
    if found.tier is not None or fields:
        said.append(Statement(found.tier, None, tuple(fields.items())))


def _documented_deprecation(found: Documented, fields: dict[str, str]) -> Deprecation:
    """What is said about the removal; it is taken out of the fields.

    Beside a tier, "since" and "use instead" are about that.
    """
    names = ("remove_in",) if found.tier is not None else _DEPRECATION_FIELDS
    gone = {name: fields.pop(name) for name in names if name in fields}
    return Deprecation(found.reason if found.is_deprecated else None, **gone)


def _contradictions(said: Iterable[Statement]) -> Iterator[str]:
    tiers = dict.fromkeys(one.tier for one in said if one.tier is not None)
    if len(tiers) > 1:
        yield f"is marked {' and '.join(str(tier) for tier in tiers)}. Keep one tier"


# ---- conditions ---------------------------------------------------------------------------------


def feature_tier(feature: str, options: RustOptions) -> tuple[Tier, str | None] | None:
    """The tier that a Cargo feature guards, and what it is about; None for any other feature."""
    for prefixes, tier in (
        (options.experimental_features, Tier.EXPERIMENTAL),
        (options.beta_features, Tier.BETA),
    ):
        for prefix in prefixes:
            rest = feature.removeprefix(prefix)
            if feature == prefix:
                return tier, None
            if rest != feature and rest[0] in "_-" and len(rest) > 1:
                return tier, rest[1:]
    return None


def _of_condition(condition: Condition, options: RustOptions) -> Statement:
    fields: dict[str, str] = {}
    feature = condition.feature
    if feature is not None:
        fields["reason"] = f"needs the Cargo feature '{feature}'"
        known = feature_tier(feature, options)
        if known is not None and known[1] is not None:
            fields["feature"] = known[1]
    return Statement(condition.tier, None, tuple(fields.items()), guard=feature or "")


def read_condition(attribute: Attribute, options: RustOptions, depth: int = 0) -> Condition:
    """What a condition, or the whole `cfg(...)`, says."""
    if attribute.path == "feature":
        known = feature_tier(attribute.value or "", options)
        return Condition() if known is None else Condition(tier=known[0], feature=attribute.value)
    if attribute.path in _NEVER and not attribute.arguments:
        return Condition(is_possible=False)
    if depth > _DEEPEST or attribute.path not in {"cfg", "all", "any"}:
        return Condition()  # `not(...)`, targets and the like: there for some users
    parts = [read_condition(one, options, depth + 1) for one in attribute.arguments]
    return _any(parts) if attribute.path == "any" else _all(parts)


def _all(parts: list[Condition]) -> Condition:
    if not all(one.is_possible for one in parts):
        return Condition(is_possible=False)
    guarded = [one for one in parts if one.tier is not None]
    return min(guarded, key=_rank, default=Condition())


def _any(parts: list[Condition]) -> Condition:
    possible = [one for one in parts if one.is_possible]
    if not possible:
        return Condition(is_possible=not parts)
    if any(one.tier is None for one in possible):
        return Condition()
    features = {one.feature for one in possible}
    return max(possible, key=_rank)._replace(feature=features.pop() if len(features) == 1 else None)


def _rank(condition: Condition) -> int:
    return 0 if condition.tier is Tier.EXPERIMENTAL else 1
