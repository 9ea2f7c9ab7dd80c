"""A mark at work: one record, whether it has spoken, and the techniques that carry it."""

from __future__ import annotations

import os
from _thread import RLock

from dynamo_stability.categories import (
    BetaWarning,
    DeprecatedWarning,
    ExperimentalWarning,
    OverdueWarning,
    word,
)
from dynamo_stability.marks import gates, observing, rules, used
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any, Final, Protocol

    from dynamo_stability.record import Record

    class Site(Protocol):
        """Where the mark of one object meets it, whatever kind of object that is."""

        mark: Mark | None

        def rebuild(self) -> None:
            """Put in place what the active marks ask for."""

    class Technique(Protocol):
        """One way in which a mark takes effect on one object."""

        def install(self) -> None:
            """Make the next use speak."""

        def remove(self) -> None:
            """Leave the object as it was."""


#: Ignored uses after which a mark takes itself out, so that a process which ignores everything
#: pays nothing in the long run.
IGNORED_LIMIT: Final = 1000

_lock = RLock()
if hasattr(os, "register_at_fork"):
    # Another thread of the parent may hold it while the process is forked.
    os.register_at_fork(after_in_child=_lock._at_fork_reinit)  # type: ignore[attr-defined]


def _no_code() -> None:
    """The code of the call site that was heard last, before there is one."""


class Manner:
    """How the marks of one decorator speak; shared by all objects it is put on.

    Attributes:
        category: the warning class; None asks for silence; `...` for the one of the stage.
        stacklevel: frames to count outwards from the caller, as in `warnings.warn`.
        warn_own_package: whether uses inside the owning package speak; None for the default:
            only deprecations do.
        package: the owning package; None to derive it from the module.
        current_version: the version that decides what is overdue; None to ask the distribution.
        distribution: whose installed version is asked; None to derive it from the package.
    """

    __slots__ = (
        "category",
        "current_version",
        "distribution",
        "package",
        "stacklevel",
        "warn_own_package",
    )

    def __init__(
        self,
        category: Any = ...,
        stacklevel: int = 1,
        warn_own_package: bool | None = None,  # noqa: FBT001 - a field
        package: str | None = None,
        current_version: str | None = None,
        distribution: str | None = None,
    ) -> None:
        self.category = category
        self.stacklevel = stacklevel
        self.warn_own_package = warn_own_package
        self.package = package
        self.current_version = current_version
        self.distribution = distribution


class Mark:
    """One marked API of this process.

    Attributes:
        record: what is known about the API.
        manner: how it speaks.
        package: the owning package, or None where nothing owns it.
        spent: whether it has spoken (or retired) and is out of the way.
        observed: whether observers have been told of its first use.
        action: what DYNAMO_STABILITY asks for, or None where Python's filters decide.
        speaks: whether a use is spoken of; false where only observers wait for it.
    """

    __slots__ = (
        "__weakref__",
        "_category",
        "_text",
        "action",
        "ignored",
        "last_code",
        "last_epoch",
        "last_instruction",
        "manner",
        "observed",
        "package",
        "record",
        "speaks",
        "spent",
        "techniques",
    )

    def __init__(self, record: Record, manner: Manner, package: str | None) -> None:
        self.record = record
        self.manner = manner
        self.package = package
        self.spent = False
        self.observed = False
        self.speaks = True
        self.ignored = 0
        self.techniques: tuple[Technique, ...] = ()
        # The call site that was heard last, so that the usual one is recognised without a look-up:
        # its code (weakly), its instruction, and the epoch of `notice.heard` it belongs to.
        self.last_code: Callable[[], CodeType | None] = _no_code
        self.last_instruction = -1
        self.last_epoch: object = None
        self._text: str | None = None
        self._category: Any = None
        self.action = rules.action_for(record)
        if record.gate is not None:
            gates.note(record)

    def __reduce__(self) -> tuple[Any, ...]:
        # Techniques belong to objects of this process; a site that is unpickled adds its own.
        state = (None, {"speaks": self.speaks})
        return (Mark, (self.record, self.manner, self.package), state)

    def become(self, record: Record, manner: Manner) -> None:
        """Carry `record` from now on, and speak as `manner` says."""
        self.record = record
        self.manner = manner
        self._text = None
        self.action = rules.action_for(record)
        if record.gate is not None:
            gates.note(record)

    @property
    def speaks_each_time(self) -> bool:
        """Whether every use is told of, rather than the first."""
        return self.record.deprecation is not None or self.action == rules.ALWAYS

    @property
    def is_wanted(self) -> bool:
        """Whether anything has to be installed: false where the mark is silent for good."""
        if self.action == rules.IGNORE:
            return False
        if self.record.deprecation is not None:
            return self.manner.category is not None
        if self.record.tier is Tier.EXPERIMENTAL:
            return True
        if self.record.tier is Tier.BETA:
            return self.action is not None or self._is_named_by_filters(BetaWarning)
        return False

    def _is_named_by_filters(self, category: type[Warning]) -> bool:
        """Whether someone has asked for `category` by name in Python's own warning filters."""
        import warnings

        filters: Any = warnings.filters
        return any(
            action != "ignore" and issubclass(kind, category) and self._is_meant_by(message)
            for action, message, kind, _, _ in filters
        )

    def _is_meant_by(self, message: Any) -> bool:
        """Whether the pattern of a filter, if it has one, fits the warning."""
        if message is None or type(message) is str:
            return True
        if isinstance(message, rules.Covering):
            return message.covers(self.record)
        return message.match(self.text) is not None

    @property
    def is_needed(self) -> bool:
        """Whether a use is of interest: to the user, or to an observer that waits for it."""
        if not self.spent and self.is_wanted:
            return True
        if self.is_guarding:
            return True
        return not self.observed and observing.is_awaited(self.record)

    @property
    def is_done(self) -> bool:
        """Whether a use has been spoken of, and nothing else waits for one."""
        return self.spent and self.observed and not self.is_guarding

    @property
    def is_guarding(self) -> bool:
        """Whether uses are let through a gate, or an old switch of one is to be told of."""
        return self.record.gate is not None and gates.is_guarded(self.record)

    @property
    def is_silent_inside(self) -> bool:
        """Whether uses by the owning package are none of anyone's business."""
        if self.manner.warn_own_package is not None:
            return not self.manner.warn_own_package
        return self.record.deprecation is None

    @property
    def text(self) -> str:
        """The worded warning."""
        if self._text is None:
            self._settle()
        return self._text or ""

    @property
    def category(self) -> type[Warning]:
        """The class of the warning; settled, with the text, when the mark first speaks."""
        if self._text is None:
            self._settle()
        category: type[Warning] = self._category
        return category

    def _settle(self) -> None:
        overdue = self._is_overdue()
        self._category = self._choose_category(overdue=overdue)
        # What is spoken of has been enabled.
        record = self.record if self.record.gate is None else self.record.replace(gate=None)
        self._text = word(record, overdue=overdue)

    def _choose_category(self, *, overdue: bool) -> type[Warning]:
        chosen = self.manner.category
        if self.record.deprecation is None:
            return BetaWarning if self.record.tier is Tier.BETA else ExperimentalWarning
        if chosen is None or chosen is ...:
            chosen = DeprecatedWarning
        if overdue and issubclass(chosen, DeprecatedWarning):
            return OverdueWarning
        category: type[Warning] = chosen
        return category

    def _is_overdue(self) -> bool:
        deprecation = self.record.deprecation
        if deprecation is None or deprecation.remove_in is None:
            return False
        from dynamo_stability.marks.versions import has_reached

        return has_reached(
            deprecation.remove_in,
            self.manner.current_version,
            self.manner.distribution,
            self.package,
        )

    def arm(self) -> None:
        """Put the mark to work, unless nobody is to be told of a use any more."""
        self.speaks = not self.spent and self.is_wanted
        if self.is_needed:
            for technique in self.techniques:
                technique.install()

    def disarm(self) -> None:
        """Take every technique out; what was marked runs its own code again."""
        for technique in self.techniques:
            technique.remove()

    def retire(self) -> None:
        """Take every technique out, unless there is a gate to guard."""
        if not self.is_guarding:
            self.disarm()

    def claim(self) -> bool:
        """Whether the caller is the one that speaks: true for one thread only."""
        with _lock:
            if self.spent:
                return False
            self.spent = True
            return True

    def claim_observation(self) -> bool:
        """Whether the caller is the one that tells the observers."""
        with _lock:
            if self.observed:
                return False
            self.observed = True
            used.note(self)
            return True

    def count_ignored(self) -> None:
        """Note a use that the filters ignore; after `IGNORED_LIMIT` of them the mark retires."""
        with _lock:
            self.ignored += 1
            retire = self.ignored == IGNORED_LIMIT
        if retire and self.claim():
            self.retire()

    def settle_action(self) -> None:
        """Follow the rules in force: install what they want to hear, remove what they do not."""
        self.action = rules.action_for(self.record)
        if not self.is_guarding:  # a gate is not opened, not even for a moment
            self.disarm()
        self.arm()

    def refresh(self) -> None:
        """As new: nothing spoken, nothing observed, installed where it is wanted."""
        self.spent = False
        self.observed = False
        self.ignored = 0
        self._text = None
        self.settle_action()


class SiteTechnique:
    """Carries one mark on the site of one object."""

    __slots__ = ("_mark", "_site")

    def __init__(self, site: Site, mark: Mark) -> None:
        self._site = site
        self._mark = mark

    def install(self) -> None:
        """Make the next use speak."""
        self._site.mark = self._mark
        self._site.rebuild()

    def remove(self) -> None:
        """Leave the object as it was."""
        self._site.mark = None
        self._site.rebuild()
