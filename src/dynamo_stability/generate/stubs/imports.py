"""Imports of a stub: those that pass names on, those that annotations need, and no others."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.generate.stubs.modules import OURS
from dynamo_stability.generate.stubs.source_text import Edits, SourceText, used_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules

#: Where a formatter would begin to wrap.
WIDTH: Final = 88

Import = ast.Import | ast.ImportFrom


class ImportLine(NamedTuple):
    """An import as it stands in a stub; empty where nothing of it is needed.

    Attributes:
        text: the line.
        names: the names that it binds.
        aliases: assignments that pass on what is imported under another name.
    """

    text: str
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def import_line(
    modules: StubModules,
    module: StubModule,
    node: Import,
    is_bound: Callable[[str], bool],
) -> ImportLine:
    """An import as it stands in a stub, where only `x as x` passes a name on."""
    if isinstance(node, ast.Import):
        every = [one for one in node.names if one.asname is None or not is_bound(one.asname)]
        text = f"import {', '.join(map(_spelled, every))}" if every else ""
        return ImportLine(text, tuple(map(bound_by, every)))
    if node.module == "__future__" and not node.level:
        return ImportLine("")
    kept = [one for one in node.names if one.name == "*" or not is_bound(bound_by(one))]
    parts: list[str] = []
    aliases: list[str] = []
    for one in kept:
        name = bound_by(one)
        if one.name in {"*", one.asname} or not _is_passed_on(modules, module, name):
            parts.append(_spelled(one))
        elif one.asname is None:
            parts.append(f"{name} as {name}")
        else:
            parts.append(f"{one.name} as _{name}")
            aliases.append(f"{name} = _{name}")
    if not parts:
        return ImportLine("")
    text = from_import(f"{'.' * node.level}{node.module or ''}", parts)
    return ImportLine(text, tuple(map(bound_by, kept)), tuple(aliases))


def from_import(origin: str, parts: Iterable[str]) -> str:
    """`from origin import parts`, wrapped where it is long."""
    parts = list(parts)
    line = f"from {origin} import {', '.join(parts)}"
    if len(line) <= WIDTH:
        return line
    listed = "".join(f"    {one},\n" for one in parts)
    return f"from {origin} import (\n{listed})"


def bound_by(alias: ast.alias) -> str:
    """The name that an import binds."""
    return alias.asname or alias.name.partition(".")[0]


def _spelled(alias: ast.alias) -> str:
    return alias.name if alias.asname is None else f"{alias.name} as {alias.asname}"


def _is_passed_on(modules: StubModules, module: StubModule, name: str) -> bool:
    """Whether users import a name from a module that imports it.

    An `__init__.py` gathers what its own package has; and what a module imports without a use for
    it, as in a module of compatibility, it imports for others.
    """
    if f"{module.name}.{name}" in modules.taken_over:
        return True
    if name.startswith("_"):
        return False
    origins = module.facts.imports.get(name, ())
    if module.source.is_package and any(
        _is_own(modules, module.name, origin) for origin in origins
    ):
        return True
    is_mark = any(origin.partition(".")[0] == OURS for origin in origins)
    return not is_mark and name not in module.used


def _is_own(modules: StubModules, name: str, origin: str) -> bool:
    own = modules.owner(name)
    return (
        modules.owner(origin.rpartition(".")[0]) == own
        or origin.partition(".")[0] == own.partition(".")[0]
    )


# ---- what a finished text needs -----------------------------------------------------------------


def prune_imports(text: str, kept: Collection[str] = ()) -> str:
    """The text without the imports that neither pass a name on nor are used.

    Args:
        text: a stub.
        kept: names that stay, whether they are used or not.
    """
    code = SourceText(text)
    used = used_words(code.tree, _messages(code.tree)) | set(kept)
    edits = Edits()
    drop_imports(code, edits, lambda node, alias: not _is_needed(node, alias, used))
    return edits.apply(text)


def drop_imports(
    code: SourceText, edits: Edits, is_dropped: Callable[[Import, ast.alias], bool]
) -> None:
    """Leave some of the imported names out, and the conditions that are left without anything."""
    _Dropping(code, edits, is_dropped).read(code.tree.body, is_whole=True)


class _Dropping:
    """One run of `drop_imports`."""

    def __init__(
        self, code: SourceText, edits: Edits, is_dropped: Callable[[Import, ast.alias], bool]
    ) -> None:
        self._code = code
        self._edits = edits
        self._is_dropped = is_dropped

    def read(self, statements: list[ast.stmt], *, is_whole: bool = False) -> None:
        """Leave imports out of a block, which is never left empty unless it is the whole file."""
        gone = [one for one in statements if self._goes(one)]
        for statement in statements:
            start, end = self._code.span(statement)
            if statement not in gone:
                self._keep(statement)
            elif len(gone) == len(statements) and statement is gone[0] and not is_whole:
                self._edits.replace(start, end, "pass")
            else:
                first = self._code.line_start(start)
                self._edits.replace(first, self._code.line_end(end) + 1, "")

    def _goes(self, node: ast.stmt) -> bool:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return all(self._is_dropped(node, one) for one in node.names)
        if isinstance(node, ast.If):
            return all(self._goes(one) for one in (*node.body, *node.orelse))
        return False

    def _keep(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            needed = [one for one in node.names if not self._is_dropped(node, one)]
            if len(needed) < len(node.names):
                self._edits.replace(*self._code.span(node), _written(node, needed))
        elif isinstance(node, (ast.If, ast.Try, ast.ClassDef)):
            for field in ("body", "orelse", "finalbody"):
                self.read(getattr(node, field, []))


def _messages(tree: ast.AST) -> Iterator[ast.expr]:
    """The texts of PEP 702 decorators, which are no annotations."""
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(
                "deprecated"
            ):
                yield from decorator.args


def unused_imports(tree: ast.AST) -> set[str]:
    """The names that a stub imports without a use, which its author wants so."""
    used = used_words(tree)
    return {bound_by(one) for node in _imports(tree) for one in node.names} - used


def _imports(tree: ast.AST) -> Iterator[Import]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))


def _is_needed(node: Import, alias: ast.alias, used: set[str]) -> bool:
    if alias.name == "*" or bound_by(alias) in used:
        return True
    return isinstance(node, ast.ImportFrom) and alias.asname == alias.name


def _written(node: Import, names: list[ast.alias]) -> str:
    parts = [_spelled(one) for one in names]
    if isinstance(node, ast.Import):
        return f"import {', '.join(parts)}"
    return from_import(f"{'.' * node.level}{node.module or ''}", parts)


def add_import(text: str, line: str) -> str:
    """The text with one import more, before those that it has."""
    code = SourceText(text)
    place = _past_comments(text)
    for node in code.tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            place = min(code.line_end(code.span(node)[1]) + 1, len(text))
        elif isinstance(node, ast.ImportFrom) and node.module == "__future__":
            place = code.line_end(code.span(node)[1]) + 1
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            place = code.line_start(code.span(node)[0])
            break
        else:
            break
    rest = text[place:]
    gap = "" if rest.startswith(("\n", "import ", "from ")) or not rest else "\n"
    before = "\n" if place and not rest.startswith(("import ", "from ")) else ""
    return f"{text[:place]}{before}{line}\n{gap}{rest}"


def _past_comments(text: str) -> int:
    """Where the comments end that a file begins with."""
    position = 0
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        position += len(line)
    return position
