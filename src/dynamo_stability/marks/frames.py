"""Who used a marked API: the first frame that is not a go-between."""

from __future__ import annotations

from types import FrameType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: Top-level modules whose frames stand between a user and what he calls: the import machinery,
#: the standard library's go-betweens, and this package.
GO_BETWEENS: Final = frozenset(
    {
        "_frozen_importlib",
        "_frozen_importlib_external",
        "_py_abc",
        "abc",
        "asyncio",
        "concurrent",
        "contextlib",
        "copy",
        "copyreg",
        "dataclasses",
        "dynamo_stability",
        "enum",
        "functools",
        "importlib",
        "pickle",
        "runpy",
        "threading",
        "types",
        "typing",
        "typing_extensions",
        "wrapt",
        "zipimport",
    }
)

_TAKES_ANYTHING: Final = 0x04 | 0x08  # CO_VARARGS and CO_VARKEYWORDS


def module_name(frame: FrameType) -> str:
    """The name of the module that `frame` runs in; the real one for a package's `__main__`."""
    variables = frame.f_globals
    name = variables.get("__name__")
    if name == "__main__":
        package = variables.get("__package__")
        if type(package) is str and package:
            return f"{package}.__main__"
    return name if type(name) is str else "<string>"


def is_inside(name: str, package: str) -> bool:
    """Whether the module `name` is `package` or below it."""
    return name == package or name.startswith(package + ".")


def _is_go_between(frame: FrameType, target: object) -> bool:
    if module_name(frame).partition(".")[0] in GO_BETWEENS:
        return True
    return target is not None and _acts_for(frame, target)


def _acts_for(frame: FrameType, target: object) -> bool:
    """Whether `frame` is a wrapper around `target`, or a metaclass at work on it.

    A wrapper takes whatever comes and holds the function it wraps in a closure variable (a
    function that merely uses another one of its surroundings seldom takes `*args, **kwargs`); a
    metaclass's `__call__` and `__new__` get the class as their first argument.
    """
    code = frame.f_code
    if code.co_freevars and code.co_flags & _TAKES_ANYTHING == _TAKES_ANYTHING:
        variables = frame.f_locals
        if any(variables.get(name) is target for name in code.co_freevars):
            return not isinstance(target, type)
    if code.co_name in ("__call__", "__new__") and code.co_argcount and isinstance(target, type):
        first = frame.f_locals.get(code.co_varnames[0])
        return first is target or (isinstance(first, type) and issubclass(first, type))
    return False


def user_frame(frame: FrameType, target: object = None, stacklevel: int = 1) -> FrameType:
    """The frame to speak of when `frame` is the one that reached a marked API.

    Args:
        frame: the innermost candidate.
        target: the marked function or class, so that wrappers around it are passed over.
        stacklevel: how many frames to count outwards, as in `warnings.warn`; 1 is the user.
    """
    found: FrameType | None = frame
    while found is not None and _is_go_between(found, target):
        found = found.f_back
    if found is None:
        # The target of a thread: no user's frame is on this stack, so its nearest one serves.
        found = frame
    for _ in range(stacklevel - 1):
        if found.f_back is None:
            break
        found = found.f_back
    return found
