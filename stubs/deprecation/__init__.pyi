from collections.abc import Callable
from datetime import date
from typing import Any, Literal, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])

__version__: str
__all__ = [
    "deprecated",
    "message_location",
    "fail_if_not_removed",
    "DeprecatedWarning",
    "UnsupportedWarning",
]

message_location: Literal["bottom", "top"]

class DeprecatedWarning(DeprecationWarning):
    function: str
    deprecated_in: str | None
    removed_in: str | date | None
    details: str
    def __init__(
        self,
        function: str,
        deprecated_in: str | None,
        removed_in: str | date | None,
        details: str = "",
    ) -> None: ...

class UnsupportedWarning(DeprecatedWarning): ...

def deprecated(
    deprecated_in: str | None = None,
    removed_in: str | date | None = None,
    current_version: str | None = None,
    details: str = "",
) -> Callable[[_F], _F]: ...
def fail_if_not_removed(method: _F) -> _F: ...
