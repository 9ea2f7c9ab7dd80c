"""collect_routes(): the records of the routes that OpenAPI documents describe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.http.documents import Document, parse_openapi
from dynamo_stability.collect.http.routes import METHODS, RouteReader
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.sources import NOT_API, NOT_OWN, relative_path, walk_directories
from dynamo_stability.collect.surfaces import SurfaceRecords
from dynamo_stability.configuration import HttpOptions
from dynamo_stability.errors import CollectError
from dynamo_stability.pausing import collection_paused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.record import Record

_SUFFIXES: Final = (".json", ".yaml", ".yml")
#: Where `surfaces.http_routes.mark_route` keeps what it says.
_MARKS_ATTRIBUTE: Final = "__stability_of_route__"
#: What is larger is data, not a document; the largest that products publish have some 20 MB.
_LARGEST: Final = 64_000_000
#: What every document has near its beginning or its end, as a key.
_MARKS: Final = (b'"openapi"', b"openapi:", b'"swagger"', b"swagger:")


def collect_routes(
    paths: Iterable[Path], root: Path, options: HttpOptions | None = None
) -> SurfaceRecords:
    """The records of the routes that some OpenAPI documents describe.

    There is one for each operation whose path, extensions or deprecation say something of its
    tier, and one for each parameter and property that is marked.

    Args:
        paths: the documents.
        root: what the places of records are relative to.
        options: the project's configuration.

    Raises:
        MissingExtraError: one is YAML, and there is no parser for that.
    """
    records: dict[str, Record] = {}
    problems: list[Problem] = []
    for path in sorted(set(paths)):
        shown = relative_path(path, root)
        try:
            content = path.read_bytes()
        except OSError as error:
            problems.append(Problem(shown, 1, 1, f"cannot be read: {error.strerror}."))
            continue
        found = routes_in(content, shown, options)
        problems += found.problems
        for record in found.records:
            known = records.setdefault(record.name, record)
            if known.stage != record.stage:
                message = (
                    f"{record.name!r} is {record.stage} here, but {known.stage} in "
                    f"{known.source}. Keep one document of it."
                )
                line = int((record.source or ":1").rpartition(":")[2])
                problems.append(Problem(shown, line, 1, message))
    ordered = tuple(records[name] for name in sorted(records))
    return SurfaceRecords(ordered, tuple(sorted(set(problems))))


def routes_in(content: bytes, shown: str, options: HttpOptions | None = None) -> SurfaceRecords:
    """The records of the routes that one document describes.

    Args:
        content: the document, JSON or YAML, in UTF-8.
        shown: how it is called in places and problems.
        options: the project's configuration.

    Raises:
        MissingExtraError: it is YAML, and there is no parser for that.
    """
    with collection_paused():
        return _routes_in(content, shown, options or HttpOptions())


def _routes_in(content: bytes, shown: str, options: HttpOptions) -> SurfaceRecords:
    document = parse_openapi(content, shown)
    if isinstance(document, Problem):
        return SurfaceRecords((), (document,))
    complaint = _version_complaint(document)
    if complaint is not None:
        line = document.table.lines.get("swagger") or document.table.lines.get("openapi") or 1
        return SurfaceRecords((), (Problem(shown, line, 1, complaint),))
    return RouteReader(document, options).read()


def routes_of(app: Any, options: HttpOptions | None = None) -> SurfaceRecords:
    """The records of the routes of a live application.

    Args:
        app: a FastAPI application, whose generated document is read; or a Starlette one, where
            routes count whose path or `mark_route` says something.
        options: the project's configuration.
    """
    generate = getattr(app, "openapi", None)
    made = generate() if generate is not None else _document_of(app)
    return routes_in(json.dumps(made, indent=1).encode(), f"<{type(app).__name__}>", options)


def _document_of(app: Any) -> dict[str, Any]:
    """What FastAPI would say of Starlette's routes."""
    paths: dict[str, dict[str, Any]] = {}
    waiting = [("", one) for one in getattr(app, "routes", ())]
    while waiting:
        before, route = waiting.pop()
        path = before + getattr(route, "path", "")
        waiting += [(path, one) for one in getattr(route, "routes", None) or ()]
        endpoint = getattr(route, "endpoint", None)
        for method in _methods(route, endpoint):
            said = getattr(endpoint, _MARKS_ATTRIBUTE, {})
            paths.setdefault(path, {})[method.lower()] = said
    return {"openapi": "3.1.0", "paths": paths}


def _methods(route: Any, endpoint: Any) -> list[str]:
    """The methods that a route answers to, without those that come by themselves."""
    methods = getattr(route, "methods", None)
    if methods is None and isinstance(endpoint, type):
        methods = [one for one in METHODS if hasattr(endpoint, one)]
    return sorted(one for one in methods or () if one != "HEAD")


def _version_complaint(document: Document) -> str | None:
    table = document.table
    if "swagger" in table:
        return (
            f"is written in Swagger {table['swagger']}, which is not read. "
            f"Convert it to OpenAPI 3, with swagger2openapi for instance."
        )
    version = table.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        return f"is no OpenAPI 3 document: its key 'openapi' is {version!r}. Write 3.1.0, or so."
    return None


def find_documents(path: Path) -> tuple[Path, ...]:
    """The files below a directory that seem to be OpenAPI documents of its API, sorted.

    A single file is one if it seems so.

    Raises:
        CollectError: there is no such file or directory.
    """
    if path.is_dir():
        return tuple(one for one in sorted(_walk(path)) if _seems_openapi(one))
    if not path.is_file():
        raise CollectError(f"Cannot read '{path}': there is no such file or directory.")
    return (path,) if path.suffix in _SUFFIXES and _seems_openapi(path) else ()


def _walk(top: Path) -> Iterator[Path]:
    for directory, files in walk_directories(top, NOT_API | NOT_OWN):
        yield from (directory / file for file in files if file.endswith(_SUFFIXES))


def _seems_openapi(path: Path) -> bool:
    """Whether a file has the key of such documents, and that of their paths."""
    try:
        if path.stat().st_size > _LARGEST:
            return False
        content = path.read_bytes()
    except OSError:
        return False
    has_paths = b"paths" in content or b"webhooks" in content
    return has_paths and any(_is_key(content, one) for one in _MARKS)


def _is_key(content: bytes, mark: bytes) -> bool:
    """Whether a key stands where the top of a document has its keys."""
    if mark.startswith(b'"'):
        start = content.find(mark)
        return start >= 0 and content[:start].count(b"{") - content[:start].count(b"}") == 1
    return content.startswith(mark) or b"\n" + mark in content
