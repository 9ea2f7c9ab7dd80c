"""Reading marks back: get_stability() and iter_marks()."""

from __future__ import annotations

import sys
from types import FunctionType, MethodType, ModuleType

from dynamo_stability.errors import UnknownNameError, nearest
from dynamo_stability.marks.frames import is_inside
from dynamo_stability.marks.live import Entry, all_marks, find, own_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dynamo_stability.record import Record


def get_stability(target: object) -> Record | None:
    """What is known about the stability of an object, or of what a dotted name stands for.

    The nearest mark answers: the object's own; for a member, its class's (and the classes'
    around that); then its module's, and the packages' above. A subclass does not inherit the
    mark of its base, an override does not inherit that of what it overrides, and a wrapper made
    with `functools.wraps` does not have the mark of what it wraps. A bound method answers as its
    function, a partial as the function it calls, a property as its getter, a member of an
    enumeration as its class.

    Args:
        target: an object, or a name such as `"dynamo.llm.KvRouter"`,
            `"dynamo.runtime.dynamo_worker(enable_nats)"`. Modules that a name needs are imported.

    Returns:
        The record of the nearest mark (its `name` says whose), or None where nothing is marked.

    Raises:
        UnknownNameError: a dotted name leads nowhere; the nearest known ones are listed.
    """
    if isinstance(target, str):
        return _stability_of_name(target)
    return _stability_of(target)


def iter_marks(package: str | ModuleType) -> Iterator[Record]:
    """The records of everything marked in this process under `package`, sorted by name.

    Args:
        package: a package or module, or its name. Nothing is imported.
    """
    name = package.__name__ if isinstance(package, ModuleType) else package
    records = {
        mark.record.name: mark.record for mark in all_marks() if _is_under(mark.record, name)
    }
    return iter(sorted(records.values(), key=lambda record: record.name))


def _is_under(record: Record, package: str) -> bool:
    bare = record.name.partition("(")[0]
    return is_inside(bare, package)


# ---- by object ----------------------------------------------------------------------------------


def _stability_of(target: Any) -> Record | None:
    if isinstance(target, MethodType):
        return _of_member(target.__func__, target.__self__)
    own = _own_record(target)
    if own is not None:
        return own
    inner = _called_by(target)
    if inner is not None:
        return _stability_of(inner)
    if isinstance(target, ModuleType):
        return _of_module(target.__name__)
    enum = sys.modules.get("enum")
    if enum is not None and isinstance(target, enum.Enum):
        return _stability_of(type(target))
    return _of_surroundings(target)


def _own_record(target: Any) -> Record | None:
    own = own_record(target)
    if own is None and isinstance(target, FunctionType):
        # Pickled by value into this process: marked, though no decorator has run here.
        variables = target.__dict__
        if "__wrapped__" not in variables:
            record: Record | None = variables.get("__stability_record__")
            return record if record is not None and record.name == _written(target) else None
    return own


def _written(target: Any) -> str:
    return f"{target.__module__}.{target.__qualname__}"


def _called_by(target: Any) -> Any:
    """What `target` stands for: a partial's function, a static method's, a property's getter."""
    if isinstance(target, (staticmethod, classmethod)):
        return target.__func__
    if isinstance(target, property):
        return target.fget
    functools = sys.modules.get("functools")
    if functools is not None and isinstance(
        target,
        (
            functools.partial,
            functools.partialmethod,
            functools.cached_property,
            functools.singledispatchmethod,
        ),
    ):
        return target.func
    return None


def _of_member(function: Any, instance: object) -> Record | None:
    own = _own_record(function)
    if own is not None:
        return own
    cls = instance if isinstance(instance, type) else type(instance)
    name = getattr(function, "__name__", None)
    for base in cls.__mro__:
        if name in vars(base):
            return _stability_of(base)
    return _of_surroundings(function)


def _of_surroundings(target: Any) -> Record | None:
    """The mark of the class or module in which `target` says it was defined."""
    module = getattr(target, "__module__", None)
    qualname = getattr(target, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(qualname, str):
        return None
    named = _mark_of_name(module, qualname)
    if named is not None:
        return named
    outer = qualname.rpartition(".")[0]
    while outer and not outer.endswith("<locals>"):
        record = _own_record(_resolve(sys.modules.get(module), outer))
        if record is not None:
            return record
        outer = outer.rpartition(".")[0]
    return _of_module(module)


def _resolve(module: ModuleType | None, qualname: str) -> Any:
    found: Any = module
    for part in qualname.split("."):
        if found is None:
            return None
        found = vars(found).get(part) if hasattr(found, "__dict__") else None
    return found


def _of_module(name: str) -> Record | None:
    while name:
        entry = _entry_of_module(name)
        if entry is not None and entry.mark is not None:
            return entry.mark.record
        name = name.rpartition(".")[0]
    return None


def _entry_of_module(name: str) -> Entry | None:
    module = sys.modules.get(name)
    return None if module is None else find(module)


def _mark_of_name(module: str, qualname: str) -> Record | None:
    """The mark of a module's name that stands for the object it names (not of an alias)."""
    entry = _entry_of_module(module)
    mark = ((entry and entry.parts) or {}).get(f"{module}.{qualname}")
    return None if mark is None else mark.record


# ---- by name ------------------------------------------------------------------------------------


def _stability_of_name(name: str) -> Record | None:
    if not name:
        raise UnknownNameError("Cannot find '': it is empty. Pass a full dotted name.")
    written = name.replace(":", ".", 1)
    for mark in all_marks():
        if mark.record.name == written:
            return mark.record
    bare, bracket, _ = written.partition("(")
    module, rest = _import_longest(bare)
    target: Any = module
    owner: Any = None
    for part in rest:
        owner, target = target, _read(target, part, name)
    if bracket:
        return _stability_of(target)
    if isinstance(owner, type):
        return _of_member(target, owner) if callable(target) else _stability_of(owner)
    if isinstance(owner, ModuleType):
        return _own_record(target) or _stability_of(owner) if rest else None
    return _stability_of(target)


def _import_longest(name: str) -> tuple[ModuleType, list[str]]:
    """The module that the longest possible beginning of `name` imports, and what is left."""
    from importlib import import_module

    parts = name.split(".")
    module: ModuleType | None = None
    for count in range(1, len(parts) + 1):
        prefix = ".".join(parts[:count])
        try:
            module = sys.modules.get(prefix) or import_module(prefix)
        except ModuleNotFoundError as error:
            if error.name is None or not is_inside(prefix, error.name):
                raise
            if module is None:
                raise UnknownNameError(
                    f"Cannot find {name!r}: there is no module {prefix!r} to import. "
                    f"Pass a full dotted name."
                ) from None
            return module, parts[count - 1 :]
    if module is None:
        raise UnknownNameError("Cannot find '': it is empty. Pass a full dotted name.")
    return module, []


def _read(target: Any, part: str, name: str) -> Any:
    """One step of a dotted name, read past descriptors so that nothing speaks."""
    for base in target.__mro__ if isinstance(target, type) else (target,):
        if part in vars(base):
            return vars(base)[part]
    try:
        return getattr(target, part)
    except AttributeError:
        known = [key for key in dir(target) if not key.startswith("_")]
        raise UnknownNameError(
            f"Cannot find {name!r}: {getattr(target, '__name__', target)!r} has no {part!r}; "
            f"{nearest(part, known)}"
        ) from None
