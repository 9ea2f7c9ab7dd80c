"""Routes of FastAPI and Starlette applications that say how far they can be relied on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from dynamo_stability import MarkError, beta, deprecated, experimental, observe
from dynamo_stability.collect.http import routes_of
from dynamo_stability.surfaces.http_routes import (
    StabilityMiddleware,
    add_stability,
    mark_route,
    route_marks,
)

OLD: Any = deprecated("Use /v2/x.", since="1.4", remove_in="2.0", alternative="/v2/x")
DAY, END = date(2026, 1, 31), date(2027, 1, 31)
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - that is what is refused
STAMP = "@1769817600"
OLD_MARKS = route_marks(OLD, deprecated_at=DAY, sunset=END, docs="https://docs/x")


def shown(response: Any) -> dict[str, str]:
    names = ("x-stability-level", "deprecation", "sunset", "link")
    return {name: response.headers[name] for name in names if name in response.headers}


OLD_HEADERS = {
    "x-stability-level": "deprecated",
    "deprecation": STAMP,
    "sunset": "Sun, 31 Jan 2027 00:00:00 GMT",
    "link": '<https://docs/x>; rel="deprecation", </v2/x>; rel="successor-version"',
}


def application() -> FastAPI:  # noqa: C901 - a route of each kind
    app = FastAPI()
    router = APIRouter(prefix="/preview")

    @router.get("/tune", **route_marks(experimental("being tuned", feature="kv")))
    def tune() -> str:
        return "tuned"

    @app.get("/v1beta/warm")
    def warm() -> str:
        return "warm"

    @app.get("/v1/x", **OLD_MARKS)
    def x() -> str:
        return "x"

    @app.get("/v1/broken", **OLD_MARKS)
    def broken() -> None:
        raise HTTPException(418)

    @app.get("/v1/stream", **OLD_MARKS)
    def stream() -> StreamingResponse:
        async def chunks() -> AsyncIterator[str]:
            yield "a"
            yield "b"

        return StreamingResponse(chunks(), headers={"Deprecation": "@1", "Link": "</y>"})

    @app.get("/v1/steady")
    def steady() -> str:
        return "steady"

    @app.get("/health")
    def health() -> str:
        return "well"

    @app.websocket("/v1alpha/events")
    async def events(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close()

    app.include_router(router)
    app.include_router(router, prefix="/again")
    legacy = APIRouter(prefix="/legacy", deprecated=True)

    @legacy.get("/{name}")
    def named(name: str) -> str:
        return name

    app.include_router(legacy)
    return app


@pytest.fixture
def client() -> TestClient:
    app = application()
    add_stability(app)
    return TestClient(app)


# ---- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/v1/x", OLD_HEADERS),
        ("/v1/broken", OLD_HEADERS),
        ("/preview/tune", {"x-stability-level": "experimental"}),
        ("/again/preview/tune", {"x-stability-level": "experimental"}),
        ("/v1beta/warm", {"x-stability-level": "beta"}),
        ("/legacy/one", {"x-stability-level": "deprecated"}),
        ("/v1/steady", {}),
        ("/health", {}),
        ("/v1beta/nothing", {}),
        ("/openapi.json", {}),
    ],
)
def test_headers(client: TestClient, path: str, headers: dict[str, str]) -> None:
    assert shown(client.get(path)) == headers


def test_what_a_handler_sets_stays(client: TestClient) -> None:
    response = client.get("/v1/stream")
    assert response.text == "ab"
    assert response.headers["deprecation"] == "@1"
    assert response.headers.get_list("link")[0] == "</y>"
    assert '</v2/x>; rel="successor-version"' in response.headers.get_list("link")


def test_parts_of_an_answer_are_not_held_back() -> None:
    sent: list[str] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        scope["endpoint"] = old
        await send({"type": "http.response.start", "status": 200})
        for part in (b"a", b"b"):
            await send({"type": "http.response.body", "body": part, "more_body": part == b"a"})
            sent.append("done")

    async def send(message: Any) -> None:
        sent.append(message["type"].rpartition(".")[2])

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/"}
    asyncio.run(StabilityMiddleware(answer)(scope, None, send))  # type: ignore[arg-type]
    assert sent == ["start", "body", "done", "body", "done"]


def test_other_methods_are_not_marked(client: TestClient) -> None:
    assert client.post("/v1/x").status_code == 405


def test_websockets(client: TestClient) -> None:
    with client.websocket_connect("/v1alpha/events") as socket:
        headers: Any = socket.extra_headers
    assert (b"x-stability-level", b"experimental") in headers


def test_the_level_header_can_have_another_name_or_none() -> None:
    for name, headers in (("X-Level", {"x-level"}), (None, set())):
        app = application()
        add_stability(app, level_header=name)
        got = {one for one in TestClient(app).get("/v1beta/warm").headers if "level" in one}
        assert got == headers


def test_a_date_for_routes_that_say_none() -> None:
    app = application()
    add_stability(app, deprecated_at=DAY)
    assert shown(TestClient(app).get("/legacy/one")) == {
        "x-stability-level": "deprecated",
        "deprecation": STAMP,
    }


def test_prefixes_without_versions() -> None:
    app = application()
    add_stability(app, prefixes={"/health": "experimental"})
    assert shown(TestClient(app).get("/health")) == {"x-stability-level": "experimental"}


def test_under_other_middleware_and_a_mount() -> None:
    async def passing(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        return response

    app = application()
    add_stability(app)
    app.add_middleware(BaseHTTPMiddleware, dispatch=passing)
    assert shown(TestClient(app).get("/v1/x")) == OLD_HEADERS
    outer = Starlette(routes=[Mount("/inner", app=app)])
    add_stability(outer)
    assert shown(TestClient(outer).get("/inner/v1/x")) == OLD_HEADERS


# ---- Starlette ----------------------------------------------------------------------------------


@mark_route(OLD, deprecated_at=datetime(2026, 1, 31, tzinfo=timezone.utc))
async def old(request: Request) -> PlainTextResponse:
    return PlainTextResponse("old")


@mark_route(beta)
class Endpoint(HTTPEndpoint):
    async def get(self, request: Request) -> PlainTextResponse:
        return PlainTextResponse("new")


def plain(request: Request) -> PlainTextResponse:
    return PlainTextResponse("plain")


def starlette_application() -> Starlette:
    inner = [Route("/class", Endpoint), Route("/plain", plain)]
    routes = [Route("/old", old, methods=["GET", "POST"]), Mount("/v1alpha", routes=inner)]
    return Starlette(routes=routes)


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_starlette(is_wrapped: bool) -> None:
    app: Any = starlette_application()
    if is_wrapped:
        app = StabilityMiddleware(app)
    else:
        add_stability(app)
    client = TestClient(app)
    assert shown(client.get("/old"))["deprecation"] == STAMP
    assert shown(client.get("/v1alpha/class")) == {"x-stability-level": "beta"}
    assert shown(client.get("/v1alpha/plain")) == {"x-stability-level": "experimental"}


# ---- documents and records ----------------------------------------------------------------------


def test_the_document_says_it_and_is_made_once() -> None:
    app = application()
    add_stability(app)
    document = app.openapi()
    assert app.openapi() is document
    operation = document["paths"]["/v1/x"]["get"]
    assert operation["deprecated"] is True
    assert operation["x-sunset"] == "2027-01-31"
    assert operation["x-stability-level"] == "deprecated"
    assert document["paths"]["/v1beta/warm"]["get"]["x-stability-level"] == "beta"
    assert "x-stability-level" not in document["paths"]["/health"]["get"]


def test_a_function_of_the_project_for_the_document_is_kept() -> None:
    app = application()
    made: dict[str, Any] = {"openapi": "3.1.0", "paths": {"/v1beta/y": {"get": {}}}}
    app.openapi = lambda: made  # type: ignore[method-assign]
    add_stability(app)
    assert app.openapi()["paths"]["/v1beta/y"]["get"] == {"x-stability-level": "beta"}


def test_records_of_a_live_application() -> None:
    app = application()
    add_stability(app)
    found = routes_of(app)
    assert found.problems == ()
    records = {one.name: one for one in found.records}
    assert {name: one.stage for name, one in records.items()} == {
        "http:GET /again/preview/tune": "experimental",
        "http:GET /legacy/{name}": "deprecated",
        "http:GET /preview/tune": "experimental",
        "http:GET /v1/broken": "deprecated",
        "http:GET /v1/steady": "stable",
        "http:GET /v1/stream": "deprecated",
        "http:GET /v1/x": "deprecated",
        "http:GET /v1beta/warm": "beta",
    }
    told = records["http:GET /v1/x"].deprecation
    assert told is not None
    assert (told.since, told.remove_in, told.alternative) == ("1.4", "2.0", "/v2/x")
    assert records["http:GET /preview/tune"].feature == "kv"


def test_records_of_a_live_starlette_application() -> None:
    found = routes_of(starlette_application())
    assert {one.name: one.stage for one in found.records} == {
        "http:GET /old": "deprecated",
        "http:GET /v1alpha/class": "beta",
        "http:GET /v1alpha/plain": "experimental",
        "http:POST /old": "deprecated",
    }


def test_observers_are_told_of_the_first_request(client: TestClient) -> None:
    seen: list[tuple[str, str]] = []
    with observe(lambda use: seen.append((use.record.name, use.record.stage))):
        for _ in range(2):
            client.get("/v1/x")
            client.get("/v1/steady")
    assert seen == [("http:GET /v1/x", "deprecated")]


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "options", "message"),
    [
        ([OLD], {}, "without a date, which its clients are told"),
        ([beta], {"sunset": END}, "as beta with a date: only what is deprecated has one"),
        ([OLD], {"deprecated_at": END, "sunset": DAY}, "it is before its deprecation"),
        ([OLD], {"deprecated_at": NAIVE}, "it has no time zone"),
        ([OLD], {"deprecated_at": "2026-01-01"}, "'2026-01-01': it is no date"),
        ([beta, experimental], {}, "marked as beta already"),
        (["gamma"], {}, "'gamma': it says no tier"),
    ],
)
def test_what_is_refused(marks: list[Any], options: dict[str, Any], message: str) -> None:
    for make in (route_marks, mark_route):
        with pytest.raises(MarkError, match=message):
            make(*marks, **options)


def test_times_are_told_in_utc() -> None:
    zone = timezone(timedelta(hours=2))
    made = route_marks(OLD, deprecated_at=datetime(2026, 1, 31, 1, tzinfo=zone))
    assert made["openapi_extra"]["x-deprecation-date"] == "2026-01-30T23:00:00+00:00"


def test_what_is_no_application() -> None:
    with pytest.raises(MarkError, match=r"it is no FastAPI or Starlette application"):
        add_stability(object())
