"""What a terminal user is told of something marked that they typed or set.

One line on standard error, through Python's warnings: filters, `allow`, rules and observers hold as
for every other mark. To the filters it is used by `__main__`, because it is whoever runs the
program that uses it: so Python's own default filters show deprecations too.
"""

from __future__ import annotations

import sys
import warnings

from dynamo_stability.categories import word
from dynamo_stability.marks import notice, observing, rules
from dynamo_stability.marks.allowing import is_allowed
from dynamo_stability.marks.frames import module_name
from dynamo_stability.marks.graduating import pass_gate
from dynamo_stability.marks.mark import Manner, Mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Final

    from dynamo_stability.record import Record


class TerminalMark(Mark):
    """A mark on what a user types or sets; it speaks once in a process.

    Attributes:
        shown: how the user writes it.
    """

    __slots__ = ("shown",)

    def __init__(self, record: Record, manner: Manner, package: str | None, shown: str) -> None:
        super().__init__(record, manner, package)
        self.shown = shown

    def __deepcopy__(self, memo: object) -> TerminalMark:
        return self  # the copy of a parser has the same options

    def __reduce__(self) -> tuple[Any, ...]:
        return (TerminalMark, (self.record, self.manner, self.package, self.shown))

    @property
    def speaks_each_time(self) -> bool:
        """Whether every use is told of: only where a rule asks for it."""
        return self.action == rules.ALWAYS

    def _settle(self) -> None:
        overdue = self._is_overdue()
        self._category = self._choose_category(overdue=overdue)
        self._text = word(self.record.replace(name=self.shown, gate=None), overdue=overdue)


def tell_terminal(mark: TerminalMark, program: str, frame: FrameType) -> None:
    """Tell the user of one marked thing that the program was given, or keep silent.

    Args:
        mark: the mark.
        program: the program, as it calls itself in errors.
        frame: where the program asked for what it was given.

    Raises:
        NotEnabledError: its feature has to be enabled first.
        Warning: a filter or a rule turns the warning into an error.
    """
    filename, lineno = frame.f_code.co_filename, frame.f_lineno
    if mark.record.gate is not None:
        pass_gate(mark.record, (filename, lineno, "__main__"))
    allowed = is_allowed(mark.record)
    if not mark.observed and mark.claim_observation():
        observing.tell(mark.record, filename, lineno, module_name(frame))
    if allowed or mark.spent or not mark.is_wanted:
        return
    action = mark.action or notice._filter_action(mark, "__main__", lineno)
    if action == rules.ERROR:
        raise mark.category(mark.text)
    if action == rules.IGNORE:
        mark.count_ignored()
    elif mark.speaks_each_time or mark.claim():
        _show(mark, program, filename, lineno)


def _show(mark: TerminalMark, program: str, filename: str, lineno: int) -> None:
    file: Any = _Terminal(program, mark.text) if _shown_as_usual() else None
    warnings.showwarning(mark.category(mark.text), mark.category, filename, lineno, file)


def _shown_as_usual() -> bool:
    """Whether nobody has put a function of his own in charge of showing warnings."""
    return not {warnings.showwarning.__module__, warnings.formatwarning.__module__} - _STANDARD


_STANDARD: Final = frozenset({"warnings", "_py_warnings"})


class _Terminal:
    """Writes the line for a terminal user in place of the one for programmers.

    What `warnings` would write names a file and a line of source, which say nothing to someone who
    typed an option. Where warnings are recorded, this is never written to.
    """

    def __init__(self, program: str, text: str) -> None:
        self._line = f"{program}: warning: {text}\n"

    def write(self, _formatted: str) -> None:
        """Write the line, whatever was to be written."""
        if sys.stderr is not None:
            sys.stderr.write(self._line)
