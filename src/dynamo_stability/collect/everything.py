"""collect_everything(): the records of every surface of some targets, merged into one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.declared import declared_marks, join_records
from dynamo_stability.collect.disagreements import disagreements
from dynamo_stability.collect.parsing import trees_shared
from dynamo_stability.collect.python import Collected, collect_marks
from dynamo_stability.collect.surfaces import SurfaceRecords
from dynamo_stability.configuration import Configuration
from dynamo_stability.errors import CollectError
from dynamo_stability.pausing import collection_paused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Final

    from dynamo_stability.collect.sources import Source, Target
    from dynamo_stability.record import Record

#: What can be read, in the order in which one source goes before another.
SURFACES: Final = ("python", "rust", "cli", "env", "crd", "http")


class Everything(NamedTuple):
    """What was found on all surfaces.

    Attributes:
        python: what the Python sources say, with the records of all surfaces.
        sources: the records of each source, before they were merged.
    """

    python: Collected
    sources: tuple[tuple[Record, ...], ...]


def collect_everything(
    targets: Sequence[Target],
    configuration: Configuration | None = None,
    *,
    surfaces: Collection[str] = SURFACES,
    advance: Callable[[Source], object] | None = None,
) -> Everything:
    """Everything that is marked on any surface of some targets; nothing of them is run.

    Where two sources speak of one name, there is one record of what both say; where they
    contradict each other, that is a problem which names both places.

    Args:
        targets: what to read, from `find_target`.
        configuration: the project's own decorators, helpers and manifests.
        surfaces: which of `SURFACES` to read.
        advance: called with each Python file before it is read, to show progress.

    Raises:
        CollectError: a target holds nothing that is read.
        ManifestError: a manifest cannot be read, or says something unknown or malformed.
        MissingExtraError: what reads a surface that is there is not installed.
    """
    reading = _Reading(targets, configuration or Configuration(), surfaces)
    with collection_paused(), trees_shared():
        return reading.everything(advance)


class _Reading:
    """One run over all surfaces."""

    def __init__(
        self, targets: Sequence[Target], configuration: Configuration, surfaces: Collection[str]
    ) -> None:
        self._targets = targets
        self._configuration = configuration
        self._surfaces = surfaces
        self._manifests = declared_marks(configuration)
        self._read: set[str] = {one.name for one in targets if one.sources}

    def everything(self, advance: Callable[[Source], object] | None) -> Everything:
        """All of it, Python first: other surfaces go by the names that it gives."""
        with_sources = [one for one in self._targets if one.sources]
        python = collect_marks(with_sources, self._configuration, advance=advance)
        records = python.records if "python" in self._surfaces else ()
        found = [SurfaceRecords(records, python.problems)]
        for surface in SURFACES[1:]:
            if surface in self._surfaces:
                found += getattr(self, f"_{surface}")(python)
        found += self._declared()
        self._refuse_empty()
        sources = tuple(one.records for one in found)
        problems = {problem for one in found for problem in one.problems}
        problems.update(one.problem for one in disagreements(*sources))
        merged = python._replace(records=merge_records(*sources), problems=tuple(sorted(problems)))
        return Everything(merged, sources)

    def _refuse_empty(self) -> None:
        for target in self._targets:
            if target.name not in self._read:
                raise CollectError(
                    f"Cannot read {target.name!r}: there is no Python source in it, and nothing "
                    f"else that is read. Pass a package, a directory with packages, crates, "
                    f"definitions of resources or OpenAPI documents, a file or a wheel."
                )

    # ---- the surfaces ---------------------------------------------------------------------------

    def _cli(self, _: Collected) -> Iterator[SurfaceRecords]:
        from dynamo_stability.collect.options import collect_options

        targets = [one for one in self._targets if one.sources]
        if targets:
            yield collect_options(targets, self._configuration.options).surface

    def _env(self, _: Collected) -> Iterator[SurfaceRecords]:
        from dynamo_stability.collect.environment import collect_variables

        found = collect_variables(self._targets, self._configuration.environment).surface
        if found.records or found.problems:
            yield found

    def _rust(self, python: Collected) -> Iterator[SurfaceRecords]:
        from dynamo_stability.collect.rust import collect_rust, has_crates

        for target, named in self._places():
            place = named.parent if named.name == "Cargo.toml" else named
            if place.is_dir() and has_crates(place):
                self._read.add(target.name)
                options = self._configuration.rust
                found = collect_rust(place, options, python=python.modules)
                yield SurfaceRecords(found.records, found.problems)

    def _crd(self, _: Collected) -> Iterator[SurfaceRecords]:
        from dynamo_stability.collect.kubernetes import (
            add_declared,
            collect_resources,
            find_definitions,
        )

        for target, place in self._places():
            files = find_definitions(place)
            if files:
                self._read.add(target.name)
                found = collect_resources(files, target.shown_from, self._configuration.kubernetes)
                found = add_declared(found, self._manifests)
                yield SurfaceRecords(found.records, found.problems)

    def _http(self, _: Collected) -> Iterator[SurfaceRecords]:
        from dynamo_stability.collect.http import collect_routes, find_documents

        for target, place in self._places():
            files = find_documents(place)
            if files:
                self._read.add(target.name)
                yield collect_routes(files, target.shown_from, self._configuration.http)

    def _places(self) -> Iterator[tuple[Target, Path]]:
        """Each target that is a place, with the place."""
        for target in self._targets:
            if target.place is not None:
                yield target, target.place

    def _declared(self) -> Iterator[SurfaceRecords]:
        """What manifests say of names that no source has to know of."""
        for manifest in self._manifests:
            records = [one for one in manifest.records if one.kind in self._surfaces]
            yield SurfaceRecords(tuple(records), ())


def merge_records(*sources: Iterable[Record]) -> tuple[Record, ...]:
    """One record for each name, of what all sources say about it; sorted by name and kind.

    Where two sources speak of one field, the source that is named first goes before. A module and
    a function of one name are two things; a name that leads to a thing is the thing.
    """
    merged: dict[tuple[str, str], Record] = {}
    kinds: dict[tuple[str, bool], str] = {}
    for records in sources:
        for record in records:
            known = kinds.get((record.name, record.kind == "module"))
            if known is None or (record.name, record.kind) in merged:
                known = record.kind
            kinds.setdefault((record.name, record.kind == "module"), known)
            first = merged.pop((record.name, known), None)
            joined = record if first is None else join_records(first, record)
            if joined.kind == "name" != record.kind:
                joined = joined.replace(kind=record.kind)
                kinds[record.name, False] = record.kind
            merged[joined.name, joined.kind] = joined
    return tuple(merged[key] for key in sorted(merged))
