"""KnownApi: what is known about the packages, programs and variables that code may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from packaging.version import InvalidVersion, Version

from dynamo_stability.catalog.api_index import ApiIndex
from dynamo_stability.categories import word
from dynamo_stability.consumer.api_use import REMOVED
from dynamo_stability.public_name import PublicName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.record import Record

_BY_POSITION: Final = frozenset({"positional-only", "positional-or-keyword"})
_MEMBERS: Final = frozenset({"method", "property", "attribute"})
#: Kinds of which a release shows no shape: that they have gone shows in their records alone.
_WITHOUT_SHAPE: Final = frozenset({"parameter", "cli", "env"})


class KnownRelease(NamedTuple):
    """One release of a package.

    Attributes:
        catalog: what is known of it; with its API where it is asked for what has gone.
        is_target: whether it is one to move to: what it lacks is gone.
        before: the release that is in use, where this is one to move to.
        unread: modules that are compiled, of which nothing but their names is known.
        positions: for functions with marked parameters what their arguments are called, in order.
    """

    catalog: Catalog
    is_target: bool = False
    before: Catalog | None = None
    unread: frozenset[str] = frozenset()
    positions: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Gone(NamedTuple):
    """What a release that code is to move to does not have.

    Attributes:
        name: the outermost name that it lacks.
        release: what the release is called.
        before: what the release in use says of the name; empty where it says nothing.
    """

    name: str
    release: str
    before: str = ""

    def __str__(self) -> str:
        before = f" Before: {self.before}" if self.before else ""
        return f"{self.name} is not in {self.release}.{before}"


class KnownApi:
    """What some releases have, by the names that code uses.

    Attributes:
        releases: what it was made of.
        names: the record of each name of Python API, under all names that it has.
        parameters: for each function the records of its marked parameters.
        positions: for functions with marked parameters what their arguments are called, in order.
        variables: the marked environment variables.
        options: for each program its marked options, by how they are written.
        packages: the owning packages.
    """

    def __init__(self, releases: Iterable[KnownRelease]) -> None:
        self.releases = tuple(releases)
        self.names: dict[str, Record] = {}
        self.parameters: dict[str, dict[str, Record]] = {}
        self.positions: dict[str, tuple[str, ...]] = {}
        self.variables: dict[str, Record] = {}
        self.options: dict[str, dict[str, Record]] = {}
        self.packages: set[str] = set()
        self._classes: set[str] = set()
        self._removed: set[str] = set()
        self._targets: list[tuple[KnownRelease, ApiIndex]] = []
        for one in self.releases:
            self._add(one)

    def __bool__(self) -> bool:
        return bool(
            self.names or self.parameters or self.variables or self.options or self.packages
        )

    def __reduce__(self) -> tuple[type[KnownApi], tuple[tuple[KnownRelease, ...]]]:
        return (KnownApi, (self.releases,))

    def _add(self, release: KnownRelease) -> None:
        catalog = release.catalog
        self.packages.update(catalog.packages)
        self.positions.update(release.positions)
        for shape in catalog.api:
            if shape.kind == "class":
                self._classes.add(shape.name)
            for signature in shape.signatures[:1]:
                found = [one.name for one in signature.parameters if one.kind in _BY_POSITION]
                self.positions.setdefault(shape.name, tuple(found))
        for record in catalog.records:
            self._add_record(record)
        if release.is_target:
            self._targets.append((release, ApiIndex(catalog.api)))
            for record in () if release.before is None else release.before.records:
                if self._is_removed(record, catalog):
                    self._removed.add(record.name)
                    self._add_record(record)

    def _is_removed(self, record: Record, catalog: Catalog) -> bool:
        """Whether a release lacks something of no shape, as it was planned."""
        deprecation = record.deprecation
        if deprecation is None or deprecation.remove_in is None or catalog.version is None:
            return False
        if record.kind not in _WITHOUT_SHAPE or catalog.find(record.name) is not None:
            return False
        return bool(has_reached(deprecation.remove_in, catalog.version))

    def _add_record(self, record: Record) -> None:
        name = PublicName.parse(record.name)
        if name.surface == "env":
            self.variables.setdefault(name.qualname, record)
        elif name.surface == "cli":
            program, _, option = name.qualname.rpartition(" ")
            for written in (option, *[one.rpartition(" ")[2] for one in record.aliases]):
                self.options.setdefault(program, {}).setdefault(written, record)
        elif name.surface == "python":
            self._add_python(name, record)

    def _add_python(self, name: PublicName, record: Record) -> None:
        plain = str(name)
        names = [plain, *record.aliases]
        if record.definition is not None and not record.is_other_name:
            names.append(record.definition)
        if name.parameter is not None:
            for one in names:
                function = one.partition("(")[0]
                self.parameters.setdefault(function, {}).setdefault(name.parameter, record)
            return
        for one in names:
            self.names.setdefault(one, record)
            if record.kind == "class":
                self._classes.add(one)
            elif record.kind in _MEMBERS:
                self._classes.add(one.rpartition(".")[0])

    # ---- questions ------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether anything is known of a full name."""
        return name in self.names or name in self.parameters or name in self._classes

    def is_class(self, name: str) -> bool:
        """Whether a full name is that of a class, of a package that something is known of."""
        if name in self._classes:
            return True
        if self.owner_of(name) is None:
            return False
        if name in self.names:
            return False
        last = name.rpartition(".")[2]
        return last[:1].isupper() and not last.isupper()

    def owner_of(self, name: str) -> str | None:
        """The package that a full name belongs to, or None where it is not known."""
        for package in self.packages:
            if name == package or name.startswith(package + "."):
                return package
        return None

    def gone(self, name: str) -> Gone | None:
        """What a release that code is to move to lacks of a name; None where it has it all."""
        for release, index in self._targets:
            catalog = release.catalog
            if any(name == one or name.startswith(one + ".") for one in catalog.packages):
                lost = _lost(name, index, release)
                if lost is not None:
                    title = f"{catalog.distribution or catalog.packages[0]} {catalog.version or ''}"
                    before = None if release.before is None else release.before.find(lost)
                    return Gone(lost, title.strip(), "" if before is None else word(before))
        return None

    def stage_of(self, record: Record) -> str:
        """The stage of the use of an API."""
        return REMOVED if record.name in self._removed else record.stage

    def package_words(self) -> set[str]:
        """Words of which a file holds one if it imports anything that is known."""
        return {one.partition(".")[0] for one in (*self.packages, *self.names, *self.parameters)}

    def name_words(self) -> set[str]:
        """Words of which it holds one, too, if it uses anything that is marked; none for any."""
        if self._targets:
            return set()
        functions = {one.removesuffix(".__init__") for one in self.parameters}
        return {one.rpartition(".")[2] for one in (*self.names, *functions)}

    def text_words(self) -> set[str]:
        """Words of which a file holds one if it uses a variable, or runs a program."""
        return {one.partition(" ")[0] for one in self.options} | set(self.variables)


def _lost(name: str, index: ApiIndex, release: KnownRelease) -> str | None:
    """The outermost part of a name that an API certainly lacks."""
    parts = name.split(".")
    if not index or any(one.startswith("_") for one in parts):
        return None
    holder = ""
    for count in range(1, len(parts) + 1):
        part = ".".join(parts[:count])
        if index.resolve(part) is None and part not in index.modules and not _holds(part, index):
            return part if _is_certain(holder, parts[count - 1], index, release) else None
        holder = part
    return None


def _holds(part: str, index: ApiIndex) -> bool:
    """Whether it is a package of others, such as a namespace."""
    return any(one.startswith(part + ".") for one in index.modules)


def _is_certain(holder: str, last: str, index: ApiIndex, release: KnownRelease) -> bool:
    """Whether nothing that was not read can give what a holder does not show."""
    if f"{holder}.{last}" in release.unread or holder in release.unread:
        return False
    found = index.resolve(holder)
    if found is None:
        return bool(holder) and not _holds(f"{holder}.{last}", index)
    if found.kind == "module":
        given = {f"gives:{last}", f"unlisted:{last}"}
        return given.isdisjoint(found.labels)
    return (
        found.kind == "class" and not index.ancestors(found).foreign and not hasattr(object, last)
    )


def has_reached(remove_in: str, version: str) -> bool:
    """Whether a version is the one in which something was to go, or a later one."""
    try:
        return Version(version) >= Version(remove_in)
    except InvalidVersion:
        return False
