"""collect_options(): the options of all programs whose parsers some sources build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.findings import Finding
from dynamo_stability.collect.options import findings
from dynamo_stability.collect.options.calling import TooMuch
from dynamo_stability.collect.options.commands import Commands
from dynamo_stability.collect.options.files import Files
from dynamo_stability.collect.options.findings import find
from dynamo_stability.collect.options.known import KNOWN_HELPERS
from dynamo_stability.collect.options.marks import Marks
from dynamo_stability.collect.options.option import Option
from dynamo_stability.collect.options.programs import Programs
from dynamo_stability.collect.options.roots import Roots
from dynamo_stability.collect.options.walking import Walker
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.surfaces import SurfaceRecords
from dynamo_stability.configuration import CommandLineOptions
from dynamo_stability.pausing import collection_paused

if TYPE_CHECKING:
    from dynamo_stability.collect.options.roots import Root
    from dynamo_stability.collect.sources import Target
    from dynamo_stability.record import Record


class CollectedOptions(NamedTuple):
    """What was found.

    Attributes:
        records: one for each marked option and deprecated spelling, sorted by name.
        problems: what could not be read, sorted by place.
        options: every option of every program, sorted by program, group and name.
        findings: what is wrong with them, sorted by place.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    options: tuple[Option, ...]
    findings: tuple[Finding, ...]

    @property
    def surface(self) -> SurfaceRecords:
        """What every collector gives."""
        return SurfaceRecords(self.records, self.problems)


def collect_options(
    targets: Sequence[Target], configuration: CommandLineOptions | None = None
) -> CollectedOptions:
    """The options of the programs in the sources of some targets; nothing of them is run.

    Parsers are followed through functions, methods and classes of the sources. Options that are
    added to a parser which none of them makes are listed under the class or function that adds
    them.

    Args:
        targets: what to read, from `find_target`.
        configuration: the project's own helpers, and how its programs are called.
    """
    chosen = configuration or CommandLineOptions()
    with collection_paused():
        return _collect(Files(targets, chosen.exclude), chosen)


def _collect(files: Files, configuration: CommandLineOptions) -> CollectedOptions:
    walker = Walker(files, configuration, Marks(configuration.deprecations))
    roots = Roots(files, walker, _makers(configuration), _adders(configuration))
    problems = [*_follow(walker, roots.makers()), *_follow(walker, roots.holders())]
    programs = Programs(files, configuration)
    commands = Commands(files, walker, programs)
    every = [*programs.options(roots.parsers()), *commands.options()]
    options, contradictions = _unique(every)
    unnamed = [findings.unnamed(place) for place in walker.unnamed]
    ignore = configuration.ignore
    wanted = [one for one in (*contradictions, *unnamed) if one.rule not in ignore]
    problems += files.problems
    return gathered(options, problems=problems, further=wanted, ignore=ignore)


def gathered(
    options: Iterable[Option],
    *,
    problems: Iterable[Problem] = (),
    further: Iterable[Finding] = (),
    ignore: Iterable[str] = (),
) -> CollectedOptions:
    """The result for some options, in its final order."""
    ordered = sorted(options, key=lambda one: (one.program, one.group or "", one.name))
    records: dict[str, Record] = {}
    for option in ordered:
        if option.record is not None:
            records[option.record.name] = option.record
    for option in ordered:
        for _, record in option.deprecated_names:
            records.setdefault(record.name, record)
    return CollectedOptions(
        tuple([records[name] for name in sorted(records)]),
        tuple(sorted(set(problems))),
        tuple(ordered),
        tuple(sorted({*find(ordered, ignore), *further})),
    )


def _adders(configuration: CommandLineOptions) -> frozenset[str]:
    """The names of what adds an option, as far as the text of a file tells."""
    rules = (*KNOWN_HELPERS, *configuration.helpers)
    return frozenset(("add_argument", *[rule.name.rpartition(".")[2] for rule in rules]))


def _makers(configuration: CommandLineOptions) -> frozenset[str]:
    """How the names of what makes a parser end; what only looks like it is gone through in vain."""
    return frozenset(("Parser", *[name.rpartition(".")[2] for name in configuration.parsers]))


def _follow(walker: Walker, roots: Iterable[Root]) -> Iterator[Problem]:
    for root in roots:
        try:
            walker.start(root.scope, root.statements)
        except TooMuch:
            why = "takes more steps to follow than a parser does. Its options may be incomplete."
        except RecursionError:
            why = "is nested too deeply to be followed. Its options may be incomplete."
        else:
            continue
        yield Problem(root.scope.file.path, root.line, 1, why)


def _unique(options: Iterable[Option]) -> tuple[list[Option], list[Finding]]:
    """One of each; where two places declare the same option, the first that marks it."""
    known: dict[tuple[str, str], Option] = {}
    contradictions = []
    for option in options:
        first = known.setdefault((option.program, option.name), option)
        if first.record is None and option.record is not None:
            known[option.program, option.name] = option
        if first.place != option.place and first.stage != option.stage:
            message = f"is {option.stage} here and {first.stage} at {first.place}"
            contradictions.append(findings.finding("option-contradicts", option, message))
    return list(known.values()), contradictions
