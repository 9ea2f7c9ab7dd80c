"""Marking one function, class or parameter in place, once it is known what is to be said."""

from __future__ import annotations

from dynamo_stability.errors import MarkError
from dynamo_stability.marks import functions
from dynamo_stability.marks.combining import combine, leave_attributes, mark_for, new_mark
from dynamo_stability.marks.live import entry_of, find
from dynamo_stability.marks.mark import SiteTechnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, FunctionType
    from typing import Any, Final

    from dynamo_stability.marks.classes import ClassSite
    from dynamo_stability.marks.mark import Manner, Mark
    from dynamo_stability.marks.parameters import Watch
    from dynamo_stability.record import Record

_HEAP_TYPE: Final = 1 << 9
_IMMUTABLE_TYPE: Final = 1 << 8


def public_name(target: Any) -> str:
    """The dotted name under which a function or class was defined."""
    module, qualname = target.__module__, str(target.__qualname__)
    return f"{module}.{qualname}" if module else qualname


def mark_function(function: FunctionType, record: Record, manner: Manner) -> Mark:
    """Mark a Python function in place."""
    entry, mark, is_new = mark_for(function, record, manner, function.__module__)
    leave_attributes(function.__dict__, mark.record)
    if is_new:
        mark.techniques = (SiteTechnique(functions.site_of(function, entry), mark),)
        mark.arm()
    else:
        mark.settle_action()
    return mark


def add_function(function: FunctionType, mark: Mark) -> None:
    """Have one more function speak for `mark`: another accessor of the same property.

    Raises:
        MarkError: the function has a mark of its own that contradicts it.
    """
    entry = entry_of(function)
    if entry.mark is mark:
        return
    if entry.mark is not None:
        combine(entry.mark.record, mark.record)
    entry.mark = mark
    technique = SiteTechnique(functions.site_of(function), mark)
    mark.techniques = (*mark.techniques, technique)
    leave_attributes(function.__dict__, mark.record)
    if mark.is_needed:
        technique.install()


def is_immutable(cls: type) -> bool:
    """Whether the interpreter does not let attributes of `cls` be set."""
    return not cls.__flags__ & _HEAP_TYPE or bool(cls.__flags__ & _IMMUTABLE_TYPE)


def refuse_immutable(cls: type, stage: str) -> None:
    """Raise a MarkError where the interpreter does not let attributes of `cls` be set."""
    if is_immutable(cls):
        raise MarkError(
            f"Cannot mark '{cls.__module__}.{cls.__qualname__}' as {stage}: it is an immutable "
            f"type written in C. "
            f"Mark its name: mark_names(__name__, NAME=...), or list it in a manifest."
        )


def mark_class(cls: type, record: Record, manner: Manner, frame: FrameType | None = None) -> Mark:
    """Mark a class in place.

    Args:
        cls: the class.
        record: what to say about it.
        manner: how to say it.
        frame: the frame that runs the class statement, where the mark is a decorator.

    Raises:
        MarkError: the class is immutable, or marked otherwise already.
    """
    from dynamo_stability.marks import unconstructed, unfinished_classes

    refuse_immutable(cls, record.stage)
    completer = unfinished_classes.find_completer(cls, frame)
    entry, mark, is_new = mark_for(cls, record, manner, cls.__module__)
    if entry.site is None:
        entry.site = unconstructed.site_kind(cls)(cls)
    if is_new:
        mark.techniques = (SiteTechnique(entry.site, mark),)
    if not unconstructed.gains_members(cls):
        _leave_class_attributes(cls, entry.site, mark.record)
    if completer is not None and entry.site.is_complete and not entry.site.is_armed:
        unfinished_classes.wait(cls, completer, entry.site)
    mark.settle_action()
    return mark


def _leave_class_attributes(cls: type, site: ClassSite, record: Record) -> None:
    from dynamo_stability.marks.class_slots import ClassAttribute

    attributes: dict[str, Any] = {}
    leave_attributes(attributes, record)
    for name, value in attributes.items():
        type.__setattr__(cls, name, ClassAttribute(site, value))


def check_parameter(target: Any, name: str, record: Record, renamed_to: str | None) -> Watch:
    """How to watch parameter `name` of a Python function, or of a class.

    Raises:
        MarkError: there is no such parameter, or it is marked already.
    """
    from dynamo_stability.marks.parameters import make_watch, signature_of

    if isinstance(target, type):
        refuse_immutable(target, record.stage)
    existing = find(target)
    if existing is not None and record.name in (existing.parts or {}):
        raise MarkError(f"Cannot mark parameter '{record.name}' twice. Remove one of the marks.")
    owner = record.name.partition("(")[0]
    return make_watch(name, renamed_to, signature_of(target, owner), owner)


def mark_parameter(
    target: Any, name: str, record: Record, manner: Manner, renamed_to: str | None
) -> Mark:
    """Mark parameter `name` of a Python function, or of a class.

    Raises:
        MarkError: there is no such parameter, or it is marked already.
    """
    from dynamo_stability.marks import classes, parameters

    watch = check_parameter(target, name, record, renamed_to)
    mark = new_mark(record, manner, target.__module__)
    watch.mark = mark
    site = classes.site_of(target) if isinstance(target, type) else functions.site_of(target)
    technique = parameters.ParameterTechnique(site, watch, mark)
    mark.techniques = (technique,)
    entry = entry_of(target)
    entry.parts = {**(entry.parts or {}), record.name: mark}
    technique.install()
    mark.arm()
    if not mark.is_needed:
        technique.remove()
    return mark
