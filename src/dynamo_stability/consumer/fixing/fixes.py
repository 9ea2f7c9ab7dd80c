"""FileFix: what becomes of one file, and what of it is left to do by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.errors import RecordError
from dynamo_stability.public_name import PublicName, holder_of

if TYPE_CHECKING:
    from dynamo_stability.record import Record


class Left(NamedTuple):
    """A use that is left to be changed by hand. They sort by place.

    Attributes:
        path: the file, as it is shown.
        line: the line, counted from 1.
        column: the column, counted from 1.
        name: the public name of what is used.
        reason: why it is left.
    """

    path: str
    line: int
    column: int
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: left: {self.name}: {self.reason}"


class FileFix(NamedTuple):
    """What becomes of one file.

    Attributes:
        content: what it is to hold.
        fixed: how many uses are rewritten.
        left: the uses that are not.
    """

    content: bytes
    fixed: int = 0
    left: tuple[Left, ...] = ()


#: Why a use is left.
NO_ALTERNATIVE = "nothing is declared to take its place"


def python_alternative(record: Record) -> str | None:
    """The full name of the Python API that takes the place of another, or None."""
    written = None if record.deprecation is None else record.deprecation.alternative
    name = _parsed(written)
    if name is None or name.surface != "python" or name.parameter is not None:
        return None
    return str(name) if "." in str(name) else None


def renamed_parameter(record: Record) -> str | None:
    """The parameter that takes the place of another, or None."""
    renamed = None if record.deprecation is None else record.deprecation.renamed_to
    return renamed if renamed is not None and renamed.isidentifier() else None


def text_alternative(record: Record) -> str | None:
    """How the variable or option that takes the place of another is written, or None."""
    deprecation = record.deprecation
    if deprecation is None:
        return None
    surface = record.name.partition(":")[0]
    renamed = deprecation.renamed_to
    if renamed is not None:
        renamed = renamed.removeprefix("env:")
        is_clear = renamed.startswith("-") if surface == "cli" else renamed.isidentifier()
        return renamed if is_clear else None
    name = _parsed(deprecation.alternative)
    if surface == "env" and deprecation.alternative is not None:
        plain = deprecation.alternative if name is None else name.qualname
        same = name is not None and name.surface == "env"
        return plain if same and plain.isidentifier() else None
    if surface == "cli" and name is not None and name.surface == "cli":
        is_of_program = holder_of(str(name)) == holder_of(record.name)
        return name.qualname.rpartition(" ")[2] if is_of_program else None
    return None


def _parsed(written: str | None) -> PublicName | None:
    try:
        return None if written is None else PublicName.parse(written)
    except RecordError:
        return None
