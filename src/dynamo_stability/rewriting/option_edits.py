"""OptionEditor: tiers where options and variables are declared, put to others."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING, Final

from dynamo_stability.rewriting.positions import Span
from dynamo_stability.tiers import COMMITMENTS, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.collect.python.recognising import Recogniser, Seen
    from dynamo_stability.record import Record
    from dynamo_stability.rewriting.marker_edits import MarkerEditor

#: The arguments that take a tier as a word.
_TIER_ARGUMENTS: Final = frozenset({"stability", "tier"})
_HELP: Final = "help"
#: Before Python 3.12, what is formatted is one token too.
_PLAIN: Final = re.compile("[bBrRuU]*['\"]")
#: What is to be done by hand, unless a manifest has the mark.
UNMARKED: Final = "no marker or tag of it stands where it is declared"
_Declaring = ast.Call | ast.arg | ast.AnnAssign


class OptionEditor:
    """Finds the mark in the line that declares an option or a variable, and puts it to a tier.

    Args:
        markers: where edits are collected.
        recogniser: knows markers.
    """

    def __init__(self, markers: MarkerEditor, recogniser: Recogniser) -> None:
        self._markers = markers
        self._recogniser = recogniser

    def put(
        self, module: Module, line: int, record: Record, goal: Tier, since: str | None
    ) -> str | None:
        """Put what a line declares to another tier; None, or why that is to be done by hand."""
        tree = self._markers.file_of(module).text.tree
        places = list(_outermost(tree, line))
        if record.kind == "env" and _says_tier(places, record.tier):
            return "its name says its tier, so that it needs another name"
        found = self._marker(module, places, record)
        if isinstance(found, str):
            return found
        if found is not None:
            return self._markers.put(found, goal, since)
        if self._put_word(module, places, record, goal) or self._put_tag(module, places, goal):
            return None
        return UNMARKED

    def _marker(
        self, module: Module, places: list[_Declaring], record: Record
    ) -> Seen | str | None:
        """The marker that gives the tier; why none can be chosen; None where there is none."""
        found: list[tuple[Seen, str | None]] = []
        for node in _markers_in(places):
            for statement in self._recogniser.recognise(module, node):
                is_tier = statement.tier is record.tier and statement.deprecation is None
                if statement.seen is not None and is_tier:
                    found.append((statement.seen, statement.fields.get("feature")))
        own = [seen for seen, feature in found if feature == record.feature]
        fitting = own or [seen for seen, feature in found if feature is None]
        if len({id(one.marker) for one in fitting}) > 1:
            return "several markers stand in its line"
        if fitting and self._is_shared(fitting[0], places):
            return "its marker has a name, and others may use it"
        return fitting[0] if fitting else None

    @staticmethod
    def _is_shared(seen: Seen, places: list[_Declaring]) -> bool:
        return not any(seen.marker is one for place in places for one in ast.walk(place))

    def _put_word(
        self, module: Module, places: list[_Declaring], record: Record, goal: Tier
    ) -> bool:
        """Another word where the tier is given as one, such as `stability="beta"`."""
        found = [
            value
            for keyword in _keywords(places)
            if keyword.arg in _TIER_ARGUMENTS
            for value in ast.walk(keyword.value)
            if isinstance(value, ast.Constant) and value.value == str(record.tier)
        ]
        if len(found) != 1:
            return False
        text = self._markers.file_of(module).text
        for span, source in _strings(text.content, text.span(found[0])):
            self._markers.put_text(module, span, source.replace(str(record.tier), str(goal)))
            return True
        return False

    def _put_tag(self, module: Module, places: list[_Declaring], goal: Tier) -> bool:
        """Another tag in a help text, or none where the tier has none."""
        text = self._markers.file_of(module).text
        tags = [one.label for tier, one in COMMITMENTS.items() if one.label and tier < goal]
        found = [
            (span, source, tag)
            for keyword in _keywords(places)
            if keyword.arg == _HELP
            for span, source in _strings(text.content, text.span(keyword.value))
            for tag in tags
            if tag in source
        ]
        if len(found) != 1 or found[0][1].count(found[0][2]) != 1:
            return False
        span, source, tag = found[0]
        self._markers.put_text(module, span, _with_tag(source, tag, COMMITMENTS[goal].label))
        return True


def _with_tag(source: str, old: str, new: str) -> str:
    if new:
        return source.replace(old, new)
    before, after = source.split(old)
    if after.startswith(" "):
        return before + after[1:]
    return before.removesuffix(" ") + after


def _outermost(tree: ast.Module, line: int) -> Iterator[_Declaring]:
    """The calls, parameters and fields that begin in a line, without what is inside of others."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, (ast.Call, ast.arg, ast.AnnAssign)) and node.lineno == line:
            yield node
        else:
            waiting += ast.iter_child_nodes(node)


def _markers_in(places: list[_Declaring]) -> Iterator[ast.expr]:
    """Whatever may be a marker: calls, and names that are not called."""
    for place in places:
        called = {id(one.func) for one in ast.walk(place) if isinstance(one, ast.Call)}
        parts = {id(one.value) for one in ast.walk(place) if isinstance(one, ast.Attribute)}
        for node in ast.walk(place):
            is_name = isinstance(node, (ast.Name, ast.Attribute)) and id(node) not in called | parts
            is_call = isinstance(node, ast.Call) and node is not place
            if isinstance(node, ast.expr) and (is_name or is_call):
                yield node


def _keywords(places: list[_Declaring]) -> Iterator[ast.keyword]:
    for place in places:
        for node in ast.walk(place):
            if isinstance(node, ast.keyword):
                yield node


def _says_tier(places: list[_Declaring], tier: Tier | None) -> bool:
    """Whether the name of a variable is written with its tier in it."""
    word = f"_{str(tier).upper()}_"
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and word in one.value
        for place in places
        if isinstance(place, ast.Call)
        for given in place.args[:1]
        for one in ast.walk(given)
    )


def _strings(content: bytes, span: Span) -> Iterator[tuple[Span, str]]:
    """The string literals inside of a span, as they are written."""
    for token in tokenize.tokenize(io.BytesIO(content).readline):
        (line, column), (end_line, end_column) = token.start, token.end
        is_inside = (span.line, span.column) <= token.start and token.end <= (
            span.end_line,
            span.end_column,
        )
        if token.type == tokenize.STRING and is_inside and _PLAIN.match(token.string):
            yield Span(line, column, end_line, end_column), token.string
