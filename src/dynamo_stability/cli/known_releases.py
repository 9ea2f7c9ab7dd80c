"""known_api(): the releases that users' files are held against, by the arguments of a command."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.catalog import Catalog, read_catalog
from dynamo_stability.cli.reading import read
from dynamo_stability.cli.versions_of import SIDE_HELP, read_side
from dynamo_stability.consumer.installed import (
    imported_names,
    marked_packages,
    positions_of,
    registries_of,
)
from dynamo_stability.consumer.known_api import KnownApi, KnownRelease
from dynamo_stability.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from dynamo_stability.collect import Problem, Target
    from dynamo_stability.configuration import Configuration
    from dynamo_stability.consumer.files import UserFile

_COMPILED = (".so", ".pyd", ".pyc")


class Known(NamedTuple):
    """What there is to use.

    Attributes:
        api: what is known of it.
        problems: what could not be read of the releases.
    """

    api: KnownApi
    problems: tuple[Problem, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """What the releases are called."""
        return tuple(dict.fromkeys(_title(one.catalog) for one in self.api.releases))


def add_release_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say what the files are held against."""
    parser.add_argument(
        "--catalog",
        action="append",
        default=[],
        metavar="RELEASE",
        help=f"what is known of what they use: {SIDE_HELP}; may be repeated. By default the "
        "installed packages that they import, in the environment of this command",
    )
    parser.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="RELEASE",
        help="the release to move to, named in the same ways: what it lacks is 'removed'; may be "
        "repeated",
    )


def read_releases(
    given: argparse.Namespace, files: Sequence[UserFile], configuration: Configuration
) -> Known:
    """The releases that the arguments name, or else the installed ones that the files import.

    Raises:
        CatalogError, CollectError, ConfigurationError, ManifestError: one cannot be read, or there
            is no such release.
    """
    reader = _Reader(configuration)
    releases = [*reader.named(given.catalog)]
    if not given.catalog:
        releases += reader.installed(files)
    targets = [reader.target(one, releases) for one in given.target]
    names = {one for target in targets for one in target.catalog.packages}
    left = [one for one in releases if names.isdisjoint(one.catalog.packages)]
    return Known(KnownApi([*targets, *left]), tuple(sorted(set(reader.problems))))


def without_anything(files: Sequence[UserFile]) -> ConfigurationError:
    """The error that nothing is known that the files might use."""
    imported = sorted(imported_names(files))
    shown = ", ".join(imported[:8]) + (", ..." if len(imported) > 8 else "")  # noqa: PLR2004
    which = f"none of what they import ({shown})" if imported else "nothing"
    return ConfigurationError(
        f"Cannot tell what the files use: {which} is installed here with marks. Run this in the "
        f"environment of the code, or pass --catalog with a release such as a catalog, a wheel or "
        f"NAME==VERSION. For resources, pass --in with files that hold CustomResourceDefinitions."
    )


class _Reader:
    """Reads releases, and keeps what could not be read."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration.replace(manifests=(), targets=())
        self.problems: list[Problem] = []

    def named(self, names: Iterable[str]) -> Iterator[KnownRelease]:
        """Releases that a user names."""
        for name in names:
            side = read_side(name, self._configuration)
            self.problems += side.problems
            yield KnownRelease(side.catalog)

    def installed(self, files: Sequence[UserFile]) -> Iterator[KnownRelease]:
        """The installed packages with marks that some files import."""
        for target in marked_packages(imported_names(files)):
            catalogs = [read_catalog(one.path) for one in registries_of(target)]
            if not catalogs:
                found = read([target.name], self._configuration)
                self.problems += found.problems
                catalogs = [found.catalog]
            for catalog in catalogs:
                known = _of_target(catalog, target)
                positions = tuple(positions_of(known.records, target))
                yield KnownRelease(known, positions=positions)

    def target(self, name: str, releases: Sequence[KnownRelease]) -> KnownRelease:
        """A release that the files are to move to; the one in use tells what it had."""
        side = read_side(name, self._configuration, api=True)
        self.problems += side.problems
        packages = set(side.catalog.packages)
        before = [one.catalog for one in releases if packages & set(one.catalog.packages)]
        return KnownRelease(
            side.catalog,
            is_target=True,
            before=before[0] if before else None,
            unread=_compiled_modules(name),
        )


def _of_target(catalog: Catalog, target: Target) -> Catalog:
    return catalog.replace(
        distribution=catalog.distribution or target.distribution,
        version=catalog.version or target.version,
        packages=catalog.packages or target.packages,
    )


def _title(catalog: Catalog) -> str:
    name = catalog.distribution or ", ".join(catalog.packages) or "an unnamed catalog"
    return name if catalog.version is None else f"{name} {catalog.version}"


def _compiled_modules(name: str) -> frozenset[str]:
    """The modules of a wheel, or of a directory, of which there is machine code alone."""
    from dynamo_stability.collect.downloads import download, parse_pin

    path = Path(name)
    if not path.exists():
        pin = None if name.startswith("git:") else parse_pin(name)
        if pin is None:
            return frozenset()
        path = download(pin)
    if path.is_dir():
        names = [
            one.relative_to(path).as_posix() for one in path.rglob("*") if _is_compiled(one.name)
        ]
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [one for one in archive.namelist() if _is_compiled(one)]
    else:
        names = []
    return frozenset(_module(one.removeprefix("src/")) for one in names)


def _is_compiled(name: str) -> bool:
    return name.endswith(_COMPILED) and "__pycache__" not in name


def _module(name: str) -> str:
    directory, _, file = name.rpartition("/")
    return ".".join(
        [*directory.split("/"), file.partition(".")[0]] if directory else [file.partition(".")[0]]
    )
