"""EnvironmentVariable: one environment variable, with every place that reads or declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Final

    from dynamo_stability.record import Record

#: What stands in for the default of a secret.
HIDDEN: Final = "(hidden)"


class Place(NamedTuple):
    """Where something stands.

    Attributes:
        path: the file, as it is shown.
        line: the line, counted from 1.
    """

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Read(NamedTuple):
    """One place that reads a variable.

    Attributes:
        place: where.
        default: what is taken where the variable is not set, as it is written; None for nothing.
        type: what the text is made into; None where it is not known.
        is_computed: whether it takes running the code to tell what the default is.
    """

    place: Place
    default: str | None = None
    type: str | None = None
    is_computed: bool = False


class Declaration(NamedTuple):
    """One place that declares a variable.

    Attributes:
        place: where.
        name: what the variable is called in its tier.
        record: what is said about its stability.
        older: what is known of the older names that are mentioned.
        written: the name as it is written there.
        prefix: the prefix that holds for it; empty for none.
        type: what its value is.
        default: its default, as it is written; None where there is none.
        help: a sentence about it.
        choices: the values that are allowed, where these are known.
        is_secret: whether its value is never shown.
        is_misprefixed: whether its name says another tier than the declaration does.
        is_computed: whether it takes running the code to tell what the default is.
        bound: the full name that it is assigned to; None where it is used on the spot.
    """

    place: Place
    name: str
    record: Record
    older: tuple[Record, ...] = ()
    written: str = ""
    prefix: str = ""
    type: str | None = None
    default: str | None = None
    help: str | None = None
    choices: tuple[str, ...] = ()
    is_secret: bool = False
    is_misprefixed: bool = False
    is_computed: bool = False
    bound: str | None = None


class EnvironmentVariable(NamedTuple):
    """One variable, as users meet it.

    Attributes:
        name: its name.
        type: what its value is; None where nothing tells.
        default: its default; None where it has none. That of a secret is hidden.
        defaults: the different defaults that the places which read it give.
        help: a sentence about it.
        choices: the values that are allowed, where these are known.
        record: what is known about its stability; None for a variable of another project.
        deprecated_names: what is known of the older names that its declaration mentions.
        reads: where it is read, sorted.
        declared: where it is declared; None where nothing declares it.
    """

    name: str
    type: str | None = None
    default: str | None = None
    defaults: tuple[str, ...] = ()
    help: str | None = None
    choices: tuple[str, ...] = ()
    record: Record | None = None
    deprecated_names: tuple[Record, ...] = ()
    reads: tuple[Place, ...] = ()
    declared: Place | None = None

    @property
    def public_name(self) -> str:
        """The name in records: `env:DYN_ROUTER_MODE`."""
        return f"env:{self.name}"

    @property
    def stage(self) -> str:
        """`"deprecated"`, or the tier; empty for a variable of another project."""
        return "" if self.record is None else self.record.stage

    @property
    def place(self) -> Place:
        """Where it is declared, or read first."""
        return self.reads[0] if self.declared is None else self.declared
