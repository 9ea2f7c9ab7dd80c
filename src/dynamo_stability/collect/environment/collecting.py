"""collect_variables(): the environment variables that some sources read and declare."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.environment.declarations import DeclarationReader
from dynamo_stability.collect.environment.files import Files
from dynamo_stability.collect.environment.findings import find
from dynamo_stability.collect.environment.inventory import inventory
from dynamo_stability.collect.environment.known import (
    DECLARE,
    GROUP_METHOD,
    KNOWN_HELPERS,
    METHODS,
    OPTION_KEYWORDS,
)
from dynamo_stability.collect.environment.names import NameReader
from dynamo_stability.collect.environment.reads import ReadFinder
from dynamo_stability.collect.environment.rust import RustReads, rust_places
from dynamo_stability.collect.environment.uses import uses_of
from dynamo_stability.collect.environment.variable import EnvironmentVariable, Place, Read
from dynamo_stability.collect.findings import Finding
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.surfaces import SurfaceRecords
from dynamo_stability.configuration import EnvironmentOptions
from dynamo_stability.pausing import collection_paused
from dynamo_stability.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dynamo_stability.collect.environment.files import File
    from dynamo_stability.collect.environment.variable import Declaration
    from dynamo_stability.collect.sources import Target

#: How many functions lie between a read and who says which variable is meant.
_MOST_ROUNDS: Final = 4


class CollectedVariables(NamedTuple):
    """What was found.

    Attributes:
        records: one for each variable that is declared or has a prefix of the project, and for
            each older name that a declaration mentions, sorted by name.
        problems: what could not be read, sorted by place.
        variables: every variable that is read or declared, sorted by name.
        findings: what is wrong with them, sorted by place.
        unnamed: the places that read or declare a variable whose name takes running the code.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    variables: tuple[EnvironmentVariable, ...]
    findings: tuple[Finding, ...]
    unnamed: tuple[Place, ...]

    @property
    def surface(self) -> SurfaceRecords:
        """What every collector gives."""
        return SurfaceRecords(self.records, self.problems)


def collect_variables(
    targets: Sequence[Target], options: EnvironmentOptions | None = None
) -> CollectedVariables:
    """The environment variables of some sources, in Python and in Rust; nothing of them is run.

    Args:
        targets: what to read, from `find_target`.
        options: the project's prefixes, and its own functions that read or declare.

    Raises:
        MissingExtraError: a Rust source mentions the environment, and tree-sitter or its grammar
            of Rust is not installed.
    """
    chosen = options or EnvironmentOptions()
    with collection_paused():
        return _Reading(targets, chosen).collected()


class _Reading:
    """One run of the collector."""

    def __init__(self, targets: Sequence[Target], options: EnvironmentOptions) -> None:
        self._options = options
        self._files = Files(targets, options.exclude)
        self._names = NameReader(self._files)
        rules = {one.name: one for one in (*KNOWN_HELPERS, *options.helpers)}
        declaring = {name: one for name, one in rules.items() if one.declares}
        reading = {name: one for name, one in rules.items() if not one.declares}
        self._declarations = DeclarationReader(self._names, declaring, options.prefixes)
        self._finder = ReadFinder(self._names, reading, self._declarations)
        self._problems: list[Problem] = []
        last = [name.rpartition(".")[2] for name in (*rules, DECLARE)]
        # Methods that much else has: `environ`, or the keyword of an option, stands beside them.
        shared = {"add_argument", "add_option", *METHODS}
        self._words = {*last, "environ", GROUP_METHOD, *OPTION_KEYWORDS} - shared
        self._rust = [RustReads(place, root) for place, root in rust_places(targets)]

    def collected(self) -> CollectedVariables:
        """All that was found."""
        for file in self._files.mentioning(self._words, broken=True):
            self._go_through(file)
        self._follow()
        reads: dict[str, set[Read]] = defaultdict(set)
        for name, read in (
            *self._finder.reads,
            *(one for rust in self._rust for one in rust.reads),
        ):
            if _is_name(name):
                reads[name].add(read)
        declarations = sorted(set(self._declarations.found), key=_order)
        ordered = {name: sorted(found, key=_read_order) for name, found in reads.items()}
        uses = uses_of(declarations, self._files, self._names)
        variables = inventory(ordered, declarations, uses, self._options.prefixes)
        records = {one.name: one for one in _records(variables)}
        return CollectedVariables(
            tuple([records[name] for name in sorted(records)]),
            tuple(sorted({*self._problems, *self._files.problems, *self._rust_problems()})),
            variables,
            find(variables, ordered, declarations, self._options),
            tuple(sorted({*self._finder.unnamed, *self._declarations.unnamed, *self._unnamed()})),
        )

    def _go_through(self, file: File) -> None:
        try:
            self._finder.go_through(file)
        except RecursionError:
            message = "is nested too deeply to be followed. Its variables may be incomplete."
            self._problems.append(Problem(file.path, 1, 1, message))

    def _follow(self) -> None:
        """Follow functions that read what their callers name, through a few of them."""
        known: set[str] = set()
        wrappers = self._finder.wrappers
        for _ in range(_MOST_ROUNDS):
            fresh = {name: several for name, several in wrappers.items() if name not in known}
            known.update(fresh)
            wrappers = {}
            for file in self._files.mentioning(name.rpartition(".")[2] for name in fresh):
                for name, several in self._finder.follow(file, fresh).items():
                    wrappers.setdefault(name, []).extend(several)

    def _rust_problems(self) -> Iterator[Problem]:
        return (problem for rust in self._rust for problem in rust.problems)

    def _unnamed(self) -> Iterator[Place]:
        return (place for rust in self._rust for place in rust.unnamed)


def _is_name(text: str) -> bool:
    return text.isidentifier() and text.isascii()


def _order(declaration: Declaration) -> tuple[Place, str]:
    return declaration.place, declaration.name


def _read_order(read: Read) -> tuple[Place, str, str]:
    return read.place, read.default or "", read.type or ""


def _records(variables: Sequence[EnvironmentVariable]) -> Iterator[Record]:
    for one in variables:
        yield from one.deprecated_names
    for one in variables:
        if one.record is not None:
            yield one.record
