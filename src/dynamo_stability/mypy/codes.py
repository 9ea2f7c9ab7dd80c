"""The error codes: one a stage."""

from __future__ import annotations

import mypy.errors
from mypy.errorcodes import ErrorCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from mypy.options import Options

    from dynamo_stability.configuration import MypyOptions

_CATEGORY: Final = "Stability"

EXPERIMENTAL: Final = ErrorCode("experimental", "Use of an experimental API", _CATEGORY)
BETA: Final = ErrorCode("beta", "Use of a beta API", _CATEGORY, default_enabled=False)
DEPRECATED_API: Final = ErrorCode(
    "deprecated-api", "Use of an API that is marked as deprecated", _CATEGORY
)

CODES: Final[Mapping[str, ErrorCode]] = {
    "experimental": EXPERIMENTAL,
    "beta": BETA,
    "deprecated": DEPRECATED_API,
}


def enable_codes(options: MypyOptions) -> None:
    """Switch on by default what the project wants to hear of; mypy's own options go before."""
    for stage, code in CODES.items():
        code.default_enabled = stage in options.errors or stage in options.notes
    _extend("HIDE_LINK_CODES")  # mypy's documentation does not know ours
    _extend("SHOW_NOTE_CODES")


def _extend(name: str) -> None:
    known = getattr(mypy.errors, name, None)
    if isinstance(known, set):
        known.update(CODES.values())
        known.update(code.code for code in CODES.values())


def is_enabled(options: Options, stage: str) -> bool:
    """Whether the code of a stage is on in a whole run; single modules may differ."""
    code = CODES[stage]
    if code in options.disabled_error_codes:
        return False
    return code.default_enabled or code in options.enabled_error_codes


def severity(options: MypyOptions, stage: str) -> str:
    """Whether the use of a stage is an `"error"` or a `"note"`."""
    return "note" if stage in options.notes and stage not in options.errors else "error"
