"""DeclarationReader: what calls of `env_var`, and of a project's own functions, declare."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.environment.arguments import argument, default_text, type_text
from dynamo_stability.collect.environment.known import DECLARE, GROUP_METHOD, GROUPS
from dynamo_stability.collect.environment.markers import Said, followed, said
from dynamo_stability.collect.environment.variable import Declaration, Place
from dynamo_stability.configuration import VariableRule
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.surfaces.environment_names import (
    DEFAULT_PREFIX,
    is_secret_name,
    name_in,
    split_name,
)
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Final

    from dynamo_stability.collect.environment.names import NameReader
    from dynamo_stability.collect.environment.scopes import Scope

_OURS: Final = VariableRule(DECLARE, declares=True, default="default")
_FIELDS: Final = ("feature", "since", "reason", "issue", "owner", "alternative", "component")


class DeclarationReader:
    """Reads the calls that declare variables.

    Args:
        names: what tells the texts of expressions.
        rules: the project's own functions that declare, by full name.
        prefixes: what the names of the project's variables begin with.

    Attributes:
        found: the declarations so far.
        unnamed: the places that declare a variable whose name takes running the code.
    """

    def __init__(
        self, names: NameReader, rules: Mapping[str, VariableRule], prefixes: Sequence[str]
    ) -> None:
        self._names = names
        self._rules = {**rules, DECLARE: _OURS}
        self._last = {name.rpartition(".")[2] for name in self._rules}
        self._prefixes = sorted(prefixes, key=len, reverse=True)
        self._bound: dict[int, str] = {}
        self.found: list[Declaration] = []
        self.unnamed: set[Place] = set()

    def note_binding(
        self, node: ast.Assign | ast.AnnAssign, scope: Scope, prefix: str | None
    ) -> None:
        """Remember which name of a module or class is given which value."""
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if prefix is not None and isinstance(target, ast.Name) and isinstance(node.value, ast.Call):
            full = f"{scope.file.module.name}.{prefix}{target.id}"
            self._bound[id(node.value)] = full

    def look_at(self, call: ast.Call, last: str, scope: Scope) -> bool:
        """Take in what a call declares, and tell whether it declares anything."""
        if last not in self._last and not self._is_alias(last, scope):
            return False
        for name in self._names.full_names(call.func, scope):
            rule = self._rules.get(name)
            if rule is not None:
                self._read(call, rule, DEFAULT_PREFIX if rule is _OURS else None, scope)
                return True
        if last == GROUP_METHOD and isinstance(call.func, ast.Attribute):
            prefix = self._group_prefix(call.func.value, scope)
            if prefix is not None:
                self._read(call, _OURS, prefix, scope)
                return True
        return False

    def _is_alias(self, last: str, scope: Scope) -> bool:
        fulls = scope.file.module.imports.get(last, ())
        return any(full.rpartition(".")[2] in self._last for full in fulls)

    def _group_prefix(self, node: ast.expr, scope: Scope) -> str | None:
        """The prefix of a group of variables; None where an expression is no such group."""
        for value, place in ((node, scope), *self._names.all_values(node, scope)):
            if not isinstance(value, ast.Call):
                continue
            if not GROUPS.isdisjoint(self._names.full_names(value.func, place)):
                given = argument(value, ("0", "prefix"))
                return self._text(given, place) or DEFAULT_PREFIX
        return None

    # ---- one call -------------------------------------------------------------------------------

    def _read(self, call: ast.Call, rule: VariableRule, prefix: str | None, scope: Scope) -> None:
        name = argument(call, rule.variable)
        place = Place(scope.file.path, call.lineno)
        texts = () if name is None else self._names.texts(name, scope)
        if not texts:
            self.unnamed.add(place)
        given = argument(call, ("prefix",)) if rule is _OURS else None
        if given is not None:
            prefix = next(iter(self._names.texts(given, scope)), "")
        for text in texts:
            self.found.append(self._declaration(call, rule, (text, prefix), place, scope))

    def _declaration(
        self,
        call: ast.Call,
        rule: VariableRule,
        written: tuple[str, str | None],
        place: Place,
        scope: Scope,
    ) -> Declaration:
        text, prefix = written
        prefix = self._prefix_of(text) if prefix is None else prefix
        about = self._about(call, rule, scope)
        name, tier, is_misprefixed = _spelt(text, prefix, about.tier)
        fields: dict[str, Any] = {"tier": tier, "deprecation": about.deprecation, **about.fields}
        record = Record(f"env:{name}", "env", source=str(place), **fields)
        default, is_known = default_text(argument(call, rule.default), scope, self._names)
        secret = argument(call, ("secret",))
        is_secret = secret.value if isinstance(secret, ast.Constant) else is_secret_name(name)
        kind = type_text(argument(call, rule.type)) or rule.returns
        return Declaration(
            place,
            name,
            record,
            older=tuple(self._older(call, record, scope)),
            written=text,
            prefix=prefix if text.startswith(prefix) else "",
            type=kind or ("str" if rule is _OURS else None),
            default=default,
            help=self._text(argument(call, rule.help), scope),
            choices=self._choices(call, scope),
            is_secret=bool(is_secret),
            is_misprefixed=is_misprefixed,
            is_computed=not is_known,
            bound=self._bound.get(id(call)),
        )

    def _prefix_of(self, text: str) -> str:
        return next((one for one in self._prefixes if text.startswith(one)), "")

    def _about(self, call: ast.Call, rule: VariableRule, scope: Scope) -> Said:
        """What is said about tier, deprecation and the rest."""
        about = said(argument(call, rule.tier), scope, self._names)
        about.add(said(argument(call, ("deprecated",)), scope, self._names, is_deprecation=True))
        for field in _FIELDS:
            ways = rule.feature if field == "feature" else (field,)
            text = self._text(argument(call, ways), scope)
            if text:
                about.fields[field] = text
        return about

    def _older(self, call: ast.Call, current: Record, scope: Scope) -> Iterator[Record]:
        """What is said of each older name."""
        node = argument(call, ("deprecated_aliases",))
        if node is None:
            return
        renamed_to = current.name.partition(":")[2]
        for text, value in self._aliases(node, scope):
            about = said(value, scope, self._names, is_deprecation=True)
            deprecation = about.deprecation or Deprecation(since=current.since)
            yield Record(
                f"env:{text}",
                "env",
                deprecation=deprecation.replace(renamed_to=renamed_to),
                feature=current.feature,
                owner=current.owner,
                component=current.component,
                source=current.source,
            )

    def _aliases(self, node: ast.expr, scope: Scope) -> Iterator[tuple[str, ast.expr | None]]:
        tables = [
            (one, place)
            for one, place in ((node, scope), *followed(node, scope, self._names))
            if isinstance(one, ast.Dict)
        ]
        for table, place in tables:
            for key, value in zip(table.keys, table.values, strict=True):
                texts = () if key is None else self._names.texts(key, place)
                yield from ((one, value) for one in texts)
        if tables:
            return
        several = self._names.item_texts(node, scope) or self._names.texts(node, scope)
        yield from ((one, None) for one in several)

    def _choices(self, call: ast.Call, scope: Scope) -> tuple[str, ...]:
        node = argument(call, ("choices",))
        return () if node is None else self._names.item_texts(node, scope)

    def _text(self, node: ast.expr | None, scope: Scope) -> str | None:
        texts: tuple[str, ...] = () if node is None else self._names.texts(node, scope)
        return texts[0] if texts and texts[0] else None


def _spelt(text: str, prefix: str, tier: Tier | None) -> tuple[str, Tier, bool]:
    """What a variable is called, its tier, and whether its name says another tier."""
    if not prefix or not text.startswith(prefix):
        return text, tier or Tier.STABLE, False
    by_name, stem = split_name(text, prefix)
    chosen: Any = tier or by_name
    if by_name not in (chosen, Tier.STABLE):
        return text, chosen, True
    return name_in(chosen, stem, prefix) if stem else text, chosen, False
