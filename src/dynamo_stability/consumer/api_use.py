"""ApiUse: one place in a user's files at which something is used that is not stable."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.findings import USED_STAGES

if TYPE_CHECKING:
    from typing import Final

    from dynamo_stability.record import Record

#: What a use can be of; the worst first.
STAGES: Final = USED_STAGES
REMOVED: Final = "removed"


class ApiUse(NamedTuple):
    """One use. Uses sort by place.

    Attributes:
        path: the file, as it is shown.
        line: the line, counted from 1.
        column: the column in characters, counted from 1; 0 where it is not known.
        name: the public name of what is used.
        stage: one of `STAGES`.
        way: how it is used: `import`, `name`, `member`, `parameter`, `option`, `variable`,
            `resource` or `field`.
        context: where in the file, where lines are not enough: the cell of a notebook, the resource
            of a manifest and the field as the user wrote it.
        help: what to say where no record says it.
        record: what is known about it; None where it is unknown, or was never marked.
    """

    path: str
    line: int
    column: int
    name: str
    stage: str
    way: str
    context: str = ""
    help: str = ""
    record: Record | None = None
