"""Reading what the user named: sources, wheels, packages and catalogs, with a progress bar."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dynamo_stability.catalog import REGISTRY_MODULE, ApiObject, Catalog, read_catalog
from dynamo_stability.collect import (
    SURFACES,
    Collected,
    Problem,
    Target,
    collect_everything,
    disagreements,
    find_target,
)
from dynamo_stability.collect.http import find_documents
from dynamo_stability.configuration import (
    Configuration,
    read_configuration,
    read_configuration_file,
)
from dynamo_stability.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dynamo_stability.collect import Source
    from dynamo_stability.record import Record

#: Below this many files, the work is over before a bar can be read.
_LONG_WORK: Final = 200


class Reading(NamedTuple):
    """What was read.

    Attributes:
        catalog: everything known.
        problems: what could not be read.
        targets: the sources, without the catalogs that were named.
        collected: what the Python sources say, with the records of all surfaces.
        sources: the records of each source, before they were merged.
    """

    catalog: Catalog
    problems: tuple[Problem, ...]
    targets: tuple[Target, ...]
    collected: Collected
    sources: tuple[tuple[Record, ...], ...] = ()


def add_target_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of every command that reads."""
    parser.add_argument(
        "targets",
        nargs="*",
        metavar="TARGET",
        help="a directory, file, wheel, installed package or distribution, or a catalog; "
        "by default what 'targets' of [tool.dynamo-stability] names",
    )
    add_configuration_arguments(parser)


def add_configuration_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say how to read."""
    parser.add_argument(
        "--manifest",
        action="append",
        default=[],
        metavar="FILE",
        help="a stability.toml to read as well; may be repeated",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="the pyproject.toml to use; by default the nearest one upwards",
    )


def configuration_of(given: argparse.Namespace) -> Configuration:
    """The configuration that the arguments ask for.

    Raises:
        ConfigurationError: it cannot be read, or says something unknown or malformed.
    """
    if given.config is None:
        configuration = read_configuration(Path())
    else:
        configuration = read_configuration_file(Path(given.config))
    manifests = [os.path.relpath(one, configuration.directory) for one in given.manifest]
    return configuration.replace(manifests=(*configuration.manifests, *manifests))


def named_targets(names: Sequence[str], configuration: Configuration) -> tuple[Sequence[str], Path]:
    """What the user names, or else the configuration; and what that is relative to.

    Raises:
        ConfigurationError: nothing is named anywhere.
    """
    if names:
        return names, Path()
    if not configuration.targets:
        raise ConfigurationError(
            "Cannot read: nothing is named. Pass a TARGET, or write targets = [...] below "
            "[tool.dynamo-stability] in pyproject.toml."
        )
    return configuration.targets, configuration.directory


def read(
    names: Sequence[str],
    configuration: Configuration,
    *,
    api: bool = False,
    surfaces: Sequence[str] = SURFACES,
) -> Reading:
    """Read everything that is named; without names, what the configuration names.

    Args:
        names: targets and catalogs, as the user wrote them.
        configuration: the project's configuration.
        api: whether to read the shape of the public API too.
        surfaces: which surfaces to read.

    Raises:
        ConfigurationError: nothing is named anywhere.
        CatalogError, CollectError, ManifestError: something named cannot be read.
    """
    names, directory = named_targets(names, configuration)
    are_catalogs = [name for name in names if is_catalog(directory / name)]
    catalogs = [read_catalog(directory / name) for name in are_catalogs]
    targets = [
        find_target(name, directory, needs_python=False)
        for name in names
        if name not in are_catalogs
    ]
    with _progress(sum(len(target.sources) for target in targets)) as advance:
        found = collect_everything(targets, configuration, surfaces=surfaces, advance=advance)
    contradictions = disagreements(found.python.records, *(one.records for one in catalogs))
    problems = {*found.python.problems, *(one.problem for one in contradictions)}
    catalog = found.python.catalog(_api(targets) if api else ())
    catalogs += [one for target in targets if target.is_release for one in _shipped(target)]
    merged = _merged(catalog, catalogs)
    return Reading(merged, tuple(sorted(problems)), tuple(targets), found.python, found.sources)


def _api(targets: Sequence[Target]) -> tuple[ApiObject, ...]:
    """The shape of the public API of what is Python."""
    with_sources = [one for one in targets if one.sources]
    if not with_sources:
        return ()
    from dynamo_stability.collect.api import collect_api

    return collect_api(with_sources)


def report(problems: Iterable[Problem]) -> None:
    """Tell what could not be read."""
    for problem in problems:
        print(problem, file=sys.stderr)


def is_catalog(path: Path) -> bool:
    """Whether a file is a catalog or a registry, by its name and, for JSON, what it holds."""
    if path.suffix == ".json":
        return not (path.is_file() and find_documents(path))
    return path.stem == REGISTRY_MODULE and path.suffix in {".py", ".pyi"}


def _shipped(target: Target) -> Iterator[Catalog]:
    """The registries that the packages of a release bring along."""
    for source in target.sources:
        if source.module.endswith(f".{REGISTRY_MODULE}"):
            yield read_catalog(source.path)


def _merged(catalog: Catalog, others: Iterable[Catalog]) -> Catalog:
    """`catalog`, with what only `others` know; nothing is lost where it knows nothing itself."""
    for other in others:
        if catalog == Catalog():
            catalog = other
            continue
        known = {(one.name, one.kind) for one in catalog.records}
        shapes = {(one.name, one.kind) for one in catalog.api}
        catalog = catalog.replace(
            packages=(*catalog.packages, *other.packages),
            features=_united(catalog.features, other.features),
            components=_united(catalog.components, other.components),
            records=(
                *catalog.records,
                *(one for one in other.records if (one.name, one.kind) not in known),
            ),
            api=(*catalog.api, *(one for one in other.api if (one.name, one.kind) not in shapes)),
        )
    return catalog


def _united(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    names = {one.name for one in first}
    return (*first, *(one for one in second if one.name not in names))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Source], object] | None]:
    """A progress bar, where the work is long and a terminal watches."""
    if total < _LONG_WORK or not sys.stderr.isatty():
        yield None
        return
    from dynamo_stability.cli.tables import progress_bar

    with progress_bar(total) as advance:
        yield advance
