"""What is wrong with the variables of a project."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.environment.variable import HIDDEN
from dynamo_stability.collect.findings import Finding
from dynamo_stability.surfaces.environment_names import is_secret_name, names_of, split_name
from dynamo_stability.surfaces.environment_values import BOOLEANS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from dynamo_stability.collect.environment.variable import (
        Declaration,
        EnvironmentVariable,
        Place,
        Read,
    )
    from dynamo_stability.configuration import EnvironmentOptions

#: Each finding's id, why it matters, and what to do.
RULES: Final = {
    "variable-misprefixed": (
        "users take the tier of a variable from its name",
        "use the name of its tier; the names of lower tiers keep working",
    ),
    "variable-defaults-differ": (
        "what an unset variable means must not depend on who reads it",
        "declare it once with env_var, and read the declaration",
    ),
    "variable-declared-twice": (
        "the second declaration fails at run time",
        "declare it once, and import the declaration",
    ),
    "variable-never-read": (
        "users set it, and nothing happens",
        "read it, or deprecate it and remove it when its notice has run out",
    ),
    "variable-undeclared": (
        "it is neither checked nor listed, and nobody is told of its tier",
        "declare it with env_var, or list it below 'known' in the configuration",
    ),
}


def find(
    variables: Sequence[EnvironmentVariable],
    reads: Mapping[str, Sequence[Read]],
    declarations: Sequence[Declaration],
    options: EnvironmentOptions,
) -> tuple[Finding, ...]:
    """What is wrong with some variables, sorted by place.

    Args:
        variables: the inventory.
        reads: the places that read each of them themselves.
        declarations: every declaration.
        options: the project's prefixes, and which names and rules do not count.
    """
    found = {
        *_misprefixed(declarations, reads),
        *_declared_twice(declarations),
        *_never_read(variables),
        *(one for variable in variables for one in _of_defaults(variable, reads)),
    }
    if declarations:
        found.update(_undeclared(variables, declarations, options))
    return tuple(sorted(one for one in found if one.rule not in options.ignore))


def _finding(rule: str, place: Place, name: str, message: str) -> Finding:
    return Finding(place.path, place.line, rule, f"env:{name}", message, *RULES[rule])


def _misprefixed(
    declarations: Iterable[Declaration], reads: Mapping[str, Sequence[Read]]
) -> Iterator[Finding]:
    for one in declarations:
        tier = one.record.tier
        if one.is_misprefixed:
            said, _ = split_name(one.written, one.prefix)
            message = f"is declared as {tier}, and its name says {said}"
            yield _finding("variable-misprefixed", one.place, one.name, message)
        elif one.prefix:
            _, stem = split_name(one.written, one.prefix)
            for other in names_of(stem, one.prefix):
                for read in reads.get(other, ()) if other != one.name else ():
                    message = f"is read here, while {one.place} declares it as {one.name}"
                    yield _finding("variable-misprefixed", read.place, other, message)


def _declared_twice(declarations: Sequence[Declaration]) -> Iterator[Finding]:
    first: dict[str, Declaration] = {}
    for one in declarations:
        _, stem = split_name(one.written, one.prefix) if one.prefix else (None, one.name)
        known = first.setdefault(f"{one.prefix}{stem}", one)
        differing = [
            word
            for word, mine, other in (
                ("tier", one.record.tier, known.record.tier),
                ("type", one.type, known.type),
                ("default", one.default, known.default),
                ("stability", one.record.replace(source=None), known.record.replace(source=None)),
            )
            if mine != other
        ]
        if known.place != one.place and differing:
            message = f"is declared here with another {differing[0]} than at {known.place}"
            yield _finding("variable-declared-twice", one.place, one.name, message)


def _never_read(variables: Iterable[EnvironmentVariable]) -> Iterator[Finding]:
    for one in variables:
        if one.declared is not None and not one.reads and one.stage != "deprecated":
            yield _finding("variable-never-read", one.declared, one.name, "is never read")


def _undeclared(
    variables: Iterable[EnvironmentVariable],
    declarations: Iterable[Declaration],
    options: EnvironmentOptions,
) -> Iterator[Finding]:
    """Variables of the project that nothing declares, unless they are names of what is declared."""
    own = {one.name for declared in declarations for one in _every_name(declared)}
    for one in variables:
        if one.declared is not None or one.record is None or one.name in own:
            continue
        if not any(fnmatchcase(one.name, glob) for glob in options.known):
            message = "is read, and nothing declares it"
            yield _finding("variable-undeclared", one.reads[0], one.name, message)


class _Named(NamedTuple):
    name: str


def _every_name(declared: Declaration) -> Iterator[_Named]:
    yield _Named(declared.name)
    yield from (_Named(one.name.partition(":")[2]) for one in declared.older)
    if declared.prefix:
        _, stem = split_name(declared.written, declared.prefix)
        yield from (_Named(one) for one in names_of(stem, declared.prefix))


def _of_defaults(
    variable: EnvironmentVariable, reads: Mapping[str, Sequence[Read]]
) -> Iterator[Finding]:
    """Places whose default is another one than the first that is given.

    An empty text is what code takes to see whether a variable is set at all.
    """
    own = reads.get(variable.name, ())
    known = [one for one in own if one.default and not one.is_computed]
    first: tuple[str, Place] | None = None
    if variable.declared is not None and variable.default:
        first = (variable.default, variable.declared)
    for one in known:
        default = str(one.default)
        if first is None:
            first = (default, one.place)
        elif not _means_same(default, first[0]):
            message = f"has the default {_shown(default, variable)} here and "
            message += f"{_shown(first[0], variable)} at {first[1]}"
            yield _finding("variable-defaults-differ", one.place, variable.name, message)


def _means_same(one: str, other: str) -> bool:
    """Whether two defaults mean the same to whoever reads them: `1` and `1.0`, `no` and `0`."""
    words = one.strip().lower(), other.strip().lower()
    if one == other or all(word in BOOLEANS for word in words):
        return one == other or BOOLEANS[words[0]] == BOOLEANS[words[1]]
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _shown(default: str, variable: EnvironmentVariable) -> str:
    return HIDDEN if is_secret_name(variable.name) and default else repr(default)
