"""mark_names() and mark_module(): marks on what no decorator can stand above."""

from __future__ import annotations

import sys
from sys import _getframe
from types import BuiltinFunctionType, FrameType, ModuleType

from dynamo_stability.errors import MarkError, nearest
from dynamo_stability.marks import names
from dynamo_stability.marks.combining import new_mark
from dynamo_stability.marks.frames import user_frame
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.mark import SiteTechnique
from dynamo_stability.marks.marker import Marker
from dynamo_stability.marks.notice import use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dynamo_stability.marks.mark import Manner, Mark
    from dynamo_stability.record import Record


def mark_names(module_name: str, /, **markers: Marker) -> None:
    """Mark names of a module, whatever they stand for: constants, aliases, PyO3 functions.

    Call it in the module, below the definitions. Reading a marked name from outside (`import`,
    attribute access, `import *`) is a use; code inside the module sees its globals as always. The
    objects behind the names are not touched.

    Args:
        module_name: the module, usually `__name__`.
        markers: for each name what it is: `deprecated(...)`, `experimental(...)`, and so on.

    Raises:
        MarkError: the module is not being imported, a name is not in it or is marked already, or
            a value is no marker. Nothing has been marked then.

    Example:
        >>> mark_names(__name__, register_llm=deprecated(alternative="pkg.register_model"))
    """
    module = _module(module_name)
    for name, marker in markers.items():
        if not isinstance(marker, Marker):
            raise MarkError(
                f"Cannot mark '{module_name}.{name}' with {marker!r}: it is no marker. "
                f"Call one: {name}=experimental(...)."
            )
        check_name(module, name)
    for name, marker in markers.items():
        record = marker.record_for(f"{module_name}.{name}", "name", definition_of(module, name))
        mark_name(module, name, record, marker.manner)


def mark_module(module_name: str, marker: Marker, /) -> None:
    """Mark a module as a whole: importing it from outside, or reading a name of it, is a use.

    Args:
        module_name: the module, usually `__name__`.
        marker: what it is: `experimental(...)`, `deprecated(...)`, and so on.

    Raises:
        MarkError: the module is not being imported or is marked already, or `marker` is none.

    Example:
        >>> mark_module(__name__, experimental("the transport may change"))
    """
    module = _module(module_name)
    if not isinstance(marker, Marker):
        raise MarkError(
            f"Cannot mark module '{module_name}' with {marker!r}: it is no marker. "
            f"Call one: mark_module(__name__, experimental(...))."
        )
    record = marker.record_for(module_name, "module")
    mark_whole_module(module, record, marker.manner, _getframe(1))


def _module(name: str) -> ModuleType:
    module = sys.modules.get(name) if type(name) is str else None
    if not isinstance(module, ModuleType):
        raise MarkError(
            f"Cannot mark names of module {name!r}: no such module is imported. "
            f"Call this inside the module and pass __name__."
        )
    return module


def check_name(module: ModuleType, name: str) -> None:
    """Raise a MarkError where `module` has no such name."""
    if name in module.__dict__:
        return
    provide = module.__dict__.get("__getattr__")
    if provide is not None:
        try:
            provide(name)
        except AttributeError:
            pass
        else:
            return
    known = [key for key in module.__dict__ if not key.startswith("__")]
    raise MarkError(
        f"Cannot mark '{module.__name__}.{name}': the module has no such name; "
        f"{nearest(name, known)}"
    )


def attribute(value: object, name: str) -> Any:
    """An attribute of any object whatsoever, or None; stand-ins for missing modules raise."""
    try:
        return getattr(value, name, None)
    except Exception:  # noqa: BLE001 - an object that is not ours to judge
        return None


def definition_of(module: ModuleType, name: str) -> str | None:
    """The full name under which the object behind a module's name was defined, if another."""
    value = module.__dict__.get(name)
    home, qualname = attribute(value, "__module__"), attribute(value, "__qualname__")
    if not isinstance(home, str) or not isinstance(qualname, str):
        return None
    definition = f"{home}.{qualname}"
    return definition if definition != f"{module.__name__}.{name}" else None


def mark_name(module: ModuleType, name: str, record: Record, manner: Manner) -> Mark:
    """Mark the reading of one name; one that is marked already is marked anew.

    A module that is reloaded runs its marks again, so that is no contradiction. A function written
    in C takes no mark itself, so the mark of its own name (not of an alias) is known as its mark.
    """
    entry = entry_of(module)
    site = names.site_of(module)
    existing = (entry.parts or {}).get(record.name)
    if existing is not None:
        existing.disarm()
    mark = new_mark(record, manner, module.__name__)
    mark.techniques = (names.NameTechnique(site, name, mark),)
    entry.parts = {**(entry.parts or {}), record.name: mark}
    mark.arm()
    value = module.__dict__.get(name)
    if isinstance(value, BuiltinFunctionType) and value.__name__ == name:
        entry_of(value).mark = mark
    return mark


def mark_whole_module(
    module: ModuleType, record: Record, manner: Manner, frame: FrameType | None
) -> Mark:
    """Mark a module; `frame` is its body while it is being imported, or None."""
    entry = entry_of(module)
    if entry.mark is not None:
        entry.mark.disarm()
    mark = new_mark(record, manner, module.__name__)
    site = names.site_of(module)
    mark.techniques = (SiteTechnique(site, mark),)
    entry.mark = mark
    mark.arm()
    if frame is not None and frame.f_back is not None and mark.is_needed:
        importer = user_frame(frame.f_back)
        if importer is not frame.f_back:  # the import system stands between
            site.spoken_at = (importer.f_code.co_filename, importer.f_lineno)
            use(mark, importer)
    return mark
