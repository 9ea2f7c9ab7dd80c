"""PEP 702's own `deprecated`, with our data: for libraries whose users check with any type checker.

To type checkers the name *is* `typing_extensions.deprecated`, which all of them know; extra
keywords such as `since=` would be an error there, so the data travels in the category::

    from dynamo_stability.pep702 import deprecated, removal_window

    @deprecated("Use connect().", category=removal_window(since="1.4", remove_in="2.0"))
    def open_connection(): ...

At run time it marks in place, as `dynamo_stability.deprecated` does.
"""

from __future__ import annotations

from dynamo_stability.categories import DeprecatedWarning
from dynamo_stability.errors import MarkError
from dynamo_stability.marks.decorators import deprecated as _deprecated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import deprecated as deprecated  # noqa: PLC0414 - the re-export is the point
else:

    def deprecated(
        message: str, /, *, category: Any = DeprecationWarning, stacklevel: int = 1
    ) -> Any:
        """`warnings.deprecated`, marking in place; `removal_window` categories bring their data."""
        if not isinstance(message, str):
            raise MarkError(
                f"Expected an object of type str for 'message', not {type(message).__name__!r}. "
                f"Write @deprecated('what to use instead')."
            )
        if isinstance(category, type) and issubclass(category, RemovalWindowWarning):
            return _deprecated(
                message,
                category=category,
                stacklevel=stacklevel,
                since=category.since,
                remove_in=category.remove_in,
                alternative=category.alternative,
            )
        return _deprecated(message, category=category, stacklevel=stacklevel)


__all__ = ["RemovalWindowWarning", "deprecated", "removal_window"]


class RemovalWindowWarning(DeprecatedWarning):
    """A deprecated API with a known window: the base of what `removal_window` makes.

    Attributes:
        since: the version in which it was deprecated, or None.
        remove_in: the version in which it goes, or None.
        alternative: the full name of what to use instead, or None.
    """

    since: str | None = None
    remove_in: str | None = None
    alternative: str | None = None


_windows: dict[tuple[str | None, str | None, str | None], type[RemovalWindowWarning]] = {}


def removal_window(
    *, since: str | None = None, remove_in: str | None = None, alternative: str | None = None
) -> type[RemovalWindowWarning]:
    """The warning class of everything that was deprecated and goes in the same versions.

    The same arguments give the same class, so users can turn what goes in the next release into
    errors: `warnings.filterwarnings("error", category=removal_window(remove_in="2.0"))` covers
    every window that ends in 2.0.

    Args:
        since: the version in which it was deprecated.
        remove_in: the version in which it goes.
        alternative: the full name of what to use instead.

    Raises:
        MarkError: neither version is given, or one is no non-empty string.
    """
    given: tuple[Any, ...] = (since, remove_in, alternative)
    for value in given:
        if value is not None and (not isinstance(value, str) or not value):
            raise MarkError(
                f"Cannot make a removal window with {value!r}: it is not a non-empty string. "
                f"Pass versions such as '2.0'."
            )
    if since is None and remove_in is None:
        raise MarkError(
            "Cannot make a removal window without versions. Pass since=, remove_in= or both."
        )
    return _window(since, remove_in, alternative)


def _window(
    since: str | None, remove_in: str | None, alternative: str | None
) -> type[RemovalWindowWarning]:
    key = (since, remove_in, alternative)
    if key not in _windows:
        base = RemovalWindowWarning
        if remove_in is not None and key != (None, remove_in, None):
            base = _window(None, remove_in, None)
        name = _class_name(*key)
        variables = {
            "since": since,
            "remove_in": remove_in,
            "alternative": alternative,
            "__module__": __name__,
            "__doc__": f"Deprecated since {since}, removed in {remove_in}.",
        }
        _windows[key] = type(name, (base,), variables)
    return _windows[key]


def _class_name(since: str | None, remove_in: str | None, alternative: str | None) -> str:
    parts = [("RemovedIn", remove_in), ("Since", since), ("Use", alternative)]
    words = "".join(word + value for word, value in parts if value is not None)
    return "".join(one if one.isalnum() else "_" for one in words) + "Warning"
