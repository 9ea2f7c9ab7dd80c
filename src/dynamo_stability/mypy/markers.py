"""Markers: a decorator, or the call of a marker, -> what it says."""

from __future__ import annotations

from typing import NamedTuple

from mypy.nodes import (
    CallExpr,
    Expression,
    IntExpr,
    MypyFile,
    OpExpr,
    RefExpr,
    StrExpr,
    Var,
)

from dynamo_stability.marker_rules import MARK_MODULE, MARK_NAMES, STAGE_WORDS, our_rules
from dynamo_stability.record import Record, gate_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Final

    from dynamo_stability.configuration import DecoratorRule

_RECORD_FIELDS: Final = ("feature", "issue", "owner")
_STAGE_FIELDS: Final = ("reason", "since", "alternative")


class Mark(NamedTuple):
    """What one decorator says, as plain data.

    Attributes:
        fields: fields of a record.
        parameter: the parameter that it is about, or None for the object itself.
    """

    fields: dict[str, Any]
    parameter: str | None = None

    @property
    def stages(self) -> set[str]:
        """The tier and `"deprecated"`, as far as the mark says so."""
        tier = {self.fields["tier"]} if "tier" in self.fields else set()
        return tier | ({"deprecated"} if "deprecation" in self.fields else set())

    def record(self, name: str, kind: str, **more: str | None) -> Record:
        """The record of an object that is called `name`."""
        given = {field: value for field, value in more.items() if value is not None}
        return Record.from_dict({"name": name, "kind": kind, **self.fields, **given})


def combine(marks: Iterable[Mark]) -> Mark:
    """What several marks on one object say together; where two speak of one field, the first."""
    fields: dict[str, Any] = {}
    for mark in marks:
        fields = {**mark.fields, **fields}
    return Mark(fields)


class Markers:
    """Knows marks by the full name of the decorator, however it was imported.

    Args:
        rules: what the decorators that the project names say.
    """

    def __init__(self, rules: Iterable[DecoratorRule] = ()) -> None:
        self._rules: dict[str, DecoratorRule] = {
            **our_rules(),
            **{rule.name: rule for rule in rules},
        }
        self._tops = {name.partition(".")[0] for name in self._rules}
        #: The markers that were given a name, by it.
        self.variables: dict[str, list[Mark]] = {}
        #: The functions whose call may mark something.
        self.functions = frozenset({*self._rules, *MARK_NAMES, *MARK_MODULE})

    def may_be_in(self, tree: MypyFile) -> bool:
        """Whether a module knows a marker by a name of its own, or a module that has one."""
        if self.variables:
            return True
        top = tree.fullname.partition(".")[0]
        for symbol in tree.names.values():
            node = symbol.node
            if isinstance(node, MypyFile):
                is_own = node.fullname.partition(".")[0] == top
                if is_own and self._hands_out(node):
                    return True
            if node is not None and node.fullname.partition(".")[0] in self._tops:
                return True
        return False

    def _hands_out(self, tree: MypyFile) -> bool:
        """Whether a module of the same package re-exports a marker."""
        return any(
            symbol.node is not None and symbol.node.fullname in self._rules
            for symbol in tree.names.values()
        )

    def read(self, expression: Expression, texts: Mapping[str, str] | None = None) -> list[Mark]:
        """What a decorator, or the call of a marker, says; empty where it is no mark.

        Args:
            expression: the decorator, after semantic analysis.
            texts: the constants of the module by full name, for arguments that name one.
        """
        call = expression if isinstance(expression, CallExpr) else None
        function = expression if call is None else call.callee
        if not isinstance(function, RefExpr):
            return []
        rule = self._rules.get(function.fullname)
        if rule is None:
            return self.variables.get(function.fullname, []) if call is None else []
        mark = _Arguments(call, texts or {}).mark(rule)
        return [] if mark is None else [mark]


class _Arguments:
    """The arguments of one call, as far as they are literals or names of literals."""

    def __init__(self, call: CallExpr | None, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._given: dict[str, Expression] = {}
        if call is not None:
            for position, (name, value) in enumerate(zip(call.arg_names, call.args, strict=True)):
                self._given[str(position) if name is None else name] = value

    def mark(self, rule: DecoratorRule) -> Mark | None:
        """What a decorator with these arguments says, or None for nothing that can be known."""
        stage = STAGE_WORDS.get((self._text(rule.stage_argument) or "").lower(), rule.stage)
        fields: dict[str, Any] = {
            field: self._text(getattr(rule, field)) for field in _RECORD_FIELDS
        }
        said = {field: self._text(getattr(rule, field)) for field in ("reason", "since")}
        said["alternative"] = self._name(rule.alternative)
        fields["gate"] = self._gate(rule.gate, fields["feature"])
        if stage == "deprecated":
            said["message"] = said.pop("reason")
            said["remove_in"] = self._text(rule.remove_in)
            said["renamed_to"] = self._text(rule.renamed_to)
            fields["deprecation"] = {field: value for field, value in said.items() if value}
        else:
            fields.update(said, tier=stage)
        fields = {field: value for field, value in fields.items() if value is not None}
        if not rule.parameter:
            return Mark(fields)
        parameter = self._text(rule.parameter)
        if parameter is None or not parameter.isidentifier():
            return None
        return Mark(fields, parameter)

    def _text(self, places: Iterable[str]) -> str | None:
        """The first argument that is a text which says something."""
        for place in places:
            if place in self._given:
                found = self._literal(self._given[place])
                if found:
                    return found
        return None

    def _gate(self, places: Iterable[str], feature: str | None) -> str | None:
        """The variable that opens the gate of a feature, if there is a gate."""
        if feature is None:
            return None
        given = [self._given[place] for place in places if place in self._given]
        if any(isinstance(one, RefExpr) and one.fullname == "builtins.True" for one in given):
            return gate_variable(feature)
        named = self._text(places)
        return named if named is not None and named.isascii() and named.isidentifier() else None

    def _name(self, places: Iterable[str]) -> str | None:
        """The first argument that is a text, or the full name of an object passed there."""
        for place in places:
            value = self._given.get(place)
            found = None if value is None else self._literal(value)
            if found:
                return found
            if isinstance(value, RefExpr) and "." in value.fullname:
                return value.fullname
        return None

    def _literal(self, value: Expression) -> str | None:
        if isinstance(value, StrExpr):
            return value.value
        if isinstance(value, IntExpr):
            return str(value.value)
        if isinstance(value, OpExpr) and value.op == "+":
            left, right = self._literal(value.left), self._literal(value.right)
            return None if left is None or right is None else left + right
        if isinstance(value, RefExpr):
            final = value.node.final_value if isinstance(value.node, Var) else None
            return final if isinstance(final, str) else self._texts.get(value.fullname)
        return None
