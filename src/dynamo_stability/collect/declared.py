"""DeclaredMarks: what a stability.toml says of names that are no Python names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.manifest import parse_manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dynamo_stability.configuration import Configuration
    from dynamo_stability.record import Record

_SAID_ELSEWHERE: Final = ("name", "kind", "tier", "deprecation", "source")


class DeclaredMarks(NamedTuple):
    """The marks of one stability.toml that are about other surfaces.

    Attributes:
        path: the file, as it is shown.
        records: one for each mark, with its place.
    """

    path: str
    records: tuple[Record, ...]

    def of(self, surface: str) -> tuple[Record, ...]:
        """The records of one surface."""
        return tuple(one for one in self.records if one.kind == surface)


def declared_marks(configuration: Configuration) -> tuple[DeclaredMarks, ...]:
    """What the manifests of a project say of other surfaces.

    Raises:
        ManifestError: one cannot be read, or says something unknown or malformed.
    """
    directory = configuration.directory
    return tuple(
        read_declared_marks(directory / written, Path(written).as_posix())
        for written in configuration.manifests
    )


def read_declared_marks(path: Path, shown: str) -> DeclaredMarks:
    """What one manifest says of other surfaces; `shown` is how the file is called.

    Raises:
        ManifestError: it cannot be read, or says something unknown or malformed.
    """
    manifest = parse_manifest(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines() if manifest.marks else []
    placed = [one.replace(source=f"{shown}:{_line_of(one.name, lines)}") for one in manifest.marks]
    return DeclaredMarks(shown, tuple(placed))


def join_records(known: Record, further: Record) -> Record:
    """One record of what two say about one thing; where both speak, the first goes before."""
    said = {
        field: value
        for field, value in further.to_dict().items()
        if field not in _SAID_ELSEWHERE and getattr(known, field) in (None, ())
    }
    return known.replace(
        tier=known.tier or further.tier,
        deprecation=known.deprecation or further.deprecation,
        source=known.source or further.source,
        **said,
    )


def _line_of(name: str, lines: Sequence[str]) -> int:
    """The line that names a mark."""
    spelled = (f'"{name}"', f"'{name}'", '"' + name.replace('"', '\\"') + '"')
    for number, line in enumerate(lines, 1):
        if any(one in line for one in spelled):
            return number
    return 1
