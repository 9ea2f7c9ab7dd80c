"""Reporter: decides whether a use is told, and tells it under our codes."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from dynamo_stability.categories import word
from dynamo_stability.mypy.codes import CODES, severity
from dynamo_stability.mypy.owners import Owners
from dynamo_stability.mypy.public_names import published
from dynamo_stability.mypy.watching import unwatched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy.errors import Errors
    from mypy.nodes import MypyFile
    from mypy.options import Options

    from dynamo_stability.configuration import MypyOptions
    from dynamo_stability.mypy.callers import Callers
    from dynamo_stability.mypy.registries import Registry
    from dynamo_stability.record import Record


class Place(NamedTuple):
    """Where something is used.

    Attributes:
        line: its line.
        column: its column, from zero.
        end_line: the line where it ends.
        end_column: the column where it ends.
        span: the lines whose ignore comments count.
    """

    line: int
    column: int
    end_line: int | None
    end_column: int | None
    span: Iterable[int]


class Reporter:
    """Decides whether a use is told, and tells it.

    Args:
        errors: where mypy collects its messages.
        options: mypy's own options.
        wanted: what the project wants to hear of.
        registry: knows public names.
        callers: knows what marked callers may use.
    """

    def __init__(
        self,
        errors: Errors,
        options: Options,
        wanted: MypyOptions,
        registry: Registry,
        callers: Callers,
    ) -> None:
        self._errors = errors
        self._wanted = wanted
        self._registry = registry
        self._callers = callers
        self._owners = Owners()
        self._public_names: dict[tuple[str, str], tuple[Record, Record]] = {}
        self._excluded: list[str] = list(getattr(options, "deprecated_calls_exclude", ()))

    def has_nothing_for(self, tree: MypyFile, modules: Mapping[str, MypyFile]) -> bool:
        """Whether all that is marked belongs to the package of a module itself."""
        return self._owners.are_all(tree.fullname, self._registry.fresh, modules)

    def report(
        self,
        record: Record,
        tree: MypyFile,
        place: Place,
        modules: Mapping[str, MypyFile],
    ) -> None:
        """Tell of one use, unless it is one that nobody is told about."""
        known = self.told_of(record, tree, place.line, modules)
        if known is None:
            return
        with unwatched(self._errors):
            self._errors.report(
                place.line,
                place.column,
                word(known),
                CODES[known.stage],
                severity=severity(self._wanted, known.stage),
                origin_span=place.span,
                end_line=place.end_line,
                end_column=place.end_column,
            )

    def told_of(
        self, record: Record, tree: MypyFile, line: int, modules: Mapping[str, MypyFile]
    ) -> Record | None:
        """The record to tell of with its public name, or None where nobody is told."""
        stage = record.stage
        if stage not in CODES or self._owners.owns(tree.fullname, record, modules):
            return None
        known = self._public(record, tree, modules)
        if self._is_allowed(known) or stage in self._callers.covered(tree, line):
            return None
        return known

    def _public(self, record: Record, tree: MypyFile, modules: Mapping[str, MypyFile]) -> Record:
        """The record under the name that a module's author knows."""
        key = (record.name, tree.fullname)
        looked_up, known = self._public_names.get(key, (None, record))
        if looked_up is not record:
            known = self._registry.published(record)
            if known is record:
                known = published(record, tree, modules)
            self._public_names[key] = (record, known)
        return known

    def _is_allowed(self, record: Record) -> bool:
        if record.feature is not None and record.feature in self._wanted.allow_features:
            return True
        names = [name for name in (record.name, record.definition, *record.aliases) if name]
        return any(
            fnmatchcase(name, pattern) for name in names for pattern in self._wanted.allow
        ) or any(
            name == one or name.startswith(f"{one}.") for name in names for one in self._excluded
        )
