"""Recogniser: a decorator, or the call of a marker, -> what it says."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.python.decorator_rules import (
    PEP702,
    REMOVAL_WINDOW,
    known_rules,
)
from dynamo_stability.collect.python.exports import summands
from dynamo_stability.collect.python.resolving import Resolver, dotted
from dynamo_stability.marker_rules import STAGE_WORDS
from dynamo_stability.record import Deprecation, Record, gate_variable
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, Final

    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.configuration import DecoratorRule

#: How a literal PEP 702 message says that something has a tier: for checkers that know no other.
_TIER_MESSAGE: Final = re.compile(r"(experimental|beta)(?:$|:\s*(.*))", re.DOTALL)
#: How many names a marker may be passed through.
_DEEPEST: Final = 10
_RECORD_FIELDS: Final[tuple[str, ...]] = ("feature", "issue", "owner")
_GATED_FIELDS: Final[tuple[str, ...]] = ("gate", *_RECORD_FIELDS)


class Seen(NamedTuple):
    """Where a statement stands in source.

    Attributes:
        module: the module; another one than that of the object where a marker was given a name.
        marker: the marker, or the call of it.
        rule: how it is read.
    """

    module: Module
    marker: ast.expr
    rule: DecoratorRule


class Statement:
    """What one decorator says.

    Attributes:
        tier: the tier that it gives, or None.
        deprecation: the deprecation that it gives, or None.
        fields: other fields of the record.
        parameter: the parameter that it is about, or None for the object itself.
        is_ours: whether the decorator is one of this package, or one that the project names.
        seen: where source says so, and by which rule; None for what a manifest says.
    """

    __slots__ = ("deprecation", "fields", "is_ours", "parameter", "seen", "tier")

    def __init__(
        self,
        tier: Tier | None,
        deprecation: Deprecation | None,
        fields: dict[str, str],
        *,
        parameter: str | None,
        is_ours: bool,
    ) -> None:
        self.tier = tier
        self.deprecation = deprecation
        self.fields = fields
        self.parameter = parameter
        self.is_ours = is_ours
        self.seen: Seen | None = None

    def record(self, name: str, kind: str, **more: Any) -> Record:
        """The record of an object that is called `name`."""
        fields = {**self.fields, **more}
        return Record(name, kind, tier=self.tier, deprecation=self.deprecation, **fields)


class Recogniser:
    """Knows marks by the full name of the decorator, however it was imported.

    Args:
        resolver: follows the names.
        extra: rules of the project, which go before those of known libraries.
    """

    def __init__(self, resolver: Resolver, extra: Iterable[DecoratorRule] = ()) -> None:
        extra = tuple(extra)
        self._resolver = resolver
        self._rules = known_rules(extra)
        self._ours = {rule.name for rule in extra}

    def recognise(self, module: Module, expression: ast.expr) -> list[Statement]:
        """What a decorator, or the call of a marker, says; empty where it is no mark."""
        return list(self._recognise(module, expression, 0))

    def _recognise(self, module: Module, expression: ast.expr, depth: int) -> Iterator[Statement]:
        call = expression if isinstance(expression, ast.Call) else None
        function = expression if call is None else call.func
        for found in self._resolver.resolve(module, function):
            if isinstance(found, str):
                rule = self._rules.get(found)
                if rule is not None:
                    for statement in self._statements(module, rule, call):
                        statement.seen = Seen(module, expression, rule)
                        yield statement
                    return
            elif call is None and depth < _DEEPEST:  # a marker that was given a name
                statements = list(self._recognise(found.module, found.value, depth + 1))
                if statements:
                    yield from statements
                    return

    # ---- one rule and one call ------------------------------------------------------------------

    def _statements(
        self, module: Module, rule: DecoratorRule, call: ast.Call | None
    ) -> Iterator[Statement]:
        arguments = _Arguments(self._resolver, module, call)
        stage = rule.stage
        named = arguments.text(rule.stage_argument)
        if named is not None:
            stage = STAGE_WORDS.get(named.lower(), stage)
        texts = {
            field: arguments.text(getattr(rule, field))
            for field in ("reason", "since", "remove_in", *_RECORD_FIELDS)
        }
        texts["alternative"] = arguments.name(rule.alternative)
        texts["gate"] = arguments.gate(rule.gate, texts["feature"])
        if rule.name in PEP702:
            stage = self._pep702(module, call, texts, stage)
        is_ours = rule.name in self._ours or (
            rule.name.startswith("dynamo_stability.") and rule.name not in PEP702
        )
        for parameter, renamed_to in arguments.parameters(rule):
            yield _statement(stage, texts, parameter, renamed_to, is_ours=is_ours)

    def _pep702(
        self, module: Module, call: ast.Call | None, texts: dict[str, str | None], stage: str
    ) -> str:
        """The stage of a PEP 702 decorator, which may carry a tier or a removal window."""
        message = _TIER_MESSAGE.match(texts["reason"] or "")
        if message is not None:
            texts["reason"] = (message[2] or "").strip() or None
            return message[1]
        category = _keyword(call, "category")
        if isinstance(category, ast.Call) and REMOVAL_WINDOW in self._resolver.names(
            module, category.func
        ):
            window = _Arguments(self._resolver, module, category)
            for field in ("since", "remove_in", "alternative"):
                texts[field] = window.text((field,))
        return stage


def _statement(
    stage: str,
    texts: dict[str, str | None],
    parameter: str | None,
    renamed_to: str | None,
    *,
    is_ours: bool,
) -> Statement:
    given = {field: value for field, value in texts.items() if value is not None}
    fields = {field: given[field] for field in _GATED_FIELDS if field in given}
    if stage == "deprecated":
        deprecation = Deprecation(
            given.get("reason"),
            since=given.get("since"),
            remove_in=given.get("remove_in"),
            alternative=given.get("alternative"),
            renamed_to=renamed_to,
        )
        return Statement(None, deprecation, fields, parameter=parameter, is_ours=is_ours)
    for field in ("reason", "since", "alternative"):
        if field in given:
            fields[field] = given[field]
    return Statement(Tier(stage), None, fields, parameter=parameter, is_ours=is_ours)


class _Arguments:
    """The arguments of one call, as far as they are literals or names of literals."""

    def __init__(self, resolver: Resolver, module: Module, call: ast.Call | None) -> None:
        self._resolver = resolver
        self._module = module
        self._call = call

    def _given(self, places: Iterable[str]) -> Iterator[ast.expr]:
        for place in places:
            if self._call is None:
                return
            if place.isdecimal():
                if int(place) < len(self._call.args):
                    yield self._call.args[int(place)]
            else:
                value = _keyword(self._call, place)
                if value is not None:
                    yield value

    def text(self, places: Iterable[str]) -> str | None:
        """The first argument that is a text which says something."""
        for value in self._given(places):
            found = literal(self._resolver, self._module, value)
            if found:
                return found
        return None

    def gate(self, places: Iterable[str], feature: str | None) -> str | None:
        """The variable that opens the gate of a feature, if there is a gate."""
        if feature is None:
            return None
        for value in self._given(places):
            if isinstance(value, ast.Constant) and value.value is True:
                return gate_variable(feature)
        named = self.text(places)
        return named if named is not None and named.isascii() and named.isidentifier() else None

    def name(self, places: Iterable[str]) -> str | None:
        """The first argument that is a text, or the full name of an object passed there."""
        for value in self._given(places):
            found = literal(self._resolver, self._module, value)
            if found:
                return found
            if dotted(value) is not None:
                names = list(self._resolver.names(self._module, value))
                if names and "." in names[0]:
                    return names[0]
        return None

    def parameters(self, rule: DecoratorRule) -> list[tuple[str | None, str | None]]:
        """The parameters that the mark is about, with their new names; (None, None): the object."""
        if not rule.parameter:
            return [(None, None)]
        for value in self._given(rule.parameter):
            if isinstance(value, ast.Dict):
                found: list[tuple[str | None, str | None]] = [
                    (key, literal(self._resolver, self._module, new) or None)
                    for old, new in zip(value.keys, value.values, strict=True)
                    if old is not None and (key := literal(self._resolver, self._module, old))
                ]
                is_object = self.name(rule.alternative) is not None
                return [(None, None), *found] if is_object else found
        named = self.text(rule.parameter)
        if named is not None and named.isidentifier():
            return [(named, self.text(rule.renamed_to))]
        # pyDeprecate's mapping is optional; a decorator for parameters says nothing without one.
        return [(None, None)] if rule.alternative and "args_mapping" in rule.parameter else []


def _keyword(call: ast.Call | None, name: str) -> ast.expr | None:
    for keyword in () if call is None else call.keywords:
        if keyword.arg == name:
            return keyword.value
    return None


def literal(resolver: Resolver, module: Module, value: ast.expr) -> str | None:
    """The text that an expression is known to give; None where that takes running it."""
    if isinstance(value, ast.Constant):
        constant = value.value
        if isinstance(constant, str):
            return constant
        is_number = isinstance(constant, (int, float)) and not isinstance(constant, bool)
        return str(constant) if is_number else None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return _joined([literal(resolver, module, one) for one in summands(value)])
    if isinstance(value, ast.JoinedStr):
        return _joined([_formatted(resolver, module, one) for one in value.values])
    for found in resolver.values(module, value):
        if isinstance(found.value, ast.Constant):
            return literal(resolver, found.module, found.value)
    return None


def _joined(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None


def _formatted(resolver: Resolver, module: Module, part: ast.expr) -> str | None:
    if not isinstance(part, ast.FormattedValue):
        return literal(resolver, module, part)
    is_plain = part.format_spec is None and part.conversion < 0
    return literal(resolver, module, part.value) if is_plain else None
