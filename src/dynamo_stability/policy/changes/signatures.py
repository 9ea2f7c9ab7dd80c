"""breakages(): which calls that worked before do not work any more, by signatures alone."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.catalog import Parameter, Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_POSITIONAL: Final = frozenset({"positional-only", "positional-or-keyword"})
_BY_NAME: Final = frozenset({"positional-or-keyword", "keyword-only"})
#: Names of objects that stand for "not given": which one it is makes no difference to a caller.
_SENTINEL: Final = re.compile(
    r"(?:\w+\.)*(?:_\w*|\w*(?:unset|not_?set|not_?given|missing|undefined|sentinel|omit|nothing)\w*)"
    r"(?:\(\))?",
    re.IGNORECASE,
)


class Breakage(NamedTuple):
    """One way in which calls break.

    Attributes:
        kind: what happened, one of `policy.changes.KINDS`.
        parameter: the parameter that it is about.
        detail: what was and what is.
    """

    kind: str
    parameter: str
    detail: str


def breakages(
    old: Sequence[Signature],
    new: Sequence[Signature],
    *,
    renamed: Mapping[str, str] | None = None,
) -> list[Breakage]:
    """What breaks for callers, each at most once.

    Args:
        old: the ways to call it before, without the parameter that is bound (`self`).
        new: the ways to call it now.
        renamed: parameters that are still accepted, by the name that takes their place; those
            that nothing replaces have an empty one.
    """
    if not old or not new:
        return []
    names = renamed or {}
    united = new[0] if len(new) == 1 else _united(new)
    found: dict[tuple[str, str], Breakage] = {}
    for one in old:
        if len(new) > 1 and any(not list(_breakages(one, other, names)) for other in new):
            continue
        for breakage in _breakages(one, united, names):
            found.setdefault((breakage.kind, breakage.parameter), breakage)
    return list(found.values())


def without_bound(signature: Signature) -> Signature:
    """A method's signature as its callers see it: without `self` or `cls`."""
    first = signature.parameters[:1]
    if first and first[0].kind in _POSITIONAL:
        return Signature(signature.parameters[1:], signature.returns)
    return signature


class _Way:
    """One way to call something, ready for questions."""

    def __init__(self, signature: Signature) -> None:
        self.every = [one for one in signature.parameters if not one.kind.startswith("var-")]
        self.slots = [one for one in self.every if _kind(one) in _POSITIONAL]
        self.by_name = {one.name: one for one in self.every if _kind(one) in _BY_NAME}
        kinds = {one.kind: one for one in signature.parameters}
        self.star = kinds.get("var-positional")
        self.stars = kinds.get("var-keyword")

    def position(self, name: str) -> int | None:
        for index, one in enumerate(self.slots):
            if one.name == name:
                return index
        return None

    def slot(self, index: int) -> Parameter | None:
        return self.slots[index] if index < len(self.slots) else None


def _kind(parameter: Parameter) -> str:
    """How a parameter takes its argument; `__x` is positional-only by the older convention."""
    if parameter.kind == "positional-or-keyword" and _is_dunder_private(parameter.name):
        return "positional-only"
    return parameter.kind


def _is_dunder_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _breakages(old: Signature, new: Signature, renamed: Mapping[str, str]) -> Iterator[Breakage]:
    before, after = _Way(old), _Way(new)
    taken: set[str] = set()
    for index, one in enumerate(before.slots):
        yield from _positional(one, index, before, after, renamed, taken)
    for one in before.every:
        if _kind(one) == "keyword-only":
            yield from _keyword(one, after, renamed, taken)
    yield from _variadic(before, after)
    yield from _added(before, after, taken)


# ---- one parameter ------------------------------------------------------------------------------


def _positional(
    one: Parameter,
    index: int,
    before: _Way,
    after: _Way,
    renamed: Mapping[str, str],
    taken: set[str],
) -> Iterator[Breakage]:
    """What became of a parameter that could be passed by position."""
    name = renamed.get(one.name) or one.name
    slot, position = after.slot(index), after.position(name)
    is_by_name_too = _kind(one) in _BY_NAME
    if position == index and slot is not None:
        taken.add(slot.name)
        if is_by_name_too and slot.name not in after.by_name and not after.stars:
            yield _kind_changed(one, slot)
        yield from _same(one, slot)
    elif position is not None:
        taken.add(name)
        yield Breakage("parameter-moved", one.name, f"position {index + 1}, now {position + 1}")
        yield from _same(one, after.slots[position])
    elif name in after.by_name:
        taken.add(name)
        yield _kind_changed(one, after.by_name[name])
        yield from _same(one, after.by_name[name])
    elif (
        slot is not None and before.position(slot.name) is None and slot.name not in before.by_name
    ):
        taken.add(slot.name)  # it has another name now
        is_named = is_by_name_too and not after.stars and one.name not in renamed
        if is_named and not _is_private(one):
            yield Breakage("parameter-removed", one.name, f"{slot.name} is in its place")
        if one.default is not None and slot.default is None:
            yield Breakage("parameter-added-required", slot.name, f"in place of {one.name}")
    elif not _is_swallowed(one, after) and one.name not in renamed and not _is_private(one):
        yield Breakage("parameter-removed", one.name, "")


def _keyword(
    one: Parameter, after: _Way, renamed: Mapping[str, str], taken: set[str]
) -> Iterator[Breakage]:
    """What became of a parameter that could be passed by name only."""
    name = renamed.get(one.name) or one.name
    if name in after.by_name:
        taken.add(name)
        yield from _same(one, after.by_name[name])
        return
    position = after.position(name)
    if position is not None and not after.stars:
        taken.add(name)
        yield _kind_changed(one, after.slots[position])
    elif not after.stars and one.name not in renamed and not _is_private(one):
        yield Breakage("parameter-removed", one.name, "")


def _variadic(before: _Way, after: _Way) -> Iterator[Breakage]:
    if before.star and not after.star:
        yield Breakage("parameter-removed", before.star.name, "any number of positional arguments")
    if before.stars and not after.stars:
        yield Breakage("parameter-removed", before.stars.name, "any keyword argument")


def _added(before: _Way, after: _Way, taken: set[str]) -> Iterator[Breakage]:
    known = {one.name for one in before.every} | taken
    for one in after.every:
        if one.default is None and one.name not in known:
            yield Breakage("parameter-added-required", one.name, "")


def _same(old: Parameter, new: Parameter) -> Iterator[Breakage]:
    """What breaks between two parameters that take the same argument."""
    if old.default is None:
        return
    if new.default is None:
        yield Breakage("parameter-required", old.name, f"was {old.default} by default")
    elif not is_same_default(old.default, new.default):
        yield Breakage(
            "parameter-default-changed", old.name, f"was {old.default}, is {new.default}"
        )


def _kind_changed(old: Parameter, new: Parameter) -> Breakage:
    return Breakage("parameter-kind-changed", old.name, f"was {_kind(old)}, is {_kind(new)}")


def _is_swallowed(one: Parameter, after: _Way) -> bool:
    """Whether variadic parameters take what was passed for one that is gone."""
    if _kind(one) == "positional-only":
        return after.star is not None
    return after.star is not None and after.stars is not None


def _is_private(one: Parameter) -> bool:
    """Whether a parameter is the library's own affair: optional, with an underscore in front."""
    return one.name.startswith("_") and one.default is not None


# ---- defaults -----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def is_same_default(old: str, new: str) -> bool:
    """Whether two defaults are the same to callers, however they are written.

    A stub's `...` says nothing, and which object stands for "not given" makes no difference.
    """
    if old == new or "..." in {old, new}:
        return True
    if _SENTINEL.fullmatch(old) or _SENTINEL.fullmatch(new):
        return True
    return _normal(old) == _normal(new)


def _normal(text: str) -> str:
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    try:
        return repr(ast.literal_eval(tree))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ast.dump(tree)


# ---- overloads ----------------------------------------------------------------------------------


def _united(signatures: Sequence[Signature]) -> Signature:
    """One signature that takes what any of several does.

    A parameter is required where all of them require it. What only some have comes in the order
    of the longest one, or by name.
    """
    ways = sorted(signatures, key=lambda one: -len(one.parameters))
    found: dict[str, Parameter] = {one.name: one for one in ways[0].parameters}
    for way in ways[1:]:
        mine = {one.name: one for one in way.parameters}
        for name, one in mine.items():
            found[name] = _wider(found[name], one) if name in found else _optional(one)
        for name, one in found.items():
            if name not in mine:
                found[name] = _optional(one)
    return Signature(tuple(_in_order(found.values())), None)


def _wider(first: Parameter, second: Parameter) -> Parameter:
    if "positional-or-keyword" in {first.kind, second.kind}:
        first = first.replace(kind="positional-or-keyword")
    if first.default is None and second.default is None:
        return first
    same = first.default == second.default
    return first.replace(default=first.default if same else "...")


def _optional(one: Parameter) -> Parameter:
    if one.kind.startswith("var-"):
        return one
    return one if one.default is not None else one.replace(default="...")


def _in_order(parameters: Iterable[Parameter]) -> list[Parameter]:
    order = (
        *("positional-only", "positional-or-keyword", "var-positional"),
        *("keyword-only", "var-keyword"),
    )
    return sorted(parameters, key=lambda one: order.index(one.kind))
