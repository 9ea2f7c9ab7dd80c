"""changed_names(): a `from` import that brings other names, laid out as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
from libcst import matchers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dynamo_stability.rewriting.python_edits import ImportChange


def changed_names(statement: cst.ImportFrom, change: ImportChange) -> cst.ImportFrom | None:
    """The import after a change, None where nothing is left; what was sorted stays sorted."""
    if isinstance(statement.names, cst.ImportStar):
        return statement
    names = list(statement.names)
    if not change.added and {_key(one) for one in names} <= change.removed:
        return None
    wanted = sorted(change.added)
    added = [_alias(*one) for one in wanted]
    if _is_plain(statement):
        return statement.with_changes(names=_laid_out(names, change, added))
    # Comments belong to the names beside them, so nothing else is moved.
    for index, one in enumerate(names):
        instead = change.instead.get(_key(one))
        if instead in wanted:
            names[index] = _renamed(one, added.pop(wanted.index(instead)))
            wanted.remove(instead)
    for index, one in enumerate(names):
        if added and _key(one) in change.removed and not change.instead:
            names[index] = _renamed(one, added.pop(0))
    names = _without(names, change)
    for one in added:
        names = _appended(names, one)
    return statement.with_changes(names=names)


def _renamed(alias: cst.ImportAlias, other: cst.ImportAlias) -> cst.ImportAlias:
    """Another name in the place of one, with its comma and comment."""
    return alias.with_changes(name=other.name, asname=other.asname)


def _is_plain(statement: cst.ImportFrom) -> bool:
    return not matchers.findall(statement, matchers.Comment())


def _key(alias: cst.ImportAlias) -> tuple[str, str]:
    name = alias.evaluated_name
    return name, alias.evaluated_alias or name


def _alias(name: str, bound: str) -> cst.ImportAlias:
    asname = None if name == bound else cst.AsName(cst.Name(bound))
    return cst.ImportAlias(cst.Name(name), asname)


def _laid_out(
    names: list[cst.ImportAlias], change: ImportChange, added: list[cst.ImportAlias]
) -> list[cst.ImportAlias]:
    """The names in order, in the places that there were, and as many more as it takes."""
    kept = [one for one in names if _key(one) not in change.removed]
    wanted = [*kept, *added]
    for order in (_by_letters, _by_kind):
        if [*map(order, names)] == sorted(map(order, names)):
            wanted.sort(key=order)
            break
    commas = _commas([one.comma for one in names], len(wanted))
    return [one.with_changes(comma=comma) for one, comma in zip(wanted, commas, strict=True)]


def _by_letters(alias: cst.ImportAlias) -> tuple[object, ...]:
    return (alias.evaluated_name.casefold(), alias.evaluated_name)


def _by_kind(alias: cst.ImportAlias) -> tuple[object, ...]:
    """The order that isort and ruff have: constants, classes, the rest."""
    name = alias.evaluated_name
    return (not name.isupper(), not name[:1].isupper(), name)


def _commas(
    commas: Sequence[cst.Comma | cst.MaybeSentinel], count: int
) -> list[cst.Comma | cst.MaybeSentinel]:
    """So many commas, the last of them the one that was last."""
    *between, last = commas
    usual = between[0] if between else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if not between and isinstance(last, cst.Comma):
        usual = last.with_changes(whitespace_after=_as_before(last))
    inner = [*between, *[usual] * count][: count - 1]
    return [*inner, last]


def _as_before(last: cst.Comma) -> cst.BaseParenthesizableWhitespace:
    """What stands between two names where one alone has a comma, and perhaps a line, behind it."""
    space = last.whitespace_after
    if isinstance(space, cst.ParenthesizedWhitespace):
        return space.with_changes(last_line=cst.SimpleWhitespace("    "))
    return cst.SimpleWhitespace(" ")


def _without(names: list[cst.ImportAlias], change: ImportChange) -> list[cst.ImportAlias]:
    kept = [one for one in names if _key(one) not in change.removed]
    if kept and kept[-1] is not names[-1] and isinstance(names[-1].comma, cst.MaybeSentinel):
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return kept


def _appended(names: list[cst.ImportAlias], one: cst.ImportAlias) -> list[cst.ImportAlias]:
    """One more name in front of the others, which needs no look at what follows the last."""
    between = names[0].comma
    space: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace(" ")
    if isinstance(between, cst.Comma) and isinstance(
        between.whitespace_after, cst.ParenthesizedWhitespace
    ):
        space = between.whitespace_after.with_changes(
            first_line=cst.TrailingWhitespace(), empty_lines=()
        )
        if len(names) == 1:
            space = cst.SimpleWhitespace(" ")
    return [one.with_changes(comma=cst.Comma(whitespace_after=space)), *names]
