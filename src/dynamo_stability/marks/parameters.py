"""Marks on single parameters: they speak when the caller passes the argument.

A default is not a use. Comparing values could not tell a default from the same value passed, so a
function with a marked parameter is armed with a trampoline that takes whatever is passed and looks
at what came in.
"""

from __future__ import annotations

from types import FrameType

from dynamo_stability.errors import MarkError, nearest
from dynamo_stability.marks.mark import Mark
from dynamo_stability.marks.notice import is_heard, use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from inspect import Signature
    from typing import Any, Final

_MISSING: Final = object()


class Watch:
    """One marked parameter of one function.

    Attributes:
        mark: what to speak of, or None where only the value is passed on.
        name: the parameter as callers spell it.
        position: where it stands among the positional arguments, or None.
        renamed_to: the parameter that takes its place, or None.
        default: its default, when it has one and is still in the signature.
    """

    __slots__ = ("default", "mark", "name", "position", "renamed_to")

    def __init__(
        self,
        mark: Mark | None,
        name: str,
        position: int | None,
        renamed_to: str | None,
        default: Any = _MISSING,
    ) -> None:
        self.mark = mark
        self.name = name
        self.position = position
        self.renamed_to = renamed_to
        self.default = default

    def is_passed(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Whether the caller passed this parameter, by position or by keyword."""
        if self.name in kwargs:
            return True
        return self.position is not None and len(args) > self.position

    def speak(self, frame: FrameType, function: object) -> None:
        """Tell of one use, made from `frame`."""
        mark = self.mark
        if mark is not None and not mark.is_done and not is_heard(mark, frame):
            use(mark, frame, function)

    def pass_on(
        self, run: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Callable[..., Any]:
        """Hand the value on under its new name; returns what to run with `args` and `kwargs`."""
        new = self.renamed_to
        if new is None:
            return run
        if new in kwargs:
            raise TypeError(
                f"{run.__qualname__}() got values for both {self.name!r} and {new!r}, "
                f"which replaces it"
            )
        if self.name in kwargs:
            kwargs[new] = kwargs.pop(self.name)
            return run
        return self._move_positional(run, args, kwargs, new)

    def _move_positional(
        self, run: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], new: str
    ) -> Callable[..., Any]:
        position = self.position or 0
        kwargs[new] = args[position]
        moved = (*args[:position], self.default, *args[position + 1 :])

        def run_moved(*_args: Any, **passed: Any) -> Any:
            return run(*moved, **passed)

        run_moved.__qualname__ = run.__qualname__
        return run_moved

    def __reduce__(self) -> tuple[Any, ...]:
        if self.default is _MISSING:
            return (Watch, (self.mark, self.name, self.position, self.renamed_to))
        return (Watch, (self.mark, self.name, self.position, self.renamed_to, self.default))


def make_watch(name: str, renamed_to: str | None, signature: Signature, owner: str) -> Watch:
    """The watch for parameter `name` of the function `owner`.

    Raises:
        MarkError: there is no such parameter, or it cannot be handed on as asked.
    """
    parameters = signature.parameters
    names = [key for key, one in parameters.items() if one.kind not in (2, 4)]
    takes_any = any(one.kind == one.VAR_KEYWORD for one in parameters.values())
    if renamed_to is not None and renamed_to not in names and not takes_any:
        raise MarkError(
            f"Cannot rename parameter {name!r} of '{owner}' to {renamed_to!r}: there is no such "
            f"parameter; {nearest(renamed_to, names)}"
        )
    if name not in names:
        if renamed_to is None and not takes_any:
            raise MarkError(
                f"Cannot mark parameter {name!r} of '{owner}': there is no such parameter; "
                f"{nearest(name, names)}"
            )
        return Watch(None, name, None, renamed_to)
    return _watch_existing(name, renamed_to, signature, owner)


def _watch_existing(name: str, renamed_to: str | None, signature: Signature, owner: str) -> Watch:
    parameter = signature.parameters[name]
    position: int | None = None
    if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
        position = list(signature.parameters).index(name)
    default = _MISSING if parameter.default is parameter.empty else parameter.default
    if renamed_to is not None and default is _MISSING:
        raise MarkError(
            f"Cannot rename parameter {name!r} of '{owner}' to {renamed_to!r}: callers would have "
            f"to pass both. Give {name!r} a default, or take it out of the signature."
        )
    return Watch(None, name, position, renamed_to, default)


class ParameterTechnique:
    """Carries one mark on one parameter of a site (a function's, or a class's)."""

    __slots__ = ("_mark", "_site", "_watch")

    def __init__(self, site: Any, watch: Watch, mark: Mark) -> None:
        self._site = site
        self._watch = watch
        self._mark = mark

    def install(self) -> None:
        """Make the next call that passes the argument speak."""
        self._watch.mark = self._mark
        if self._watch not in self._site.watches:
            self._site.watches = (*self._site.watches, self._watch)
        self._site.rebuild()

    def remove(self) -> None:
        """Stop speaking; a renamed argument is still handed on."""
        self._watch.mark = None
        if self._watch.renamed_to is None:
            self._site.watches = tuple(one for one in self._site.watches if one is not self._watch)
        self._site.rebuild()


def signature_of(target: Any, owner: str) -> Signature:
    """The signature that callers of `target` see; annotations are not evaluated.

    Raises:
        MarkError: it has none: what is written in C need not say what it takes.
    """
    import inspect

    try:
        return inspect.signature(target)
    except (TypeError, ValueError) as error:
        raise MarkError(
            f"Cannot mark a parameter of '{owner}': its signature is not known ({error}). "
            f"Mark '{owner}' itself."
        ) from None
