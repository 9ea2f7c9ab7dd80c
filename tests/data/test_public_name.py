"""`PublicName`: names taken apart and written again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability import PublicName, RecordError
from dynamo_stability.public_name import SURFACES, holder_of

identifiers = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,8}\Z")
dotted = st.lists(identifiers, min_size=1, max_size=4).map(".".join)


@pytest.mark.parametrize(
    ("written", "parts", "again"),
    [
        ("f", ("python", None, "f", None), "f"),
        ("pkg.mod.Class.f", ("python", None, "pkg.mod.Class.f", None), "pkg.mod.Class.f"),
        ("pkg.mod:Class.f", ("python", "pkg.mod", "Class.f", None), "pkg.mod.Class.f"),
        ("pkg:f", ("python", "pkg", "f", None), "pkg.f"),
        ("pkg.f(x)", ("python", None, "pkg.f", "x"), "pkg.f(x)"),
        ("pkg:C.f(x)", ("python", "pkg", "C.f", "x"), "pkg.C.f(x)"),
        ("pkg.f.<locals>.g", ("python", None, "pkg.f.<locals>.g", None), "pkg.f.<locals>.g"),
        ("größe.ß", ("python", None, "größe.ß", None), "größe.ß"),
        (
            "cli:dynamo.frontend --router-mode",
            ("cli", None, "dynamo.frontend --router-mode", None),
            "cli:dynamo.frontend --router-mode",
        ),
        ("env:DYN_ROUTER_MODE", ("env", None, "DYN_ROUTER_MODE", None), "env:DYN_ROUTER_MODE"),
        (
            "crd:nvidia.com/v1alpha1/Deployment.spec.services",
            ("crd", None, "nvidia.com/v1alpha1/Deployment.spec.services", None),
            "crd:nvidia.com/v1alpha1/Deployment.spec.services",
        ),
        (
            "rust:dynamo_llm::kv_router::KvRouter",
            ("rust", None, "dynamo_llm::kv_router::KvRouter", None),
            "rust:dynamo_llm::kv_router::KvRouter",
        ),
        (
            "http:POST /v1/chat/completions",
            ("http", None, "POST /v1/chat/completions", None),
            "http:POST /v1/chat/completions",
        ),
    ],
)
def test_parse(written: str, parts: tuple[str, str | None, str, str | None], again: str) -> None:
    name = PublicName.parse(written)
    assert (name.surface, name.module, name.qualname, name.parameter) == parts
    assert str(name) == again
    assert str(PublicName.parse(again)) == again


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("pkg..f", "'' is no identifier"),
        (".f", "'' is no identifier"),
        ("pkg.", "'' is no identifier"),
        (":f", "'' is no identifier"),
        ("pkg:", "'' is no identifier"),
        ("a:b:c", "'a:b' is no identifier"),
        ("pkg.1f", "'1f' is no identifier"),
        ("pkg.my-name", "'my-name' is no identifier"),
        (" pkg.f", "' pkg' is no identifier"),
        ("pkg f", "'pkg f' is no identifier"),
        ("(x)", "'' is no identifier"),
        ("pkg.f()", "a parameter is written"),
        ("pkg.f(x", "a parameter is written"),
        ("pkg.f(x)y", "a parameter is written"),
        ("pkg.f(x, y)", "a parameter is written"),
        ("pkg.f(x=1)", "a parameter is written"),
        ("cli:", "nothing clear follows 'cli:'"),
        ("env:  ", "nothing clear follows 'env:'"),
        ("env: DYN_X", "nothing clear follows 'env:'"),
    ],
)
def test_malformed(written: str, why: str) -> None:
    with pytest.raises(RecordError) as caught:
        PublicName.parse(written)
    told = str(caught.value)
    assert repr(written) in told
    assert why in told
    assert "package.module.name" in told
    assert all(surface in told for surface in SURFACES)


@pytest.mark.parametrize("written", ["", None, 1, b"pkg.f", ["f"]])
def test_not_a_text(written: object) -> None:
    with pytest.raises(RecordError, match="'name'") as caught:
        PublicName.parse(written)  # type: ignore[arg-type]
    assert repr(written) in str(caught.value)


@given(st.none() | dotted, dotted, st.none() | identifiers)
def test_python_names_come_back(module: str | None, qualname: str, parameter: str | None) -> None:
    colon = "" if module is None else f"{module}:"
    bracket = "" if parameter is None else f"({parameter})"
    if module in SURFACES:
        return
    name = PublicName.parse(f"{colon}{qualname}{bracket}")
    assert name == PublicName(qualname, module=module, parameter=parameter)
    assert str(PublicName.parse(str(name))) == str(name)
    assert PublicName.from_dict(name.to_dict()) == name


@given(st.sampled_from(SURFACES), st.text(min_size=1).filter(lambda one: one == one.strip()))
def test_names_on_other_surfaces_come_back(surface: str, rest: str) -> None:
    name = PublicName.parse(f"{surface}:{rest}")
    assert name == PublicName(rest, surface=surface)
    assert str(name) == f"{surface}:{rest}"
    assert PublicName.from_dict(name.to_dict()) == name


@given(st.text())
def test_any_text_is_a_name_or_a_record_error(written: str) -> None:
    try:
        name = PublicName.parse(written)
    except RecordError:
        return
    assert str(PublicName.parse(str(name))) == str(name)


def test_an_unknown_surface_is_told() -> None:
    with pytest.raises(RecordError, match="did you mean 'env'") as caught:
        PublicName("X", surface="enw")
    assert "python, cli, env, crd, rust, http" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "holder"),
    [
        ("dynamo.llm.KvRouter.route(mode)", "dynamo.llm.KvRouter.route"),
        ("dynamo.llm.KvRouter.route", "dynamo.llm.KvRouter"),
        ("dynamo", ""),
        ("cli:dynamo.frontend serve --mode", "cli:dynamo.frontend serve"),
        ("cli:dynamo.frontend", ""),
        ("env:DYN_MODE", ""),
        (
            "crd:nvidia.com/v1/Graph.spec.services[].replicas",
            "crd:nvidia.com/v1/Graph.spec.services[]",
        ),
        ("crd:nvidia.com/v1/Graph.spec.services[]", "crd:nvidia.com/v1/Graph.spec.services"),
        ("rust:dynamo_llm::kv::Router::find", "rust:dynamo_llm::kv::Router"),
        ("rust:dynamo_llm::kv::Router.field", "rust:dynamo_llm::kv::Router"),
        ("rust:dynamo-llm/experimental_kv", "rust:dynamo-llm"),
        ("rust:dynamo_llm", ""),
        ("http:POST /v1/chat", ""),
        ("http:POST /v1/chat?stream", "http:POST /v1/chat"),
        ("http:POST /v1/chat#request.messages[].role", "http:POST /v1/chat#request.messages[]"),
        ("http:POST /v1/chat#request.messages", "http:POST /v1/chat#request"),
        ("http:POST /v1/chat#request", "http:POST /v1/chat"),
        ("http:schema Message.role", "http:schema Message"),
        ("http:schema Message", ""),
    ],
)
def test_what_holds_a_name(name: str, holder: str) -> None:
    assert holder_of(name) == holder
