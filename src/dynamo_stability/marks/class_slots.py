"""The descriptors that stand in a class's dict while the class is armed.

Read through the class they answer with what would be there without them; called, or read through
an instance where that means construction, they tell the class's site.
"""

from __future__ import annotations

import warnings
from sys import _getframe
from types import FrameType, MethodType

from dynamo_stability.marks.names import is_looking
from dynamo_stability.marks.notice import heard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from dynamo_stability.marks.classes import ClassSite

_ABSENT: Final = object()

#: The `__init__` that typing puts into classes that implement a protocol.
_PLACE_HOLDER: Final = "_no_init_or_replace_init"


class Slot:
    """A descriptor that stands in a class's dict under a special name while the class is armed."""

    __slots__ = ("_name", "_own", "_site")

    def __init__(self, site: ClassSite, name: str, own: Any = _ABSENT) -> None:
        self._site = site
        self._name = name
        self._own = own

    @property
    def __wrapped__(self) -> Any:
        """What the class had under this name; tools that unwrap members look for it."""
        if self._own is _ABSENT:
            raise AttributeError("__wrapped__")
        return self._own

    def __set_name__(self, owner: type, name: str) -> None:
        self._site.move_to(owner)

    def __reduce__(self) -> tuple[Any, ...]:
        own = () if self._own is _ABSENT else (self._own,)
        return (type(self), (self._site, self._name, *own))

    def put_in(self, cls: type) -> None:
        """Take the place of what the class has under this name."""
        self._own = vars(cls).get(self._name, _ABSENT)
        type.__setattr__(cls, self._name, self)

    def take_out(self, cls: type) -> None:
        """Leave the class as it was."""
        if self._own is _ABSENT:
            type.__delattr__(cls, self._name)
        else:
            type.__setattr__(cls, self._name, self._own)

    def without(self, answer: Callable[[], Any]) -> Any:
        """What `answer` returns while the slot is not there."""
        cls = self._site.reference()
        if cls is None or vars(cls).get(self._name) is not self:
            return answer()
        self.take_out(cls)
        try:
            return answer()
        finally:
            type.__setattr__(cls, self._name, self)

    def bare(self, instance: Any, owner: type) -> Any:
        """What reading the name gives where the slot is not."""
        if self._own is _ABSENT:
            cls = self._site.reference() or owner
            return getattr(super(cls, owner if instance is None else instance), self._name)
        get = getattr(type(self._own), "__get__", None)
        return self._own if get is None else get(self._own, instance, owner)


class InitSlot(Slot):
    """The `__init__` of an armed class that has none, or none in Python.

    `type.__call__` reads it through the instance, and that is when it speaks: nothing of ours is
    on the stack when the initialiser runs.
    """

    __slots__ = ("_end",)

    #: What ends the construction of the class itself, where only `object` has an `__init__`.
    _end: Callable[..., None] | None

    def put_in(self, cls: type) -> None:
        """Take the place of the class's `__init__`."""
        super().put_in(cls)
        is_last = self._own is _ABSENT and first_init(cls) is object
        self._end = _end_of(cls) if is_last else None

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self.bare(None, owner or object)
        site = self._site
        mark = site.mark
        if mark is None or owner is None or owner is not site.reference() or site.watches:
            return self._get_slowly(instance, owner or type(instance), _getframe(1))
        frame = _getframe(1)
        # `is_heard`, written out for the usual case: it is on the path of every construction.
        if not (
            mark.last_instruction == frame.f_lasti
            and mark.last_code() is frame.f_code
            and mark.last_epoch is heard.epoch
            and warnings.filters is heard.filters
            and len(heard.filters) == heard.count
            and heard.filters[0] is heard.first
        ) and not is_looking(frame):
            site.speak(frame)
        return self._end or self.bare(instance, owner)

    def _get_slowly(self, instance: Any, cls: type, frame: FrameType) -> Any:
        """Answer where this is not the construction of the class itself, or might not be."""
        site = self._site
        if isinstance(instance, type) and not issubclass(cls, site.reference() or cls):
            return _SignatureOf(self, instance)
        if site.reference() is None and site.adopt(cls) is cls and not site.watches:
            site.speak(frame)
        if site.watches:
            return MethodType(self._run, instance)
        return self.bare(instance, cls)

    def _run(self, instance: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Initialise an instance of a class with marked parameters."""
        site, cls, frame = self._site, type(instance), _getframe(1)
        if cls is site.reference():
            site.speak(frame)
        run = self.bare(instance, cls)
        for watch in site.watches:
            if watch.is_passed(args, kwargs):
                watch.speak(frame, cls)
                run = watch.pass_on(run, args, kwargs)
        return run(*args, **kwargs)

    def bare(self, instance: Any, owner: type) -> Any:
        """What reading `__init__` gives where the slot is not."""
        if self._own is not _ABSENT:
            return super().bare(instance, owner)
        cls = self._site.reference() or owner
        found: Any = super(cls, owner if instance is None else instance)
        found = found.__init__
        if getattr(found, "__name__", "") == _PLACE_HOLDER:
            found = next_init(owner, cls).__get__(instance, owner)
        is_last = instance is not None and getattr(found, "__objclass__", None) is object
        return _end_of(owner) if is_last and first_init(owner) is object else found


class _SignatureOf:
    """What `inspect.signature` of 3.13 gets, which binds the slot to the class itself."""

    __slots__ = ("_cls", "_slot")

    def __init__(self, slot: InitSlot, cls: type) -> None:
        self._slot = slot
        self._cls = cls

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._slot.bare(None, self._cls)(*args, **kwargs)

    @property
    def __signature__(self) -> Any:
        import inspect

        return self._slot.without(lambda: inspect.signature(self._cls))


def _end_of(cls: type) -> Callable[..., None]:
    """What `object` would have made of the arguments that are left.

    With a slot in the class `object.__init__` would complain of arguments that `__new__` has
    taken, and `object.__new__` has not complained of those that nobody takes.
    """
    new: Any = cls.__new__
    if new is not object.__new__:
        return _initialise_nothing

    def refuse(*args: Any, **kwargs: Any) -> None:
        if args or kwargs:
            raise TypeError(f"{cls.__name__}() takes no arguments")

    return refuse


class SubclassSlot(Slot):
    """The `__init_subclass__` of an armed class."""

    __slots__ = ()

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if owner is None or owner is self._site.reference():
            return self.bare(None, owner or object)
        return MethodType(self._run, owner)

    def _run(self, subclass: type, /, *args: Any, **kwargs: Any) -> Any:
        return self._enter(subclass)(*args, **kwargs)

    def _enter(self, subclass: type) -> Callable[..., Any]:
        """Speak if this class itself is a base; returns the hook to run."""
        if self._site.reference() in subclass.__bases__:
            self._site.speak(_getframe(2))
        following: Callable[..., Any] = self.bare(None, subclass)
        return following


def _initialise_nothing(*_args: Any, **_kwargs: Any) -> None:
    """Stand in for an `object.__init__` that would have ignored its arguments."""


def _is_transparent(init: Any) -> bool:
    """Whether an `__init__` only looks for the next one: a slot of ours, or typing's own."""
    if isinstance(init, InitSlot):
        return init._own is _ABSENT
    return getattr(init, "__name__", "") == _PLACE_HOLDER


def first_init(cls: type) -> type:
    """The class whose `__init__` a call of `cls` reaches."""
    for base in cls.__mro__:
        init = vars(base).get("__init__", _ABSENT)
        if init is not _ABSENT and not _is_transparent(init):
            return base
    return object


def next_init(cls: type, after: type) -> Any:
    """The `__init__` that follows `after` in the method resolution order of `cls`.

    As `super` finds it, but past typing's place-holder, which would look up the class again.
    """
    mro = cls.__mro__
    start = mro.index(after) + 1 if after in mro else 0
    for base in mro[start:]:
        init = vars(base).get("__init__", _ABSENT)
        if init is not _ABSENT and getattr(init, "__name__", "") != _PLACE_HOLDER:
            return init
    return object.__init__


class ClassAttribute:
    """A value in a class's dict that the class itself shows and its subclasses do not have."""

    __slots__ = ("_site", "_value")

    def __init__(self, site: ClassSite, value: Any) -> None:
        self._site = site
        self._value = value

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if self._site.reference() is None and owner is not None:
            self._site.adopt(owner)
        if owner is self._site.reference():
            return self._value
        raise AttributeError(f"{owner!r} is not marked itself")

    def __reduce__(self) -> tuple[Any, ...]:
        return (ClassAttribute, (self._site, self._value))

    def __set_name__(self, owner: type, name: str) -> None:
        self._site.move_to(owner)
