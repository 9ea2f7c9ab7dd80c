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
from types import FunctionType

from dynamo_stability.marks import functions
from dynamo_stability.marks.class_slots import InitSlot, Slot, SubclassSlot
from dynamo_stability.marks.live import discard, entry_of, find
from dynamo_stability.marks.mark import SiteTechnique
from dynamo_stability.marks.notice import is_heard, use
from dynamo_stability.marks.trampolines import AFTER, SHADOW, build, caller_distance, keep_shadow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dynamo_stability.marks.mark import Mark
    from dynamo_stability.marks.parameters import Watch


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
            mark.techniques = (SiteTechnique(self, mark),)
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


def is_protocol(cls: type) -> bool:
    """Whether `cls` is a protocol itself, rather than a class that implements one."""
    return bool(vars(cls).get("_is_protocol", False))


class _NewSite:
    """Watches a Python `__new__` for results that no `__init__` will be called on."""

    __slots__ = ("_caller", "_function", "_original", "_shadow", "_site")

    def __init__(self, site: ClassSite, function: FunctionType) -> None:
        self._site = site
        self._function = ref(function)
        self._caller = caller_distance()
        self._original = function.__code__
        if self._original.co_argcount:
            self._shadow = keep_shadow(function, self._original)
            function.__code__ = build(self._original, self, AFTER, self._caller)

    def enter(self) -> Any:
        """Say what to run."""
        return self._shadow() or self._function()

    def leave(self, cls: type, result: Any) -> Any:
        """Speak of a construction that ends here: `type.__call__` goes on for instances only."""
        if cls is self._site.reference() and type(result) is not cls:
            self._site.speak(_getframe(self._caller))
        return result

    def put_back(self) -> None:
        """Give the function its own code again."""
        function = self._function()
        if function is not None:
            function.__code__ = self._original
            function.__dict__.pop(SHADOW, None)


def site_of(cls: type) -> ClassSite:
    """The site of `cls`, made if there is none."""
    entry = entry_of(cls)
    if not isinstance(entry.site, ClassSite):
        entry.site = ClassSite(cls)
    site: ClassSite = entry.site
    return site
