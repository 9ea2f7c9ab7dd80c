"""SourceFiles: the Python sources of some targets, parsed when they are first asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_problem
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.python.modules import Module
from dynamo_stability.collect.sources import relative_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dynamo_stability.collect.sources import Source, Target


class ParsedFile(Protocol):
    """What every kind of parsed file has.

    Attributes:
        module: what it binds, defines and imports.
    """

    module: Module


F = TypeVar("F", bound=ParsedFile)


class SourceFiles(Mapping[str, "Sequence[Module]"], Generic[F]):
    """The modules of some targets by name, each read when it is first asked for.

    Who derives from it says what is kept of a file.

    Args:
        targets: what to read.
        exclude: globs of modules that are left out.

    Attributes:
        problems: what could not be read so far.
    """

    def __init__(self, targets: Iterable[Target], exclude: Sequence[str] = ()) -> None:
        self.problems: list[Problem] = []
        self._sources: dict[str, tuple[Source, str]] = {}
        self._files: dict[str, F | None] = {}
        self._texts: dict[str, bytes] = {}
        for target in targets:
            for source in target.sources:
                excluded = any(fnmatchcase(source.module, one) for one in exclude)
                if not source.is_stub and not excluded:
                    path = relative_path(source.path, target.root)
                    self._sources.setdefault(source.module, (source, path))

    @abstractmethod
    def _read_file(self, source: Source, path: str, text: bytes) -> F:
        """What is kept of a file, whose text and shown path are given."""

    def __getitem__(self, name: str) -> Sequence[Module]:
        file = self.file(name)
        return () if file is None else (file.module,)

    def __contains__(self, name: object) -> bool:
        return name in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def file(self, name: str) -> F | None:
        """The file of a module; None where there is none, or it cannot be read."""
        if name not in self._files:
            self._files[name] = self._parse(name) if name in self._sources else None
        return self._files[name]

    def owner(self, full: str) -> tuple[F, str] | None:
        """The file that holds a full name, and what the name is in it."""
        owner, _, qualname = full.rpartition(".")
        while owner:
            if owner in self._sources:
                file = self.file(owner)
                return None if file is None else (file, qualname)
            owner, _, head = owner.rpartition(".")
            qualname = f"{head}.{qualname}"
        return None

    def _text(self, name: str) -> bytes | None:
        """What the file of a module holds; None, and a problem, where it cannot be read."""
        if name not in self._texts:
            source, path = self._sources[name]
            try:
                self._texts[name] = source.path.read_bytes()
            except OSError as error:
                self.problems.append(Problem(path, 1, 1, f"cannot be read: {error.strerror}."))
                self._files[name] = None
                del self._sources[name]
                return None
        return self._texts[name]

    def _parse(self, name: str) -> F | None:
        source, path = self._sources[name]
        text = self._text(name)
        if text is None:
            return None
        try:
            return self._read_file(source, path, text)
        except PARSE_ERRORS as error:
            self.problems.append(parse_problem(error, path))
            return None


def is_no_text(content: bytes) -> bool:
    """Whether some bytes are surely no Python source in UTF-8."""
    if b"\0" in content:
        return True
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
