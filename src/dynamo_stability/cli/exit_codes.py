"""How a command ends, for the shell."""

from typing import Final

CLEAN: Final = 0
FINDINGS: Final = 1
COULD_NOT_RUN: Final = 2
INTERRUPTED: Final = 130  # what a shell reports for a command that Ctrl-C ended
