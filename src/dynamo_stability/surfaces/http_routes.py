"""Stability of HTTP routes, for FastAPI and Starlette: in the document, and in what is answered.

    add_stability(app)

    @app.get("/v1/models", **route_marks(deprecated(since="1.4", alternative="/v2/models"),
                                         deprecated_at=date(2026, 1, 31), sunset=date(2027, 1, 31)))
    def models(): ...

Clients of a deprecated route read the headers `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and
`Link`; those of an experimental or beta one `X-Stability-Level`. Nobody is warned in the server,
whose operator calls nothing; observers are told of the first request to each marked route.
"""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.errors import MarkError
from dynamo_stability.marks import observing
from dynamo_stability.marks.combining import combine
from dynamo_stability.record import Record
from dynamo_stability.route_tiers import tier_of_path
from dynamo_stability.surfaces.command_line import markers_of
from dynamo_stability.surfaces.route_index import RouteIndex

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
    from typing import TypeVar

    T = TypeVar("T")
    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Scope, Receive, Send], Awaitable[None]]

__all__ = ["StabilityMiddleware", "add_stability", "mark_route", "route_marks"]

#: The attribute of an endpoint that holds what `mark_route` says.
MARKS_ATTRIBUTE: Final = "__stability_of_route__"
LEVEL_HEADER: Final = "X-Stability-Level"
_ANSWERS: Final = {"http.response.start", "websocket.accept"}
_FIELDS: Final = ("reason", "since", "feature", "issue", "owner", "alternative", "component")


# ---- marking ------------------------------------------------------------------------------------


def route_marks(
    *stability: Any,
    deprecated_at: date | None = None,
    sunset: date | None = None,
    docs: str | None = None,
) -> dict[str, Any]:
    """What FastAPI's route decorators take to mark a route: `@app.get("/x", **route_marks(beta))`.

    Args:
        *stability: markers such as `experimental("...")` and `deprecated("...")`, tiers, or their
            names.
        deprecated_at: when it was or will be deprecated, for the header `Deprecation`; a date is
            its midnight in UTC.
        sunset: when it stops answering, for the header `Sunset`.
        docs: the URL of a page about the deprecation, for the header `Link`.

    Raises:
        MarkError: the marks contradict each other, a time has no time zone, a deprecation has no
            date, or what is not deprecated has one.
    """
    extension = _extension(stability, deprecated_at, sunset, docs)
    marks: dict[str, Any] = {"openapi_extra": extension}
    if "deprecated" in extension["x-stability"]:
        marks["deprecated"] = True
    return marks


def mark_route(
    *stability: Any,
    deprecated_at: date | None = None,
    sunset: date | None = None,
    docs: str | None = None,
) -> Callable[[T], T]:
    """Mark an endpoint, a function or a class, for Starlette's routes; it is given back as it is.

    Args and errors are those of `route_marks`.
    """
    extension = _extension(stability, deprecated_at, sunset, docs)

    def mark(endpoint: T) -> T:
        setattr(endpoint, MARKS_ATTRIBUTE, extension)
        return endpoint

    return mark


def _extension(
    stability: tuple[Any, ...], deprecated_at: date | None, sunset: date | None, docs: str | None
) -> dict[str, Any]:
    """The extensions of an operation that say it all."""
    record = Record("http:route", "http")
    for marker in markers_of(list(stability)):
        record = combine(record, marker.record_for(record.name, "http"))
    _check_dates(record, deprecated_at, sunset)
    said: dict[str, Any] = {
        field: getattr(record, field) for field in _FIELDS if getattr(record, field) is not None
    }
    if record.tier is not None:
        said["tier"] = record.tier.value
    if record.deprecation is not None:
        said["deprecated"] = record.deprecation.to_dict()
    extension: dict[str, Any] = {"x-stability": said, "x-stability-level": record.stage}
    times = {"x-deprecation-date": deprecated_at, "x-sunset": sunset}
    extension.update((key, _written(_moment(one))) for key, one in times.items() if one)
    if docs is not None:
        extension["x-deprecation-docs"] = docs
    return extension


def _check_dates(record: Record, deprecated_at: date | None, sunset: date | None) -> None:
    if record.deprecation is None:
        if deprecated_at is not None or sunset is not None:
            raise MarkError(
                f"Cannot mark a route as {record.stage} with a date: only what is deprecated has "
                f"one. Add deprecated('...')."
            )
        return
    if deprecated_at is None:
        raise MarkError(
            "Cannot mark a route as deprecated without a date, which its clients are told "
            "(RFC 9745). Pass deprecated_at=date(...)."
        )
    if sunset is not None and _moment(sunset) < _moment(deprecated_at):
        raise MarkError(
            f"Cannot mark a route with the sunset {sunset}: it is before its deprecation, "
            f"{deprecated_at} (RFC 9745). Exchange the two, or correct one."
        )


def _moment(day: date) -> datetime:
    """A point in time; of a date, its midnight in UTC.

    Raises:
        MarkError: it is no date, or a time without a time zone.
    """
    if isinstance(day, datetime):
        if day.tzinfo is None:
            raise MarkError(
                f"Cannot take {day!r}: it has no time zone, so nobody knows when it is. "
                f"Pass a date, or add tzinfo=timezone.utc."
            )
        return day.astimezone(timezone.utc)
    if isinstance(day, date):
        return datetime.combine(day, time.min, timezone.utc)
    raise MarkError(f"Cannot take {day!r}: it is no date. Pass datetime.date(...).")


def _written(moment: datetime) -> str:
    """A point in time as a document holds it; midnight as its date."""
    return moment.date().isoformat() if moment.time() == time.min else moment.isoformat()


# ---- answering ----------------------------------------------------------------------------------


def add_stability(
    app: Any,
    *,
    level_header: str | None = LEVEL_HEADER,
    deprecated_at: date | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Let an application answer with the stability of its routes, and say it in its document.

    Call it where middleware is added, and after a function of your own has taken the place of
    `app.openapi`. Mounted applications answer as well; for their own documents, call it for each.

    Args:
        app: a FastAPI or Starlette application.
        level_header: the header for what is not stable; None for none.
        deprecated_at: since when routes count as deprecated that say no date, such as those of
            `APIRouter(deprecated=True)`; without one, these answer without `Deprecation`.
        prefixes: paths with the tier of what is below them, for routes without a version.

    Raises:
        MarkError: the application cannot be given middleware, or `deprecated_at` is no date.
    """
    if not hasattr(app, "add_middleware"):
        raise MarkError(
            f"Cannot add stability to {app!r}: it is no FastAPI or Starlette application. "
            f"Wrap it: StabilityMiddleware(app)."
        )
    pairs = tuple((prefixes or {}).items())
    document = None
    if hasattr(app, "openapi"):
        generate = app.openapi

        def openapi() -> dict[str, Any]:
            generated: dict[str, Any] = generate()
            _say_tiers(generated, pairs)
            return generated

        app.openapi = document = openapi
    app.add_middleware(
        StabilityMiddleware,
        level_header=level_header,
        deprecated_at=deprecated_at,
        prefixes=pairs,
        document=document,
    )


def _say_tiers(document: dict[str, Any], prefixes: Iterable[tuple[str, str]]) -> None:
    """Add the tier that each path says to operations that say none themselves."""
    for path, item in document.get("paths", {}).items():
        tier = tier_of_path(path, prefixes)
        for operation in item.values() if tier is not None else ():
            if isinstance(operation, dict) and "x-stability-level" not in operation:
                stage = "deprecated" if operation.get("deprecated") else str(tier)
                operation["x-stability-level"] = stage


class StabilityMiddleware:
    """ASGI middleware that adds the headers; what is sent passes through as it comes.

    Args:
        app: the application.
        level_header: the header for what is not stable; None for none.
        deprecated_at: since when routes count as deprecated that say no date.
        prefixes: pairs of a path and the tier of what is below it.
        document: makes the application's OpenAPI document; None where there is none.
    """

    def __init__(
        self,
        app: Application,
        *,
        level_header: str | None = LEVEL_HEADER,
        deprecated_at: date | None = None,
        prefixes: Iterable[tuple[str, str]] = (),
        document: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        self.app = app
        self._level_header = level_header
        self._deprecated_at = None if deprecated_at is None else _moment(deprecated_at)
        self._prefixes = tuple(prefixes)
        self._index = None if document is None else RouteIndex(document)
        self._seen: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] in _ANSWERS:
                self._add_headers(scope, message)
            await send(message)

        await self.app(scope, receive, send_marked)

    def _add_headers(self, scope: Scope, message: Message) -> None:
        if "endpoint" not in scope:
            return  # nothing answers to this path
        said = self._said(scope)
        level = said.get("x-stability-level")
        if level is None or level == "stable":
            return
        self._observe(scope, said)
        headers = list(message.get("headers", ()))
        given = {bytes(name).lower() for name, _ in headers}
        for name, value in self._headers(said, level):
            header = (name.lower().encode(), value.encode("latin-1", "replace"))
            is_more = name == "Link" and header not in headers
            if is_more or header[0] not in given:
                headers.append(header)
        message["headers"] = headers

    def _said(self, scope: Scope) -> Mapping[str, Any]:
        """The extensions of the route that answers: its own, or what its path says."""
        route = scope.get("route")
        for own in (
            getattr(route, "openapi_extra", None),
            getattr(scope["endpoint"], MARKS_ATTRIBUTE, None),
        ):
            if own and "x-stability-level" in own:
                found: Mapping[str, Any] = own
                return found
        path = scope.get("path", "")
        indexed = None if self._index is None else self._index.find(scope)
        if indexed is not None:
            return indexed
        if getattr(route, "deprecated", None):
            return {"x-stability-level": "deprecated"}
        tier = tier_of_path(path, self._prefixes)
        return {} if tier is None else {"x-stability-level": str(tier)}

    def _headers(self, said: Mapping[str, Any], level: str) -> Iterable[tuple[str, str]]:
        if self._level_header is not None:
            yield self._level_header, level
        if level != "deprecated":
            return
        since = _time_of(said.get("x-deprecation-date")) or self._deprecated_at
        if since is not None:
            yield "Deprecation", f"@{int(since.timestamp())}"
        sunset = _time_of(said.get("x-sunset"))
        if sunset is not None:
            yield "Sunset", format_datetime(sunset, usegmt=True)
        for relation, target in _links(said):
            yield "Link", f'<{target}>; rel="{relation}"'

    def _observe(self, scope: Scope, said: Mapping[str, Any]) -> None:
        """Tell observers of the first request to each route."""
        path = getattr(scope.get("route"), "path", None) or scope.get("path", "")
        name = f"http:{scope.get('method', 'GET')} {path}"
        if name in self._seen:
            return
        self._seen.add(name)
        endpoint = scope["endpoint"]
        code = getattr(endpoint, "__code__", None)
        filename = getattr(code, "co_filename", "<http>")
        line = getattr(code, "co_firstlineno", 1)
        module = getattr(endpoint, "__module__", None) or "<http>"
        observing.tell(_record(name, said), filename, line, module)


def _record(name: str, said: Mapping[str, Any]) -> Record:
    """The record of a route, from its extensions."""
    about = dict(said.get("x-stability") or {})
    deprecation = about.pop("deprecated", None)
    level = said["x-stability-level"]
    if level == "deprecated":
        about["deprecation"] = deprecation or {}
    elif "tier" not in about:
        about["tier"] = level
    return Record.from_dict({"name": name, "kind": "http", **about})


def _time_of(written: object) -> datetime | None:
    """The point in time that an extension holds; None where it holds none."""
    if not isinstance(written, str):
        return None
    try:
        moment = datetime.fromisoformat(written.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or timezone.utc).astimezone(timezone.utc)


def _links(said: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if isinstance(said.get("x-deprecation-docs"), str):
        yield "deprecation", said["x-deprecation-docs"]
    about = said.get("x-stability") or {}
    alternative = (about.get("deprecated") or {}).get("alternative") or about.get("alternative")
    if isinstance(alternative, str) and alternative.startswith(("/", "http://", "https://")):
        yield "successor-version", alternative
