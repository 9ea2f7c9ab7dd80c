"""What is declared as a table for documents, and what is set without being declared."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.markdown import markdown_table
from dynamo_stability.surfaces import environment_registry as registry
from dynamo_stability.surfaces.command_line import deprecation_tag
from dynamo_stability.surfaces.environment_names import split_name
from dynamo_stability.surfaces.environment_values import word_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from dynamo_stability.surfaces.environment_variable import Variable

#: The columns of the table.
COLUMNS: Final = ("Variable", "Type", "Default", "Tier", "About")
#: What stands in for the value of a secret.
HIDDEN: Final = "(hidden)"
_MOST_CHOICES: Final = 8


class UnknownVariable(NamedTuple):
    """A variable that is set, and that nothing declares.

    Attributes:
        name: its name.
        nearest: the known name that it may stand for; None where none is near.
    """

    name: str
    nearest: str | None

    def __str__(self) -> str:
        meant = "" if self.nearest is None else f"; did you mean {self.nearest!r}?"
        return f"{self.name} is set, but no such variable is declared{meant or '.'}"


def find_unknown(
    environ: Mapping[str, str], prefixes: Iterable[str], known: Iterable[str]
) -> tuple[UnknownVariable, ...]:
    """The variables with some prefixes that are set and not declared, by name.

    Args:
        environ: what is set; only the names are looked at.
        prefixes: what the names that are looked at begin with.
        known: globs of further names that are known.
    """
    wanted, others = tuple(prefixes), tuple(known)
    variables = registry.all_variables()
    answering = {name for one in variables for name in (one.name, *one.older_names)}
    return tuple(
        [
            UnknownVariable(name, _nearest(name, wanted, variables))
            for name in sorted(environ)
            if name.startswith(wanted) and name not in answering
            if not any(fnmatchcase(name, one) for one in others)
        ]
    )


def _nearest(name: str, prefixes: tuple[str, ...], variables: list[Variable[Any]]) -> str | None:
    """The known name that is meant. What all names have in common does not count as likeness."""
    claimed = registry.find(name)
    if claimed is not None:  # the name that it has in another tier
        return claimed.name
    prefix = max((one for one in prefixes if name.startswith(one)), key=len, default="")
    stems: dict[str, str] = {}
    for one in variables:
        for other in (one.name, *one.older_names):
            stems.setdefault(_stem(other, one.prefix or prefix), one.name)
    close = get_close_matches(_stem(name, prefix), stems, n=1)
    return stems[close[0]] if close else None


def _stem(name: str, prefix: str) -> str:
    return split_name(name, prefix)[1] if name.startswith(prefix) else name


def table_of(variables: Iterable[Variable[Any]]) -> str:
    """Some variables as a table in Markdown, each deprecated name in a row of its own."""
    return markdown_table(COLUMNS, [row for one in variables for row in _rows(one)])


def _rows(variable: Variable[Any]) -> Iterator[tuple[str, ...]]:
    shown = "" if variable.default is None else _shown_default(variable)
    default = f"`{shown}`" if shown else ""
    yield (
        f"`{variable.name}`",
        _type(variable),
        "(required)" if variable.is_required else default,
        variable.record.stage,
        " ".join([one for one in (deprecation_tag(variable.record), variable.help) if one]),
    )
    for record in variable.deprecated_names:
        yield (f"`{record.name.partition(':')[2]}`", "", "", record.stage, deprecation_tag(record))


def _type(variable: Variable[Any]) -> str:
    choices = variable.choices
    if choices and len(choices) <= _MOST_CHOICES:
        return " | ".join([f"`{word_of(one)}`" for one in choices])
    return f"`{variable.type_name}`"


def _shown_default(variable: Variable[Any]) -> str:
    """The default as it would be set; of a secret only that there is one."""
    default = variable.default
    is_harmless = isinstance(default, (bool, int, float)) or not default
    return word_of(default) if is_harmless or not variable.is_secret else HIDDEN
