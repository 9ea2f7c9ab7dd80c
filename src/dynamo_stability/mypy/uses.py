"""Uses: what a checked module refers to, as far as its tree says so by name or type."""

from __future__ import annotations

from typing import NamedTuple

from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    ClassDef,
    Decorator,
    DelStmt,
    FuncDef,
    Import,
    ImportAll,
    ImportFrom,
    MemberExpr,
    MypyFile,
    NameExpr,
    OverloadedFuncDef,
    RefExpr,
    SuperExpr,
    TypeAlias,
    TypeInfo,
    Var,
)
from mypy.patterns import ClassPattern
from mypy.types import Instance, get_proper_type

from dynamo_stability.mypy.annotations import ANNOTATED, class_behind, named, written_types
from dynamo_stability.mypy.imported_names import ImportedNames, absolute_name
from dynamo_stability.mypy.operators import OPERATORS, special_methods
from dynamo_stability.mypy.owners import prefixes
from dynamo_stability.mypy.passing import passed_parameters
from dynamo_stability.mypy.receivers import classes_of
from dynamo_stability.mypy.walking import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Final

    from mypy.nodes import Context, Expression, Node, SymbolNode
    from mypy.types import Type

    from dynamo_stability.mypy.registries import Registry
    from dynamo_stability.record import Record

#: What can override something.
_MEMBERS: Final = (FuncDef, Decorator, OverloadedFuncDef, Var)


class Use(NamedTuple):
    """One use of something marked.

    Attributes:
        record: what is used.
        context: where.
    """

    record: Record
    context: Context


def find_uses(
    tree: MypyFile,
    types: Mapping[Expression, Type],
    registry: Registry,
    modules: Mapping[str, MypyFile],
    lines: Sequence[int] | None = None,
) -> list[Use]:
    """The uses in one module.

    Args:
        tree: the module, after semantic analysis at least.
        types: the types of its expressions, as far as they are known.
        registry: what is marked.
        modules: the modules that mypy has loaded.
        lines: the only lines where there can be any, in order.
    """
    finding = _Finding(tree, types, registry, modules)
    walk(tree, finding.visitors(), types, lines)
    return finding.found


class _Finding:
    """The uses in one module, as they are found."""

    def __init__(
        self,
        tree: MypyFile,
        types: Mapping[Expression, Type],
        registry: Registry,
        modules: Mapping[str, MypyFile],
    ) -> None:
        self._tree = tree
        self._types = types
        self._registry = registry
        self._index = registry.index
        self._last_names = registry.last_names
        self._modules = modules
        self._own_names = f"{tree.fullname}."
        self._imported = ImportedNames(tree, modules)
        self._marked_here = self._imported.marked(self._index, self._last_names)
        self._set: set[int] = set()
        self.found: list[Use] = []

    def visitors(self) -> dict[type[Node], Callable[[Any], None]]:
        """What to call with each kind of node that can be a use of anything."""
        visitors: dict[type[Node], Callable[[Any], None]] = {
            NameExpr: self._see_name,
            MemberExpr: self._see_member,
            CallExpr: self._see_call,
            Import: self._see_import,
            ImportFrom: self._see_import_from,
            ImportAll: self._see_import_all,
            ClassDef: self._see_class,
            SuperExpr: self._see_super,
            ClassPattern: self._see_class_pattern,
        }
        is_special = any(name.startswith("__") for name in self._last_names)
        if self._types and is_special:
            for kind in OPERATORS:
                visitors[kind] = _both(visitors.get(kind), self._see_operator)
        for statement in (AssignmentStmt, DelStmt):
            visitors[statement] = _both(visitors.get(statement), self._see_assignment)
        for annotated in ANNOTATED:
            visitors[annotated] = _both(visitors.get(annotated), self._see_annotated)
        return visitors

    def _note(self, name: str, context: Context) -> bool:
        """Note the use of a name, if it is marked; say whether it is."""
        record = self._index.get(name)
        if record is None:
            return False
        self.found.append(Use(record, context))
        return True

    # ---- imports --------------------------------------------------------------------------------

    def _see_import(self, node: Import) -> None:
        if not node.is_unreachable:
            for name, _ in node.ids:
                self._note_modules(name, node)

    def _see_import_all(self, node: ImportAll) -> None:
        if not node.is_unreachable:
            self._note_modules(absolute_name(self._tree, node), node)

    def _see_import_from(self, node: ImportFrom) -> None:
        if node.is_unreachable:
            return
        module = absolute_name(self._tree, node)
        self._note_modules(module, node)
        tree = self._modules.get(module)
        for name, _ in node.names:
            symbol = tree.names.get(name) if tree is not None else None
            if not self._note(f"{module}.{name}", node) and symbol and symbol.node is not None:
                self._note(symbol.node.fullname, node)

    def _note_modules(self, name: str, node: Node) -> None:
        for prefix in prefixes(name):
            record = self._index.get(prefix)
            if record is not None and record.kind == "module":
                self.found.append(Use(record, node))

    # ---- references -----------------------------------------------------------------------------

    def _see_name(self, node: NameExpr) -> None:
        full_name = node.fullname
        target = node.node
        is_named = full_name in self._index or node.name in self._marked_here
        if not is_named and not isinstance(target, TypeAlias):
            return
        if isinstance(target, Var) and (
            "." not in full_name or full_name.startswith(self._own_names)
        ):
            return
        if not any(self._note(one, node) for one in self._imported.origins(node.name, target)):
            self._note_target(full_name, target, node)

    def _note_target(self, name: str, target: SymbolNode | None, node: RefExpr) -> None:
        """Note the use of what a name stands for, also where its package calls it otherwise."""
        if not self._note(name, node) and isinstance(target, TypeAlias):
            info = class_behind(target)
            if info is not None:
                self._note(info.fullname, node)

    def _see_member(self, node: MemberExpr) -> None:
        is_named = node.name in self._last_names or node.fullname in self._index
        if not is_named and not isinstance(node.node, TypeAlias):
            return
        base = node.expr
        target = base.node if isinstance(base, RefExpr) else None
        if isinstance(target, MypyFile):
            if not self._note(f"{target.fullname}.{node.name}", node):
                self._note_target(node.fullname, node.node, node)
            return
        for info in self._receivers(base, target):
            if id(node) not in self._set or not self._is_getter(info, node.name):
                self._note_member(info.mro, node.name, node)

    def _see_assignment(self, node: AssignmentStmt | DelStmt) -> None:
        """Remember the members that are set or deleted."""
        targets = node.lvalues if isinstance(node, AssignmentStmt) else [node.expr]
        self._set.update(id(target) for target in targets if isinstance(target, MemberExpr))

    def _is_getter(self, info: TypeInfo, name: str) -> bool:
        """Whether a mark is on a property's getter alone; mypy sees itself when a setter has one.

        Catalogs do not tell the accessors of a property apart.
        """
        symbol = info.get(name)
        node = symbol.node if symbol is not None else None
        if not isinstance(node, OverloadedFuncDef) or not node.is_property:
            return False
        getter = node.items[0]
        return isinstance(getter, Decorator) and getter.func.deprecated is not None

    def _receivers(self, base: Expression, target: SymbolNode | None) -> list[TypeInfo]:
        if isinstance(target, TypeInfo):
            return [target]
        if isinstance(target, TypeAlias):
            proper = get_proper_type(target.target)
            return [proper.type] if isinstance(proper, Instance) else []
        known = self._types.get(base)
        if known is None and isinstance(target, Var):
            known = target.type  # mypy checks copies of some functions, not what stands here
        return classes_of(known)

    def _see_class_pattern(self, node: ClassPattern) -> None:
        info = node.class_ref.node
        if isinstance(info, TypeInfo):
            for name in node.keyword_keys:
                self._note_member(info.mro, name, node)

    def _note_member(self, mro: Iterable[TypeInfo], name: str, context: Context) -> None:
        """Note the use of a member, where the first class that has it marks it."""
        for info in mro:
            if name in info.names:
                self._note(f"{info.fullname}.{name}", context)
                return

    def _see_super(self, node: SuperExpr) -> None:
        if node.info is not None and node.name in self._last_names:
            self._note_member(node.info.mro[1:], node.name, node)

    def _see_annotated(self, node: Node) -> None:
        for written in written_types(node):
            for name, part in named(written):
                if part.line > 0:
                    self._note(name, part)

    # ---- calls and classes ----------------------------------------------------------------------

    def _see_call(self, node: CallExpr) -> None:
        callee = node.callee
        target = callee.node if isinstance(callee, RefExpr) else None
        if isinstance(target, TypeInfo):
            for name in ("__init__", "__new__"):
                if name in self._last_names:
                    self._note_member(target.mro, name, node)
        if self._registry.parameters:
            for record in passed_parameters(node, self._registry.parameters, self._types):
                self.found.append(Use(record, node))

    def _see_operator(self, node: Node) -> None:
        for place, classes, name in special_methods(node, self._types):
            if name in self._last_names:
                for info in classes:
                    self._note_member(info.mro, name, place)

    def _see_class(self, node: ClassDef) -> None:
        """Note the members of a class that override marked ones."""
        info = node.info
        if not isinstance(info, TypeInfo):
            return
        for name, symbol in info.names.items():
            member = symbol.node
            if symbol.plugin_generated:
                continue
            if name in self._last_names and isinstance(member, _MEMBERS):
                self._note_member(info.mro[1:], name, member)


def _both(
    first: Callable[[Any], None] | None, second: Callable[[Any], None]
) -> Callable[[Any], None]:
    if first is None:
        return second

    def see(node: Any) -> None:
        first(node)
        second(node)

    return see
