"""Reading YAML: what a file holds with its lines, and one problem for what cannot be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dynamo_stability.collect.yaml.documents import parse_documents, read_documents
from dynamo_stability.collect.yaml.values import Items, Table


def read(text: str | bytes) -> Any:
    """The value of the only document, which has no problem."""
    found = parse_documents(text.encode() if isinstance(text, str) else text, "f.yaml")
    assert found.problems == ()
    (document,) = found.documents
    return document.value


def refused(text: str | bytes) -> str:
    """The only problem of a file in which nothing can be read."""
    found = parse_documents(text.encode() if isinstance(text, str) else text, "f.yaml")
    (problem,) = found.problems
    assert found.documents == ()
    return str(problem)


# ---- what is read -------------------------------------------------------------------------------


def test_values_and_lines() -> None:
    table = read("# comment\na: 1\nb:\n  - x\n  - {c: true, d: ~}\ne: 'true'\n")
    assert table == {"a": "1", "b": ["x", {"c": True, "d": None}], "e": "true"}
    assert isinstance(table, Table)
    assert (table.line, table.lines) == (2, {"a": 2, "b": 3, "e": 6})
    items = table["b"]
    assert isinstance(items, Items)
    assert (items.lines, items[1].line) == ([4, 5], 5)


def test_numbers_stay_as_they_are_written() -> None:
    assert read("[1.10, 0o17, 1e3, 2026-01-01, !!int 3, !!str true, y, on]") == [
        *("1.10", "0o17", "1e3", "2026-01-01", "3", "true", "y", "on")
    ]


def test_keys_are_what_is_written() -> None:
    assert read("8080: a\ntrue: b\n'': c\n") == {"8080": "a", "true": "b", "": "c"}


def test_several_documents_and_their_lines() -> None:
    found = parse_documents(b"---\na: 1\n---\n- b\n---\n...\n", "f.yaml")
    assert [(one.path, one.line, one.value) for one in found.documents] == [
        ("f.yaml", 2, {"a": "1"}),
        ("f.yaml", 4, ["b"]),
        ("f.yaml", 6, None),
    ]


def test_anchors_and_merge_keys() -> None:
    table = read("a: &a {p: 1, q: 2}\nb:\n  <<: *a\n  q: 3\nc:\n  <<: [*a, {r: 4}]\nd: {'<<': x}\n")
    assert table["b"] == {"p": "1", "q": "3"}
    assert table["c"] == {"p": "1", "q": "2", "r": "4"}
    assert table["d"] == {"<<": "x"}
    assert table["b"].lines == {"q": 4, "p": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert read("a: é\n".encode(encoding)) == {"a": "é"}


def test_line_ends_of_every_system() -> None:
    assert read(b"a: 1\r\nb: 2\r\n").lines == {"a": 1, "b": 2}


def test_nothing_at_all() -> None:
    assert parse_documents(b"", "f.yaml") == ((), ())


def test_an_alias_that_is_used_often_does_no_harm() -> None:
    text = "a: &a [" + "x, " * 100 + "x]\nb: [" + "*a, " * 500 + "*a]\n"
    assert len(read(text)["b"]) == 501


# ---- what is refused ----------------------------------------------------------------------------

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "told"),
    {
        "duplicate key": (
            "a: 1\nb: {c: 1,\n  c: 2}",
            "f.yaml:3:3: Cannot read this document: the key 'c' is there already, in line 2.",
        ),
        "tag of a program": (
            "a:\n  - !!python/object/apply:os.system [ls]",
            "'tag:yaml.org,2002:python/object/apply:os.system', which only programs give a meaning",
        ),
        "tag of its own": ("a: !Ref b", "f.yaml:1:4: Cannot read this document: it has the tag"),
        "key that is a list": ("? [a]\n: b", "f.yaml:1:3: Cannot read this document: a key"),
        "merged text": ("a: {<<: b}", "f.yaml:1:5: Cannot read this document: what is merged"),
        "bomb": (BOMB, "its aliases make it many times as large as it is written."),
        "alias to itself": ("a: &a [*a]", "f.yaml:1:4: Cannot read this document: an alias leads"),
        "merge of itself": ("&a {<<: *a}", "an alias leads back"),
        "unknown alias": ("a: *b", "f.yaml:1:4: Cannot read it as YAML: found undefined alias"),
        "cut off": ("a: [b, c", "f.yaml:2:1: Cannot read it as YAML: while parsing a flow"),
        "tab": ("a:\n\tb: c", "f.yaml:2:1: Cannot read it as YAML:"),
        "two colons": ("a: b\nc: d: e", "f.yaml:2:5: Cannot read it as YAML: mapping values"),
        "control characters": ("a: b\nc: \x00", "f.yaml:2:4: Cannot read it as YAML: control"),
        "another version": ("%YAML 3.0\n--- a", "f.yaml:1:1: Cannot read it as YAML:"),
        "template": (
            "a:\n{{- if .Values.b }}\n  b: c\n{{- end }}\n",
            "It looks like a Helm template: pass what 'helm template' makes of it instead.",
        ),
    }.values(),
)
def test_what_is_refused(text: str, told: str) -> None:
    assert told in refused(text)


def test_wrong_encoding() -> None:
    assert refused(b"a: b\nc: \xe9\n").startswith("f.yaml:2:")


def test_binary() -> None:
    assert refused(bytes(range(256))).startswith("f.yaml:1:1: Cannot read it as YAML:")


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_deep_nesting(unit: str) -> None:
    """In a process of its own: what overflows the stack ends it."""
    code = (
        "import sys; from dynamo_stability.collect.yaml import parse_documents\n"
        "print(*parse_documents(sys.stdin.buffer.read(), 'f.yaml').problems, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=unit * 200_000,
        capture_output=True,
        text=True,
        timeout=120,
    )
    (line,) = done.stdout.splitlines()
    assert "nested more than 200 levels deep" in line, done.stderr
    assert line.startswith("f.yaml:1:")


def test_one_bad_document_leaves_the_others() -> None:
    found = parse_documents(b"a: 1\n---\nb: 1\nb: 2\n---\nc: !x 1\n---\nd: 1\n", "f.yaml")
    assert [one.value for one in found.documents] == [{"a": "1"}, {"d": "1"}]
    assert [one.line for one in found.problems] == [4, 6]


def test_an_error_of_syntax_leaves_what_is_before_it() -> None:
    found = parse_documents(b"a: 1\n---\nb: [\n---\nc: 1\n", "f.yaml")
    assert [one.value for one in found.documents] == [{"a": "1"}]
    assert [one.line for one in found.problems] == [4]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    found = read_documents(tmp_path / "gone.yaml", "gone.yaml")
    (problem,) = found.problems
    assert (found.documents, problem.path, problem.line) == ((), "gone.yaml", 1)
    assert "No such file" in problem.message


def test_without_a_parser(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise ImportError")
    code = (
        "from dynamo_stability.collect.yaml import parse_documents\n"
        "from dynamo_stability.errors import MissingExtraError\n"
        "try: parse_documents(b'', 'f')\n"
        "except MissingExtraError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == (
        "Cannot read YAML: PyYAML is not installed. Run: pip install 'dynamo-stability[tools]'\n"
    ), done.stderr


# ---- anything at all ----------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    [
        *("a", "b: ", "- ", "? ", ": ", "[", "]", "{", "}", ",", "&x ", "*x", "!t ", "!!map "),
        *("'", '"', "|\n", ">-\n ", "\n", "\n  ", "#", "---\n", "...\n", "%YAML 1.1\n", "<<: "),
        *("{{ .V }}", "null", "true", "\u2028", "é", "\x85", "\ufeff", "\t", "\\"),
    ]
)


def check(content: bytes) -> None:
    found = parse_documents(content, "f.yaml")
    for problem in found.problems:
        assert problem.path == "f.yaml"
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.startswith("Cannot read ")
        assert problem.message.endswith(".")
    assert parse_documents(content, "f.yaml") == found


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
@example("? &x [*x]\n: b")
@example("&x {<<: [*x]}")
def test_any_yaml(text: str) -> None:
    check(text.encode())


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00")
@example(b"a: \xed\xa0\x80")
@example(b'"\\ud800"')
def test_any_bytes(content: bytes) -> None:
    check(content)
