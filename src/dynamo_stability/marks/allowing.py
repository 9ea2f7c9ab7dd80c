"""allow(): a stretch of code that may use unstable API without being told."""

from __future__ import annotations

from _contextvars import ContextVar

from dynamo_stability.errors import RulesError
from dynamo_stability.marks.selectors import Selector, check_stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from typing_extensions import Self

    from dynamo_stability.record import Record
    from dynamo_stability.tiers import Tier

    FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

_active: ContextVar[tuple[Selector, ...]] = ContextVar("dynamo_stability.allow", default=())

#: What is allowed on every thread and in every context, for whoever runs code that makes its own.
_everywhere: tuple[Callable[[Record], bool], ...] = ()


def is_allowed(record: Record) -> bool:
    """Whether the running code is inside an `allow` that covers `record`."""
    return any(selector.covers(record) for selector in _active.get()) or any(
        allows(record) for allows in _everywhere
    )


def allowed_everywhere() -> tuple[Callable[[Record], bool], ...]:
    """What `allow_everywhere` has put in force."""
    return _everywhere


def allow_everywhere(allows: Iterable[Callable[[Record], bool]]) -> None:
    """Allow what any of these says yes to, on all threads, in place of earlier ones."""
    global _everywhere  # noqa: PLW0603
    _everywhere = tuple(allows)


class allow:  # noqa: N801 - used like a function, as contextlib.suppress is
    """Use unstable or deprecated API in silence, as a context manager or as a decorator.

    The kinds of condition narrow each other, the values of one kind widen it; without any,
    everything is allowed. It holds for the running thread or asyncio task, and for the tasks
    started inside, as context variables do. A use that is allowed does not count as the first
    use.

    Args:
        names: globs of public names, such as `"dynamo.llm.*"`.
        feature: one feature or several.
        tier: one stage or several: a `Tier`, its name, or `"deprecated"`.

    Raises:
        RulesError: a pattern is not a string, or a tier is unknown.

    Example:
        >>> with allow("dynamo.llm.*", tier="experimental"):
        ...     pass
    """

    __slots__ = ("_selector",)

    def __init__(
        self,
        *names: str,
        feature: str | Iterable[str] = (),
        tier: str | Tier | Iterable[str | Tier] = (),
    ) -> None:
        if len(names) == 1 and callable(names[0]):
            raise RulesError(
                f"Cannot use allow on {names[0]!r} without brackets: write '@allow()' to allow "
                f"everything, or name what is allowed."
            )
        self._selector = allowed_by(*names, feature=feature, tier=tier)

    def __enter__(self) -> Self:
        _active.set((*_active.get(), self._selector))
        return self

    def __exit__(self, *exc_info: object) -> None:
        remaining = list(_active.get())
        if self._selector in remaining:
            remaining.reverse()
            remaining.remove(self._selector)
            remaining.reverse()
            _active.set(tuple(remaining))

    def __call__(self, function: FunctionT) -> FunctionT:
        """`function`, with everything it runs allowed; async and generator functions as well."""
        from dynamo_stability.marks.allowed_functions import allowed

        wrapper: FunctionT = allowed(function, self)
        return wrapper


def allowed_by(
    *names: str,
    feature: str | Iterable[str] = (),
    tier: str | Tier | Iterable[str | Tier] = (),
) -> Selector:
    """The condition that the arguments of `allow` spell.

    Raises:
        RulesError: a pattern is not a string, or a tier is unknown.
    """
    return Selector(
        names=_strings(names, "name"),
        features=_strings(_several(feature), "feature"),
        tiers=tuple(check_stage(one, "Cannot allow") for one in _several(tier)),
    )


def _several(value: Any) -> tuple[Any, ...]:
    """One value as a tuple of one; an iterable of values as a tuple."""
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return (value,)
    return tuple(value)


def _strings(values: Iterable[object], what: str) -> tuple[str, ...]:
    checked = []
    for value in values:
        if not isinstance(value, str) or not value:
            raise RulesError(
                f"Cannot allow the {what} {value!r}: it is not a non-empty string. "
                f"Pass a glob such as 'package.module.*'."
            )
        checked.append(value)
    return tuple(checked)
