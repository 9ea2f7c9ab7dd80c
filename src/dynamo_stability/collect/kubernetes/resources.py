"""Resource: one Kubernetes object of a manifest; and which files of a directory hold manifests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.sources import NOT_API, NOT_OWN, relative_path, walk_directories
from dynamo_stability.collect.yaml.documents import read_documents
from dynamo_stability.collect.yaml.values import Items, Table
from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.collect.problems import Problem
    from dynamo_stability.collect.yaml.documents import Documents

_SUFFIXES: Final = (".yaml", ".yml")
#: What every definition of a custom resource has in it.
MARK: Final = b"CustomResourceDefinition"


class Resource(NamedTuple):
    """One Kubernetes object.

    Attributes:
        path: the file, as it is shown.
        table: all of it.
    """

    path: str
    table: Table

    @property
    def group(self) -> str:
        """The API group; empty for the core one."""
        return split_version(self.table.text("apiVersion"))[0]

    @property
    def version(self) -> str:
        """The version in its group."""
        return split_version(self.table.text("apiVersion"))[1]

    @property
    def kind(self) -> str:
        """The kind."""
        return self.table.text("kind")

    @property
    def name(self) -> str:
        """The name in its metadata; empty where it has none."""
        metadata = self.table.table("metadata")
        return metadata.text("name") or metadata.text("generateName")

    @property
    def line(self) -> int:
        """The line that says which version it is of."""
        return self.table.lines.get("apiVersion", self.table.line)


class Resources(NamedTuple):
    """What some files hold.

    Attributes:
        resources: in the order of the files and in them.
        problems: what could not be read.
    """

    resources: tuple[Resource, ...]
    problems: tuple[Problem, ...]


def split_version(written: str) -> tuple[str, str]:
    """The group and the version of an `apiVersion`."""
    group, _, version = written.rpartition("/")
    return group, version


def find_files(path: Path) -> tuple[Path, ...]:
    """The YAML files below a directory, sorted; or the one file that `path` is.

    Links to directories are not followed, so one that leads upwards does no harm.

    Raises:
        CollectError: there is no such file or directory.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise CollectError(
            f"Cannot read '{path}': there is no such file or directory. "
            f"Pass a YAML file, or a directory that holds some."
        )
    return tuple(sorted(_walk(path)))


def find_definitions(path: Path) -> tuple[Path, ...]:
    """The YAML files below a directory that seem to define custom resources of its API, sorted."""
    if not path.is_dir():
        found = [path] if path.name.endswith(_SUFFIXES) else []
    else:
        found = sorted(_walk(path, NOT_OWN | NOT_API))
    return tuple(one for one in found if _holds(one, MARK))


def _walk(top: Path, not_below: frozenset[str] = NOT_OWN) -> Iterator[Path]:
    for directory, files in walk_directories(top, not_below):
        yield from (directory / file for file in files if file.endswith(_SUFFIXES))


def read_resources(paths: Iterable[Path], root: Path, *, holding: bytes = b"") -> Resources:
    """The Kubernetes objects in some files; whatever else they hold is left out.

    Args:
        paths: the files.
        root: what shown paths are relative to, where they lie below it.
        holding: files that do not hold these bytes are not parsed.

    Raises:
        MissingExtraError: there is no YAML parser.
    """
    resources: list[Resource] = []
    problems: list[Problem] = []
    for path in paths:
        if not holding or _holds(path, holding):
            found = resources_in(read_documents(path, relative_path(path, root)))
            resources += found.resources
            problems += found.problems
    return Resources(tuple(resources), tuple(problems))


def resources_in(read: Documents) -> Resources:
    """The Kubernetes objects in the documents of one file."""
    found = [
        resource
        for document in read.documents
        for resource in _resources_of(document.value, document.path)
    ]
    return Resources(tuple(found), read.problems)


def _holds(path: Path, sought: bytes) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return True  # reading it tells what is wrong
    return sought in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16


def _resources_of(value: object, shown: str) -> Iterator[Resource]:
    """The objects in a document: itself, or those of a list of objects."""
    if isinstance(value, Items):  # several documents as one, as some tools write them
        for one in value:
            yield from _resources_of(one, shown)
    elif isinstance(value, Table) and value.text("apiVersion") and value.text("kind"):
        if value.text("kind").endswith("List") and isinstance(value.get("items"), Items):
            for one in value.items_of("items"):
                yield from _resources_of(one, shown)
        else:
            yield Resource(shown, value)
