"""Marks on single members of a class that is not ours to edit."""

from __future__ import annotations

from dynamo_stability.errors import MarkError
from dynamo_stability.marks.combining import new_mark
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.names import AttributeTechnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dynamo_stability.marks.mark import Manner, Mark, Technique
    from dynamo_stability.record import Record


def mark_member(cls: type, name: str, record: Record, manner: Manner) -> Mark:
    """Mark what stands in the dict of `cls` under `name`.

    A method written in C speaks when it is called; anything else (an enumeration's member, a
    constant, a property) when it is read.
    """
    entry = entry_of(cls)
    if record.name in (entry.parts or {}):
        raise MarkError(f"Cannot mark '{record.name}' twice. Remove one of the marks.")
    mark = new_mark(record, manner, cls.__module__)
    mark.techniques = (_technique(cls, name, mark),)
    entry.parts = {**(entry.parts or {}), record.name: mark}
    mark.arm()
    return mark


def _technique(cls: type, name: str, mark: Mark) -> Technique:
    if not callable(vars(cls)[name]) or isinstance(vars(cls)[name], cls):
        return AttributeTechnique(cls, name, mark)
    from dynamo_stability.marks.proxies import MethodTechnique

    return MethodTechnique(cls, name, mark)
