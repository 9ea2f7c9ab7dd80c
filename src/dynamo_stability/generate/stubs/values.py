"""What the assignment of a name becomes in a stub: a declaration, an alias, or a field."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.python.resolving import dotted
from dynamo_stability.generate.stubs.attributes import inherited_names
from dynamo_stability.generate.stubs.functions import is_simple
from dynamo_stability.generate.stubs.inferring import Inference, settled
from dynamo_stability.generate.stubs.members import automatic_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules
    from dynamo_stability.generate.stubs.scopes import StubScope

#: What is called to make a type, or a member that is none of a plain value.
_SPECIAL: Final = frozenset(
    {
        "NamedTuple",
        "NewType",
        "ParamSpec",
        "TypeAliasType",
        "TypeVar",
        "TypeVarTuple",
        "TypedDict",
        "cached_property",
        "classmethod",
        "namedtuple",
        "partialmethod",
        "property",
        "staticmethod",
    }
)
#: What says more of a field than its default: whether it is in `__init__`, and how.
_FIELDS: Final = frozenset({"attrib", "field", "ib", "mapped_column", "relationship"})
_GENERICS: Final = frozenset({"dict", "frozenset", "list", "set", "tuple", "type"})


class Values:
    """Words assignments of one module."""

    def __init__(self, modules: StubModules, module: StubModule) -> None:
        self._modules = modules
        self._module = module
        self._code = module.code
        self._inference = Inference(modules, module)
        self._class: ast.ClassDef | None = None
        self._inherited: set[str] = set()
        self._members: dict[str, int] = {}

    @contextmanager
    def inside(self, node: ast.ClassDef) -> Iterator[None]:
        """While the body of a class is read."""
        was = self._class, self._inherited, self._members
        self._class = node
        self._inherited = set(inherited_names(self._modules, self._module, node))
        self._members = automatic_members(self._modules, self._module, node)
        yield
        self._class, self._inherited, self._members = was

    # ---- without an annotation ------------------------------------------------------------------

    def assigned(self, name: str, value: ast.expr | None, scope: StubScope) -> str:
        """`name = value` in a stub."""
        if value is not None and self._is_kept(name, value, scope):
            if scope.is_class and self._is_automatic(value):
                return f"{name} = {self._members.get(name, '...')}"
            return f"{name} = {self._code.whole(value)}"
        if name == "__version__":
            return f"{name}: str"
        if self._class is not None and name in self._inherited:
            return ""  # what a base declares holds here as well
        return f"{name}: {settled([self._inference.of(value)])}"

    def _is_kept(self, name: str, value: ast.expr, scope: StubScope) -> bool:
        if scope.is_class and self._is_enum() and not name.startswith("__"):
            return True
        if scope.is_class and self._is_kept_in_class(name, value):
            return True
        return self._is_alias(value, scope) or self._is_special(value)

    def _is_kept_in_class(self, name: str, value: ast.expr) -> bool:
        """Whether the value itself counts, or its type is for a base to say."""
        if name == "_fields_":  # of ctypes
            return True
        if self._has_foreign_base():
            is_call = isinstance(value, ast.Call) and dotted(value.func) is not None
            return is_call or is_simple(value)
        return name.startswith("__") and is_simple(value)  # __slots__, `__hash__ = None`

    def _has_foreign_base(self) -> bool:
        node = self._class
        if node is None:
            return False
        bases = [one.value if isinstance(one, ast.Subscript) else one for one in node.bases]
        return any(self._modules.find_class(self._module, one) is None for one in bases)

    def _is_enum(self) -> bool:
        return self._class is not None and self._modules.is_enum(self._module, self._class)

    def _is_automatic(self, value: ast.expr) -> bool:
        """Whether a member of an enumeration gets a value that its base gives out."""
        return isinstance(value, ast.Call) and "enum.auto" in self._modules.names(
            self._module, value.func
        )

    def _is_alias(self, value: ast.expr, scope: StubScope) -> bool:
        """Whether a value is another name, or a type."""
        written = dotted(value)
        if written is not None:
            head = written.partition(".")[0]
            return self._module.binds(head) or scope.binds(head)
        return isinstance(value, (ast.Subscript, ast.BinOp)) and self._is_type(value)

    def _is_type(self, value: ast.expr) -> bool:
        if isinstance(value, ast.BinOp):
            is_union = isinstance(value.op, ast.BitOr)
            return is_union and self._is_type(value.left) and self._is_type(value.right)
        if isinstance(value, ast.Subscript):
            return not isinstance(value.slice, ast.Slice) and self._is_type(value.value)
        if isinstance(value, ast.Constant):
            return value.value is None or isinstance(value.value, str)
        last = (dotted(value) or "").rpartition(".")[2]
        return (
            last in _GENERICS
            or last in {"int", "str", "bytes", "float", "bool", "object"}
            or (last[:1].isupper() and not (last.isupper() and len(last) > 1))
        )

    def _is_special(self, value: ast.expr) -> bool:
        if not isinstance(value, ast.Call):
            return False
        last = (dotted(value.func) or "").rpartition(".")[2]
        if last in _SPECIAL:
            return True
        names = self._modules.names(self._module, value.func)
        if any(one.startswith("enum.") for one in names):
            return True
        full = self._modules.find_class(self._module, value.func)
        found = None if full is None else self._modules.split(full)
        if found is None or not value.args:
            return False
        is_enum = self._modules.is_enum(found[0], found[0].classes[found[1]])
        return is_enum and len(value.args) > 1  # Color("Name", "RED GREEN") makes a class

    # ---- with an annotation ---------------------------------------------------------------------

    def annotated(self, node: ast.AnnAssign, scope: StubScope) -> str:
        """`name: annotation = value` in a stub."""
        name, annotation = self._code.of(node.target), self._code.whole(node.annotation)
        declared = f"{name}: {annotation}"
        if node.value is None:
            return declared
        value = self._code.whole(node.value)
        qualifier = self._qualifier(node.annotation)
        if qualifier == "TypeAlias":
            return f"{declared} = {value}"
        if qualifier == "Final":
            return self._final(node, declared, value)
        if qualifier == "ClassVar" or not scope.is_class:
            return declared
        return self._field(node.value, declared, value)

    def _qualifier(self, annotation: ast.expr) -> str:
        """`Final`, `ClassVar` or `TypeAlias`, where an annotation is one of them."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                annotation = ast.parse(annotation.value, mode="eval").body
            except SyntaxError:
                return ""
        outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
        for full in self._modules.names(self._module, outer):
            owner, _, last = full.rpartition(".")
            if owner in {"typing", "typing_extensions"}:
                return last
        return (dotted(outer) or "").rpartition(".")[2]

    def _final(self, node: ast.AnnAssign, declared: str, value: str) -> str:
        assert node.value is not None  # noqa: S101 - asked before
        is_bare = not isinstance(node.annotation, ast.Subscript)
        is_mutable = isinstance(node.value, (ast.List, ast.Dict, ast.Set))
        if not is_mutable and (is_simple(node.value) or dotted(node.value) is not None):
            return f"{declared} = {value}"
        if self._class is not None and self._has_fields() and not is_bare:
            return self._field(node.value, declared, value)
        return f"{declared}[{self._inference.of(node.value)}]" if is_bare else declared

    def _field(self, value: ast.expr, declared: str, written: str) -> str:
        """A default of a class: what counts for a field is that there is one."""
        if self._is_enum() or (self._has_fields() and is_simple(value)):
            return f"{declared} = {written}"
        if not self._has_fields():
            return declared
        is_call = isinstance(value, ast.Call)
        last = (dotted(value.func) or "").rpartition(".")[2] if isinstance(value, ast.Call) else ""
        is_field = is_call and last.lower() in _FIELDS
        return f"{declared} = {written if is_field else '...'}"

    def _has_fields(self) -> bool:
        """Whether a class may get its `__init__` from its annotations."""
        node = self._class
        return node is not None and bool(node.decorator_list or node.bases or node.keywords)
