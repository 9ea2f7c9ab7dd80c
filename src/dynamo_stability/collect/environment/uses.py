"""Where declared variables are used: each use of what a declaration was assigned to is a read."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.scopes import walk
from dynamo_stability.collect.environment.variable import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.collect.environment.files import Files
    from dynamo_stability.collect.environment.names import NameReader
    from dynamo_stability.collect.environment.scopes import Scope
    from dynamo_stability.collect.environment.variable import Declaration


def uses_of(
    declarations: Iterable[Declaration], files: Files, names: NameReader
) -> dict[str, set[Place]]:
    """Where each variable is used, by name; what is used where it is declared is read there."""
    found: dict[str, set[Place]] = defaultdict(set)
    bound: dict[str, list[Declaration]] = defaultdict(list)
    for one in declarations:
        if one.bound is None:
            found[one.name].add(one.place)
        else:
            bound[one.bound].append(one)
    by_word: dict[str, list[str]] = defaultdict(list)
    for full in bound:
        by_word[full.rpartition(".")[2]].append(full)
    for file in files.mentioning(by_word):
        for node, scope, _ in walk(file, names=True):
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                wanted = by_word.get(node.id if isinstance(node, ast.Name) else node.attr)
                for full in _meant(node, scope, files, names, wanted) if wanted else ():
                    places = (found[one.name] for one in bound[full])
                    for own in places:
                        own.add(Place(file.path, node.lineno))
    return found


def _meant(
    node: ast.Name | ast.Attribute,
    scope: Scope,
    files: Files,
    names: NameReader,
    wanted: Iterable[str],
) -> set[str]:
    """Which of some declarations a name stands for.

    The attribute of an object may be any of them: whose it is takes running the code to tell.
    """
    full_names = names.full_names(node, scope)
    meant = set(full_names) & set(wanted)
    if meant or isinstance(node, ast.Name):
        return meant
    is_known = any(files.owner(one) is not None for one in full_names)
    return set() if is_known else set(wanted)
