"""What is marked in this process."""

from __future__ import annotations

import os
from _weakref import ref

from dynamo_stability.marks import gates, notice, observing, rules, used, versions
from dynamo_stability.marks.selectors import Selector, check_stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from dynamo_stability.marks.mark import Mark
    from dynamo_stability.record import Record
    from dynamo_stability.tiers import Tier

    _Reference = ref[Any]
else:
    _Reference = ref


class Entry(_Reference):
    """Everything that is marked about one object; it goes when the object goes.

    Attributes:
        mark: the mark of the object itself.
        parts: marks of its parameters, or of its names, by written form.
        site: where a technique keeps what it needs to know about the object.
    """

    __slots__ = ("key", "mark", "parts", "site")

    key: int
    mark: Mark | None
    parts: dict[str, Mark] | None
    site: Any

    def marks(self) -> Iterator[Mark]:
        """The mark of the object, then those of its parts."""
        if self.mark is not None:
            yield self.mark
        if self.parts is not None:
            yield from list(self.parts.values())


_entries: dict[int, Entry] = {}


def _forget(entry: Entry) -> None:
    if _entries.get(entry.key) is entry:
        del _entries[entry.key]


def find(target: object) -> Entry | None:
    """The entry of `target` itself (not of anything it wraps, inherits or copies), if any."""
    entry = _entries.get(id(target))
    return entry if entry is not None and entry() is target else None


def own_record(target: object) -> Record | None:
    """The record of the mark on `target` itself, if any."""
    entry = find(target)
    return None if entry is None or entry.mark is None else entry.mark.record


def entry_of(target: object) -> Entry:
    """The entry of `target`, made if there is none.

    Raises:
        TypeError: the object cannot be referenced weakly.
    """
    entry = find(target)
    if entry is None:
        entry = Entry(target, _forget)
        entry.key = id(target)
        entry.mark = entry.parts = entry.site = None
        _entries[entry.key] = entry
    return entry


def discard(target: object) -> None:
    """Forget `target`, as if it had never been marked."""
    _entries.pop(id(target), None)


def all_marks() -> Iterator[Mark]:
    """Every mark of this process, in the order in which objects were marked."""
    for entry in list(_entries.values()):
        if entry() is not None:
            yield from entry.marks()


def rearm(
    *names: str,
    feature: str | Iterable[str] = (),
    tier: str | Tier | Iterable[str | Tier] = (),
) -> None:
    """Make marks speak again as if they had never been used.

    Deprecated call sites that have fallen silent speak again as well, and installed versions are
    looked up anew. Python's own memory of shown warnings (`__warningregistry__`) is not touched.

    Args:
        names: globs of public names; without any condition every mark is meant.
        feature: one feature or several.
        tier: one stage or several: a `Tier`, its name, or `"deprecated"`.

    Raises:
        RulesError: a tier is unknown.
    """
    selector = Selector(
        names,
        [feature] if isinstance(feature, str) else feature,
        _stages(tier, "Cannot rearm"),
    )
    versions.forget()
    refresh(selector)


def refresh(selector: Selector) -> None:
    """Make the marks that `selector` covers speak again; installed versions are known already."""
    notice.heard.reset()
    gates.told.clear()
    for mark in list(all_marks()):
        if selector.covers(mark.record):
            mark.refresh()
    used.used_marks()  # drops those that were just refreshed


def refresh_used() -> None:
    """What `rearm()` does, at the price of the marks that were used (see `used.begin_noting`)."""
    if used.is_any_used():
        notice.heard.reset()
        for mark in used.used_marks():
            mark.refresh()
        used.used_marks()


def set_rules(text: str | None) -> None:
    """Put rules in force from code, in the language of DYNAMO_STABILITY, replacing earlier ones.

    Args:
        text: comma-separated `ACTION:SELECTOR`; None to go back to the environment's.

    Raises:
        RulesError: a rule cannot be read; the rules in force stay.

    Example:
        >>> set_rules("warn:beta,ignore:feature=kv_dc_relay")
        >>> set_rules(None)
    """
    rules.replace_rules(text)
    _settle_all()


def put_rules(given: tuple[rules.Rule, ...]) -> None:
    """Put rules in force that were in force before."""
    rules.put(given)
    _settle_all()


def _settle_all() -> None:
    notice.heard.reset()
    for mark in list(all_marks()):
        mark.settle_action()


def observe(
    callback: observing.Observer,
    *,
    tier: str | Tier | Iterable[str | Tier] = (),
    past: bool = False,
) -> observing.Observation:
    """Have `callback` told of the first use of every marked API, shown or not.

    Uses by the owning package are not told, and neither are, unless `tier` asks for them, those of
    API that is silent for good: stable, beta where no filter or rule names it, and whatever a rule
    of DYNAMO_STABILITY ignores. What the callback raises is reported through
    `sys.unraisablehook`. A forked process starts afresh: its own first uses are told in it.

    Args:
        callback: called with one `Use`; on the thread that used the API.
        tier: one stage or several: a `Tier`, its name, or `"deprecated"`. First uses of these
            alone are told, whether or not their marks are silent; a mark that waits for nothing
            but this goes with the first use.
        past: whether to be told now of the uses there have been.

    Returns:
        The registration: close it, or use it as a context manager, to stop.

    Raises:
        RulesError: a tier is unknown.
    """
    observation = observing.add(callback, _stages(tier, "Cannot observe"), past=past)
    _follow_forks()
    if observation.stages:
        _arm_for_observers()
    return observation


def _arm_for_observers() -> None:
    for mark in list(all_marks()):
        if (mark.spent or not mark.speaks) and mark.is_needed:
            mark.arm()


_is_following_forks = False


def _follow_forks() -> None:
    """Have forked processes start afresh from now on."""
    global _is_following_forks  # noqa: PLW0603
    if not _is_following_forks and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_start_afresh)
    _is_following_forks = True


def _start_afresh() -> None:
    """In a process that was just forked: nothing has been used in it yet."""
    observing.start_afresh()
    notice.heard.reset()
    for mark in list(all_marks()):
        mark.observed = False
    _arm_for_observers()


def _stages(tier: Any, context: str) -> tuple[str, ...]:
    several = [tier] if isinstance(tier, str) or not hasattr(tier, "__iter__") else tier
    return tuple([check_stage(one, context) for one in several])
