"""Routes in OpenAPI documents, and documents that cannot be read."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from dynamo_stability import Deprecation, Record, Tier
from dynamo_stability.collect.http import collect_routes, find_documents, routes_in
from dynamo_stability.collect.surfaces import SurfaceRecords
from dynamo_stability.configuration import HttpOptions
from dynamo_stability.route_tiers import tier_of_path


def read(text: str, **options: Any) -> SurfaceRecords:
    return routes_in(textwrap.dedent(text).lstrip().encode(), "api.yaml", HttpOptions(**options))


def document(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths, **more}


def stages(paths: dict[str, Any], **more: Any) -> dict[str, str]:
    found = routes_in(json.dumps(document(paths, **more)).encode(), "api.json")
    assert found.problems == ()
    return {one.name: one.stage for one in found.records}


# ---- tiers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "tier"),
    [
        ("/v1/chat", Tier.STABLE),
        ("/v1beta/chat", Tier.BETA),
        ("/api/v2beta3/chat", Tier.BETA),
        ("/v1alpha1", Tier.EXPERIMENTAL),
        ("/v1p2beta1/x", Tier.BETA),
        ("/v1.2/x", Tier.STABLE),
        ("/health", None),
        ("/vault/v", None),
        ("/valpha/x", None),
        ("/v1alphabet/x", None),
        ("/V1/x", None),
    ],
)
def test_the_path_says_a_tier(path: str, tier: Tier | None) -> None:
    assert tier_of_path(path) == tier


def test_prefixes_of_the_project() -> None:
    found = read(
        """
        openapi: 3.0.3
        paths:
          /next/v1/x: {get: {}}
          /next/safe/x: {get: {}}
          /nextdoor: {get: {}}
        """,
        prefixes={"/next": "experimental", "/next/safe": "beta"},
    )
    assert [(one.name, one.stage) for one in found.records] == [
        ("http:GET /next/safe/x", "beta"),
        ("http:GET /next/v1/x", "experimental"),
    ]


def test_levels_and_deprecations() -> None:
    found = read(
        """
        openapi: 3.1.0
        paths:
          /v1/chat:
            post:
              x-stability-level: stable
              deprecated: true
              x-deprecated-since: 1.4
              x-sunset: 2027-01-31
              x-alternative: /v2/chat
          /other:
            x-stability-level: draft
            get: {}
            put: {x-stability: {tier: beta, since: "1.2", feature: kv}}
            delete: {deprecated: false}
        """
    )
    assert found == SurfaceRecords(
        (
            Record("http:DELETE /other", "http", tier=Tier.EXPERIMENTAL, source="api.yaml:14"),
            Record("http:GET /other", "http", tier=Tier.EXPERIMENTAL, source="api.yaml:12"),
            Record(
                "http:POST /v1/chat",
                "http",
                tier=Tier.STABLE,
                deprecation=Deprecation(
                    since="1.4", remove_in="2027-01-31", alternative="/v2/chat"
                ),
                source="api.yaml:4",
            ),
            Record(
                "http:PUT /other",
                "http",
                tier=Tier.BETA,
                since="1.2",
                feature="kv",
                source="api.yaml:13",
            ),
        ),
        (),
    )


def test_a_level_that_contradicts_the_path() -> None:
    found = read("openapi: 3.1.0\npaths:\n  /v1/x:\n    get: {x-stability-level: beta}\n")
    assert [one.stage for one in found.records] == ["beta"]
    assert [str(one) for one in found.problems] == [
        "api.yaml:4:1: 'http:GET /v1/x' is marked beta, but its path says stable. Keep one tier."
    ]


def test_a_level_that_is_none() -> None:
    found = read("openapi: 3.1.0\npaths:\n  /x:\n    get: {x-stability-level: expermental}\n")
    assert found.records == ()
    (problem,) = found.problems
    assert "'http:GET /x' says x-stability-level: 'expermental'" in problem.message
    assert "did you mean 'experimental'" in problem.message


@pytest.mark.parametrize(
    ("servers", "name"),
    [
        ([{"url": "https://host/api/v1beta"}], "http:GET /api/v1beta/x"),
        ([{"url": "/v1alpha/"}], "http:GET /v1alpha/x"),
        ([{"url": "https://a/v1"}, {"url": "https://b/v1"}], "http:GET /v1/x"),
    ],
)
def test_the_path_of_the_server_counts(servers: list[Any], name: str) -> None:
    assert list(stages({"/x": {"get": {}}}, servers=servers)) == [name]


def test_servers_that_differ_say_nothing() -> None:
    servers = [{"url": "https://a/v1"}, {"url": "https://b/v2beta"}, {"url": "{scheme}://c"}]
    assert stages({"/x": {"get": {}}}, servers=servers) == {}


# ---- parts --------------------------------------------------------------------------------------

PARTS = """\
openapi: 3.1.0
paths:
  /v1/chat:
    parameters:
      - {name: trace, in: header, deprecated: true}
    post:
      parameters:
        - name: stream
          in: query
          x-stability-level: beta
        - $ref: "#/components/parameters/Old"
      requestBody:
        content:
          application/json:
            schema:
              properties:
                messages:
                  items:
                    allOf:
                      - properties:
                          role: {type: string, deprecated: true}
      responses:
        "200":
          content:
            application/json:
              schema: {properties: {usage: {x-stability: experimental}}}
webhooks:
  done: {post: {deprecated: true}}
components:
  parameters:
    Old: {name: n, in: query, deprecated: true}
  schemas:
    Message:
      x-stability-level: beta
      properties:
        name: {type: string, deprecated: true}
        loop: {$ref: "#/components/schemas/Message"}
"""


@pytest.mark.parametrize("form", ["yaml", "json", "indented json"])
def test_parameters_and_properties(form: str) -> None:
    text = PARTS
    if form != "yaml":
        text = json.dumps(yaml.safe_load(PARTS), indent=2 if form == "indented json" else None)
    found = routes_in(text.encode(), "api")
    assert found.problems == ()
    assert {one.name: one.stage for one in found.records} == {
        "http:POST /v1/chat": "stable",
        "http:POST /v1/chat#200.usage": "experimental",
        "http:POST /v1/chat#request.messages[].role": "deprecated",
        "http:POST /v1/chat?n": "deprecated",
        "http:POST /v1/chat?stream": "beta",
        "http:POST /v1/chat?trace": "deprecated",
        "http:POST webhook done": "deprecated",
        "http:schema Message": "beta",
        "http:schema Message.name": "deprecated",
    }


def test_places() -> None:
    lines = PARTS.splitlines()
    for record in routes_in(PARTS.encode(), "api").records:
        line = lines[int((record.source or "").rpartition(":")[2]) - 1]
        word = record.name.replace("http:", "").replace("?", ".").split(".")[-1].split()[-1]
        assert word.rpartition("/")[2] in line or "post" in line, (record, line)


# ---- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b'{"swagger": "2.0", "paths": {}}', 1, "is written in Swagger 2.0, which is not read."),
        (b'{\n"openapi": "4.0", "paths": {}}', 2, "its key 'openapi' is '4.0'"),
        (b"paths: {}\n", 1, "its key 'openapi' is None"),
        (
            b'{"openapi": "3.1.0",\n "paths": {"/x": }}',
            2,
            "cannot be read as JSON: Expecting value",
        ),
        (b'{"openapi": "3.1.0"} x', 1, "Extra data"),
        (b'{"openapi": "3.1.0"', 1, "Expecting ',' delimiter"),
        (b'{"paths": {"/x": {}, "/x": {}}}', 1, "The key '/x' is there already"),
        (b'{"a": ' + b"[" * 100_000, 1, "nested too deeply"),
        (b"- a\n- b\n", 1, "is no OpenAPI document: that is one mapping."),
        (b"openapi: 3.1.0\n---\nb: 1\n", 1, "is no OpenAPI document: that is one mapping."),
        (b"openapi: 3.1.0\n\xff\n", 2, "cannot be read as text"),
        (b"openapi: !!python/name:os.system x\n", 1, "which only programs give a meaning"),
        (b"openapi: '3.1.0'\npaths: {/x: 3}\n", 2, "'/x' is no mapping of operations."),
        (b"openapi: '3.1.0'\npaths:\n  /x:\n    get: 3\n", 4, "'GET /x' is no mapping."),
    ],
)
def test_malformed_documents(content: bytes, line: int, message: str) -> None:
    found = routes_in(content, "api")
    (problem,) = found.problems
    assert (problem.path, problem.line) == ("api", line)
    assert message in problem.message


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("other.yaml#/x", "what 'other.yaml#/x' refers to is not read"),
        ("https://host/x.json", "is not read"),
        ("#/components/pathItems/No", "refers to nothing in this document"),
        ("#/paths/~1x", "its references lead back to where they begin"),
    ],
)
def test_references_that_lead_nowhere(target: str, message: str) -> None:
    found = routes_in(json.dumps(document({"/x": {"$ref": target}})).encode(), "api")
    assert message in found.problems[0].message


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf{}")
@example(b"{" * 5000)
def test_any_bytes(content: bytes) -> None:
    found = routes_in(content, "api")
    assert all(one.path == "api" and one.line >= 1 for one in found.problems)


KEYS = (
    "get parameters name schema properties items deprecated $ref x-stability requestBody content "
    "allOf responses x-sunset"
).split()
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(TREES)
def test_any_shape(tree: Any) -> None:
    whole = document({"/v1/x": tree}, components={"schemas": {"S": tree}}, servers=tree)
    found = routes_in(json.dumps(whole).encode(), "api")
    assert all(one.source for one in found.records)


# ---- files --------------------------------------------------------------------------------------


def test_documents_are_found_by_what_they_hold(tmp_path: Path) -> None:
    texts = {
        "api/openapi.yaml": "openapi: 3.1.0\npaths: {/v1/x: {get: {}}}\n",
        "api.json": json.dumps(document({"/v1beta/x": {"get": {}}})),
        "package.json": '{"dependencies": {"openapi": "1", "paths": "2"}}',
        "values.yaml": "image: openapi\n",
        "tests/api.yaml": "openapi: 3.1.0\npaths: {/v1/y: {get: {}}}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    files = find_documents(tmp_path)
    assert set(files) == {tmp_path / "api.json", tmp_path / "api" / "openapi.yaml"}
    found = collect_routes(files, tmp_path)
    assert [(one.name, one.source) for one in found.records] == [
        ("http:GET /v1/x", "api/openapi.yaml:2"),
        ("http:GET /v1beta/x", "api.json:1"),
    ]


def test_data_are_no_documents(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    with path.open("wb") as file:
        file.write(b'{"openapi": "3.1.0", "paths": {}')
        file.truncate(65_000_000)  # a sparse file takes no room
    assert find_documents(tmp_path) == ()
    assert find_documents(path) == ()


def test_two_documents_that_contradict_each_other(tmp_path: Path) -> None:
    for name, level in (("a.yaml", "beta"), ("b.yaml", "experimental")):
        text = f"openapi: 3.1.0\npaths: {{/x: {{get: {{x-stability-level: {level}}}}}}}\n"
        (tmp_path / name).write_text(text)
    found = collect_routes(find_documents(tmp_path), tmp_path)
    (problem,) = found.problems
    assert str(problem) == (
        "b.yaml:2:1: 'http:GET /x' is experimental here, but beta in a.yaml:2. "
        "Keep one document of it."
    )
