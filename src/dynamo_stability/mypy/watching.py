"""mypy's own deprecation messages, caught as they are made and told in our words.

mypy finds most uses itself once a node is stamped as deprecated: instance members, operators,
overloads. A watcher at the bottom of its stack of error watchers sees each such message before
anything is decided about it, even where mypy only tries something out: deprecations are the one
kind of message that survives that, so what is told in place of one does no harm there.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager

from mypy.errorcodes import DEPRECATED, UNUSED_IGNORE
from mypy.errors import Errors, ErrorWatcher
from mypy.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    from mypy.errors import ErrorInfo

    #: Is told the path and the message, and says whether to drop it.
    Listener: TypeAlias = Callable[[str, ErrorInfo], bool]


def find_errors(options: Options) -> Errors | None:
    """The object that mypy collects messages in, or None where it cannot be found.

    No hook hands it out before the first message is made, and some modules need no hook at all
    (`from lib import LIMIT` and nothing else). When plugins are made, it already exists and holds
    the options, so the garbage collector knows it.
    """
    for referrer in gc.get_referrers(options):
        if isinstance(referrer, Errors) and hasattr(referrer, "_watchers"):
            return referrer
    return None


def can_watch() -> bool:
    """Whether this mypy shows its deprecation messages to a watcher (1.18 and later do)."""
    if not hasattr(ErrorWatcher, "_filter_deprecated") or not hasattr(Errors, "_watchers"):
        return False
    errors = Errors(Options())
    seen: list[str] = []

    def listen(_path: str, info: ErrorInfo) -> bool:
        seen.append(info.message)
        return True

    _watch(errors, listen)
    errors.report(1, 0, "tried", code=DEPRECATED)
    return bool(seen)


def _watch(errors: Errors, listener: Listener) -> ErrorWatcher:
    watcher = ErrorWatcher(errors, filter_errors=listener, filter_deprecated=True)
    errors._watchers.insert(0, watcher)
    return watcher


class Watch:
    """A listener that stays at the bottom of the stack of watchers.

    Args:
        errors: where mypy collects its messages.
        listener: what is told each message.
    """

    def __init__(self, errors: Errors, listener: Listener) -> None:
        self._errors = errors
        self._listener = listener
        self._watcher: Any = None

    def ensure(self) -> None:
        """Start watching; also again, as the daemon forgets all watchers between runs."""
        watchers = self._errors._watchers
        if not watchers or watchers[0] is not self._watcher:
            self._watcher = _watch(self._errors, self._listener)


@contextmanager
def unwatched(errors: Errors) -> Iterator[None]:
    """Messages made inside are recorded, whatever mypy is only trying out."""
    watchers = errors._watchers
    errors._watchers = []
    try:
        yield
    finally:
        errors._watchers = watchers


@contextmanager
def outside_functions(errors: Errors) -> Iterator[None]:
    """Messages made inside are about the module as a whole, whatever mypy is checking."""
    scope = errors.scope
    errors.scope = None
    try:
        yield
    finally:
        errors.scope = scope


@contextmanager
def ignores_counted_again(errors: Errors, path: str) -> Iterator[None]:
    """Count again, in the end, which ignore comments are unused, if that has been done before.

    The daemon does so before it lets plugins finish a module.
    """
    told = errors.error_info_map.get(path, [])
    counted = [info for info in told if info.code == UNUSED_IGNORE]
    told[:] = [info for info in told if info.code != UNUSED_IGNORE]
    yield
    if counted:
        errors.generate_unused_ignore_errors(path)
