"""lacking_description(): what the source of a marked object does not say about it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.parsing import PARSE_ERRORS, shared_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dynamo_stability.collect.python.marked import Marked
    from dynamo_stability.collect.python.modules import Module

DOCSTRING: Final = "docstring"
_DEFINITION: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module


def lacking_description(marked: Marked, modules: Mapping[str, Sequence[Module]]) -> str | None:
    """What the source of something lacks, in a word or two; None where nothing is missing.

    A parameter is described where the docstring of its function, or of its class, names it. What
    cannot carry a docstring, as a constant, lacks nothing.
    """
    nodes = list(_nodes(marked, modules))
    if not nodes:
        return None
    texts = [text for one in nodes if (text := ast.get_docstring(one, clean=False))]
    if not texts:
        return DOCSTRING
    if marked.parameter is None:
        return None
    word = re.compile(rf"(?<!\w){re.escape(marked.parameter)}(?!\w)")
    return None if any(word.search(one) for one in texts) else "word in the docstring"


def _nodes(marked: Marked, modules: Mapping[str, Sequence[Module]]) -> Iterator[_Documented]:
    """The definitions of something, in its sources and stubs."""
    qualnames = {marked.qualname}
    if marked.parameter is not None and marked.qualname.endswith(".__init__"):
        qualnames.add(marked.qualname.removesuffix(".__init__"))
    for module in modules.get(marked.module, ()):
        if marked.qualname and module.kind_of(marked.qualname) not in {
            "class",
            "function",
            "method",
        }:
            continue
        try:
            path = module.source.path
            tree = shared_tree(path, path.read_bytes())
        except (*PARSE_ERRORS, OSError):
            continue
        if not marked.qualname:
            yield tree
        for qualname in sorted(qualnames):
            yield from _named(tree.body, qualname)


def _named(statements: Sequence[ast.stmt], qualname: str) -> Iterator[_Documented]:
    """The definitions of a qualified name, also below conditions."""
    head, _, rest = qualname.partition(".")
    for statement in statements:
        if isinstance(statement, _DEFINITION):
            if statement.name != head:
                continue
            if not rest:
                yield statement
            elif isinstance(statement, ast.ClassDef):
                yield from _named(statement.body, rest)
            continue
        for block in ("body", "orelse", "finalbody"):
            yield from _named(getattr(statement, block, []), qualname)
