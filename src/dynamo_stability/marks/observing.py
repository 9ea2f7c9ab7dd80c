"""observe(): be told when a marked API is first used, whether or not a warning is shown."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from dynamo_stability.record import Record

    Observer = Callable[["Use"], object]


class Use:
    """The first use of a marked API in this process.

    Attributes:
        record: what was used.
        filename: the file of the using line.
        lineno: its number, from 1.
        module: the name of the using module.
    """

    __slots__ = ("filename", "lineno", "module", "record")

    def __init__(self, record: Record, filename: str, lineno: int, module: str) -> None:
        self.record = record
        self.filename = filename
        self.lineno = lineno
        self.module = module

    def __repr__(self) -> str:
        return f"<Use of {self.record.name} at {self.filename}:{self.lineno}>"


class Observation:
    """A registered observer; close it, or leave its `with` block, to stop observing."""

    __slots__ = ("_observer",)

    def __init__(self, observer: Observer) -> None:
        self._observer = observer

    def close(self) -> None:
        """Stop observing; closing twice does nothing."""
        global _observations  # noqa: PLW0603
        _observations = tuple(one for one in _observations if one is not self)

    def tell(self, use: Use) -> None:
        """Hand `use` to the observer; what it raises is reported and goes no further."""
        try:
            self._observer(use)
        except Exception as error:  # noqa: BLE001 - the user of an API must not pay for observers
            _report_failure(error, self._observer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


_observations: tuple[Observation, ...] = ()


def add(observer: Observer) -> Observation:
    """Register `observer`."""
    global _observations  # noqa: PLW0603
    observation = Observation(observer)
    _observations = (*_observations, observation)
    return observation


def tell(record: Record, filename: str, lineno: int, module: str) -> None:
    """Tell every observer of a first use."""
    if _observations:
        use = Use(record, filename, lineno, module)
        for observation in _observations:
            observation.tell(use)


class _Unraisable:
    """The argument that `sys.unraisablehook` expects."""

    err_msg = "Exception ignored in a stability observer"

    def __init__(self, error: Exception, observer: object) -> None:
        self.exc_type = type(error)
        self.exc_value = error
        self.exc_traceback = error.__traceback__
        self.object = observer


def _report_failure(error: Exception, observer: object) -> None:
    sys.unraisablehook(_Unraisable(error, observer))  # type: ignore[arg-type]
