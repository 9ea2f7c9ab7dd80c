"""The one place that decides whether a use is spoken of, and speaks.

Every technique calls `use` with the frame that reached the marked API. What follows is, in this
order: uses by the owning package are passed over (where the mark says so), observers are told of
a first use, `allow` blocks are honoured, then a rule of DYNAMO_STABILITY or Python's own filters
decide.
"""

from __future__ import annotations

import warnings
from _weakref import ref
from types import CodeType, FrameType

from dynamo_stability.marks import observing, rules
from dynamo_stability.marks.allowing import is_allowed
from dynamo_stability.marks.frames import is_inside, module_name, user_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dynamo_stability.marks.mark import Mark

    _Reference = ref[CodeType]
    _Sites = dict[int, dict[int, Mark]]
else:
    _Reference = ref
    _Sites = dict

#: Actions of Python's filters under which one call site does not speak a second time.
_QUIETING = frozenset({"ignore", "default", "module", "once"})

# ---- call sites that have nothing left to say ---------------------------------------------------


class _Code(_Reference):
    __slots__ = ("key",)

    key: int


class Heard(_Sites):
    """Call sites that have spoken of a deprecated API, or that the filters ignore.

    Maps the id of a calling code object to the instructions at which a mark was heard. An entry
    goes when its code object goes. All of them go when Python's filters change, which shows in
    the identity of their list (`catch_warnings` swaps it), in its length (appended filters) or in
    its first item (inserted ones): comparing more would make the cost of a call depend on how many
    filters there are.
    """

    __slots__ = ("_codes", "count", "epoch", "filters", "first")

    def __init__(self) -> None:
        self._codes: dict[int, _Code] = {}
        self.reset()

    def reset(self) -> None:
        """Let every call site speak again, and note which filters are in force."""
        self.clear()
        self._codes.clear()
        #: Another object after each reset, so that marks know what they remember is void.
        self.epoch = object()
        filters: Any = warnings.filters
        self.filters = filters
        # Without filters nothing is ever taken for heard: there is no first one to compare.
        self.count = len(filters) or -1
        self.first = filters[0] if filters else None

    def add(self, mark: Mark, frame: FrameType) -> None:
        """Remember that the running instruction of `frame` has nothing left to say."""
        key = id(frame.f_code)
        if key not in self:
            code = _Code(frame.f_code, self._forget)
            code.key = key
            self._codes[key] = code
            self[key] = {}
        self[key][frame.f_lasti] = mark
        mark.last_code = self._codes[key]
        mark.last_instruction = frame.f_lasti
        mark.last_epoch = self.epoch

    def _forget(self, code: _Code) -> None:
        if self._codes.pop(code.key, None) is code:
            del self[code.key]


heard = Heard()


def is_heard(mark: Mark, frame: FrameType) -> bool:
    """Whether this call site has nothing left to say about `mark` under the present filters."""
    filters = warnings.filters
    if filters is not heard.filters or len(filters) != heard.count or filters[0] is not heard.first:
        heard.reset()
        return False
    try:
        return heard[id(frame.f_code)][frame.f_lasti] is mark
    except KeyError:
        return False


# ---- speaking -----------------------------------------------------------------------------------


def use(mark: Mark, frame: FrameType, target: object = None) -> None:
    """Tell of one use of `mark`, or keep silent, and retire the mark once it has spoken.

    Args:
        mark: what was used.
        frame: the innermost frame that may have used it.
        target: the marked function or class, so that wrappers around it are seen through.

    Raises:
        Warning: a filter or a rule turns the warning into an error; the mark stays armed.
    """
    user = user_frame(frame, target, mark.manner.stacklevel)
    module = module_name(user)
    if mark.package is not None and mark.is_silent_inside and is_inside(module, mark.package):
        if user is frame:
            heard.add(mark, frame)
        return
    if mark.record.gate is not None:
        from dynamo_stability.marks.graduating import pass_gate  # few marks have a gate

        pass_gate(mark.record, (user.f_code.co_filename, user.f_lineno, module))
    allowed = is_allowed(mark.record)
    if not mark.observed:
        _tell_observers(mark, user, module)
    if allowed:
        return
    if mark.spent or not mark.speaks:
        mark.retire()
        return
    _speak(mark, frame, user, module)


def _speak(mark: Mark, frame: FrameType, user: FrameType, module: str) -> None:
    """Speak of a use as rules and filters ask for."""
    action = mark.action or _filter_action(mark, module, user.f_lineno)
    if mark.speaks_each_time:
        _emit(mark, user, module)
        if mark.is_guarding:
            return
        if user is frame and action in _QUIETING and mark.action != rules.ALWAYS:
            heard.add(mark, frame)
    elif action == rules.ERROR:
        _emit(mark, user, module)
    elif action == rules.IGNORE:
        mark.count_ignored()
    elif mark.claim():
        _speak_once(mark, user, module)


def _tell_observers(mark: Mark, user: FrameType, module: str) -> None:
    if mark.claim_observation():
        observing.tell(mark.record, user.f_code.co_filename, user.f_lineno, module)
        if not mark.speaks:  # it was there for the observers alone
            mark.retire()


def _speak_once(mark: Mark, user: FrameType, module: str) -> None:
    mark.retire()
    try:
        _emit(mark, user, module)
    except BaseException:
        # The warning became an exception after all: it has not been seen, so it is still owed.
        mark.spent = False
        mark.arm()
        raise


def _filter_action(mark: Mark, module: str, lineno: int) -> str:
    """What Python's filters say, as `warnings.warn_explicit` would find it."""
    text, category = mark.text, mark.category
    for action, message, kind, name, line in warnings.filters:
        if (
            line in (0, lineno)
            and issubclass(category, kind)
            and _fits(message, text)
            and _fits(name, module)
        ):
            return action
    return warnings.defaultaction  # type: ignore[attr-defined, no-any-return]


def _fits(pattern: Any, text: str) -> bool:
    """Whether one field of a filter fits: none, a string (the interpreter's own), a pattern."""
    if pattern is None:
        return True
    if type(pattern) is str:
        return pattern == text
    return pattern.match(text) is not None


def _emit(mark: Mark, user: FrameType, module: str) -> None:
    text, category = mark.text, mark.category
    filename, lineno = user.f_code.co_filename, user.f_lineno
    if mark.action is None:
        registry = None
        if mark.speaks_each_time:
            registry = user.f_globals.setdefault("__warningregistry__", {})
        warnings.warn_explicit(text, category, filename, lineno, module, registry)
        return
    if mark.action == rules.ERROR:
        raise category(text)
    if mark.action == rules.WARN and mark.speaks_each_time:
        registry = user.f_globals.setdefault("__warningregistry__", {})
        if registry.get((text, category, lineno)):
            return
        registry[(text, category, lineno)] = True
    # A rule outranks the filters, so the warning is shown without asking them.
    warnings.showwarning(category(text), category, filename, lineno)
