"""What is said about an environment variable and its older names, and how its user is told.

The one who sets a variable is the user of a program, not the author of the line that reads it. So
he is told as the user of an option is: one line on standard error, through Python's warnings, as if
`__main__` had used it.
"""

from __future__ import annotations

from sys import _getframe

from dynamo_stability.errors import MarkError
from dynamo_stability.marks.combining import combine
from dynamo_stability.marks.frames import user_frame
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.mark import Manner
from dynamo_stability.marks.marker import Marker
from dynamo_stability.marks.owners import owning_package
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.surfaces.command_line import alias_markers, main_program, markers_of
from dynamo_stability.surfaces.terminal import TerminalMark, tell_terminal
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


class Name:
    """One name of a variable, with what is said about it.

    Attributes:
        name: the name.
        record: what is known about it.
    """

    __slots__ = ("_mark", "name", "record")

    def __init__(self, record: Record, manner: Manner, module: str) -> None:
        self.name = record.name.partition(":")[2]
        self.record = record
        self._mark: TerminalMark | None = None
        if record.deprecation is not None or record.tier is not Tier.STABLE:
            package = manner.package or owning_package(module)
            self._mark = TerminalMark(record, manner, package, self.name)
            entry_of(self._mark).mark = self._mark  # so that rearm() and set_rules() reach it

    def tell(self) -> None:
        """Tell the user, who has set the variable under this name, or keep silent.

        Raises:
            Warning: a filter or a rule turns the warning into an error.
        """
        mark = self._mark
        if mark is not None and mark.is_needed:
            tell_terminal(mark, main_program(), user_frame(_getframe(1)))


def own_record(
    name: str, tier: Any, deprecated: Any, fields: Mapping[str, Any]
) -> tuple[Record, Manner]:
    """What is known about a variable under its own name, and how that speaks.

    Args:
        name: what it is called for now.
        tier: a tier, its name, or one or several markers; None where it is not said.
        deprecated: a marker, a message, or True; None where it is not.
        fields: what else is said.

    Raises:
        MarkError: `tier` says no tier, `deprecated` no deprecation, or two of them contradict.
    """
    record, manner = Record(f"env:{name}", "env", **fields), Manner()
    for marker in (*markers_of(tier), *_deprecations(deprecated, name)):
        record = combine(record, marker.record_for(record.name, "env"))
        if marker.deprecation is not None:
            manner = marker.manner
    return record, manner


def _deprecations(said: Any, name: str) -> Iterator[Marker]:
    if said is None or said is False:
        return
    if said is True or isinstance(said, str):
        said = Deprecation(None if said is True else said)
    if isinstance(said, Deprecation):
        said = Marker(None, said, Manner(), {})
    if not isinstance(said, Marker) or said.deprecation is None:
        raise MarkError(
            f"Cannot declare {name} with deprecated={said!r}: it is no deprecation. "
            f"Pass deprecated(...), a message, or True."
        )
    yield said


def older_name(name: str, said: Any, current: Record, module: str) -> Name:
    """A deprecated name whose value still counts.

    Args:
        name: the name.
        said: a marker such as `deprecated(since="1.1")`, or None.
        current: what is known about the variable under its own name.
        module: the module that declares it.

    Raises:
        MarkError: `said` is something other than a deprecation.
    """
    marker = next(iter(alias_markers(name, said)), None)
    deprecation = Deprecation(since=current.since) if marker is None else marker.deprecation
    renamed_to = current.name.partition(":")[2]
    record = Record(
        f"env:{name}",
        "env",
        deprecation=(deprecation or Deprecation()).replace(renamed_to=renamed_to),
        feature=current.feature,
        owner=current.owner,
        component=current.component,
    )
    return Name(record, Manner() if marker is None else marker.manner, module)
