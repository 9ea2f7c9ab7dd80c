"""Marks: what is passed as a marker, a tier or a deprecation, where an option is declared."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options.known import KNOWN_DEPRECATIONS
from dynamo_stability.collect.options.values import Called, Reference, Unknown
from dynamo_stability.collect.python.decorator_rules import known_rules
from dynamo_stability.marker_rules import STAGE_WORDS
from dynamo_stability.record import Deprecation, gate_variable
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Final

    from dynamo_stability.configuration import DecoratorRule

_FIELDS: Final = ("reason", "since", "feature", "issue", "owner", "alternative")


class Said:
    """What is said about one option, gathered from several places; the first counts.

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
        self.fields = fields or {}

    def add(self, other: Said) -> None:
        """Take in what is said elsewhere, where it is not said yet."""
        self.tier = self.tier or other.tier
        if other.deprecation is not None:
            known = Deprecation() if self.deprecation is None else self.deprecation
            more = {**other.deprecation.to_dict(), **known.to_dict()}
            self.deprecation = Deprecation.from_dict(more)
        self.fields = {**other.fields, **self.fields}


class Marks:
    """Reads markers of this package, those of other libraries, and what a project names.

    Args:
        extra: rules of the project.
    """

    def __init__(self, extra: Iterable[DecoratorRule] = ()) -> None:
        self._rules = _rules(tuple(extra))

    def knows(self, names: Iterable[str]) -> bool:
        """Whether one of some full names is that of a marker."""
        return any(name in self._rules for name in names)

    def said(self, value: Any) -> Said:
        """What is passed as a marker says."""
        if isinstance(value, Called):
            return self._by_rule(value)
        if type(value) in {list, tuple}:
            together = Said()
            for one in value:
                together.add(self.said(one))
            return together
        if isinstance(value, Reference):
            return self._by_reference(value)
        if isinstance(value, Unknown):
            return self.said(list(value.possible))
        return _by_word(value) if isinstance(value, str) else Said()

    def deprecation(self, value: Any) -> Deprecation | None:
        """What is passed as a deprecation says: a marker, a text, or simply `True`."""
        if value is True:
            return Deprecation()
        if isinstance(value, str) and value:
            return Deprecation(value)
        return self.said(value).deprecation

    def _by_reference(self, value: Reference) -> Said:
        """A marker without brackets, or a member of `Tier`."""
        for name in value.names:
            if name in self._rules:
                return self._by_rule(Called((name,), (), {}))
        owner, _, member = value.names[-1].rpartition(".")
        return _by_word(member) if owner.rpartition(".")[2] == "Tier" else Said()

    def _by_rule(self, called: Called) -> Said:
        rule = next((self._rules[name] for name in called.names if name in self._rules), None)
        if rule is None:
            return Said()
        texts = {}
        for field in (*_FIELDS, "remove_in"):
            value = called.argument(getattr(rule, field))
            if isinstance(value, Unknown):
                value = value.text
            if isinstance(value, str) and value:
                texts[field] = value
        if rule.stage != "deprecated":
            fields = {name: texts[name] for name in _FIELDS & texts.keys()}
            if "feature" in fields and called.argument(rule.gate) is True:
                fields["gate"] = gate_variable(fields["feature"])
            return Said(Tier(rule.stage), None, fields)
        deprecation = Deprecation(
            texts.get("reason"),
            since=texts.get("since"),
            remove_in=texts.get("remove_in"),
            alternative=texts.get("alternative"),
        )
        kept = {"feature", "issue", "owner"}
        return Said(None, deprecation, {name: texts[name] for name in kept & texts.keys()})


@lru_cache(maxsize=8)
def _rules(extra: tuple[DecoratorRule, ...]) -> Mapping[str, DecoratorRule]:
    return known_rules((*KNOWN_DEPRECATIONS, *extra))


def _by_word(word: str) -> Said:
    stage = STAGE_WORDS.get(word.lower())
    if stage is None:
        return Said()
    return Said(None, Deprecation()) if stage == "deprecated" else Said(Tier(stage))
