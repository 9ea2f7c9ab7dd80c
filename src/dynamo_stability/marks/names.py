"""Marks on names: a module's, or a class attribute that is no function of its own.

A name can stand for anything: a constant, an alias of a function that is fine under its new name,
a PyO3 function that takes no attributes. What is marked is the *reading* of the name. The module's
class becomes a subclass with one data descriptor per marked name; code inside the module sees its
globals as always. When the last descriptor goes, the module has its own class again.

Tools that look at everything (`inspect`, `pydoc`, `dir`) are not users, and neither is the import
system when it asks whether a package has the name that a `from` import is about to read.
"""

from __future__ import annotations

from _weakref import ref
from sys import _getframe
from types import FrameType, ModuleType

from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.notice import is_heard, use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from dynamo_stability.marks.mark import Mark

_ABSENT: Final = object()

#: Modules that read names in order to describe them.
_LOOKERS: Final = frozenset({"inspect", "pydoc", "doctest", "rlcompleter", "pkgutil"})


def is_looking(frame: FrameType) -> bool:
    """Whether `frame` reads names without meaning to use them."""
    name = frame.f_globals.get("__name__")
    if frame.f_code.co_name == "_handle_fromlist":
        return name in ("_frozen_importlib", "importlib._bootstrap")
    return name in _LOOKERS


class ModuleSite:
    """Where the marks of one module's names, and of the module as a whole, meet its class."""

    __slots__ = ("_reference", "mark", "marks", "plain", "spoken_at")

    def __init__(self, module: ModuleType) -> None:
        self._reference = ref(module)
        self.plain: type[ModuleType] = type(module)
        self.mark: Mark | None = None
        self.marks: dict[str, Mark] = {}
        #: The line whose import has been spoken of, so that `from module import name` is not
        #: spoken of twice.
        self.spoken_at: tuple[str, int] | None = None

    @property
    def module(self) -> ModuleType | None:
        """The module, while it lives."""
        return self._reference()

    def add(self, name: str, mark: Mark) -> None:
        """Make reading `name` speak."""
        self.marks = {**self.marks, name: mark}
        self.rebuild()

    def drop(self, name: str) -> None:
        """Make reading `name` what it was."""
        self.marks = {key: mark for key, mark in self.marks.items() if key != name}
        self.rebuild()

    def rebuild(self) -> None:
        """Give the module the class that its active marks ask for."""
        module = self.module
        if module is None:
            return
        if not self.marks and self.mark is None:
            if type(module) is not self.plain and isinstance(module, self.plain):
                module.__class__ = self.plain
            return
        namespace: dict[str, Any] = {name: NameSlot(self, name) for name in self.marks}
        namespace["__module__"] = self.plain.__module__
        namespace["__reduce__"] = _reduce_module
        if self.mark is not None:
            namespace["__getattribute__"] = _speaking_getattribute(self)
        module.__class__ = type(self.plain.__name__, (self.plain,), namespace)


def _reduce_module(module: ModuleType) -> tuple[Callable[[str], ModuleType], tuple[str]]:
    """Let tools that pickle modules by name (cloudpickle) do so while names are marked."""
    from importlib import import_module

    return (import_module, (module.__name__,))


class NameSlot:
    """Stands for one marked name on the class of its module."""

    __slots__ = ("_name", "_site")

    def __init__(self, site: ModuleSite, name: str) -> None:
        self._site = site
        self._name = name

    def __get__(self, module: Any, owner: type | None = None) -> Any:
        if module is None:
            return self
        frame = _getframe(1)
        mark = self._site.marks.get(self._name)
        if mark is not None and not is_heard(mark, frame) and not is_looking(frame):
            use(mark, frame)
        return self._read(module)

    def _read(self, module: ModuleType) -> Any:
        value = module.__dict__.get(self._name, _ABSENT)
        if value is not _ABSENT:
            return value
        provide = module.__dict__.get("__getattr__")
        if provide is not None:
            return provide(self._name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {self._name!r}")

    def __set__(self, module: ModuleType, value: object) -> None:
        module.__dict__[self._name] = value

    def __delete__(self, module: ModuleType) -> None:
        try:
            del module.__dict__[self._name]
        except KeyError:
            raise AttributeError(self._name) from None


def _speaking_getattribute(site: ModuleSite) -> Callable[[Any, str], Any]:
    """A `__getattribute__` for a module that is marked as a whole."""
    read = site.plain.__getattribute__

    def __getattribute__(module: Any, name: str) -> Any:  # noqa: N807 - it becomes that method
        mark = site.mark
        if mark is not None and not name.startswith("__"):
            frame = _getframe(1)
            if not is_heard(mark, frame) and not is_looking(frame):
                here = (frame.f_code.co_filename, frame.f_lineno)
                spoken_at, site.spoken_at = site.spoken_at, None
                if spoken_at != here:
                    use(mark, frame)
        return read(module, name)

    return __getattribute__


class NameTechnique:
    """Carries one mark on one name of a module."""

    __slots__ = ("_mark", "_name", "_site")

    def __init__(self, site: ModuleSite, name: str, mark: Mark) -> None:
        self._site = site
        self._name = name
        self._mark = mark

    def install(self) -> None:
        """Make the next reading speak."""
        self._site.add(self._name, self._mark)

    def remove(self) -> None:
        """Let the name be read as before."""
        self._site.drop(self._name)


class AttributeSlot:
    """Stands for one marked attribute of a class: an enumeration's member, a constant."""

    __slots__ = ("_mark", "value")

    def __init__(self, mark: Mark, value: Any) -> None:
        self._mark = mark
        self.value = value

    def speak(self, frame: FrameType) -> None:
        """Tell of one use, made from `frame`."""
        if not is_heard(self._mark, frame) and not is_looking(frame):
            use(self._mark, frame)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        self.speak(_getframe(1))
        get = getattr(type(self.value), "__get__", None)
        return self.value if get is None else get(self.value, instance, owner)


class DataSlot(AttributeSlot):
    """Stands for a marked property or member descriptor: setting and deleting are uses too."""

    __slots__ = ()

    def __set__(self, instance: object, value: object) -> None:
        self.speak(_getframe(1))
        type(self.value).__set__(self.value, instance, value)

    def __delete__(self, instance: object) -> None:
        self.speak(_getframe(1))
        type(self.value).__delete__(self.value, instance)


class AttributeTechnique:
    """Carries one mark on one attribute in the dict of a class."""

    __slots__ = ("_cls", "_mark", "_name")

    def __init__(self, cls: type, name: str, mark: Mark) -> None:
        self._cls = ref(cls)
        self._name = name
        self._mark = mark

    def install(self) -> None:
        """Make the next reading speak."""
        cls = self._cls()
        if cls is not None:
            value = vars(cls)[self._name]
            if not isinstance(value, AttributeSlot):
                kind = DataSlot if hasattr(type(value), "__set__") else AttributeSlot
                type.__setattr__(cls, self._name, kind(self._mark, value))

    def remove(self) -> None:
        """Put the attribute back."""
        cls = self._cls()
        if cls is not None:
            slot = vars(cls).get(self._name)
            if isinstance(slot, AttributeSlot):
                type.__setattr__(cls, self._name, slot.value)


def site_of(module: ModuleType) -> ModuleSite:
    """The site of `module`, made if there is none."""
    entry = entry_of(module)
    if not isinstance(entry.site, ModuleSite):
        entry.site = ModuleSite(module)
    site: ModuleSite = entry.site
    return site
