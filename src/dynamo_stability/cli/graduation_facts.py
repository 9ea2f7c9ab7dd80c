"""facts_about(): what tools can find out about a feature that is to graduate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.cli.check_subject import path_from
from dynamo_stability.cli.graduation_history import past_releases
from dynamo_stability.collect.described import lacking_description
from dynamo_stability.collect.parsing import trees_shared
from dynamo_stability.collect.texts import read_pages, read_tests
from dynamo_stability.policy.graduation.judging import Facts, Replaced, Switch
from dynamo_stability.policy.mentioning import text_speaks_of
from dynamo_stability.public_name import holder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dynamo_stability.cli.check_subject import Project
    from dynamo_stability.cli.reading import Reading
    from dynamo_stability.collect.options import Option
    from dynamo_stability.collect.texts import Page
    from dynamo_stability.policy.graduation.judging import Graduation, Member, PastRelease
    from dynamo_stability.record import Record

_OFF = frozenset({"False", "false", "off", "0", "no"})


class Places(NamedTuple):
    """Where to look, as the user wrote it; what is not there is left out.

    Attributes:
        docs: the directories and files of the documentation.
        tests: those of the tests.
        history: the releases before.
    """

    docs: tuple[Path, ...]
    tests: tuple[Path, ...]
    history: tuple[str, ...]


def facts_about(
    graduation: Graduation, reading: Reading, project: Project, places: Places
) -> Facts:
    """What the sources, the documentation, the tests and the history say about a feature.

    Raises:
        StabilityError: something that is named cannot be read.
    """
    return _Finder(graduation, reading, project, places).facts()


class _Finder:
    """One run over everything that there is to look at."""

    def __init__(
        self, graduation: Graduation, reading: Reading, project: Project, places: Places
    ) -> None:
        self._graduation = graduation
        self._reading = reading
        self._project = project
        self._places = places
        self._top = project.configuration.directory.absolute()
        self._wanted = {one.id for one in graduation.criteria}

    def facts(self) -> Facts:
        """All facts that some condition of the step asks for."""
        members = self._graduation.living
        pages = read_pages(self._places.docs, self._top)
        options = self._options()
        with trees_shared():
            undescribed = dict(self._undescribed(options))
        return Facts(
            undescribed=undescribed,
            pages={one.name: _paths_of(one, pages) for one in members},
            examples=tuple(one.path for one in pages if self._has_example(one)),
            tests=self._tests(members),
            releases=self._releases(members),
            replaced=tuple(self._replaced(pages)),
            switches=tuple(self._switches(options)),
            docs=tuple(path_from(one, self._top) for one in self._places.docs),
            test_places=tuple(path_from(one, self._top) for one in self._places.tests),
            missing_files=frozenset(self._missing_files()),
            history="the releases named" if self._places.history else "git tags",
        )

    # ---- texts ----------------------------------------------------------------------------------

    def _undescribed(self, options: dict[str, Option]) -> Iterator[tuple[str, str]]:
        marked = self._reading.collected.marked
        for member in self._graduation.living:
            for (name, _), one in marked.items():
                if name == member.name:
                    lacks = lacking_description(one, self._reading.collected.modules)
                    if lacks is not None:
                        yield name, lacks
            option = options.get(member.name)
            if option is not None and not option.help:
                yield member.name, "help text"

    def _has_example(self, page: Page) -> bool:
        code = page.code
        return bool(code) and any(
            text_speaks_of(f"`{_spaced(code)}`", name)
            for one in self._graduation.living
            for name in _names(one.record)
        )

    def _tests(self, members: Sequence[Member]) -> dict[str, tuple[str, ...]]:
        if "end-to-end" not in self._wanted:
            return {}
        files = read_tests(self._places.tests, self._top)
        return {
            one.name: tuple(file.path for file in files if any(map(file.uses, _names(one.record))))
            for one in members
        }

    def _missing_files(self) -> Iterator[str]:
        for evidence in self._graduation.evidence:
            for link in evidence.links:
                if "://" not in link and not (self._top / link.partition("#")[0]).exists():
                    yield link

    # ---- releases -------------------------------------------------------------------------------

    def _releases(self, members: Sequence[Member]) -> tuple[PastRelease, ...]:
        most = max(
            (self._graduation.releases_for(one) for one in self._graduation.criteria), default=0
        )
        if not most:
            return ()
        names = [one.name for one in members]
        now = self._reading.catalog
        return tuple(past_releases(names, now, self._project, self._places.history, most))

    def _replaced(self, pages: Sequence[Page]) -> Iterator[Replaced]:
        """The deprecated API that names an API of the feature as what to use instead."""
        for record in self._reading.catalog.records:
            for member in self._graduation.living:
                if record.name != member.name and _is_alternative(record, member.record):
                    found = tuple(
                        one.path
                        for one in pages
                        if text_speaks_of(one.text, record.name)
                        and any(text_speaks_of(one.text, name) for name in _names(member.record))
                    )
                    yield Replaced(record.name, member.name, found)

    # ---- switches -------------------------------------------------------------------------------

    def _switches(self, options: dict[str, Option]) -> Iterator[Switch]:
        shapes = {one.name: one for one in self._reading.catalog.api}
        for member in self._graduation.living:
            name = member.name
            option = options.get(name)
            is_switch = option is not None and option.form in {"flag", "negatable"}
            if is_switch and option is not None and option.default in {None, *_OFF}:
                yield Switch(name, "is off unless it is given", None)
            yield from self._gates(member)
            if member.record.kind == "rust" and member.tier < self._graduation.goal:
                yield Switch(name, "may be behind a Cargo feature", None)
            function, bracket, parameter = name.partition("(")
            for owner in (function, f"{function}.__init__") if bracket else ():
                shape = shapes.get(owner)
                for signature in () if shape is None else shape.signatures:
                    for one in signature.parameters:
                        if one.name == parameter.rstrip(")") and one.default == "False":
                            yield Switch(name, "is False unless it is given", None)

    def _gates(self, member: Member) -> Iterator[Switch]:
        """Marks that keep their API shut until the feature is asked for."""
        import ast

        for (name, _), marked in self._reading.collected.marked.items():
            for statement in marked.statements if name == member.name else ():
                call = None if statement.seen is None else statement.seen.marker
                for keyword in call.keywords if isinstance(call, ast.Call) else ():
                    shut = keyword.value
                    is_open = isinstance(shut, ast.Constant) and not shut.value
                    if keyword.arg == "gate" and not is_open:
                        yield Switch(name, f"is behind gate={ast.unparse(shut)}", is_off=True)

    def _options(self) -> dict[str, Option]:
        """The options among the APIs of the feature."""
        if not any(one.record.kind == "cli" for one in self._graduation.living):
            return {}
        from dynamo_stability.collect.options import collect_options

        targets = [one for one in self._reading.targets if one.sources]
        found = collect_options(targets, self._project.configuration.options)
        return {one.public_name: one for one in found.options}


def _is_alternative(record: Record, member: Record) -> bool:
    given = record.deprecation
    if given is None:
        return False
    names = {*_names(member), member.name.rpartition(" ")[2]}
    renamed = f"{holder_of(record.name)}({given.renamed_to})" if given.renamed_to else None
    return given.alternative in names or renamed in names


def _names(record: Record) -> tuple[str, ...]:
    further = () if record.definition is None else (record.definition,)
    return (record.name, *further, *record.aliases)


def _paths_of(member: Member, pages: Iterable[Page]) -> tuple[str, ...]:
    names = _names(member.record)
    return tuple(
        one.path
        for one in pages
        if any(text_speaks_of(one.text, name) for name in names) or _is_shown_by(one, names)
    )


def _is_shown_by(page: Page, names: Iterable[str]) -> bool:
    for name in names:
        holder = name
        while holder:
            if page.shows_all_of(holder):
                return True
            holder = holder_of(holder)
    return False


def _spaced(code: str) -> str:
    """Code in one line, as a text in which a name may stand anywhere."""
    return code.replace("`", " ")
