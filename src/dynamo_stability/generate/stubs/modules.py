"""StubModules: the modules that stubs are made of, and what the names in them stand for."""

from __future__ import annotations

import ast
import builtins
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.python.decorator_rules import PEP702
from dynamo_stability.collect.python.modules import Module
from dynamo_stability.collect.python.recognising import Recogniser
from dynamo_stability.collect.python.resolving import Resolver, dotted
from dynamo_stability.collect.sources import owner_of
from dynamo_stability.generate.stubs.source_text import SourceText, read_source, used_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.collect import Source
    from dynamo_stability.collect.python.recognising import Statement
    from dynamo_stability.record import Record

OURS: Final = "dynamo_stability"
_ENUMS: Final = frozenset(
    f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum")
)
_PROTOCOLS: Final = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
_WIDTHS: Final = (88, 100, 120)
_BUILTINS: Final = frozenset(dir(builtins))


class StubModule:
    """One module that gets a stub.

    Attributes:
        source: its file.
        code: its text and syntax tree.
        facts: what it binds and defines.
        classes: its classes by qualified name; the first of each.
        functions: its functions by qualified name; the first of each.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.code = SourceText(read_source(source.path), str(source.path))
        self.facts = Module(source)
        self.facts.read(self.code.tree.body)
        self.classes: dict[str, ast.ClassDef] = {}
        self.functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self._index(self.code.tree.body, "")

    @property
    def name(self) -> str:
        """The dotted name."""
        return self.source.module

    @cached_property
    def used(self) -> set[str]:
        """The names that the module itself looks up."""
        return used_words(self.code.tree)

    def binds(self, name: str) -> bool:
        """Whether a name means something at the top of the module, as far as is known."""
        return self.facts.binds(name) or name in _BUILTINS or bool(self.facts.stars)

    def origin(self, node: ast.ImportFrom, alias: ast.alias) -> str:
        """The full name of what an import takes."""
        return f"{self.facts.origin_of(node)}.{alias.name}"

    def is_builtin(self, name: str) -> bool:
        """Whether a name means what it means in every module."""
        return name in _BUILTINS and not self.facts.binds(name)

    def _index(self, statements: Iterable[ast.stmt], prefix: str) -> None:
        for statement in flattened(statements):
            if isinstance(statement, ast.ClassDef):
                self.classes.setdefault(prefix + statement.name, statement)
                self._index(statement.body, f"{prefix}{statement.name}.")
            elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.functions.setdefault(prefix + statement.name, statement)


class StubModules:
    """All modules at hand; where there are a stub and a source of one module, the stub counts.

    Args:
        sources: the files.
        catalog: the records of what they define.
    """

    def __init__(self, sources: Iterable[Source], catalog: Catalog) -> None:
        self._modules: dict[str, StubModule] = {}
        for source in sources:  # a stub comes before the source of the same module
            if source.module not in self._modules:
                self._modules[source.module] = StubModule(source)
        self._catalog = catalog
        self._facts = {name: [module.facts] for name, module in self._modules.items()}
        self._regular = {one.name for one in self if one.source.is_package}
        self.resolver = Resolver(self._facts)
        self._names: dict[tuple[str, str | None], list[str]] = {}
        self._recogniser = Recogniser(self.resolver)

    def __iter__(self) -> Iterator[StubModule]:
        return iter(self._modules.values())

    def get(self, name: str) -> StubModule | None:
        """The module of a dotted name, or None."""
        return self._modules.get(name)

    def owner(self, module: str) -> str:
        """The outermost regular package that holds a module."""
        return owner_of(module, self._regular)

    @cached_property
    def taken_over(self) -> set[str]:
        """The full names that modules take from one another, whether they are public or not."""
        found: set[str] = set()
        for module in self:
            imports = module.facts.imports
            origins = {origin for every in imports.values() for origin in every}
            found.update(one for one in origins if one.rpartition(".")[0] != module.name)
            for node in ast.walk(module.code.tree):
                if isinstance(node, ast.Attribute):
                    head, _, rest = (dotted(node) or "").partition(".")
                    found.update(f"{origin}.{rest}" for origin in imports.get(head, ()))
        return found

    @cached_property
    def width(self) -> int:
        """How long lines may be: the least that formatters are told and nearly all sources keep."""
        sources = (module.code for module in self if not module.source.is_stub)
        widths = sorted(width for code in sources for width in code.header_widths())
        longest = widths[len(widths) * 99 // 100] if widths else 0
        return next((width for width in _WIDTHS if longest <= width), longest)

    # ---- names ----------------------------------------------------------------------------------

    def names(self, module: StubModule, expression: ast.expr) -> list[str]:
        """The full names that an expression stands for, nearest first."""
        key = module.name, dotted(expression)
        if key not in self._names:
            self._names[key] = list(self.resolver.names(module.facts, expression))
        return self._names[key]

    def split(self, full: str) -> tuple[StubModule, str] | None:
        """The module of a full name, and the qualified name in there."""
        owner, qualname = full, ""
        while owner:
            module = self._modules.get(owner)
            if module is not None:
                return module, qualname
            owner, _, last = owner.rpartition(".")
            qualname = f"{last}.{qualname}" if qualname else last
        return None

    def is_defined(self, full: str) -> bool:
        """Whether a full name is that of a function or class of these modules."""
        found = self.split(full)
        return found is not None and (
            found[1] in found[0].classes or found[1] in found[0].functions
        )

    def find_class(self, module: StubModule, expression: ast.expr) -> str | None:
        """The full name of the class of these modules that an expression stands for."""
        return self._find(module, expression, "classes")

    def find_function(self, module: StubModule, expression: ast.expr) -> str | None:
        """The full name of the function of these modules that an expression stands for."""
        return self._find(module, expression, "functions")

    def _find(self, module: StubModule, expression: ast.expr, what: str) -> str | None:
        for full in self.names(module, expression):
            found = self.split(full)
            if found is not None and found[1] in getattr(found[0], what):
                return full
        return None

    def bases(self, module: StubModule, node: ast.ClassDef) -> Iterator[str]:
        """The full names of all that a class derives from, as far as is known."""
        waiting = [(module, node)]
        seen: set[str] = set()
        while waiting:
            owner, current = waiting.pop()
            for base in current.bases:
                if isinstance(base, ast.Subscript):
                    base = base.value  # noqa: PLW2901 - Generic[T] is Generic
                for full in self.names(owner, base):
                    if full in seen:
                        continue
                    seen.add(full)
                    yield full
                    found = self.split(full)
                    if found is not None and found[1] in found[0].classes:
                        waiting.append((found[0], found[0].classes[found[1]]))

    def is_enum(self, module: StubModule, node: ast.ClassDef) -> bool:
        """Whether the values in a class are its members."""
        return not _ENUMS.isdisjoint(self.bases(module, node))

    def is_protocol(self, module: StubModule, node: ast.ClassDef) -> bool:
        """Whether a class is a protocol itself."""
        bases = (one.value if isinstance(one, ast.Subscript) else one for one in node.bases)
        return any(not _PROTOCOLS.isdisjoint(self.names(module, one)) for one in bases)

    def is_abstract(self, module: StubModule, node: ast.ClassDef) -> bool:
        """Whether a class inherits abstract methods that it leaves to others, and has none."""
        missing: set[str] = set()
        order = [(module, node)]
        for full in self.bases(module, node):
            found = self.split(full)
            if found is not None and found[1] in found[0].classes:
                order.append((found[0], found[0].classes[found[1]]))
        for owner, current in reversed(order):
            for statement in current.body:
                name = getattr(statement, "name", None)
                if name is not None and self._is_abstract_method(owner, statement):
                    missing.add(name)
                elif name is not None:
                    missing.discard(name)
                elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
                    targets = getattr(statement, "targets", None) or [statement.target]  # type: ignore[union-attr]
                    missing -= {one.id for one in targets if isinstance(one, ast.Name)}
        own = (self._is_abstract_method(module, one) for one in node.body)
        return bool(missing) and not any(own)

    def _is_abstract_method(self, module: StubModule, node: ast.stmt) -> bool:
        return any(
            any(name.startswith("abc.abstract") for name in self.names(module, one))
            for one in getattr(node, "decorator_list", ())
        )

    # ---- marks ----------------------------------------------------------------------------------

    def record(self, full: str) -> Record | None:
        """The record of a definition or name, without that of a module."""
        record = self._catalog.find(full)
        return None if record is None or record.kind in {"module", "parameter"} else record

    def module_record(self, module: str) -> Record | None:
        """The record of a module, or of the nearest package above it that has one."""
        while module:
            record = self._catalog.find(module)
            if record is not None and record.kind == "module":
                return record
            module = module.rpartition(".")[0]
        return None

    def statements(self, module: StubModule, expression: ast.expr) -> list[Statement]:
        """What a decorator of ours or of PEP 702 says; empty for any other."""
        if not self.is_mark(module, expression):
            return []
        return self._recogniser.recognise(module.facts, expression)

    def is_mark(self, module: StubModule, expression: ast.expr) -> bool:
        """Whether an expression is a mark of ours or of PEP 702."""
        return self.is_ours(module, expression) or self.is_pep702(module, expression)

    def is_pep702(self, module: StubModule, expression: ast.expr) -> bool:
        """Whether an expression is the mark that type checkers know themselves."""
        function = expression.func if isinstance(expression, ast.Call) else expression
        return not PEP702.isdisjoint(self.names(module, function))

    def is_ours(self, module: StubModule, expression: ast.expr) -> bool:
        """Whether an expression is a mark of ours."""
        return any(one.is_ours for one in self._recogniser.recognise(module.facts, expression))


def flattened(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, with those in the blocks of conditions, `try` and `with` in their place."""
    for statement in statements:
        if isinstance(statement, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
            for block in ("body", "handlers", "orelse", "finalbody"):
                yield from flattened(getattr(statement, block, ()))
        elif isinstance(statement, ast.ExceptHandler):
            yield from flattened(statement.body)
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from flattened(case.body)
        else:
            yield statement
