"""MarkerEditor: our own markers in Python source, put to another tier."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from dynamo_stability.collect.python.resolving import dotted
from dynamo_stability.marker_rules import our_rules
from dynamo_stability.rewriting.bindings import Bindings
from dynamo_stability.rewriting.outdated import OUTDATED
from dynamo_stability.rewriting.positions import PythonText
from dynamo_stability.rewriting.python_edits import CallChange, ImportChange, PythonEdits, edited
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.collect.python.recognising import Seen
    from dynamo_stability.collect.python.resolving import Resolver
    from dynamo_stability.rewriting.file_changes import FileChanges
    from dynamo_stability.rewriting.positions import Span


class _File:
    """One file with its edits."""

    def __init__(self, path: Path, content: bytes, module: Module) -> None:
        self.module = module
        self.text = PythonText(path, content)
        self.bindings = Bindings(self.text.tree)
        self.edits = PythonEdits()
        self.decorators = {
            self.text.span(decorator)
            for node in ast.walk(self.text.tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            for decorator in node.decorator_list
        }
        self.replaced: dict[str, set[tuple[int, int]]] = {}


class MarkerEditor:
    """Collects edits of markers, and works out what the files are to hold then.

    Args:
        modules: the modules at hand.
        resolver: follows their names.
        changes: where files are read, and put when they are done.
    """

    def __init__(
        self, modules: Mapping[str, Sequence[Module]], resolver: Resolver, changes: FileChanges
    ) -> None:
        self._modules = modules
        self._resolver = resolver
        self._changes = changes
        self._files: dict[Path, _File] = {}

    def file_of(self, module: Module) -> _File:
        """The file of a module, with the edits so far."""
        path = module.source.path
        if path not in self._files:
            self._files[path] = _File(path, self._changes.read(path), module)
        return self._files[path]

    def put(self, seen: Seen, tier: Tier, since: str | None) -> str | None:
        """Put a marker to another tier.

        Args:
            seen: the marker.
            tier: the tier that it is to give.
            since: the version in which that happens, where it is known.

        Returns:
            None, or why this has to be done by hand.
        """
        obstacle = self.obstacle(seen, tier)
        if obstacle is not None:
            return obstacle
        function = seen.marker.func if isinstance(seen.marker, ast.Call) else seen.marker
        file = self.file_of(seen.module)
        span = file.text.span(seen.marker)
        if seen.rule.parameter and tier is Tier.STABLE:
            file.edits.removed.add(span)
            self._forget(file, function)
            return None
        name = f"{tier}_parameter" if seen.rule.parameter else str(tier)
        written = self._written(file, function, name)
        if written is None:
            return f"'{dotted(function)}' is bound in more than one way"
        file.edits.calls[span] = CallChange(
            written,
            ("name", "reason") if seen.rule.parameter else ("reason",),
            frozenset(OUTDATED[tier]),
            {} if since is None else {"since": since},
            is_bare=span in file.decorators,
        )
        return None

    def obstacle(self, seen: Seen, tier: Tier) -> str | None:
        """Why a marker cannot be put to another tier, as far as it shows by itself; or None."""
        call = seen.marker if isinstance(seen.marker, ast.Call) else None
        if seen.rule.name not in our_rules():
            function = seen.marker if call is None else call.func
            return f"'{dotted(function)}' is no marker of dynamo_stability"
        if call is not None and _is_open(call):
            return "the marker takes its arguments from elsewhere"
        if seen.rule.parameter and tier is Tier.STABLE:
            file = self.file_of(seen.module)
            if file.text.span(seen.marker) not in file.decorators:
                return "the marker of a parameter is no decorator, and stable ones need none"
        return None

    def put_text(self, module: Module, span: Span, source: str) -> None:
        """Have a name, an attribute or a text written otherwise."""
        self.file_of(module).edits.expressions[span] = source

    def finish(self) -> None:
        """Put what the files are to hold among the changes.

        Raises:
            MissingExtraError: libcst is not installed.
            RewriteError: a file cannot be edited.
        """
        for path, file in self._files.items():
            if file.edits:
                self._tidy_imports(file)
                self._changes.change(path, edited(file.text, file.edits))

    # ---- names ----------------------------------------------------------------------------------

    def _written(self, file: _File, function: ast.expr, name: str) -> str | None:
        """How the file calls the marker `name`, which is imported if need be."""
        old = dotted(function) or ""
        owner, dot, _ = old.rpartition(".")
        if dot and self._leads_to(file.module, f"{owner}.{name}", name):
            return f"{owner}.{name}"
        statement = file.bindings.import_of(old.partition(".")[0])
        bound = self._bound(file, name)
        if bound is None:
            if statement is None:
                return None
            bound = self._import(file, statement, name)
        if not dot:
            if statement is None and file.bindings.bound[old]:
                return None
            self._forget(file, function)
        return bound

    def _bound(self, file: _File, name: str) -> str | None:
        """The name by which the file has a marker already."""
        for bound in (name, *sorted(file.module.imports)):
            times = file.bindings.bound[bound]
            is_imported = times == 1 and bound in file.module.imports
            is_starred = not times and bool(file.module.stars) and bound == name
            if (is_imported or is_starred) and self._leads_to(file.module, bound, name):
                return bound
        for added in file.edits.imports.values():
            found = [bound for one, bound in added.added if one == name]
            if found:
                return found[0]
        return None

    def _import(self, file: _File, statement: ast.ImportFrom, name: str) -> str:
        """Import a marker where another one comes from; the name that it is bound to."""
        bound = name
        while not file.bindings.is_free(bound) or f"{file.module.name}.{bound}" in self._modules:
            bound = f"stability_{bound}"
        span = file.text.span(statement)
        origin = file.module.origin_of(statement)
        if self._is_marker(f"{origin}.{name}", name):
            change = file.edits.imports.get(span, ImportChange())
            added = change.added | {(name, bound)}
            file.edits.imports[span] = change._replace(added=added)
        else:
            line = f"from dynamo_stability import {name}"
            written = line if bound == name else f"{line} as {bound}"
            file.edits.new_imports.setdefault(span, set()).add(written)
        return bound

    def _leads_to(self, module: Module, written: str, name: str) -> bool:
        expression = ast.parse(written, mode="eval").body
        return any(self._is_marker(one, name) for one in self._resolver.names(module, expression))

    def _is_marker(self, full: str, name: str) -> bool:
        """Whether a full name is, or leads to, the marker called `name`."""
        wanted = {one for one in our_rules() if one.rpartition(".")[2] == name}
        return full in wanted or self._resolver.definition_of(full) in wanted

    # ---- imports that nobody needs any more -----------------------------------------------------

    def _forget(self, file: _File, function: ast.expr) -> None:
        """Note that one use of a name goes."""
        if isinstance(function, ast.Name):
            place = (function.lineno, function.col_offset)
            file.replaced.setdefault(function.id, set()).add(place)

    def _tidy_imports(self, file: _File) -> None:
        for bound, places in file.replaced.items():
            used = {(one.lineno, one.col_offset) for one in file.bindings.loaded.get(bound, ())}
            statement = file.bindings.import_of(bound)
            if used - places or statement is None or self._is_passed_on(file, bound):
                continue
            span = file.text.span(statement)
            names = {
                (one.name, one.asname or one.name)
                for one in statement.names
                if (one.asname or one.name) == bound
            }
            change = file.edits.imports.get(span, ImportChange())
            file.edits.imports[span] = change._replace(removed=change.removed | names)

    def _is_passed_on(self, file: _File, bound: str) -> bool:
        """Whether other modules may take a name from here."""
        if bound in file.bindings.listed or bound in file.module.passed_on:
            return True
        full = f"{file.module.name}.{bound}"
        return any(
            full in origins or (file.module.name in origins and _has_word(other, bound))
            for other in self._others(file)
            for origins in (*other.imports.values(), other.stars)
        )

    def _others(self, file: _File) -> Iterator[Module]:
        for parts in self._modules.values():
            for module in parts:
                if module.source.path != file.module.source.path:
                    yield module


def _has_word(module: Module, word: str) -> bool:
    try:
        text = module.source.path.read_text("utf-8", "replace")
    except OSError:
        return True
    return re.search(rf"\b{re.escape(word)}\b", text) is not None


def _is_open(call: ast.Call) -> bool:
    """Whether some arguments of a call stand elsewhere."""
    return any(isinstance(one, ast.Starred) for one in call.args) or any(
        one.arg is None for one in call.keywords
    )
