"""Which marks were used since they were last made to speak again.

Kept only where somebody asks for it, as a test run does before each test: going through all marks
would cost more than most tests.
"""

from __future__ import annotations

from _thread import RLock
from _weakref import ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dynamo_stability.marks.mark import Mark

#: Weakly, because marks go with the objects they are on.
_used: list[ref[Mark]] = []
#: How many want to know.
_noting = 0
_lock = RLock()


def begin_noting() -> None:
    """Keep in mind which marks are used, until `end_noting` is called as often as this."""
    global _noting  # noqa: PLW0603
    with _lock:
        _noting += 1


def end_noting() -> None:
    """Keep nothing in mind any more, unless somebody else wants to know."""
    global _noting  # noqa: PLW0603
    with _lock:
        _noting -= 1
        if not _noting:
            _used.clear()


def note(mark: Mark) -> None:
    """Keep in mind that `mark` was used."""
    if _noting:
        with _lock:
            _used.append(ref(mark))


def is_any_used() -> bool:
    """Whether there may be a mark that was used."""
    return bool(_used)


def used_marks() -> list[Mark]:
    """The marks that were used, and were not refreshed since."""
    with _lock:
        _used[:] = [one for one in _used if (mark := one()) is not None and mark.observed]
        return [mark for one in _used if (mark := one()) is not None]
