"""apply_manifest(): marks on code that cannot be edited, when it is first imported."""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, FunctionType, ModuleType

from dynamo_stability.errors import ManifestError, nearest
from dynamo_stability.marks.features import enable_at
from dynamo_stability.marks.live import entry_of, own_record
from dynamo_stability.marks.modules import attribute

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from typing import Any

    from dynamo_stability.manifest import Entry, Manifest
    from dynamo_stability.marks.mark import Manner, Mark
    from dynamo_stability.record import Record


def apply_manifest(path_or_text: str | os.PathLike[str]) -> Manifest:
    """Put the marks of a `stability.toml` on the modules it names.

    A module that is imported already is marked at once, any other when its first import is done.
    The features under `enable` are enabled in this process.

    Args:
        path_or_text: the file, or its text.

    Returns:
        The manifest as read.

    Raises:
        ManifestError: it cannot be read, or names something that a module does not have (then
            none of that module's marks is put on; for a module imported later, its import fails
            with this error).
        MarkError: an object cannot be marked, or is marked otherwise already.
    """
    from dynamo_stability.manifest import parse_manifest

    manifest = parse_manifest(path_or_text)
    by_module: dict[str, list[Entry]] = {}
    for entry in manifest.entries:
        by_module.setdefault(entry.module, []).append(entry)
    ready = [name for name in by_module if _is_imported(name)]
    plans = [Plan(manifest, sys.modules[name], by_module[name]) for name in ready]
    for plan in plans:
        plan.resolve()
    for plan in plans:
        plan.carry_out()
    for name, entries in by_module.items():
        if name not in ready:
            _apply_after_import(name, manifest, entries)
    if manifest.enable:
        enable_at(manifest.enable, (manifest.source, 1, "__main__"))
    return manifest


def _is_imported(name: str) -> bool:
    module = sys.modules.get(name)
    spec = getattr(module, "__spec__", None)
    return module is not None and not getattr(spec, "_initializing", False)


def _apply_after_import(name: str, manifest: Manifest, entries: list[Entry]) -> None:
    import wrapt

    def apply(module: ModuleType) -> None:
        plan = Plan(manifest, module, entries)
        plan.resolve()
        plan.carry_out()

    wrapt.register_post_import_hook(apply, name)


class Plan:
    """The marks of one manifest on one module: first all is found, then all is marked."""

    def __init__(self, manifest: Manifest, module: ModuleType, entries: list[Entry]) -> None:
        from dynamo_stability.marks.mark import Manner

        self._manifest = manifest
        self._module = module
        self._entries = entries
        self._manner = Manner(package=manifest.package, distribution=manifest.distribution)
        self._planned: dict[int, Record] = {}
        self._steps: list[tuple[Callable[..., Mark], tuple[Any, ...]]] = []

    def resolve(self) -> None:
        """Find everything the entries name, and see that each of them can be marked.

        Raises:
            ManifestError: a name is missing; the nearest ones are listed.
            MarkError: an object cannot be marked, or is marked otherwise already.
        """
        self._steps = [self._step(entry) for entry in self._entries]

    def carry_out(self) -> None:
        """Mark what was found."""
        for step, arguments in self._steps:
            step(*arguments)

    # ---- what an entry asks for -----------------------------------------------------------------

    def _step(self, entry: Entry) -> tuple[Callable[..., Mark], tuple[Any, ...]]:
        from dynamo_stability.marks import marking, modules

        if not entry.qualname:
            return modules.mark_whole_module, (self._module, entry.record, self._manner, None)
        owner, name, value = self._find(entry)
        if entry.parameter is not None:
            return self._parameter_step(entry, value)
        if isinstance(owner, type):
            return self._member_step(entry, owner, name, value)
        if entry.target == "object" and not _is_alias(value, entry.qualname):
            if isinstance(value, FunctionType):
                return marking.mark_function, self._checked(value, entry.record)
            if isinstance(value, type) and is_constructible(value):
                return marking.mark_class, self._checked(value, entry.record)
        is_unconstructed = isinstance(value, type) and not _is_alias(value, entry.qualname)
        mark_name = _mark_name_of_class if is_unconstructed else modules.mark_name
        return mark_name, (self._module, name, self._defined(entry), self._manner)

    def _checked(self, target: Any, record: Record) -> tuple[Any, ...]:
        """The arguments for marking `target`, once it is clear that nothing contradicts it."""
        from dynamo_stability.marks.combining import combine

        for existing in (self._planned.get(id(target)), own_record(target)):
            if existing is not None:
                combine(existing, record)
        self._planned[id(target)] = record
        kind = "class" if isinstance(target, type) else _kind_of_function(target)
        return target, record.replace(kind=kind), self._manner

    def _find(self, entry: Entry) -> tuple[Any, str, Any]:
        """What holds the entry's object, its name there, and the object as it stands there."""
        owner: Any = self._module
        *path, name = entry.qualname.split(".")
        for part in path:
            owner = self._look(owner, part, entry)
            if not isinstance(owner, type):
                self._refuse_path(entry, owner)
        return owner, name, self._look(owner, name, entry)

    def _refuse_path(self, entry: Entry, owner: Any) -> None:
        """Raise an error: what the entry leads through is neither the module nor a class."""
        remedy = "Mark what it belongs to"
        if isinstance(owner, ModuleType):
            remedy = f'Write it under [modules."{owner.__name__}"]'
        raise ManifestError(
            f"Cannot apply {self._manifest.source}: {entry.record.name!r} leads through {owner!r}, "
            f"which is no class. {remedy}."
        )

    def _look(self, owner: Any, name: str, entry: Entry) -> Any:
        if name in vars(owner):
            return vars(owner)[name]
        if isinstance(owner, ModuleType):
            found = getattr(owner, name, _ABSENT)
            if found is not _ABSENT:
                return found
        known = [key for key in dir(owner) if not key.startswith("_")]
        raise ManifestError(
            f"Cannot apply {self._manifest.source}: {entry.record.name!r} is marked, but "
            f"{getattr(owner, '__name__', owner)!r} has no {name!r}; {nearest(name, known)}"
        )

    def _defined(self, entry: Entry) -> Any:
        from dynamo_stability.marks.modules import definition_of

        definition = definition_of(self._module, entry.qualname)
        return entry.record if definition is None else entry.record.replace(definition=definition)

    def _parameter_step(
        self, entry: Entry, value: Any
    ) -> tuple[Callable[..., Mark], tuple[Any, ...]]:
        from dynamo_stability.marks import marking

        deprecation = entry.record.deprecation
        renamed_to = None if deprecation is None else deprecation.renamed_to
        function = getattr(value, "__func__", value)
        if not isinstance(function, (FunctionType, type)):
            raise ManifestError(
                f"Cannot apply {self._manifest.source}: {entry.record.name!r} is a parameter of "
                f"something written in C that is no class. Mark {entry.qualname!r} itself."
            )
        name = str(entry.parameter)
        marking.check_parameter(function, name, entry.record, renamed_to)
        return marking.mark_parameter, (function, name, entry.record, self._manner, renamed_to)

    def _member_step(
        self, entry: Entry, owner: type, name: str, value: Any
    ) -> tuple[Callable[..., Mark], tuple[Any, ...]]:
        from dynamo_stability.marks import marking, members

        marking.refuse_immutable(owner, entry.record.stage)
        function = getattr(value, "__func__", value)
        if isinstance(function, FunctionType):
            return marking.mark_function, self._checked(function, entry.record)
        if isinstance(value, type) and is_constructible(value):
            return marking.mark_class, self._checked(value, entry.record)
        return members.mark_member, (owner, name, entry.record, self._manner)


_ABSENT = object()


def _is_alias(value: Any, qualname: str) -> bool:
    """Whether a function or class is known under another name than the one it was given."""
    own = attribute(value, "__qualname__")
    own = qualname if own is None else own
    return isinstance(own, str) and own != qualname


def _mark_name_of_class(module: ModuleType, name: str, record: Record, manner: Manner) -> Mark:
    """Mark the name of a class whose use is reading it, and know the mark by the class as well."""
    from dynamo_stability.marks.modules import mark_name

    mark = mark_name(module, name, record, manner)
    entry = entry_of(module.__dict__[name])
    if entry.mark is None:
        entry.mark = mark
    return mark


def _kind_of_function(function: FunctionType) -> str:
    return "method" if "." in function.__qualname__ else "function"


def is_constructible(cls: type) -> bool:
    """Whether using `cls` means constructing it.

    An enumeration is used by its members, an exception by the name that an `except` clause reads
    (what is raised in C constructs it in the caller's frame), and a class from Rust without
    `#[new]` cannot be constructed at all: it has a `__new__` that refuses, and no signature.
    """
    from dynamo_stability.marks.marking import is_immutable

    if is_immutable(cls) or issubclass(cls, BaseException):
        return False
    if any(issubclass(type(value), cls) for value in vars(cls).values()):
        return False
    is_compiled = isinstance(vars(cls).get("__new__"), BuiltinFunctionType)
    return not is_compiled or cls.__text_signature__ is not None
