"""Side: one release, whichever way the user names it: a path, a catalog, a revision or a pin."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.cli.reading import read
from dynamo_stability.collect.git import Repository, repository_of
from dynamo_stability.configuration import (
    Configuration,
    read_configuration,
    read_configuration_file,
)
from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.collect import Problem
    from dynamo_stability.collect.downloads import Pin

GIT: Final = "git:"
_SDISTS: Final = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
SIDE_HELP: Final = (
    "a catalog, wheel, sdist, directory or installed package; git:REVISION or "
    "git:REVISION:PATH of the repository here; or NAME==VERSION, downloaded through pip"
)


class Side(NamedTuple):
    """One release.

    Attributes:
        name: what the user wrote.
        catalog: all that is known of it.
        problems: what could not be read.
        directory: the project that it lies in, for its changelog and tags; None where it has none.
    """

    name: str
    catalog: Catalog
    problems: tuple[Problem, ...]
    directory: Path | None

    @property
    def title(self) -> str:
        """What a reader calls it."""
        catalog = self.catalog
        if catalog.distribution and catalog.version:
            return f"{catalog.distribution} {catalog.version}"
        return self.name


def read_side(
    text: str,
    configuration: Configuration | None = None,
    *,
    manifests: tuple[Path, ...] = (),
    api: bool = True,
) -> Side:
    """The release that a user's word stands for; nothing of it is installed, built or run.

    A directory or a revision is read with its own configuration. Whatever was published is read
    with the decorators and helpers of `configuration`, but not with its manifests.

    Args:
        text: see `SIDE_HELP`. A path that exists goes first.
        configuration: the configuration here.
        manifests: files to read as well, whatever the side is.
        api: whether to read the shape of the public API too.

    Raises:
        CatalogError, CollectError, ConfigurationError, ManifestError: it cannot be read.
    """
    here = read_configuration(Path()) if configuration is None else configuration
    reader = _Reader(text, here, tuple(one.absolute() for one in manifests), api=api)
    if not Path(text).exists():
        if text.startswith(GIT):
            return reader.revision(text.removeprefix(GIT))
        from dynamo_stability.collect.downloads import parse_pin

        pin = parse_pin(text)
        if pin is not None:
            return reader.pin(str(pin))
    return reader.path(Path(text))


class _Reader:
    """Reads one side."""

    def __init__(
        self, text: str, configuration: Configuration, manifests: tuple[Path, ...], *, api: bool
    ) -> None:
        self._text = text
        self._here = configuration
        self._manifests = manifests
        self._api = api

    def _side(
        self,
        names: tuple[str, ...],
        configuration: Configuration,
        directory: Path | None = None,
        version: str | None = None,
        distribution: str | None = None,
    ) -> Side:
        manifests = (*configuration.manifests, *(str(one) for one in self._manifests))
        found = read(names, configuration.replace(manifests=manifests), api=self._api)
        catalog = found.catalog
        if catalog.version is None and version is not None:
            catalog = catalog.replace(version=version)
        if catalog.distribution is None and distribution is not None:
            catalog = catalog.replace(distribution=distribution)
        return Side(self._text, catalog, found.problems, directory)

    def path(self, path: Path) -> Side:
        """A file or directory, or something installed."""
        if path.is_dir():
            return self._side((self._text,), read_configuration(path), path.absolute())
        if path.is_file() and path.name.endswith(_SDISTS):
            with _sdist(path) as root:
                return self._side((str(root),), self._published())
        return self._side((self._text,), self._published())

    def _published(self) -> Configuration:
        return self._here.replace(manifests=(), targets=())

    def pin(self, text: str) -> Side:
        """A release that pip downloads."""
        from dynamo_stability.collect.downloads import download, forget, parse_pin

        pin = parse_pin(text)
        if pin is None:  # pragma: no cover - it was one a moment ago
            raise CollectError(f"Cannot download {text!r}: it names no release.")
        archive = download(pin)
        try:
            if archive.suffix == ".whl":
                return self._pinned(archive, pin)
            with _sdist(archive) as root:
                return self._pinned(root, pin)
        except CollectError as error:
            if str(archive) in str(error):
                forget(archive)  # so that the next run downloads it again
            raise

    def _pinned(self, place: Path, pin: Pin) -> Side:
        about = self._published()
        return self._side((str(place),), about, None, str(pin.version), pin.name)

    def revision(self, text: str) -> Side:
        """A revision of the repository around the working directory."""
        revision, _, path = text.partition(":")
        repository = repository_of(Path())
        if repository is None or not revision:
            raise CollectError(
                f"Cannot read {self._text!r}: "
                + ("no revision is named. " if repository else "this is no git repository. ")
                + "Write git:REVISION inside of one."
            )
        with _unpacked(repository, revision) as root:
            project = root / Path().absolute().resolve().relative_to(repository.root.resolve())
            return self._revision(repository, revision, root, project, path)

    def _revision(
        self, repository: Repository, revision: str, root: Path, project: Path, path: str
    ) -> Side:
        from dynamo_stability.policy.notices.releases import tagged_version

        if not project.is_dir():
            project = root
        configuration = _configuration_within(root, project)
        version = tagged_version(revision)
        names = tuple(str(configuration.directory / one) for one in configuration.targets)
        if path:
            names = (str(self._place(root, project, path, revision)),)
        return self._side(
            names or (str(project),),
            configuration,
            repository.root,
            None if version is None else str(version),
        )

    def _place(self, root: Path, project: Path, path: str, revision: str) -> Path:
        for base in (project, root):
            place = (base / path).resolve()
            if place.exists() and root.resolve() in (place, *place.parents):
                return place
        raise CollectError(
            f"Cannot read {self._text!r}: the revision {revision!r} has no {path!r}. "
            f"Pass a path that is relative to here or to the root of the repository."
        )


def _configuration_within(root: Path, project: Path) -> Configuration:
    """The configuration of an unpacked project; never one from outside of it."""
    for place in (project, *project.parents):
        if (place / "pyproject.toml").is_file():
            return read_configuration_file(place / "pyproject.toml")
        if place == root:
            break
    return Configuration(str(root / "pyproject.toml"))


@contextmanager
def _unpacked(repository: Repository, revision: str) -> Iterator[Path]:
    root = repository.unpack(revision)
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def _sdist(path: Path) -> Iterator[Path]:
    from dynamo_stability.collect.archives import sdist_root, unpack_sdist

    directory = unpack_sdist(path)
    try:
        yield sdist_root(directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
