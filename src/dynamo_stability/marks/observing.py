"""observe(): be told when a marked API is first used, whether or not a warning is shown."""

from __future__ import annotations

import sys
from _thread import RLock

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

    __slots__ = ("_observer", "stages")

    def __init__(self, observer: Observer, stages: tuple[str, ...] = ()) -> None:
        self._observer = observer
        #: What it waits for, silent or not; without any, whatever speaks.
        self.stages = stages

    def close(self) -> None:
        """Stop observing; closing twice does nothing."""
        global _observations  # noqa: PLW0603
        with _lock:
            _observations = tuple(one for one in _observations if one is not self)

    def tell(self, use: Use) -> None:
        """Hand `use` to the observer; what it raises is reported and goes no further."""
        if self.stages and use.record.stage not in self.stages:
            return
        try:
            self._observer(use)
        except Exception as error:  # noqa: BLE001 - the user of an API must not pay for observers
            _report_failure(error, self._observer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


_observations: tuple[Observation, ...] = ()
#: The first uses so far by name, for observers that come late.
_uses: dict[str, Use] = {}
_lock = RLock()


def add(observer: Observer, stages: tuple[str, ...] = (), *, past: bool = False) -> Observation:
    """Register `observer`, and tell it of what was used before if it asks for the past."""
    global _observations  # noqa: PLW0603
    observation = Observation(observer, stages)
    with _lock:
        _observations = (*_observations, observation)
        earlier = tuple(_uses.values()) if past else ()
    for use in earlier:
        observation.tell(use)
    return observation


def tell(record: Record, filename: str, lineno: int, module: str) -> None:
    """Tell every observer of a first use."""
    use = Use(record, filename, lineno, module)
    with _lock:
        _uses[record.name] = use
        observations = _observations
    for observation in observations:
        observation.tell(use)


def is_awaited(record: Record) -> bool:
    """Whether an observer waits for the use of an API that may have nothing to say."""
    return any(record.stage in one.stages for one in _observations)


def start_afresh() -> None:
    """Forget the uses of another process: this one was forked from it."""
    _lock._at_fork_reinit()  # type: ignore[attr-defined] # another thread of the parent may have held it
    _uses.clear()


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
