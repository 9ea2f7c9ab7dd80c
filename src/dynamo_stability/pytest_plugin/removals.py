"""Which removals are due in the packages that a suite is for: by their marks and registries."""

from __future__ import annotations

from dynamo_stability.catalog import REGISTRY_MODULE, read_catalog
from dynamo_stability.collect import find_target
from dynamo_stability.collect.sources import relative_path
from dynamo_stability.configuration import read_configuration_file
from dynamo_stability.errors import StabilityError
from dynamo_stability.marks import live
from dynamo_stability.marks.frames import is_inside
from dynamo_stability.marks.versions import has_reached, installed_version
from dynamo_stability.pytest_plugin.overdue import Overdue, Removal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from dynamo_stability.collect import Target
    from dynamo_stability.marks.mark import Mark
    from dynamo_stability.record import Record


def find_overdue(overdue: Overdue, config: pytest.Config, *, reads_registries: bool) -> None:
    """Add the removals that are due in the packages that the suite is for.

    Args:
        overdue: what to add them to.
        config: says which packages these are.
        reads_registries: whether to read registries beside the marks of this process.
    """
    try:
        for target in _own_targets(config):
            _Search(overdue, target, config.rootpath).run(reads_registries=reads_registries)
    except StabilityError as error:
        overdue.note(f"Overdue removals were not looked for: {error}", is_error=True)


def _own_targets(config: pytest.Config) -> Iterator[Target]:
    """What `stability_own` names, or else the targets of the project."""
    for name in config.getini("stability_own"):
        yield find_target(name, config.rootpath)
    if not config.getini("stability_own"):
        path = config.rootpath / "pyproject.toml"
        for name in read_configuration_file(path).targets or (".",):
            yield find_target(name, config.rootpath)


class _Search:
    """Looks for removals that are due in one package or project."""

    def __init__(self, overdue: Overdue, target: Target, root: Path) -> None:
        self._overdue = overdue
        self._target = target
        self._root = root

    def run(self, *, reads_registries: bool) -> None:
        """Look at the marks of this process, and at the registries."""
        for mark in live.all_marks():
            owner = mark.package or ""
            if any(is_inside(owner, package) for package in self._target.packages):
                self._look_at_mark(mark)
        if reads_registries:
            for source in self._target.sources:
                if source.module.endswith(f".{REGISTRY_MODULE}"):
                    self._look_at_registry(source.path)

    def _look_at_mark(self, mark: Mark) -> None:
        self._look_at(
            mark.record, mark.manner.current_version or self._version(mark.package), "a mark"
        )

    def _look_at_registry(self, path: Path) -> None:
        catalog = read_catalog(path)
        for record in catalog.records:
            version = self._version(record.name.partition(".")[0])
            self._look_at(record, version, relative_path(path, self._root))

    def _look_at(self, record: Record, version: str | None, source: str) -> None:
        remove_in = None if record.deprecation is None else record.deprecation.remove_in
        if remove_in is None:
            return
        if version is None:
            self._overdue.note(
                f"Cannot tell whether {record.name} should have been removed by now: the version "
                f"of its package is unknown. Install it."
            )
        elif has_reached(remove_in, version, None, None):
            self._overdue.add(Removal(record.name, remove_in, version, source))

    def _version(self, package: str | None) -> str | None:
        """The installed version; where nothing is installed, the one that the project states."""
        distribution = self._target.distribution
        name = distribution or (package or "").partition(".")[0]
        found = installed_version(name, is_distribution=distribution is not None)
        return found or self._target.version
