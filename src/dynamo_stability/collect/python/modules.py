"""Module: what one file binds, defines and decorates, from one walk over its statements.

Only statements that run when the module is imported are looked at, and of those only what can
carry or pass on a mark: the walk costs a fraction of what parsing costs.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.parsing import inner_blocks, parse_python, runs_as_script
from dynamo_stability.collect.python.exports import ExportList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.collect.sources import Source


_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITION: Final = (*_FUNCTION, ast.ClassDef)
_ASSIGNED: Final = (ast.Name, ast.Attribute, ast.Call, ast.Constant)


class Definition(NamedTuple):
    """A function or class, of which nothing else is kept.

    Attributes:
        is_class: whether it is a class.
        line: the line of its name.
        decorators: what stands above it.
    """

    is_class: bool
    line: int
    decorators: list[ast.expr]


class Module:
    """What one file says.

    Attributes:
        source: the file.
        imports: what each imported name stands for, as dotted names; several where it is
            imported under a condition.
        passed_on: imported names that are written `x as x`, which passes them on.
        stars: the modules whose names are all imported.
        assigned: what names are assigned, where it is a name, a call or a constant.
        defined: the definitions by qualified name, in order; several for overloads,
            accessors and conditions.
        decorated: the qualified names of definitions that have decorators.
        calls: the calls that stand alone as statements.
        names: all other names that are assigned or annotated.
        exports: what `__all__` says.
    """

    __slots__ = (
        "assigned",
        "calls",
        "decorated",
        "defined",
        "exports",
        "imports",
        "names",
        "passed_on",
        "source",
        "stars",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.imports: dict[str, list[str]] = {}
        self.passed_on: set[str] = set()
        self.stars: list[str] = []
        self.assigned: dict[str, list[ast.expr]] = {}
        self.defined: dict[str, list[Definition]] = {}
        self.decorated: dict[str, None] = {}
        self.calls: list[ast.Call] = []
        self.names: set[str] = set()
        self.exports = ExportList()

    @property
    def name(self) -> str:
        """The dotted name of the module."""
        return self.source.module

    def binds(self, name: str) -> bool:
        """Whether the module has a name of its own making, leaving aside its star imports."""
        return (
            name in self.defined
            or name in self.imports
            or name in self.assigned
            or name in self.names
        )

    def kind_of(self, qualname: str) -> str | None:
        """What a qualified name is defined as; None where it is not known to be defined here."""
        nodes = self.defined.get(qualname)
        if nodes is not None:
            if any(node.is_class for node in nodes):
                return "class"
            return "method" if "." in qualname else "function"
        owner, dot, _ = qualname.rpartition(".")
        if dot:
            return "attribute" if owner in self.defined else None
        return "name" if qualname in self.assigned or qualname in self.names else None

    # ---- the walk -------------------------------------------------------------------------------

    def read(self, statements: Iterable[ast.stmt], prefix: str = "") -> None:
        """Take in statements of the module, or of the class whose name and a dot is `prefix`."""
        for statement in statements:
            if isinstance(statement, _FUNCTION):
                self._define(statement, prefix)
            elif isinstance(statement, ast.ClassDef):
                self._define(statement, prefix)
                self.read(statement.body, f"{prefix}{statement.name}.")
            elif isinstance(statement, ast.Expr):
                if not prefix and isinstance(statement.value, ast.Call):
                    self._call(statement.value)
            elif isinstance(statement, ast.Match):
                for case in statement.cases:
                    self.read(case.body, prefix)
            elif hasattr(statement, "body"):
                self._read_blocks(statement, prefix)
            elif not prefix:
                self._read_simple(statement)

    def _read_simple(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.ImportFrom):
            self._import_from(statement)
        elif isinstance(statement, ast.Import):
            self._import(statement)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                self._bind(target, statement.value)
        elif isinstance(statement, ast.AnnAssign):
            self._bind(statement.target, statement.value)
        elif isinstance(statement, ast.AugAssign):
            self._augment(statement)
        elif hasattr(ast, "TypeAlias") and isinstance(statement, ast.TypeAlias):
            self._bind(statement.name, None)

    def _read_blocks(self, statement: ast.stmt, prefix: str) -> None:
        is_script = runs_as_script(statement)
        for block in inner_blocks(statement):
            self.read(_without_definitions(block) if is_script else block, prefix)

    def _define(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, prefix: str
    ) -> None:
        qualname = prefix + node.name
        definition = Definition(isinstance(node, ast.ClassDef), node.lineno, node.decorator_list)
        self.defined.setdefault(qualname, []).append(definition)
        if node.decorator_list:
            self.decorated[qualname] = None

    def _call(self, call: ast.Call) -> None:
        if not self.exports.read_call(call):
            self.calls.append(call)

    def _import(self, statement: ast.Import) -> None:
        for one in statement.names:
            bound, stands_for = one.asname, one.name
            if bound is None:
                bound = stands_for = one.name.partition(".")[0]
            self.imports.setdefault(bound, []).append(stands_for)

    def _import_from(self, statement: ast.ImportFrom) -> None:
        origin = self.origin_of(statement)
        for one in statement.names:
            if one.name == "*":
                self.stars.append(origin)
                continue
            bound = one.asname or one.name
            self.imports.setdefault(bound, []).append(f"{origin}.{one.name}")
            if one.asname == one.name:
                self.passed_on.add(bound)

    def origin_of(self, statement: ast.ImportFrom) -> str:
        """The absolute name of the module that an import takes from."""
        if not statement.level:
            return statement.module or ""
        parts = self.source.package.split(".")
        parts = parts[: len(parts) - statement.level + 1]
        return ".".join([*parts, statement.module] if statement.module else parts)

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            if target.id == "__all__" and value is not None:
                self.exports.assign(value)
            elif isinstance(value, _ASSIGNED):
                self.assigned.setdefault(target.id, []).append(value)
            else:
                self.names.add(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self.names.update(one.id for one in target.elts if isinstance(one, ast.Name))

    def _augment(self, statement: ast.AugAssign) -> None:
        if isinstance(statement.target, ast.Name) and statement.target.id == "__all__":
            self.exports.extend(statement.value)


def _without_definitions(block: Iterable[ast.stmt]) -> list[ast.stmt]:
    """Statements without what they define: nobody can import what a script defines."""
    return [one for one in block if not isinstance(one, _DEFINITION)]


def parse_module(source: Source) -> Module:
    """What a file says.

    Raises:
        OSError: it cannot be read.
        SyntaxError: it is not Python of the running interpreter, or not text.
        ValueError, RecursionError, MemoryError: the parser gave up.
    """
    module = Module(source)
    module.read(parse_python(source.path, source.path.read_bytes()).body)
    return module
