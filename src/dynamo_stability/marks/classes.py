"""Marks on classes: constructing one and defining a direct subclass are uses.

A class with a Python `__init__` of its own lends that function a trampoline, which speaks when the
instance is one of this very class. Any other gets a descriptor as its `__init__`, and every armed
class one as its `__init_subclass__`. Read through the class, these answer with what would be there
without them, so `inspect.signature`, `Cls.__init__` and the next class of a cooperative chain see
nothing new. When the mark is spent they go, without a trace.

Three kinds of class need more: those that a decorator above the mark has yet to complete
(`unfinished_classes`), those that are never constructed (`unconstructed`), and those whose
`__new__` returns something else (here).
"""

from __future__ import annotations

from _weakref import ref
from sys import _getframe
from types import FunctionType, MethodType

from dynamo_stability.marks import functions
from dynamo_stability.marks.live import discard, entry_of, find
from dynamo_stability.marks.names import is_looking
from dynamo_stability.marks.notice import is_heard, use
from dynamo_stability.marks.trampolines import AFTER, CALLER, SHADOW, build, keep_shadow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from dynamo_stability.marks.mark import Mark
    from dynamo_stability.marks.parameters import Watch

_ABSENT: Final = object()

#: The `__init__` that typing puts into classes that implement a protocol.
_PLACE_HOLDER: Final = "_no_init_or_replace_init"


class ClassSite:
    """Where the marks of one class meet its slots."""

    __slots__ = ("_installed", "_new", "is_complete", "mark", "reference", "watches")

    # Nothing here may hold what the class holds: the site is known globally, and a method's
    # `__class__` cell would keep the class alive for ever.

    def __init__(self, cls: type) -> None:
        #: Gives the marked class, while it lives.
        self.reference = ref(cls)
        self._new: _NewSite | None = None
        self.mark: Mark | None = None
        self.watches: tuple[Watch, ...] = ()
        #: What the class was last prepared for: to speak of itself, to look at arguments.
        self._installed = (False, False)
        #: False while a decorator above the mark has yet to write `__init__`.
        self.is_complete = True

    def rebuild(self) -> None:
        """Install or remove the descriptors, as the active marks ask for."""
        cls = self.reference()
        if cls is None:
            return
        wanted = (self.mark is not None, bool(self.watches))
        if wanted == self._installed:
            return
        if any(self._installed):
            self._remove(cls)
        self._installed = wanted
        if any(wanted):
            self._install(cls)

    @property
    def is_armed(self) -> bool:
        """Whether anything is in place."""
        return any(self._installed)

    def _install(self, cls: type) -> None:
        if self.is_complete:
            self._install_init(cls)
        if self.mark is not None:
            SubclassSlot(self, "__init_subclass__").put_in(cls)
        new = vars(cls).get("__new__")
        function = new.__func__ if isinstance(new, staticmethod) else new
        if isinstance(function, FunctionType) and find(function) is None:
            self._new = _NewSite(self, function)

    def _install_init(self, cls: type) -> None:
        init = vars(cls).get("__init__")
        if is_protocol(cls):
            return  # cannot be constructed, and typing looks its place-holder up by identity
        if isinstance(init, FunctionType) and init.__code__.co_argcount and not self.watches:
            site = functions.site_of(init)
            site.constructed = (*site.constructed, self)
            site.rebuild()
        else:
            InitSlot(self, "__init__").put_in(cls)

    def _remove_init(self, cls: type) -> None:
        init = vars(cls).get("__init__")
        if isinstance(init, Slot):
            init.take_out(cls)
        elif isinstance(init, FunctionType):
            site = functions.site_of(init)
            site.constructed = tuple(one for one in site.constructed if one is not self)
            site.rebuild()

    def _remove(self, cls: type) -> None:
        self._remove_init(cls)
        slot = vars(cls).get("__init_subclass__")
        if isinstance(slot, Slot):
            slot.take_out(cls)
        if self._new is not None:
            self._new.put_back()
            self._new = None

    def complete(self, cls: type) -> None:
        """Take note that `cls` has the `__init__` it will have."""
        self.is_complete = True
        if self.is_armed:
            self._install_init(cls)

    def move_to(self, clone: type) -> None:
        """Follow the class to a copy made of its namespace (`@dataclass(slots=True)`)."""
        old = self.reference()
        if old is None or clone is old:
            return
        parts, mark = entry_of(old).parts, entry_of(old).mark
        discard(old)
        self.reference = ref(clone)
        entry = entry_of(clone)
        entry.site, entry.mark, entry.parts = self, mark, parts

    def adopt(self, cls: type) -> type | None:
        """Know `cls` again, if it is the class that was pickled by value and unpickled here."""
        mark = self.mark
        if mark is not None and mark.record.name == f"{cls.__module__}.{cls.__qualname__}":
            self.reference = ref(cls)
            self._installed = (True, bool(self.watches))
            mark.techniques = (ClassTechnique(self, mark),)
            entry = entry_of(cls)
            entry.site, entry.mark = self, mark
        return self.reference()

    def __reduce__(self) -> tuple[Any, ...]:
        return (revive, (type(self), self.mark, self.watches))

    def speak(self, frame: Any) -> None:
        """Tell of one use of the class, made from `frame`."""
        mark = self.mark
        if mark is not None and not is_heard(mark, frame):
            use(mark, frame, self.reference())


def _unknown() -> None:
    """The class of a site that was pickled by value, until one of its slots is read."""


def revive(kind: type[ClassSite], mark: Mark | None, watches: tuple[Watch, ...]) -> ClassSite:
    """The site of a class that was pickled by value."""
    site = kind.__new__(kind)
    ClassSite.__init__(site, kind)
    site.reference = _unknown  # type: ignore[assignment]
    site.mark, site.watches = mark, watches
    return site


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

    __slots__ = ()

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        cls = owner if owner is not None else type(instance)
        if instance is None:
            return self.bare(None, cls)
        site = self._site
        if isinstance(instance, type) and not issubclass(cls, site.reference() or cls):
            return _SignatureOf(self, instance)
        if site.reference() is None:
            site.adopt(cls)
        if site.watches:
            return MethodType(self._run, instance)
        if cls is site.reference():
            frame = _getframe(1)
            if not is_looking(frame):
                site.speak(frame)
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
        if instance is not None and getattr(found, "__objclass__", None) is object:
            return self._last(owner, found)
        return found

    def _last(self, owner: type, found: Any) -> Any:
        """The end of the chain: what `object` would have made of the arguments.

        With this slot in the class `object.__init__` would complain of arguments that `__new__`
        has taken, and `object.__new__` has not complained of those that nobody takes.
        """
        if first_init(owner) is not object:
            return found
        new: Any = owner.__new__
        if new is object.__new__:
            return _Refusal(owner)
        return _initialise_nothing


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


class _Refusal:
    """An initialiser that takes no arguments, and says so in the words of `object.__new__`."""

    __slots__ = ("_cls",)

    def __init__(self, cls: type) -> None:
        self._cls = cls

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        if args or kwargs:
            raise TypeError(f"{self._cls.__name__}() takes no arguments")


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


def is_protocol(cls: type) -> bool:
    """Whether `cls` is a protocol itself, rather than a class that implements one."""
    return bool(vars(cls).get("_is_protocol", False))


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


class _NewSite:
    """Watches a Python `__new__` for results that no `__init__` will be called on."""

    __slots__ = ("_function", "_original", "_shadow", "_site")

    def __init__(self, site: ClassSite, function: FunctionType) -> None:
        self._site = site
        self._function = ref(function)
        self._original = function.__code__
        if self._original.co_argcount:
            self._shadow = keep_shadow(function, self._original)
            function.__code__ = build(self._original, self, AFTER)

    def enter(self) -> Any:
        """Say what to run."""
        return self._shadow() or self._function()

    def leave(self, cls: type, result: Any) -> Any:
        """Speak of a construction that ends here: `type.__call__` goes on for instances only."""
        if cls is self._site.reference() and type(result) is not cls:
            self._site.speak(_getframe(CALLER))
        return result

    def put_back(self) -> None:
        """Give the function its own code again."""
        function = self._function()
        if function is not None:
            function.__code__ = self._original
            function.__dict__.pop(SHADOW, None)


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


class ClassTechnique:
    """Carries one mark on one class."""

    __slots__ = ("_mark", "_site")

    def __init__(self, site: ClassSite, mark: Mark) -> None:
        self._site = site
        self._mark = mark

    def install(self) -> None:
        """Make the next construction or subclass speak."""
        self._site.mark = self._mark
        self._site.rebuild()

    def remove(self) -> None:
        """Leave the class as it was."""
        self._site.mark = None
        self._site.rebuild()


def site_of(cls: type) -> ClassSite:
    """The site of `cls`, made if there is none."""
    entry = entry_of(cls)
    if not isinstance(entry.site, ClassSite):
        entry.site = ClassSite(cls)
    site: ClassSite = entry.site
    return site
