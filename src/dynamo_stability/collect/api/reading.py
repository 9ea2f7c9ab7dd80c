"""Reading modules with griffe: each file once, for its objects and for what it binds."""

from __future__ import annotations

import ast
import importlib.util
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import griffe

from dynamo_stability.collect.api.syntax import arguments_of, leave_out_scripts, simplify
from dynamo_stability.collect.python.modules import Module
from dynamo_stability.collect.python.public_objects import is_api_module
from dynamo_stability.collect.sources import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Final

    from dynamo_stability.collect.sources import Source, Target

    Shape = griffe.Module | griffe.Class

_POSTPONED: Final = "__future__.annotations"


class ApiModule:
    """One module, as griffe and as the collector of marks know it.

    Attributes:
        name: the dotted name.
        parts: what its stub and its source bind, or the one there is.
        shape: its objects, those of a stub merged into those of the source; None where griffe
            could not make sense of it.
    """

    __slots__ = ("_from_stub", "_made_up", "_main", "_paths", "name", "parts", "shape")

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[Module] = []
        self.shape: griffe.Module | None = None
        self._paths: list[str] = []
        self._main = 0
        self._from_stub: set[int] = set()
        self._made_up: dict[int, str] = {}

    def add(self, part: Module, target: Target, shape: griffe.Module | None) -> None:
        """Take in the stub or the source; the stub comes first."""
        self.parts.append(part)
        self._paths.append(relative_path(part.source.path, target.root))
        stub, self.shape = self.shape, shape or self.shape
        if shape is not None:
            self._main = len(self.parts) - 1
            if stub is not None:
                self._from_stub.update(map(id, _definitions(stub)))
                _merge(shape, stub)

    def place(self, defined: griffe.Object, qualname: str) -> str:
        """Where an object is defined, as `path:line`: the line of its name, below decorators."""
        made_up = self._made_up.get(id(defined))
        if made_up is not None:
            return made_up
        number = 0 if id(defined) in self._from_stub else self._main
        nodes = self.parts[number].defined.get(qualname)
        if nodes is None or isinstance(defined, griffe.Attribute):
            return f"{self._paths[number]}:{defined.lineno or 1}"
        return f"{self._paths[number]}:{nodes[-1].line}"

    def add_place(self, made_up: griffe.Object, defined: griffe.Object, qualname: str) -> None:
        """Let something that is written nowhere be found where `defined` is."""
        self._made_up[id(made_up)] = self.place(defined, qualname)

    @property
    def first_place(self) -> str:
        """Where the module itself is."""
        return f"{self._paths[self._main]}:1"

    def import_place(self, name: str) -> str:
        """Where a name is imported; the module, where that is not known."""
        found = None if self.shape is None else self.shape.members.get(name)
        if not isinstance(found, griffe.Alias) or not found.alias_lineno:
            return self.first_place
        return f"{self._paths[self._main]}:{found.alias_lineno}"

    def find(self, qualname: str) -> griffe.Object | None:
        """The object of a qualified name, following no aliases."""
        found: Any = self.shape
        for name in qualname.split("."):
            found = None if found is None else found.members.get(name)
            if found is None or found.is_alias:
                return None
        return found if isinstance(found, griffe.Object) else None


def read_modules(targets: Iterable[Target]) -> dict[str, ApiModule]:
    """The modules of some targets by name; what cannot be parsed is left out."""
    reader = _Reader()
    for target in targets:
        for source in target.sources:
            reader.read(source, target)
    return {name: reader.modules[name] for name in sorted(reader.modules)}


class _Reader:
    """Reads one file after the other, packages before what is in them."""

    def __init__(self) -> None:
        self.modules: dict[str, ApiModule] = {}
        self._facts = _Facts()
        self._extensions = _Hooks(self._facts)
        self._collection = griffe.ModulesCollection()
        self._packages: dict[str, griffe.Module] = {}
        self._read: set[Path] = set()

    def read(self, source: Source, target: Target) -> None:
        """Read one file."""
        if source.path in self._read or not is_api_module(source.module):
            return
        self._read.add(source.path)
        self._facts.start(source)
        shape = self._visited(source)
        if self._facts.module is not None:
            module = self.modules.setdefault(source.module, ApiModule(source.module))
            module.add(self._facts.module, target, shape)

    def _visited(self, source: Source) -> griffe.Module | None:
        package, _, name = source.module.rpartition(".")
        parent = self._package(package, source.path.parent) if package else None
        try:
            code = importlib.util.decode_source(source.path.read_bytes())
            shape = griffe.visit(
                name,
                source.path,
                code,
                extensions=self._extensions,
                parent=parent,
                modules_collection=self._collection,
            )
        except Exception:  # noqa: BLE001 - griffe trips over some code that Python accepts
            return None
        if source.is_package:
            self._packages[source.module] = shape
        return shape

    def _package(self, name: str, path: Path) -> griffe.Module:
        """The module that relative imports start from; made up where it has no source."""
        if name not in self._packages:
            outer, _, own = name.rpartition(".")
            parent = self._package(outer, path.parent) if outer else None
            self._packages[name] = griffe.Module(
                own, filepath=[path], parent=parent, modules_collection=self._collection
            )
        return self._packages[name]


class _Hooks(griffe.Extensions):
    """Calls only the hooks that there are: griffe has dozens, and asks at every node."""

    def __init__(self, facts: _Facts) -> None:
        super().__init__(facts)
        self._hooks = {
            name: getattr(facts, name) for name in vars(type(facts)) if name.startswith("on_")
        }

    def call(self, event: str, **kwargs: Any) -> None:
        """Call the hook of an event."""
        hook = self._hooks.get(event)
        if hook is not None:
            hook(**kwargs)


class _Facts(griffe.Extension):
    """Looks over griffe's shoulder, so that no file is parsed twice.

    Attributes:
        module: what the file binds; None where it could not be parsed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.module: Module | None = None
        self._source: Source | None = None

    def start(self, source: Source) -> None:
        """The next file is `source`."""
        self._source = source
        self.module = None

    def on_module_node(self, *, node: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Read the syntax tree while it is there."""
        assert self._source is not None  # noqa: S101 - start() comes first
        leave_out_scripts(node)
        module = Module(self._source)
        module.read(node.body)
        self.module = module
        simplify(node)

    def on_module_instance(self, *, mod: griffe.Module, **kwargs: Any) -> None:  # noqa: ARG002
        """Keep griffe from reading texts as forward references; those were read before."""
        mod.set_member("annotations", griffe.Alias("annotations", _POSTPONED))

    def on_module_members(self, *, mod: griffe.Module, **kwargs: Any) -> None:  # noqa: ARG002
        """Take that back."""
        member = mod.members.get("annotations")
        if isinstance(member, griffe.Alias) and member.target_path == _POSTPONED:
            del mod.members["annotations"]

    def on_function_instance(self, *, node: Any, func: griffe.Function, **kwargs: Any) -> None:  # noqa: ARG002
        """Put back annotations that griffe loses where a fallback has an imported name."""
        for argument, parameter in zip(arguments_of(node.args), func.parameters, strict=True):
            if argument.annotation is not None and parameter.annotation is None:
                parameter.annotation = ast.unparse(argument.annotation)
        if node.returns is not None and func.returns is None:
            func.returns = ast.unparse(node.returns)


def overloads_of(shape: Shape) -> Mapping[str, list[griffe.Function]]:
    """The overloads of names that have no implementation, as in stubs."""
    return {
        name: overloads
        for name, overloads in shape.overloads.items()
        if overloads and name not in shape.members
    }


def _definitions(shape: griffe.Object) -> Iterator[griffe.Object]:
    """A module or class, and everything that it defines."""
    yield shape
    if isinstance(shape, (griffe.Module, griffe.Class)):
        for overloads in shape.overloads.values():
            yield from overloads
        for member in shape.members.values():
            if isinstance(member, griffe.Object):
                yield from _definitions(member)


def _merge(shape: griffe.Module, stub: griffe.Module) -> None:
    """Let a stub refine what the source says, and add what the source imports or lacks."""
    unimplemented = overloads_of(stub)
    for name in (*stub.members, *unimplemented):
        found = shape.members.get(name)
        if found is not None and found.is_alias and not stub.members.get(name, shape).is_alias:
            del shape.members[name]  # griffe would have to follow the import first
    with suppress(griffe.AliasResolutionError, griffe.CyclicAliasError):
        griffe.merge_stubs(shape, stub)
    for name, overloads in unimplemented.items():
        if name not in shape.members:
            shape.overloads[name] = overloads
