"""Trimmed stubs: without what is below a tier, and without the types that went with it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.python.resolving import dotted
from dynamo_stability.errors import CollectError
from dynamo_stability.generate.stubs.imports import add_import, bound_by, from_import
from dynamo_stability.generate.stubs.inferring import INCOMPLETE
from dynamo_stability.generate.stubs.notes import TRIMMED_TYPE, StubNote
from dynamo_stability.generate.stubs.source_text import Edits, SourceText
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules
    from dynamo_stability.generate.stubs.source_text import Definition
    from dynamo_stability.record import Record

_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITION: Final = (*_FUNCTION, ast.ClassDef)


class Trimming:
    """Knows what is below a tier.

    Args:
        modules: what names are looked up in, and what is marked.
        tier: the lowest tier that stays.
    """

    def __init__(self, modules: StubModules, tier: Tier) -> None:
        self._modules = modules
        self._tier = tier

    def is_below(self, record: Record | None) -> bool:
        """Whether a record is of a lower tier; what has none counts as stable."""
        return record is not None and (record.tier or Tier.STABLE) < self._tier

    def cuts_module(self, module: str) -> bool:
        """Whether a module goes as a whole."""
        return self.is_below(self._modules.module_record(module))

    def cuts(self, full: str) -> bool:
        """Whether a full name goes, with its module or class or on its own."""
        found = self._modules.split(full)
        if found is None:
            return self.is_below(self._modules.record(full))
        module, qualname = found
        if self.cuts_module(module.name if not qualname else full):
            return True
        parts = qualname.split(".") if qualname else []
        names = (".".join(parts[: count + 1]) for count in range(len(parts)))
        return any(self.is_below(self._modules.record(f"{module.name}.{one}")) for one in names)


def trim_stub(
    modules: StubModules, module: StubModule, code: SourceText, trimming: Trimming
) -> tuple[str, list[StubNote]]:
    """The text of a stub without what goes; where a type went that something else names, `Any`.

    Returns:
        The text, and what it says less about than the source.
    """
    if trimming.cuts_module(module.name):
        return "", []  # the empty stub hides the module of the run time
    run = _Run(modules, module, code, trimming)
    run.block(run.code.tree.body, "")
    return run.finished(), run.notes


class _Run:
    """One run over the statements of a stub."""

    def __init__(
        self, modules: StubModules, module: StubModule, code: SourceText, trimming: Trimming
    ) -> None:
        self._modules = modules
        self._module = module
        self._trimming = trimming
        self._edits = Edits()
        self.code = code
        self.notes: list[StubNote] = []

    def finished(self) -> str:
        """The text with all edits."""
        text = self._edits.apply(self.code.text)
        if self.notes and not self._module_imports_incomplete():
            text = add_import(text, f"from _typeshed import {INCOMPLETE}")
        return text

    def _module_imports_incomplete(self) -> bool:
        return any(
            isinstance(node, ast.ImportFrom) and INCOMPLETE in map(bound_by, node.names)
            for node in self.code.tree.body
        )

    # ---- statements -----------------------------------------------------------------------------

    def block(
        self, statements: Sequence[ast.stmt], prefix: str, parent: ast.ClassDef | None = None
    ) -> None:
        """Leave out what goes."""
        gone = [one for one in statements if self._goes(one, prefix)]
        if gone and len(gone) == len(statements) and parent is not None:
            self._edits.replace(
                self.code.colon(parent) + 1, self.code.span(statements[-1])[1], " ..."
            )
            return
        for statement in statements:
            if statement in gone:
                self._remove(statement, statements)
            else:
                self._keep(statement, prefix)

    def _branch(self, statements: Sequence[ast.stmt], prefix: str) -> None:
        """Leave out what goes of one branch of a condition, which is never left empty."""
        if all(self._goes(one, prefix) for one in statements):
            start, end = self.code.start(statements[0]), self.code.span(statements[-1])[1]
            self._edits.replace(start, end, f"{self.code.indent(statements[0])}pass")
        else:
            self.block(statements, prefix)

    def _goes(self, node: ast.stmt, prefix: str) -> bool:
        if isinstance(node, _DEFINITION):
            return self._cuts(prefix + node.name)
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            return self._is_name_cut(node, prefix)
        if isinstance(node, ast.ImportFrom):
            return all(self._is_import_cut(node, one) for one in node.names)
        return False

    def _is_name_cut(self, node: ast.Assign | ast.AnnAssign, prefix: str) -> bool:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [one.id for one in targets if isinstance(one, ast.Name) and one.id != "__all__"]
        if any(self._cuts(prefix + name) for name in names):
            return True
        if not prefix and any(self._is_import(name) for name in names):
            return all(self._is_cut(ast.Name(name, ast.Load()), "") for name in names)
        is_alias = bool(names) and isinstance(node, ast.Assign) and dotted(node.value) is not None
        return is_alias and node.value is not None and self._is_cut(node.value, prefix)

    def _is_import(self, name: str) -> bool:
        """Whether the source imports what its stub assigns in order to pass it on."""
        return name in self._module.facts.imports

    def _cuts(self, qualname: str) -> bool:
        return self._trimming.cuts(f"{self._module.name}.{qualname}")

    def _is_import_cut(self, node: ast.ImportFrom, alias: ast.alias) -> bool:
        if alias.name == "*":
            return False
        name = bound_by(alias)
        origin = self._modules.resolver.definition_of(self._module.origin(node, alias))
        return (
            self._cuts(name)
            or self._trimming.cuts(origin)
            or self._is_cut(ast.Name(name, ast.Load()), "")
        )

    def _is_cut(self, expression: ast.expr, prefix: str) -> bool:
        """Whether what a dotted name stands for goes."""
        written = dotted(expression)
        if written is None:
            return False
        if prefix and self._cuts(prefix + written):
            return True
        return any(
            self._trimming.cuts(full) for full in self._modules.names(self._module, expression)
        )

    def _remove(self, node: ast.stmt, beside: Sequence[ast.stmt]) -> None:
        start, end = self.code.start(node), self.code.span(node)[1]
        is_shared = any(
            one is not node and (one.lineno == node.end_lineno or one.end_lineno == node.lineno)
            for one in beside
        )
        if is_shared:  # `a: int; b: int`
            self._edits.replace(*self.code.span(node), "pass")
        else:
            self._edits.replace(start, self.code.line_end(end) + 1, "")

    # ---- what stays -----------------------------------------------------------------------------

    def _keep(self, node: ast.stmt, prefix: str) -> None:
        if isinstance(node, _DEFINITION):
            self._keep_definition(node, prefix)
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            self._keep_name(node, prefix)
        elif isinstance(node, ast.ImportFrom):
            self._keep_import(node)
        elif isinstance(node, (ast.If, ast.Try)):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, ())
                if block:
                    self._branch(block, prefix)
        elif isinstance(node, ast.Expr):
            self._keep_exports(node.value)

    def _keep_definition(self, node: Definition, prefix: str) -> None:
        owner = prefix + node.name
        for decorator in node.decorator_list:
            if self._names_cut(decorator, prefix) and not self._modules.is_mark(
                self._module, decorator
            ):
                start, end = self.code.span(decorator)
                self._edits.replace(self.code.line_start(start), self.code.line_end(end) + 1, "")
                self._note(owner, ast.unparse(decorator))
        if isinstance(node, ast.ClassDef):
            self._keep_bases(node, prefix)
            self.block(node.body, f"{owner}.", node)
            return
        self._replace_types(_types_of(node), prefix, owner)
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None and self._names_cut(default, prefix):
                self._edits.replace(*self.code.enclosed(default), "...")

    def _keep_bases(self, node: ast.ClassDef, prefix: str) -> None:
        """Put one `Incomplete` for all the bases that went: a class has no base twice."""
        self._replace_types([one.value for one in node.keywords], prefix, prefix + node.name)
        gone = [one for one in node.bases if self._is_cut(_unsubscripted(one), prefix)]
        self._replace_types([one for one in node.bases if one not in gone], prefix, node.name)
        for base in gone:
            start, end = self.code.span(base)
            self._note(prefix + node.name, ast.unparse(base))
            if base is gone[0]:
                self._edits.replace(start, end, INCOMPLETE)
            else:
                before = node.bases[node.bases.index(base) - 1]
                self._edits.replace(self.code.enclosed(before)[1], end, "")

    def _keep_name(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, prefix: str) -> None:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        name = target.id if isinstance(target, ast.Name) else ""
        value = node.value
        if name == "__all__":
            if value is not None:
                self._keep_exports(value)
            return
        if isinstance(node, ast.AnnAssign):
            self._replace_type(node.annotation, prefix, prefix + name)
        if value is None or isinstance(value, (ast.Constant, ast.Tuple, ast.List)):
            return
        if isinstance(node, ast.AnnAssign) and isinstance(value, ast.Call):
            if self._names_cut(value, prefix):
                self._edits.replace(*self.code.enclosed(value), "...")
            return
        self._replace_type(value, prefix, prefix + name)

    def _names_cut(self, expression: ast.expr, prefix: str) -> bool:
        return any(
            isinstance(one, (ast.Name, ast.Attribute)) and self._is_cut(one, prefix)
            for one in ast.walk(expression)
        )

    def _keep_import(self, node: ast.ImportFrom) -> None:
        kept = [one for one in node.names if not self._is_import_cut(node, one)]
        if len(kept) < len(node.names):
            parts = [
                one.name if one.asname is None else f"{one.name} as {one.asname}" for one in kept
            ]
            line = from_import(f"{'.' * node.level}{node.module or ''}", parts)
            self._edits.replace(*self.code.span(node), line)

    def _keep_exports(self, value: ast.expr) -> None:
        """Take the names that went out of `__all__`."""
        if isinstance(value, ast.Call):
            for argument in value.args:
                self._keep_exports(argument)
        if not isinstance(value, (ast.List, ast.Tuple)):
            return
        kept = [one for one in value.elts if not self._is_export_cut(one)]
        if len(kept) == len(value.elts):
            return
        texts = [self.code.of(one) for one in kept]
        written = ", ".join(texts)
        if self.code.of(value).count("\n"):
            written = "".join(f"\n    {one}," for one in texts) + "\n"
        is_list = isinstance(value, ast.List)
        if not is_list and len(texts) == 1:
            written = f"{texts[0]},"
        self._edits.replace(*self.code.span(value), f"[{written}]" if is_list else f"({written})")

    def _is_export_cut(self, one: ast.expr) -> bool:
        if not isinstance(one, ast.Constant) or not isinstance(one.value, str):
            return False
        return self._cuts(one.value) or self._is_cut(ast.Name(one.value, ast.Load()), "")

    # ---- types ----------------------------------------------------------------------------------

    def _replace_types(self, types: Iterable[ast.expr], prefix: str, owner: str) -> None:
        for one in types:
            self._replace_type(one, prefix, owner)

    def _replace_type(self, node: ast.expr, prefix: str, owner: str) -> None:
        if isinstance(node, (ast.Name, ast.Attribute)) and self._is_cut(node, prefix):
            self._edits.replace(*self.code.span(node), INCOMPLETE)
            self._note(owner, ast.unparse(node))
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self._replace_quoted(node, node.value, prefix, owner)
        elif not _is_literal(node):
            children = (one for one in ast.iter_child_nodes(node))
            self._replace_types(
                (one for one in children if isinstance(one, ast.expr)), prefix, owner
            )
            if isinstance(node, ast.Call):
                self._replace_types([one.value for one in node.keywords], prefix, owner)

    def _replace_quoted(self, node: ast.Constant, written: str, prefix: str, owner: str) -> None:
        """An annotation in quotes: a stub does not need them."""
        try:
            inner = SourceText(written.strip())
        except CollectError:
            return
        statement = inner.tree.body[0] if len(inner.tree.body) == 1 else None
        if not isinstance(statement, ast.Expr) or not self._names_cut(statement.value, prefix):
            return
        run = _Run(self._modules, self._module, inner, self._trimming)
        run._replace_type(statement.value, prefix, owner)
        self.notes += run.notes
        self._edits.replace(*self.code.span(node), run._edits.apply(inner.text))

    def _note(self, owner: str, written: str) -> None:
        message = f"it names {written}, which this stub leaves out; it is {INCOMPLETE} there."
        note = StubNote(f"{self._module.name}.{owner}", TRIMMED_TYPE, message)
        if note not in self.notes:
            self.notes.append(note)


def _unsubscripted(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node


def _is_literal(node: ast.expr) -> bool:
    """`Literal["KvRouter"]`, where the text is no name."""
    written = dotted(node.value) if isinstance(node, ast.Subscript) else None
    return written is not None and written.rpartition(".")[2] == "Literal"


def _types_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    arguments = [
        *node.args.posonlyargs,
        *node.args.args,
        *node.args.kwonlyargs,
        *(one for one in (node.args.vararg, node.args.kwarg) if one is not None),
    ]
    types = [one.annotation for one in arguments if one.annotation is not None]
    return types if node.returns is None else [*types, node.returns]
