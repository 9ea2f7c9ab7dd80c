"""describe(): which objects make up a public API, and under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import griffe

from dynamo_stability.catalog import ApiObject
from dynamo_stability.collect.api.names import ApiNames
from dynamo_stability.collect.api.objects import Describer, Place
from dynamo_stability.collect.api.reading import overloads_of
from dynamo_stability.collect.api.requests import names_on_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dynamo_stability.collect.api.reading import ApiModule
    from dynamo_stability.collect.python.modules import Module


class _Definition(NamedTuple):
    """Something that a module defines at its top.

    Attributes:
        module: the module.
        name: its name in there.
        shapes: what griffe knows: the object, or its overloads; nothing where griffe failed.
        kind: what it is.
    """

    module: ApiModule
    name: str
    shapes: list[griffe.Object]
    kind: str

    @property
    def full_name(self) -> str:
        return f"{self.module.name}.{self.name}"


def describe(modules: Mapping[str, ApiModule]) -> tuple[ApiObject, ...]:
    """The public API of some modules, sorted by name."""
    description = _Description(modules)
    description.describe_modules()
    description.describe_definitions()
    description.describe_imports()
    description.describe_lists()
    return description.objects()


class _Description:
    """One run over all modules."""

    def __init__(self, modules: Mapping[str, ApiModule]) -> None:
        self._modules = modules
        self._names = ApiNames(modules)
        self._describer = Describer(modules, self._names)
        # A module and what it gives its package may go by one name: `from .run import run`.
        self._objects: dict[tuple[str, str], ApiObject] = {}
        self._defined: set[str] = set()
        self._claimed: dict[str, str] = {}

    def objects(self) -> tuple[ApiObject, ...]:
        """Everything that was described."""
        return tuple(self._objects[key] for key in sorted(self._objects))

    def _add(self, described: ApiObject) -> None:
        self._objects.setdefault((described.name, described.kind), described)
        self._defined.add(described.name)

    def _add_name(self, name: str, definition: str | None, source: str | None) -> None:
        """A further name of something, or the name of something that lies elsewhere."""
        if name not in self._defined:
            self._add(ApiObject(name, "name", definition=definition, source=source))

    def describe_modules(self) -> None:
        """The modules that have no underscore in their names."""
        for name, module in self._modules.items():
            if not any(part.startswith("_") for part in name.split(".")):
                labels = tuple(sorted(set(_labels(module))))
                self._add(ApiObject(name, "module", labels=labels, source=module.first_place))

    # ---- what is defined ------------------------------------------------------------------------

    def describe_definitions(self) -> None:
        """Everything that is defined and has a public name, and each of its names."""
        found = [
            (one, names)
            for module in self._modules.values()
            for one in _definitions(module)
            if (names := self._public_names(one))
        ]
        # A name that two definitions have goes to the one that is defined there, and a function
        # or class goes before the assignment that gives it another name.
        found.sort(key=lambda one: (one[0].kind == "attribute", one[0].full_name))
        for definition, names in found:
            if definition.full_name in names:
                self._claimed.setdefault(definition.full_name, definition.full_name)
            if definition.kind != "attribute":
                for name in names:
                    self._claim(name, definition)
        for definition, names in found:
            mine = [name for name in names if self._claim(name, definition)]
            if mine:
                self._describe(definition, mine)

    def _public_names(self, definition: _Definition) -> list[str]:
        module, name = definition.module, definition.name
        is_listed = any(name in part.exports.names for part in module.parts)
        if name.startswith("__") and not is_listed:
            return []  # __version__ and its like: of no use to tell releases apart
        return self._names.public_names(module.name, name)

    def _claim(self, name: str, definition: _Definition) -> bool:
        return self._claimed.setdefault(name, definition.full_name) == definition.full_name

    def _describe(self, definition: _Definition, names: list[str]) -> None:
        preferred, *others = names
        source = None
        for described in self._described(definition, preferred):
            self._add(described)
            source = source or described.source
        for name in others:
            self._add_name(name, preferred, source)

    def _described(self, definition: _Definition, public: str) -> Iterable[ApiObject]:
        place = Place(definition.module, definition.name, public)
        if definition.shapes:
            return self._describer.describe(place, definition.shapes)
        source = definition.module.first_place
        return [ApiObject(public, definition.kind, definition=place.definition, source=source)]

    # ---- what is imported -----------------------------------------------------------------------

    def describe_imports(self) -> None:
        """Names whose definition lies outside of the modules."""
        parts = [part for module in self._modules.values() for part in module.parts]
        taken = {one for part in parts for origins in part.imports.values() for one in origins}
        starred = {star for part in parts for star in part.stars}
        for module in self._modules.values():
            for part in module.parts:
                is_open = part.source.is_package or part.exports.is_given or module.name in starred
                for bound, origins in part.imports.items():
                    # Most imports are for the module's own use, which is quickly seen.
                    is_taken = bound in part.passed_on or f"{module.name}.{bound}" in taken
                    if is_open or is_taken:
                        self._describe_import(module, bound, origins)

    def describe_lists(self) -> None:
        """Names that `__all__` has, and that nothing defines before the module is imported."""
        for module in self._modules.values():
            for part in module.parts:
                for name in sorted(part.exports.names):
                    if not self._names.is_module(f"{module.name}.{name}"):
                        self._describe_import(module, name, [])

    def _describe_import(self, module: ApiModule, bound: str, origins: list[str]) -> None:
        if any(self._is_own(one) for one in origins):
            return
        origin = origins[0] if origins else None
        is_module = origin is not None and self._names.is_module(origin)
        for name in self._names.public_names(module.name, bound):
            if bound.startswith("__") or name == origin:
                continue
            if self._is_passed_on(module, name, origin, is_module=is_module):
                self._add_name(name, origin, module.import_place(bound))

    def _is_passed_on(
        self, module: ApiModule, name: str, origin: str | None, *, is_module: bool
    ) -> bool:
        """Whether an imported name is meant for others: not only starred along, or a submodule."""
        owner, _, bound = name.rpartition(".")
        parts = self._modules[owner].parts
        if any(part.exports.is_given or bound in part.passed_on for part in parts):
            return True
        if is_module:
            return False
        if owner != module.name:
            return any(bound in part.imports for part in parts)
        is_gathered = (origin or "").partition(".")[0] == owner.partition(".")[0]
        return is_gathered and any(
            part.source.is_package and not part.source.is_stub for part in parts
        )

    def _is_own(self, origin: str) -> bool:
        """Whether an import leads to something that is described where it is defined."""
        owner, _, name = origin.rpartition(".")
        module = self._modules.get(owner)
        if module is None or self._names.is_module(origin):
            return False
        return any(part.binds(name) or part.stars for part in module.parts)


def _labels(module: ApiModule) -> Iterator[str]:
    """The names that a module has, and that are not public: given on request, or left unlisted.

    They tell apart, when releases are compared, what has gone and what is only not public any more.
    """
    for part in module.parts:
        if "__getattr__" in part.defined:
            yield "getattr"
            yield from (f"gives:{name}" for name in names_on_request(part.source.path))
        for name in _unlisted(module.name, part):
            if not name.startswith("_") and "." not in name:
                yield f"unlisted:{name}"


def _unlisted(module: str, part: Module) -> Iterable[str]:
    """What a module binds and does not offer: of its own package, unless `__all__` says what."""
    if part.exports.is_given:
        return {*part.defined, *part.assigned, *part.imports} - part.exports.names
    if part.source.is_package:
        return ()  # what it imports is for others
    top = module.partition(".")[0]
    return [
        name
        for name, origins in part.imports.items()
        if name not in part.passed_on and any(one.partition(".")[0] == top for one in origins)
    ]


def _definitions(module: ApiModule) -> Iterator[_Definition]:
    if module.shape is None:
        for part in module.parts:
            for name in (*part.defined, *part.assigned, *sorted(part.names)):
                kind = part.kind_of(name)
                if kind is not None and "." not in name:
                    yield _Definition(module, name, [], "attribute" if kind == "name" else kind)
        return
    for name, member in module.shape.members.items():
        if isinstance(member, griffe.Object) and not member.is_module:
            yield _Definition(module, name, [member], _kind(member))
    for name, overloads in overloads_of(module.shape).items():
        yield _Definition(module, name, list(overloads), "function")


def _kind(shape: griffe.Object) -> str:
    if shape.is_class:
        return "class"
    return "function" if shape.is_function else "attribute"
