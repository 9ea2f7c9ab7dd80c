"""RouteReader: the records of one OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.collect.http.documents import parts
from dynamo_stability.collect.http.properties import marked_properties
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.schema_marks import Extensions, Mark, read_extensions
from dynamo_stability.collect.surfaces import SurfaceRecords
from dynamo_stability.record import Deprecation
from dynamo_stability.route_tiers import tier_of_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dynamo_stability.collect.http.documents import Document
    from dynamo_stability.configuration import HttpOptions
    from dynamo_stability.record import Record

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
#: What single keys say of a deprecation, beside OpenAPI's own.
_SAID: Final = {
    "x-deprecated-since": "since",
    "x-deprecation-date": "since",
    "x-sunset": "remove_in",
    "x-sunset-date": "remove_in",
    "x-deprecated-message": "message",
    "x-deprecation-message": "message",
    "x-alternative": "alternative",
    "x-deprecated-replacement": "alternative",
}
_MOST_REFERENCES: Final = 20


class RouteReader:
    """Reads one document.

    Args:
        document: the document.
        options: the project's configuration.
    """

    def __init__(self, document: Document, options: HttpOptions) -> None:
        self._document = document
        self._options = options
        deprecations = ("deprecated", *options.deprecated_extensions)
        self._extensions = Extensions(options.extensions, deprecations)
        self._marking = frozenset((*options.extensions, *deprecations, *_SAID))
        words = {"x-" if key.startswith("x-") else key for key in self._marking}
        self._has_marks = any(word in document.text for word in sorted(words))
        self._base = _base_path(document.table.get("servers"))
        self._records: dict[str, Record] = {}
        self._problems: list[Problem] = []

    def read(self) -> SurfaceRecords:
        """Everything that it says."""
        for path, item, line in parts(self._document, "paths"):
            self._path(self._base + path, item, line)
        for name, item, line in parts(self._document, "webhooks"):
            self._path(f"webhook {name}", item, line)
        if self._has_marks:
            self._schemas()
        ordered = tuple(self._records[name] for name in sorted(self._records))
        return SurfaceRecords(ordered, tuple(sorted(set(self._problems))))

    # ---- paths ----------------------------------------------------------------------------------

    def _path(self, path: str, written: Any, line: int) -> None:
        item = self._followed(written, line)
        if not isinstance(item, dict):
            if item is not None:
                self._complain(line, f"{path!r} is no mapping of operations.")
            return
        of_path = self._mark(item, line, path)
        lines = getattr(item, "lines", {})
        for method in METHODS:
            operation = item.get(method)
            if isinstance(operation, dict):
                self._operation(
                    f"{method.upper()} {path}", operation, lines.get(method, line), of_path
                )
            elif operation is not None:
                place = lines.get(method, line)
                self._complain(place, f"'{method.upper()} {path}' is no mapping.")
        for parameter in _list(item.get("parameters")):
            for method in METHODS:
                if method in item:
                    self._parameter(f"{method.upper()} {path}", parameter, line)

    def _operation(
        self, route: str, operation: Mapping[str, Any], line: int, of_path: Mark
    ) -> None:
        path = route.partition(" ")[2]
        own = self._mark(operation, line, route)
        said = own.tier or of_path.tier
        tier = tier_of_path(path, self._options.prefixes)
        if said is not None and tier is not None and said != tier:
            self._complain(
                line, f"'http:{route}' is marked {said}, but its path says {tier}. Keep one tier."
            )
        own.tier = said or tier
        own.deprecation = own.deprecation or of_path.deprecation
        for field, value in of_path.fields.items():
            own.fields.setdefault(field, value)
        self._take(route, own, line)
        if self._has_marks:
            self._parts(route, operation, line)

    def _parts(self, route: str, operation: Mapping[str, Any], line: int) -> None:
        for parameter in _list(operation.get("parameters")):
            self._parameter(route, parameter, line)
        self._content(f"{route}#request", operation.get("requestBody"), line)
        responses = operation.get("responses")
        if isinstance(responses, dict):
            for status, response in sorted(responses.items(), key=lambda one: str(one[0])):
                self._content(f"{route}#{status}", response, line)

    def _parameter(self, route: str, written: Any, line: int) -> None:
        parameter = self._followed(written, line)
        if not isinstance(parameter, dict) or not isinstance(parameter.get("name"), str):
            return
        schema = parameter.get("schema")
        for said in (parameter, schema if isinstance(schema, dict) else {}):
            if not self._marking.isdisjoint(said):
                name = parameter["name"]
                place = line if parameter is not written else self._document.line_of(name, line)
                self._take(f"{route}?{name}", self._mark(said, place, f"{route}?{name}"), place)
                return

    def _content(self, name: str, written: Any, line: int) -> None:
        """The properties of what a route takes or gives, where they are written in place."""
        content = written.get("content") if isinstance(written, dict) else None
        if isinstance(content, dict):
            for media in content.values():
                if isinstance(media, dict):
                    self._properties(name, media.get("schema"), line)

    def _schemas(self) -> None:
        """The properties of schemas that are shared."""
        components = self._document.table.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        if isinstance(schemas, dict):
            lines = getattr(schemas, "lines", {})
            for name, schema in schemas.items():
                line = lines.get(name, 1)
                if isinstance(schema, dict) and not self._marking.isdisjoint(schema):
                    self._take(f"schema {name}", self._mark(schema, line, name), line)
                self._properties(f"schema {name}", schema, line)

    def _properties(self, name: str, schema: Any, line: int) -> None:
        for path, found in marked_properties(schema, self._marking):
            place = self._document.line_of(path.rpartition(".")[2].replace("[]", ""), line)
            full = f"{name}.{path}"
            self._take(full, self._mark(found, place, full), place)

    # ---- marks ----------------------------------------------------------------------------------

    def _mark(self, said: Mapping[str, Any], line: int, name: str) -> Mark:
        if self._marking.isdisjoint(said):
            return Mark()
        mark = read_extensions(said, self._extensions, _nothing)
        details = {
            field: str(said[key])
            for key, field in _SAID.items()
            if isinstance(said.get(key), (str, int, float)) and said[key] not in ("", True, False)
        }
        if details:
            mark.deprecate(Deprecation(**details))
        for complaint in mark.complaints:
            self._complain(line, f"'http:{name}' {complaint}")
        mark.complaints.clear()
        return mark

    def _take(self, name: str, mark: Mark, line: int) -> None:
        if mark:
            place = f"{self._document.path}:{line}"
            self._records[f"http:{name}"] = mark.record(f"http:{name}", "http", place)

    def _complain(self, line: int, message: str) -> None:
        self._problems.append(Problem(self._document.path, line, 1, message))

    # ---- references -----------------------------------------------------------------------------

    def _followed(self, value: Any, line: int) -> Any:
        """What a reference inside the document leads to; what lies elsewhere is not fetched."""
        for _ in range(_MOST_REFERENCES):
            target = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(target, str):
                return value
            if not target.startswith("#/"):
                self._complain(line, f"what {target!r} refers to is not read: pass that file too.")
                return None
            value = self._at(target)
            if value is None:
                self._complain(line, f"{target!r} refers to nothing in this document.")
                return None
        self._complain(line, "its references lead back to where they begin.")
        return None

    def _at(self, pointer: str) -> Any:
        value: Any = self._document.table
        for step in pointer[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            value = value.get(key) if isinstance(value, dict) else None
        return value


def _nothing(_: str) -> None:
    """Words in texts name nothing here."""


def _list(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value


def _base_path(servers: Any) -> str:
    """The path that all servers have in common, without a slash at its end."""
    urls = [one.get("url") for one in _list(servers) if isinstance(one, dict)]
    bases = {_path_of(one) for one in urls if isinstance(one, str)}
    return bases.pop() if len(bases) == 1 else ""


def _path_of(url: str) -> str:
    rest = url.partition("://")[2]
    path = url if not rest else "/" + rest.partition("/")[2]
    return path.rstrip("/") if path.startswith("/") and "{" not in path else ""
