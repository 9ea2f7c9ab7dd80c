"""The switch that turns every mark into a plain wrapper: DYNAMO_STABILITY_PLAIN=1.

For whoever distrusts the exchange of code objects, for tracers that read bytecode, and for
interpreters on which it has not been shown to work. Functions then become `wrapt` proxies, which
stay; classes keep their slots, which are ordinary descriptors, for good.
"""

from __future__ import annotations

import os
import sys

from dynamo_stability.marks.trampolines import HIDDEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

VARIABLE: Final = "DYNAMO_STABILITY_PLAIN"


def _is_asked_for() -> bool:
    return os.environ.get(VARIABLE, "").strip().lower() not in ("", "0", "false", "no", "off")


def _is_supported() -> bool:
    """Whether trampolines work here: hidden ones, or those written for CPython 3.10."""
    is_cpython_310 = sys.implementation.name == "cpython" and sys.version_info[:2] == (3, 10)
    return HIDDEN or is_cpython_310


IS_PLAIN: Final = _is_asked_for() or not _is_supported()
