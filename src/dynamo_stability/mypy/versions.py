"""Which mypy can do what, told in one note where it cannot do all."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: The first mypy that reports deprecations, on which everything else builds.
OLDEST: Final = (1, 14)


def is_supported(version: str) -> bool:
    """Whether a mypy can report anything at all."""
    return _parse(version) >= OLDEST


def can_finish() -> bool:
    """Whether mypy hands plugins a module that has been checked (2.4 and later)."""
    from mypy.plugin import Plugin

    return hasattr(Plugin, "get_additional_indirect_deps")


def tell_limits(version: str) -> None:
    """Say on standard error, once a run, what this mypy cannot do."""
    limit = _limit(version)
    if limit is not None and "mypy.build_worker.worker" not in sys.modules:
        tell(f"mypy {version} {limit}")


def tell(message: str, severity: str = "note") -> None:
    """Print one line where it does not mix with mypy's report."""
    print(f"dynamo_stability.mypy: {severity}: {message}", file=sys.stderr)  # noqa: T201


def _limit(version: str) -> str | None:
    if not is_supported(version):
        return (
            "cannot report the use of unstable API. It takes mypy 1.14 or later, and 2.4 for all."
        )
    from dynamo_stability.mypy.watching import can_watch

    if not can_watch():
        return (
            "reports calls and references of marked functions and classes only, all with the code "
            "[deprecated]. mypy 2.4 or later reports all, with codes of their own."
        )
    if not can_finish():
        return (
            "lets plugins finish no module, so uses in modules that call nothing may be missed, "
            "and changes behind re-exports too until the cache is cleared. "
            "mypy 2.4 or later reports all."
        )
    return None


def _parse(version: str) -> tuple[int, ...]:
    parts = version.partition("+")[0].split(".")[:2]
    return tuple([int("".join(c for c in part if c.isdecimal()) or 0) for part in parts])
