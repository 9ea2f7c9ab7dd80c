"""What a marker, a tier or a deprecation says that is passed to a declaration."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.arguments import argument
from dynamo_stability.marker_rules import STAGE_WORDS, our_rules
from dynamo_stability.record import Deprecation
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from dynamo_stability.collect.environment.names import NameReader
    from dynamo_stability.collect.environment.scopes import Scope
    from dynamo_stability.configuration import DecoratorRule

_DEPRECATIONS: Final = frozenset(
    {"dynamo_stability.Deprecation", "dynamo_stability.record.Deprecation"}
)
_DEEPEST: Final = 10
_OF_TIERS: Final = ("reason", "since", "feature", "issue", "owner", "alternative")
_OF_DEPRECATIONS: Final = ("feature", "issue", "owner")
_DEPRECATION_WAYS: Final = {
    "message": ("0", "message"),
    "since": ("since",),
    "remove_in": ("remove_in",),
    "alternative": ("alternative",),
}


class Said:
    """What is said about one variable; what is said first counts.

    Attributes:
        tier: the tier, or None.
        deprecation: the deprecation, or None.
        fields: the other fields of the record.
    """

    __slots__ = ("deprecation", "fields", "tier")

    def __init__(
        self,
        tier: Tier | None = None,
        deprecation: Deprecation | None = None,
        fields: dict[str, str] | None = None,
    ) -> None:
        self.tier = tier
        self.deprecation = deprecation
        self.fields = {} if fields is None else fields

    def add(self, other: Said) -> None:
        """Take in what is said elsewhere, where it is not said yet."""
        self.tier = self.tier or other.tier
        self.deprecation = self.deprecation or other.deprecation
        self.fields = {**other.fields, **self.fields}


def said(
    node: ast.expr | None,
    scope: Scope,
    names: NameReader,
    *,
    is_deprecation: bool = False,
    depth: int = 0,
) -> Said:
    """What an argument says.

    Args:
        node: the argument; None where it is not passed.
        scope: the names there.
        names: what tells the texts of expressions.
        is_deprecation: whether a text is the message of a deprecation, rather than a tier.
        depth: how many names have been followed to it.
    """
    if node is None or depth > _DEEPEST:
        return Said()
    if isinstance(node, ast.Constant) and not isinstance(node.value, str):
        return Said(None, Deprecation()) if is_deprecation and node.value is True else Said()
    by_name = _by_name(node, scope, names)
    if by_name is not None:
        return by_name
    together = Said()
    several = node.elts if isinstance(node, (ast.List, ast.Tuple)) else ()
    for one, place in (*((one, scope) for one in several), *followed(node, scope, names)):
        inner = said(one, place, names, is_deprecation=is_deprecation, depth=depth + 1)
        together.add(inner)
    texts = names.texts(node, scope)
    if together.tier is None and together.deprecation is None and len(texts) == 1 and texts[0]:
        together.add(Said(None, Deprecation(texts[0])) if is_deprecation else _by_word(texts[0]))
    return together


def followed(node: ast.expr, scope: Scope, names: NameReader) -> tuple[tuple[ast.expr, Scope], ...]:
    """What a name is assigned, where it is assigned once."""
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return ()
    values = names.all_values(node, scope)
    return values if len(values) == 1 else ()


def _by_name(node: ast.expr, scope: Scope, names: NameReader) -> Said | None:
    """What a marker says, a member of `Tier` or a `Deprecation`; None where it is none of these."""
    call = node if isinstance(node, ast.Call) else None
    for name in names.full_names(node if call is None else call.func, scope):
        rule = _rules().get(name)
        if rule is not None:
            return _by_rule(rule, call, scope, names)
        if name in _DEPRECATIONS and call is not None:
            return Said(None, Deprecation(**_texts(call, _DEPRECATION_WAYS, scope, names)))
        owner, _, member = name.rpartition(".")
        if owner.rpartition(".")[2] == "Tier" and member.lower() in STAGE_WORDS:
            return _by_word(member)
    return None


def _by_rule(rule: DecoratorRule, call: ast.Call | None, scope: Scope, names: NameReader) -> Said:
    ways: dict[str, tuple[str, ...]] = {
        one: getattr(rule, one) for one in (*_OF_TIERS, "remove_in")
    }
    texts = {} if call is None else _texts(call, ways, scope, names)
    if rule.stage != "deprecated":
        return Said(Tier(rule.stage), None, {one: texts[one] for one in _OF_TIERS if one in texts})
    deprecation = Deprecation(
        texts.get("reason"),
        since=texts.get("since"),
        remove_in=texts.get("remove_in"),
        alternative=texts.get("alternative"),
    )
    return Said(None, deprecation, {one: texts[one] for one in _OF_DEPRECATIONS if one in texts})


def _texts(
    call: ast.Call, ways: Mapping[str, tuple[str, ...]], scope: Scope, names: NameReader
) -> dict[str, str]:
    """The arguments of a call that are known texts, by field."""
    found = {}
    for field, way in ways.items():
        node = argument(call, way)
        texts = () if node is None else names.texts(node, scope)
        if texts and texts[0]:
            found[field] = texts[0]
    return found


@cache
def _rules() -> Mapping[str, DecoratorRule]:
    return our_rules()


def _by_word(word: str) -> Said:
    stage = STAGE_WORDS.get(word.lower())
    if stage is None or stage == "deprecated":
        return Said()
    return Said(Tier(stage))
