"""ImportFixes: imports of what is deprecated, and the names in the file that they bind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dynamo_stability.consumer.fixing.fixes import NO_ALTERNATIVE, python_alternative
from dynamo_stability.rewriting.positions import Span
from dynamo_stability.rewriting.python_edits import ImportChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.consumer.python.uses import PythonUse
    from dynamo_stability.rewriting.bindings import Bindings
    from dynamo_stability.rewriting.positions import PythonText
    from dynamo_stability.rewriting.python_edits import PythonEdits


class ImportFixes:
    """Takes up the edits of imports.

    Attributes:
        settled: the nodes of uses that need no edit of their own any more.
    """

    def __init__(
        self, text: PythonText, bindings: Bindings, edits: PythonEdits, known: KnownApi
    ) -> None:
        self.settled: set[ast.AST] = set()
        self._text = text
        self._bindings = bindings
        self._edits = edits
        self._known = known
        self._taken: set[str] = set()
        #: The full names that new imports at the top of the file give, and below which line.
        self._added: dict[str, tuple[str, int]] = {}

    def is_of(self, imported: PythonUse, use: PythonUse) -> bool:
        """Whether a name in the file is one that an import binds."""
        alias = imported.alias
        if alias is None or not isinstance(use.node, ast.Name) or use.name != imported.name:
            return False
        return use.node.id == (alias.asname or alias.name)

    def fix(self, use: PythonUse, names: Sequence[PythonUse], *, is_quoted: bool) -> str | None:
        """Take up the edit of an import and of the names that it binds; None, or why not."""
        new = None if use.record is None else python_alternative(use.record)
        if new is None:
            return NO_ALTERNATIVE
        if isinstance(use.node, ast.Import):
            return self._fix_module(use, new)
        if not isinstance(use.node, ast.ImportFrom) or use.alias is None:
            return "it may be something else, too"
        reason = self._why_not(use.node, use.alias, use.name, new)
        if reason is not None:
            return reason
        self._change(use.node, use.alias, new, names, is_quoted=is_quoted)
        self.settled.update(one.node for one in names)
        return None

    def _why_not(self, node: ast.ImportFrom, alias: ast.alias, name: str, new: str) -> str | None:
        """Why an import is left; None where it can be edited."""
        if alias.name == "*":
            return "it is imported by *"
        if not node.level and name != f"{node.module}.{alias.name}":
            return "its module is on its way out"
        return f"{new} is no name that can be imported" if self._is_inside_class(new) else None

    def _is_inside_class(self, new: str) -> bool:
        holder = new.rpartition(".")[0]
        return self._known.is_class(holder)

    def _change(
        self,
        node: ast.ImportFrom,
        alias: ast.alias,
        new: str,
        names: Sequence[PythonUse],
        *,
        is_quoted: bool,
    ) -> None:
        module, _, last = new.rpartition(".")
        bound = alias.asname or alias.name
        if alias.asname is None and not is_quoted and self._may_be_called(bound, last, new, names):
            bound = last
            for one in names:
                self._edits.expressions[self._text.span(one.node)] = last
        self._taken.add(bound)
        if bound == last and node in self._text.tree.body:
            self._added[last] = (new, node.lineno)
        removed = frozenset({(alias.name, alias.asname or alias.name)})
        added: frozenset[tuple[str, str]] = frozenset()
        if module == node.module and not node.level:
            added = frozenset() if self._is_imported(new, bound) else frozenset({(last, bound)})
        elif not self._is_imported(new, bound):
            self._add_line(node, module, last, bound)
        span = self._text.span(node)
        before = self._edits.imports.get(span, ImportChange())
        instead = {**before.instead, **{one: new_name for one in removed for new_name in added}}
        self._edits.imports[span] = ImportChange(
            before.removed | removed, before.added | added, instead
        )

    def _may_be_called(self, old: str, last: str, new: str, names: Sequence[PythonUse]) -> bool:
        """Whether all that a name stands for may go by the new name in the whole file."""
        bindings = self._bindings
        is_free = bindings.is_free(last) and last not in self._taken
        return (
            (is_free or self._is_imported(new, last))
            and bindings.bound[old] == 1
            and old not in bindings.listed
            and len(bindings.loaded.get(old, ())) == len({one.node for one in names})
            and all(one.is_certain for one in names)
        )

    def _is_imported(self, new: str, bound: str) -> bool:
        """Whether an import at the top of the file gives a name already."""
        node = self._bindings.import_of(bound)
        if node is None or node.level or node not in self._text.tree.body:
            return False
        return any(
            f"{node.module}.{one.name}" == new and (one.asname or one.name) == bound
            for one in node.names
        )

    def _add_line(self, node: ast.stmt, module: str, last: str, bound: str) -> None:
        written = last if last == bound else f"{last} as {bound}"
        lines = self._edits.new_imports.setdefault(self._text.span(node), set())
        lines.add(f"from {module} import {written}")

    # ---- modules and dotted names ---------------------------------------------------------------

    def _fix_module(self, use: PythonUse, new: str) -> str | None:
        alias = use.alias
        if alias is None or use.name != alias.name:
            return "its module is on its way out"
        if alias.asname is None:
            return "names in the file begin with it"
        line, column = self._text.place(alias)
        end = column + len(alias.name)
        self._edits.expressions[Span(line, column, line, end)] = new
        return None

    def fix_dotted(self, node: ast.Attribute, new: str) -> str | None:
        """Replace a dotted name by one that is imported for it; None, or why not."""
        module, _, last = new.rpartition(".")
        if self._is_inside_class(new):
            return f"{new} is no name that can be imported"
        if not self._is_given(new, last, node):
            root: ast.expr = node
            while isinstance(root, ast.Attribute):
                root = root.value
            statement = self._import_of(root)
            if statement is None:
                return "it is not clear where its import stands"
            if not self._is_imported(new, last) and self._is_taken(new):
                return f"another thing goes by the name {last}"
            self._add_line(statement, module, last, last)
            self._added[last] = (new, statement.lineno)
        self._edits.expressions[self._text.span(node)] = last
        self.settled.update(ast.walk(node))
        return None

    def _is_given(self, new: str, last: str, node: ast.expr) -> bool:
        """Whether an import above gives a name already."""
        added, line = self._added.get(last, ("", 0))
        if added == new and line < node.lineno:
            return True
        imported = self._bindings.import_of(last)
        return (
            imported is not None and imported.lineno < node.lineno and self._is_imported(new, last)
        )

    def _is_taken(self, new: str) -> bool:
        """Whether something else goes by the last part of a name."""
        last = new.rpartition(".")[2]
        if self._added.get(last, ("", 0))[0] == new:
            return False
        return not self._bindings.is_free(last) or last in self._taken or last in self._added

    def _import_of(self, root: ast.expr) -> ast.stmt | None:
        """The import at the top of the file that alone binds the first of some dotted names."""
        if not isinstance(root, ast.Name) or self._bindings.bound[root.id] != 1:
            return None
        for statement in self._text.tree.body:
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                for one in statement.names:
                    if (one.asname or one.name.partition(".")[0]) == root.id:
                        return statement
        return None
