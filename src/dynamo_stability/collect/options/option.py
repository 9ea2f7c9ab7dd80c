"""Option: one option of a program, as users meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.configuration.command_line import VALUE

if TYPE_CHECKING:
    from typing import Final

    from dynamo_stability.record import Record

OTHER: Final = "other"


class Option(NamedTuple):
    """One option, or one positional argument, of one program.

    Attributes:
        program: the program; where no program of the sources is known to have the option, the
            class or function that adds it.
        name: its first long spelling, or the name of a positional argument.
        aliases: its other spellings.
        deprecated_names: the spellings that are on their way out, with what is known of each.
        type: what its value is.
        default: its default, as a table shows it; None where there is none.
        env_var: the environment variable that gives its default.
        group: the title of the group that holds it.
        help: its help text, without tags.
        choices: the values that it takes, where these are known.
        form: `"value"`, or `"flag"` for one that is given or not, `"negatable"` for one that has a
            `--no-` form; `"other"` for `--help`, `--version` and whatever else is about the
            program itself.
        destination: where the value is put, which tells two flags for one thing.
        is_hidden: whether the help text leaves it out.
        is_required: whether it has to be given.
        is_typed_by_bool: whether `type=bool` converts it, which takes every text for true.
        record: what is said about its stability, or None.
        place: where it is declared, as `path:line`; empty for a live parser.
        hint: a stage that its help text seems to speak of, without a tag.
        library: what parses it: `"argparse"`, `"click"` or `"typer"`.
    """

    program: str
    name: str
    aliases: tuple[str, ...] = ()
    deprecated_names: tuple[tuple[str, Record], ...] = ()
    type: str = "str"
    default: str | None = None
    env_var: str | None = None
    group: str | None = None
    help: str = ""
    choices: tuple[str, ...] = ()
    form: str = VALUE
    destination: str = ""
    is_hidden: bool = False
    is_required: bool = False
    is_typed_by_bool: bool = False
    record: Record | None = None
    place: str = ""
    hint: str | None = None
    library: str = "argparse"

    @property
    def public_name(self) -> str:
        """`cli:program --name`."""
        return f"cli:{self.program} {self.name}"

    @property
    def is_positional(self) -> bool:
        """Whether it is told by its position."""
        return not self.name.startswith("-")

    @property
    def stage(self) -> str:
        """`"deprecated"`, or the tier; what is not marked counts as stable."""
        return "stable" if self.record is None else self.record.stage

    def records(self) -> list[Record]:
        """One record for the option, where it is marked, and one for each deprecated spelling."""
        own = [] if self.record is None else [self.record]
        return [*own, *[record for _, record in self.deprecated_names]]

    def of(self, program: str) -> Option:
        """The same option, of another program."""

        def renamed(record: Record) -> Record:
            spelling = record.name.rpartition(" ")[2]
            aliases = tuple([f"cli:{program} {one}" for one in self.aliases if one != spelling])
            is_own = spelling == self.name
            return record.replace(
                name=f"cli:{program} {spelling}", aliases=aliases if is_own else ()
            )

        return self._replace(
            program=program,
            record=None if self.record is None else renamed(self.record),
            deprecated_names=tuple([(name, renamed(one)) for name, one in self.deprecated_names]),
        )
