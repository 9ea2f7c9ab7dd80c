"""Classes that a decorator above the mark has yet to complete.

`@dataclass` and `attrs.define` write no `__init__` when the class dict already holds one, so a
class that such a decorator will still see must not be armed yet. Whether one will is read off the
frame that applies the mark: the calls that follow in its bytecode are the decorators above, and
their source lines name them.

- Nothing above, or no fields to make an `__init__` from: arm at once.
- `@dataclass` above: it reads the class's docstring when it has set `__init__` (to make up one
  that is missing). A descriptor in place of `__doc__` hears that, arms the class and goes.
- Anything else above: a `__new__` that arms the class when it is first called. CPython cannot
  take a `__new__` away again without a trace (`object.__new__` refuses arguments from then on), so
  a forwarding one stays.
"""

from __future__ import annotations

from sys import _getframe
from types import CodeType, FrameType, ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from inspect import Signature
    from typing import Any, Final

    from dynamo_stability.marks.classes import ClassSite

_FIELD_MAKERS: Final = ("attr", "attrs")
_LOADS: Final = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FAST", "LOAD_DEREF", "LOAD_CLASSDEREF")


def find_completer(cls: type, frame: FrameType | None) -> str | None:
    """What will still write an `__init__` for `cls`.

    Args:
        cls: the class being marked.
        frame: the frame that applies the mark.

    Returns:
        `"dataclass"`, `"unknown"` (there is a decorator above that may), or None.
    """
    if frame is None or "__init__" in vars(cls) or not _has_fields(cls):
        return None
    lines = set(_lines_of_calls_above(frame))
    if not lines:
        return None
    if lines == {frame.f_lineno}:
        # CPython 3.10 puts the calls of all decorators on the line of the class statement.
        lines = set(range(_first_decorator_line(cls, frame), frame.f_lineno + 1))
    homes = {_home(value) for value in _values_loaded(frame, lines)}
    return "dataclass" if "dataclasses" in homes else "unknown"


def _has_fields(cls: type) -> bool:
    variables = vars(cls)
    if any(name in variables for name in ("__annotations__", "__annotate__", "__annotate_func__")):
        return True
    return any(_home(type(value)) in _FIELD_MAKERS for value in variables.values())


def _home(value: object) -> str:
    """The top-level module that `value` comes from."""
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
    return str(name).partition(".")[0]


def _lines_of_calls_above(frame: FrameType) -> Iterator[int]:
    """The source lines of the calls that directly follow the one `frame` is making."""
    import opcode

    calls = {opcode.opmap[name] for name in ("CALL", "CALL_FUNCTION") if name in opcode.opmap}
    passed_over = {opcode.opmap[name] for name in ("CACHE", "PRECALL") if name in opcode.opmap}
    bytecode = frame.f_code.co_code
    offset = frame.f_lasti + 2
    while offset < len(bytecode):
        if bytecode[offset] in calls:
            yield _line_at(frame, offset)
        elif bytecode[offset] not in passed_over:
            return
        offset += 2


def _first_decorator_line(cls: type, frame: FrameType) -> int:
    """The line on which the class statement begins, decorators included."""
    lines = [
        constant.co_firstlineno
        for constant in frame.f_code.co_consts
        if isinstance(constant, CodeType) and constant.co_name == cls.__name__
    ]
    return max((line for line in lines if line <= frame.f_lineno), default=frame.f_lineno)


def _line_at(frame: FrameType, offset: int) -> int:
    for start, end, line in frame.f_code.co_lines():
        if start <= offset < end:
            return line or 0
    return 0


def _values_loaded(frame: FrameType, lines: set[int]) -> Iterator[object]:
    """The values of the names that the bytecode of these lines loads."""
    import dis

    for instruction in dis.get_instructions(frame.f_code):
        if instruction.opname.startswith(_LOADS) and _line_at(frame, instruction.offset) in lines:
            names = instruction.argval
            for name in names if isinstance(names, tuple) else (names,):
                yield _value(frame, name)


def _value(frame: FrameType, name: str) -> object:
    if name in frame.f_locals:
        return frame.f_locals[name]
    return frame.f_globals.get(name)


def wait(cls: type, completer: str, site: ClassSite) -> None:
    """Have `site` told when `completer` has done its work on `cls`."""
    site.is_complete = False
    slot = DocSlot if completer == "dataclass" else NewSlot
    slot(cls, site.complete)


class DocSlot:
    """Stands in for `__doc__` until the dataclass decorator reads it."""

    __slots__ = ("_complete", "_doc")

    def __init__(self, cls: type, complete: Callable[[type], None]) -> None:
        self._doc = vars(cls).get("__doc__")
        self._complete = complete
        type.__setattr__(cls, "__doc__", self)

    def __get__(self, instance: object, owner: type | None = None) -> str | None:
        if owner is not None and _getframe(1).f_globals.get("__name__") == "dataclasses":
            type.__setattr__(owner, "__doc__", self._doc)
            self._complete(owner)
        return self._doc


class NewSlot:
    """A `__new__` that arms its class when it is first called, and forwards for ever after."""

    __slots__ = ("_cls", "_complete")

    def __init__(self, cls: type, complete: Callable[[type], None]) -> None:
        self._cls = cls
        self._complete: Callable[[type], None] | None = complete
        type.__setattr__(cls, "__new__", self)

    def __set_name__(self, owner: type, name: str) -> None:
        self._cls = owner

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return _Maker(self, owner or self._cls)

    def make(self, cls: type, /, *args: Any, **kwargs: Any) -> Any:
        """An instance of `cls`, made as it would be without this slot."""
        complete, self._complete = self._complete, None
        if complete is not None:
            complete(self._cls)
        make: Any = super(self._cls, cls).__new__  # type: ignore[arg-type]
        if make is object.__new__:
            self._check_arguments(cls, args, kwargs)
            return make(cls)
        return make(cls, *args, **kwargs)

    def _check_arguments(self, cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Refuse arguments as `object.__new__` would have, had there been no `__new__`."""
        from dynamo_stability.marks.class_slots import first_init

        if (args or kwargs) and first_init(cls) is object:
            raise TypeError(f"{cls.__name__}() takes no arguments")


class _Maker:
    """What reading `__new__` gives: it makes instances, and shows the signature of `__init__`."""

    __slots__ = ("_owner", "_slot")

    def __init__(self, slot: NewSlot, owner: type) -> None:
        self._slot = slot
        self._owner = owner

    def __call__(self, cls: type, /, *args: Any, **kwargs: Any) -> Any:
        return self._slot.make(cls, *args, **kwargs)

    @property
    def __signature__(self) -> Signature:
        import inspect

        init = self._owner.__init__  # type: ignore[misc] # read for its signature only
        if init is not object.__init__:
            return inspect.signature(init)
        return inspect.Signature([inspect.Parameter("cls", inspect.Parameter.POSITIONAL_ONLY)])
