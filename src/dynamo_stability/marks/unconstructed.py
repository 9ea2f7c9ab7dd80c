"""Classes whose use constructs nothing: enumerations, typed dictionaries, protocols.

- An enumeration is used by reading a member: `Colour.RED`. Looking a member up by value is what
  unpickling does as well, so that stays silent, as do loops over the class.
- Calling a `TypedDict` makes a plain `dict`, and neither that nor inheriting from it passes
  through the class; up to 3.11 the same is true of inheriting from a protocol, whose dict may not
  gain a name either (each would become a member). There the metaclass is swapped for a subclass
  of itself while the mark is armed.
"""

from __future__ import annotations

import sys
from sys import _getframe

from dynamo_stability.marks.classes import ClassSite, is_protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_ABSENT: Final = object()


def is_enumeration(cls: type) -> bool:
    """Whether `cls` is an enumeration with members."""
    enum = sys.modules.get("enum")
    return enum is not None and isinstance(cls, enum.EnumMeta) and bool(cls.__members__)


def is_typed_dict(cls: type) -> bool:
    """Whether `cls` was made by `class ...(TypedDict)`."""
    return type(cls).__name__ == "_TypedDictMeta"


def gains_members(cls: type) -> bool:
    """Whether each name set on `cls` becomes a member that implementations have to have."""
    return is_protocol(cls) and not hasattr(cls, "__protocol_attrs__")


class MemberSlot:
    """Stands in for one member of an armed enumeration."""

    __slots__ = ("_member", "_own", "_site")

    def __init__(self, site: ClassSite, member: Any, own: Any) -> None:
        self._site = site
        self._member = member
        self._own = own

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        self._site.speak(_getframe(1))
        return self._member

    def take_out(self, cls: type, name: str) -> None:
        """Leave the class as it was."""
        if self._own is _ABSENT:
            type.__delattr__(cls, name)
        else:
            type.__setattr__(cls, name, self._own)


class EnumerationSite(ClassSite):
    """An enumeration: reading a member is a use."""

    __slots__ = ()

    def _install(self, cls: Any) -> None:
        for name, member in cls.__members__.items():
            own = vars(cls).get(name, _ABSENT)
            type.__setattr__(cls, name, MemberSlot(self, member, own))

    def _remove(self, cls: Any) -> None:
        for name in cls.__members__:
            slot = vars(cls).get(name)
            if isinstance(slot, MemberSlot):
                slot.take_out(cls, name)


class MetaclassSite(ClassSite):
    """A class that is told of its uses by a temporary metaclass."""

    __slots__ = ()

    def _install(self, cls: type) -> None:
        cls.__class__ = _speaking_metaclass(type(cls), self)

    def _remove(self, cls: type) -> None:
        speaking: type = type(cls)
        cls.__class__ = speaking.__bases__[0]

    def make_subclass(self, metaclass: type, args: Any, kwargs: Any) -> Any:
        """Define a subclass with the class's own metaclass, lest the swapped one win."""
        cls = self.reference()
        if cls is None or not self.is_armed:
            return metaclass(*args, **kwargs)
        speaking, cls.__class__ = type(cls), metaclass
        try:
            return metaclass(*args, **kwargs)
        finally:
            if self.is_armed:
                cls.__class__ = speaking


def _speaking_metaclass(metaclass: type[type], site: MetaclassSite) -> type[type]:
    """A subclass of `metaclass` that speaks of calls, and of subclasses that are made."""

    def call(cls: Any, /, *args: Any, **kwargs: Any) -> Any:
        if cls is site.reference():
            site.speak(_getframe(1))
        return _original_call(metaclass, cls, args, kwargs)

    def new(_meta: type, /, *args: Any, **kwargs: Any) -> Any:
        site.speak(_getframe(1))
        return site.make_subclass(metaclass, args, kwargs)

    namespace = {
        "__call__": call,
        "__new__": new,
        "__module__": metaclass.__module__,
        "__qualname__": metaclass.__qualname__,
    }
    maker: Any = type(metaclass)
    made: type[type] = maker(metaclass.__name__, (metaclass,), namespace)
    return made


def _original_call(metaclass: type, cls: Any, args: Any, kwargs: Any) -> Any:
    call: Any = metaclass.__call__
    if call is dict:  # what `_TypedDictMeta` uses for its `__call__`
        return dict(*args, **kwargs)
    return call(cls, *args, **kwargs)


def site_kind(cls: type) -> type[ClassSite]:
    """The kind of site that `cls` needs."""
    if is_enumeration(cls):
        return EnumerationSite
    if is_typed_dict(cls) or gains_members(cls):
        return MetaclassSite
    return ClassSite
