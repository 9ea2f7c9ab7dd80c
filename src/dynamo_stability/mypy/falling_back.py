"""What is left where mypy shows its deprecation messages to no watcher: before 1.18.

mypy then reports what is stamped as `[deprecated]`. That code is off by default, so it is switched
on, and what others mark as deprecated is taken out again unless the user has asked for it.
"""

from __future__ import annotations

from mypy.errorcodes import DEPRECATED
from mypy.errors import ErrorInfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from typing import Final, TypeAlias

    from mypy.errors import Errors
    from mypy.options import Options

    #: Whether a message with a path is to be told; None where it is not one of ours.
    Judge: TypeAlias = Callable[[str, ErrorInfo], bool | None]

_NOTE: Final = 'Error code "deprecated" not covered by'


class Sieve(dict[str, list[ErrorInfo]]):
    """The messages of each file, of which only those come out that are to be told.

    Args:
        options: mypy's own options.
        judge: whether a message is to be told.
    """

    def __init__(self, options: Options, judge: Judge) -> None:
        super().__init__()
        self._options = options
        self._judge = judge

    def __getitem__(self, path: str) -> list[ErrorInfo]:
        infos = super().__getitem__(path)
        infos[:] = [info for info in infos if self._is_told(path, info)]
        return infos

    def _is_told(self, path: str, info: ErrorInfo) -> bool:
        asked_for = DEPRECATED in self._options.enabled_error_codes
        if info.code is None or info.code != DEPRECATED:
            return asked_for or not info.message.startswith(_NOTE)
        told = self._judge(path, info)
        return asked_for if told is None else told


def sift(errors: Errors, options: Options, judge: Judge) -> None:
    """Switch deprecation messages on, and keep those back that are not to be told."""
    DEPRECATED.default_enabled = True
    messages: MutableMapping[str, list[ErrorInfo]] = errors.error_info_map
    if not isinstance(messages, Sieve):
        sieve = Sieve(options, judge)
        sieve.update(messages)
        errors.error_info_map = sieve
