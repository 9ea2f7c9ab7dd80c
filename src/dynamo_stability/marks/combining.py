"""One mark an object: how a tier and a deprecation on the same one become one record."""

from __future__ import annotations

from dynamo_stability.categories import deprecated_message
from dynamo_stability.errors import MarkError
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.mark import Manner, Mark
from dynamo_stability.marks.owners import owning_package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from dynamo_stability.marks.live import Entry
    from dynamo_stability.record import Record

#: Fields that either mark may give; those of the later one win.
_SHARED_FIELDS: Final = (
    "reason",
    "since",
    "feature",
    "gate",
    "issue",
    "owner",
    "alternative",
    "component",
)


def combine(first: Record, second: Record) -> Record:
    """One record from a tier and a deprecation, in either order.

    Raises:
        MarkError: both give a tier, or both a deprecation.
    """
    for what, one, other in (
        ("tier", first.tier, second.tier),
        ("deprecation", first.deprecation, second.deprecation),
    ):
        if one is not None and other is not None:
            raise MarkError(
                f"Cannot mark '{first.name}' as {second.stage}: it is marked as {first.stage} "
                f"already, and an object has one {what}. Remove one of the two marks."
            )
    fields = ("tier", "deprecation", *_SHARED_FIELDS)
    given = {field: getattr(second, field) for field in fields}
    return first.replace(**{field: value for field, value in given.items() if value is not None})


def new_mark(record: Record, manner: Manner, module: str | None) -> Mark:
    """A mark for an API of `module`."""
    return Mark(record, manner, manner.package or owning_package(module or ""))


def mark_for(
    target: object, record: Record, manner: Manner, module: str | None
) -> tuple[Entry, Mark, bool]:
    """The entry of `target`, its mark with `record` taken in, and whether that is a new one.

    Raises:
        MarkError: what it is marked as already contradicts `record`.
    """
    entry = entry_of(target)
    if entry.mark is None:
        mark = entry.mark = new_mark(record, manner, module)
        return entry, mark, True
    # How to speak is the deprecation's to say, for that is what will be spoken of.
    both = combine(entry.mark.record, record)
    entry.mark.become(both, manner if record.deprecation is not None else entry.mark.manner)
    return entry, entry.mark, False


def leave_attributes(variables: dict[str, Any], record: Record) -> None:
    """Add what the proposal's contract and PEP 702's let foreign tools see."""
    variables["__stability__"] = record.stage
    variables["__stability_record__"] = record
    if record.deprecation is not None:
        variables["__deprecated__"] = deprecated_message(record)
