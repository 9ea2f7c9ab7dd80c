"""How much a finding matters."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: A promise is broken, or will be: the command fails.
ERROR: Final = "error"
#: Something is missing that users will want: shown, and the command succeeds.
WARNING: Final = "warning"
#: Something worth knowing, and nothing wrong.
NOTE: Final = "note"
#: The rule does not run.
OFF: Final = "off"

#: What a finding can be, the worst first.
LEVELS: Final = (ERROR, WARNING, NOTE)

#: What a rule can be set to.
SETTINGS: Final = (*LEVELS, OFF)


def at_least(level: str, least: str) -> bool:
    """Whether a level matters as much as `least`, or more."""
    return LEVELS.index(level) <= LEVELS.index(least)
