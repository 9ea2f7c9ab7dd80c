"""public_objects(): what a package gives to its users, by name alone.

`collect_api` tells the same names with signatures and all, at several times the price.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.catalog import REGISTRY_MODULE, ApiObject
from dynamo_stability.collect.python.public_names import PublicNames
from dynamo_stability.collect.python.resolving import Resolver
from dynamo_stability.collect.sources import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from dynamo_stability.collect.python.modules import Module
    from dynamo_stability.collect.sources import Target

#: Modules that nobody imports: test suites inside packages, and what is run by name.
_NOT_API: Final = frozenset({"tests", "conftest", "__main__", REGISTRY_MODULE})


class _Found(NamedTuple):
    """A definition that has public names."""

    names: list[str]
    full_name: str
    kind: str
    source: str


def is_api_module(name: str) -> bool:
    """Whether a module can have API: none that runs tests, or is run by name."""
    return _NOT_API.isdisjoint(name.split(".")[1:])


def public_objects(
    modules: Mapping[str, Sequence[Module]], targets: Sequence[Target]
) -> tuple[ApiObject, ...]:
    """The functions and classes of modules that have a public name, sorted by name.

    Constants are API where `__all__` lists them: without that, loggers and type variables would
    be as well. What is in a class goes with the class.

    Args:
        modules: what files say, as `collect_marks` read them.
        targets: where they come from, which their places are relative to.
    """
    paths = {one.path: relative_path(one.path, top.root) for top in targets for one in top.sources}
    public = PublicNames(modules, Resolver(modules))
    found = [
        one
        for name, parts in modules.items()
        if is_api_module(name)
        for one in _public_in(name, parts, public, paths)
    ]
    # A name that two definitions have is that of the one which is defined there.
    found.sort(key=lambda one: (one.full_name not in one.names, one.full_name))
    objects: dict[str, ApiObject] = {}
    for one in found:
        objects.setdefault(one.names[0], _described(one))
    return tuple([objects[name] for name in sorted(objects)])


def _described(one: _Found) -> ApiObject:
    name = one.names[0]
    definition = None if name == one.full_name else one.full_name
    return ApiObject(name, one.kind, definition=definition, source=one.source)


def _public_in(
    module: str, parts: Sequence[Module], public: PublicNames, paths: Mapping[Path, str]
) -> Iterator[_Found]:
    for part in sorted(parts, key=lambda one: one.source.is_stub):
        path = paths[part.source.path]
        for name, definitions in part.defined.items():
            if "." in name or not _is_offered(name, parts):
                continue
            names = public.every(module, name)
            if names:
                kind = "class" if any(one.is_class for one in definitions) else "function"
                place = f"{path}:{definitions[-1].line}"
                yield _Found(names, f"{module}.{name}", kind, place)
        for name in sorted(part.exports.names):
            if _is_constant(name, part) and (names := public.every(module, name)):
                yield _Found(names, f"{module}.{name}", "attribute", f"{path}:1")


def _is_offered(name: str, parts: Sequence[Module]) -> bool:
    """Whether a name is one for users: `__getattr__` is none."""
    return not name.startswith("__") or any(name in one.exports.names for one in parts)


def _is_constant(name: str, part: Module) -> bool:
    """Whether a name is assigned something that is not itself the name of something."""
    if name in part.defined or name in part.imports:
        return False
    values = part.assigned.get(name, ())
    is_value = any(isinstance(one, (ast.Call, ast.Constant)) for one in values)
    return name in part.names or is_value
