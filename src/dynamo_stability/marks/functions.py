"""Marks on Python functions: the function object stays, its code speaks first.

While a function is armed its `__code__` is a trampoline (see `trampolines`). A mark that speaks
once puts the original code back and costs nothing from then on; a deprecation stays, and asks the
call site whether it has anything left to say.
"""

from __future__ import annotations

import warnings
from _weakref import ref
from sys import _getframe
from types import CodeType, FunctionType

from dynamo_stability.marks import suspendable
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.mark import Mark, SiteTechnique
from dynamo_stability.marks.notice import heard, is_heard, use
from dynamo_stability.marks.suspendable import keep_signature
from dynamo_stability.marks.trampolines import (
    BEFORE,
    CONSTRUCT,
    HIDDEN,
    PASSED,
    SHADOW,
    SUSPENDABLE,
    build,
    caller_distance,
    keep_shadow,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dynamo_stability.marks.classes import ClassSite
    from dynamo_stability.marks.live import Entry
    from dynamo_stability.marks.parameters import Watch


class FunctionSite:
    """Where the marks of one function meet its code.

    The site knows the function weakly: the trampoline holds the site, the function holds the
    trampoline, and nothing global holds either.
    """

    __slots__ = (
        "_caller",
        "_current",
        "_form",
        "_reference",
        "_undo",
        "constructed",
        "mark",
        "original",
        "shadow",
        "watches",
    )

    def __init__(self, original: CodeType, function: FunctionType | None) -> None:
        self.original = original
        self.mark: Mark | None = None
        self.watches: tuple[Watch, ...] = ()
        #: Sites of the classes whose `__init__` this is.
        self.constructed: tuple[ClassSite, ...] = ()
        # Weakly, for a trampoline leads to the function by way of the shadow's closure.
        self._current = ref(original)
        #: Gives the function that runs the original code, while there is one.
        self.shadow: Callable[[], FunctionType | None] = _nothing
        self._form: str | None = None
        #: How many frames away the caller is from what trampolines ask.
        self._caller = caller_distance()
        self._undo: Callable[[FunctionType], None] | None = None
        self._reference = None if function is None else ref(function)

    def function(self) -> FunctionType | None:
        """The function, while it lives; found again where it was pickled by value."""
        if self._reference is None:
            self._find_function()
        found: FunctionType | None = None if self._reference is None else self._reference()
        return found

    def _find_function(self) -> None:
        import gc

        for candidate in gc.get_objects():
            if type(candidate) is FunctionType and self in candidate.__code__.co_consts:
                self._reference = ref(candidate)
                self._current = ref(candidate.__code__)
                self._form = PASSED if self.watches else BEFORE
                entry = entry_of(candidate)
                entry.site, entry.mark = self, self.mark
                return

    # ---- what trampolines ask -------------------------------------------------------------------

    def enter(self) -> FunctionType:
        """Speak of a call, and say what to run."""
        mark = self.mark
        if mark is not None:
            frame = _getframe(self._caller)
            # `is_heard`, written out for the usual case: it is on the path of every call.
            if (
                mark.last_instruction == frame.f_lasti
                and mark.last_code() is frame.f_code
                and mark.last_epoch is heard.epoch
                and warnings.filters is heard.filters
                and len(heard.filters) == heard.count
                and heard.filters[0] is heard.first
            ):
                return self.shadow() or self._run()
            self.speak_at(frame)
        return self.shadow() or self._run()

    def construct(self, instance: object) -> FunctionType:
        """Speak of the construction of a marked class, whose `__init__` this is."""
        site = self.constructed[0] if self.constructed else None
        if site is not None and site.reference() is type(instance):
            frame = _getframe(self._caller)
            mark = site.mark
            if (
                mark is not None
                and mark.last_instruction == frame.f_lasti
                and mark.last_code() is frame.f_code
                and mark.last_epoch is heard.epoch
                and warnings.filters is heard.filters
                and len(heard.filters) == heard.count
                and heard.filters[0] is heard.first
                and self.mark is None
            ):
                return self.shadow() or self._run()
        self._speak_of_construction(_getframe(self._caller), type(instance))
        return self.shadow() or self._run()

    def _speak_of_construction(self, frame: Any, cls: type) -> None:
        for site in self.constructed:
            if (site.reference() or site.adopt(cls)) is cls:
                site.speak(frame)
        self.speak_at(frame)

    def sort(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Callable[..., Any]:
        """Speak of a call and of the marked parameters it passes, and say what to run."""
        frame = _getframe(self._caller)
        function = self.function()
        self._speak_of_construction(frame, type(args[0]) if args else object)
        shadow = self.shadow() or self._run()
        if function is not None:
            shadow.__defaults__ = function.__defaults__
            shadow.__kwdefaults__ = function.__kwdefaults__
        run: Callable[..., Any] = shadow
        for watch in self.watches:
            if watch.is_passed(args, kwargs):
                watch.speak(frame, function)
                run = watch.pass_on(run, args, kwargs)
        return run

    def body(self) -> FunctionType:
        """Say what a suspendable trampoline is to run, in silence: it has spoken at the call."""
        return self.shadow() or self._run()

    def _run(self) -> FunctionType:
        """What to run where the shadow is gone: the mark went while this call came in."""
        function = self.function()
        if function is None:
            raise ReferenceError("the marked function whose code this is no longer exists")
        if function.__code__ is self.original:
            return function
        self.shadow = keep_shadow(function, self.original)
        shadow: FunctionType = function.__dict__[SHADOW]
        return shadow

    def speak_at(self, frame: Any) -> None:
        """Speak of a call that `frame` makes."""
        mark = self.mark
        if mark is not None and not is_heard(mark, frame):
            use(mark, frame, self.function())

    # ---- putting code in place ------------------------------------------------------------------

    def rebuild(self) -> None:
        """Give the function the code that its active marks ask for."""
        function = self.function()
        if function is None:
            return
        wanted = self._wanted_form()
        if function.__code__ is not self._current():
            # Someone else has put code of his own in place: that is what is marked now.
            self.original = function.__code__
            self._form = None
        if wanted != self._form:
            self._form = wanted
            self._change(function, wanted)

    def _wanted_form(self) -> str | None:
        if self.watches:
            return PASSED
        if self.constructed:
            return CONSTRUCT
        return None if self.mark is None else BEFORE

    def _change(self, function: FunctionType, form: str | None) -> None:
        undo, self._undo = self._undo, None
        code = self.original
        if form is not None:
            self.shadow = keep_shadow(function, code)
            if form == PASSED:
                self._undo = keep_signature(function)
            is_late = code.co_flags & SUSPENDABLE and not HIDDEN
            if is_late and form == PASSED:
                self._caller = 2
                code = suspendable.passed_code(code, self)
            elif is_late:
                code, self._undo = suspendable.install(function, self, code)
            else:
                self._caller = caller_distance()
                code = build(code, self, form, self._caller)
        function.__code__ = code
        self._current = ref(code)
        if undo is not None:
            undo(function)
        if form is None:
            function.__dict__.pop(SHADOW, None)

    def __reduce__(self) -> tuple[Any, ...]:
        state = (self.original, self.mark, self.watches, self.constructed, self._caller)
        return (revive, state)


def _nothing() -> None:
    """The shadow of a function that is not armed."""


def revive(
    original: CodeType,
    mark: Mark | None,
    watches: tuple[Watch, ...],
    constructed: tuple[ClassSite, ...],
    caller: int,
) -> FunctionSite:
    """The site of a function that was pickled by value; it finds its function when it speaks."""
    site = FunctionSite(original, None)
    site._caller = caller
    site.mark, site.watches, site.constructed = mark, watches, constructed
    if mark is not None:
        mark.techniques = (SiteTechnique(site, mark),)
    return site


def site_of(function: FunctionType, entry: Entry | None = None) -> FunctionSite:
    """The site of `function` (whose entry may be at hand), made if there is none."""
    if entry is None:
        entry = entry_of(function)
    if not isinstance(entry.site, FunctionSite):
        entry.site = FunctionSite(function.__code__, function)
    site: FunctionSite = entry.site
    return site
