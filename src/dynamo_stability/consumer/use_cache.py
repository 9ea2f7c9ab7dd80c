"""UseCache: what files used when they were last searched; it may be deleted at any time."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from dynamo_stability.collect.problems import Problem
from dynamo_stability.consumer.api_use import ApiUse
from dynamo_stability.consumer.file_search import FileUses

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from dynamo_stability.consumer.files import UserFile
    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.record import Record


class UseCache:
    """What was found in files, for as long as neither they nor what is known changes.

    Args:
        directory: where it is kept. What cannot be read or written there is as good as absent.
        known: what there is to use.
        version: the version of this package, whose search may find more than another's.
        place: where the files are; runs of other places are kept apart.
    """

    def __init__(self, directory: Path, known: KnownApi, version: str, place: str) -> None:
        self._records: dict[str, Record] = {}
        facts: list[Any] = [version, sorted(known.packages)]
        for release in known.releases:
            catalog = release.catalog
            self._records.update({f"{one.kind} {one.name}": one for one in catalog.records})
            if release.before is not None:
                for one in release.before.records:
                    self._records.setdefault(f"{one.kind} {one.name}", one)
            api = [one.to_dict() for one in catalog.api] if release.is_target else []
            facts.append([catalog.distribution, catalog.version, release.positions, api])
        facts.append({key: one.to_dict() for key, one in sorted(self._records.items())})
        text = json.dumps(facts, sort_keys=True, default=sorted)
        self._fingerprint = hashlib.sha256(text.encode()).hexdigest()
        name = hashlib.sha256(place.encode()).hexdigest()[:16]
        self._path = directory / f"uses-{name}.json"
        self._old = self._read()
        self._new: dict[str, list[Any]] = {}

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            files = content["files"]
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return {}
        if content.get("fingerprint") != self._fingerprint or not isinstance(files, dict):
            return {}
        return files

    def find(self, file: UserFile) -> FileUses | None:
        """What a file uses, if it was searched since it was last changed."""
        key = _key(file)
        entry = self._old.get(key)
        stamp = _stamp(file)
        try:
            if stamp is None or entry[0] != stamp:  # type: ignore[index] # of whatever the file held
                return None
            found = self._loaded(entry[1], file.shown)  # type: ignore[index]
        except (TypeError, LookupError, ValueError):
            return None
        self._new[key] = entry  # type: ignore[assignment]
        return found

    def keep(self, file: UserFile, found: FileUses) -> None:
        """Note what a file uses."""
        stamp = _stamp(file)
        if stamp is None or any("cannot be read" in one.message for one in found.problems):
            return
        uses = [
            [*one[1:8], None if one.record is None else f"{one.record.kind} {one.record.name}"]
            for one in found.uses
        ]
        problems = [[one.line, one.column, one.message] for one in found.problems]
        self._new[_key(file)] = [stamp, [uses, problems, found.ignored, found.is_parsed]]

    def write(self) -> None:
        """Keep all of it for later runs; where that cannot be, nothing is lost but time."""
        content = json.dumps({"fingerprint": self._fingerprint, "files": self._new})
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}.new")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(content, encoding="utf-8")
            beside.replace(self._path)

    def _loaded(self, entry: list[Any], shown: str) -> FileUses:
        uses, problems, ignored, is_parsed = entry
        loaded = []
        for *fields, key in uses:
            record = None if key is None else self._records[key]
            loaded.append(ApiUse._make([shown, *fields, record]))
        told = [Problem(shown, *one) for one in problems]
        return FileUses(tuple(loaded), tuple(told), int(ignored), bool(is_parsed))


def _key(file: UserFile) -> str:
    return os.path.abspath(file.path)  # noqa: PTH100 - once per file


def _stamp(file: UserFile) -> list[int] | None:
    try:
        status = file.path.stat()
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size]
