"""Sources that are broken or ill-willed: one problem each, with its place, and an end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynamo_stability.collect import find_target
from dynamo_stability.collect.environment import CollectedVariables, collect_variables

GOOD = "import os\nos.environ['DYN_GOOD']\n"
PROGRAM = """\
import os
from os import environ as env, getenv
from dynamo_stability import beta, deprecated
from dynamo_stability.surfaces.environment import Variables, env_var
P = "DYN_"
class Names:
    \u00e9t\u00e9 = f"{P}X"
def read(name, default="caf\u00e9"):
    return os.environ.get(P + name, default) or None
GONE = deprecated(since="1.1")
MODE = env_var("DYN_MODE", tier=[beta, GONE], deprecated_aliases={"OLD": None})
GROUP = Variables(prefix="RAY_")
CHUNK = GROUP.env_var("RAY_CHUNK", type=int, choices=(1, 2))
for n, d in (("A", 1), ("B", 2)):
    int(env.get(n, d))
print(MODE.get(), CHUNK(), read("Y"), Names.\u00e9t\u00e9 in os.environ)
getenv(Names.\u00e9t\u00e9)
""".encode()
RUST = b"""\
use std::env;
mod names { pub const X: &str = "DYN_X"; }
#[cfg(test)] mod tests { fn t() { env::var("T"); } }
fn f() -> Option<u16> {
    env::var(names::X).ok().and_then(|s| s.parse::<u16>().ok()).unwrap_or(80);
    option_env!("DYN_Y"); env::var(r#"DYN_Z"#)?; env::var(&format!("DYN_{}", 1));
}
"""
FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def collected(tmp_path: Path, text: bytes, name: str = "bad.py") -> CollectedVariables:
    (tmp_path / name).write_bytes(text)
    (tmp_path / "good.py").write_text(GOOD)
    found = collect_variables([find_target(str(tmp_path))])
    assert "DYN_GOOD" in {one.name for one in found.variables}
    assert len(found.problems) <= 1
    for problem in found.problems:
        assert problem.path == name
        assert problem.line >= 1
        assert problem.column >= 1
    return found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROGRAM[: PROGRAM.index(b"default=")], "cannot be parsed: "),
        (b"import os\nos.environ[\n", "cannot be parsed: "),
        (b"\x00\x01\x02", "cannot be parsed: source code string cannot contain null bytes"),
        (PROGRAM.decode().encode("utf-16"), "cannot be parsed: "),
        (PROGRAM.decode().encode("latin-1"), "cannot be parsed: "),
        (b"# coding: nonsense\nos.environ\n", "cannot be parsed: unknown encoding: nonsense"),
        (b"x = " + b"(" * 10_000 + b"os.environ", "cannot be parsed: "),
        (b"os.environ[" + b"-" * 200_000 + b"1]", "cannot be parsed: "),
    ],
    ids=["truncated", "open", "binary", "utf-16", "latin-1", "coding", "brackets", "signs"],
)
def test_what_is_no_program_is_one_problem(tmp_path: Path, text: bytes, message: str) -> None:
    (problem,) = collected(tmp_path, text).problems
    assert message in problem.message


def test_a_coding_that_is_declared_is_honoured(tmp_path: Path) -> None:
    found = collected(tmp_path, b"# coding: latin-1\n" + PROGRAM.decode().encode("latin-1"))
    assert found.problems == ()
    assert {"DYN_X", "DYN_Y", "DYN_BETA_MODE", "RAY_CHUNK", "A", "B"} <= {
        one.name for one in found.variables
    }


@pytest.mark.parametrize(
    "text",
    [
        "a = b\nb = a\nos.environ[a]",
        "a = a + a\nos.environ[a]",
        "def f(a=a): os.environ[a]\na = f",
        "def f(n): return g(n)\ndef g(n): return f(n) or os.environ[n]\nf('DYN_X')",
        "def f(n): return f(n + n) or os.environ[n]\nf('DYN_X')",
        "def f():\n    e = e\n    e['DYN_X']",
        "def f():\n    a = b\n    b = a\n    a['DYN_X']",
        "def f():\n    a = b or a\n    b = a or b\n    a['DYN_X']",
        "def f():\n    a = a.copy()\n    a.get('DYN_X')",
        "for n in n: os.environ[n]",
        "for n in (*n, *n): os.environ[n]",
        "def f():\n    for n in n.items(): os.environ[n]",
        "from bad import *\nfrom bad import x as x\nos.environ[x]",
        "x = env_var(x)\nx = Variables(x).env_var(x)\nx.env_var('DYN_X')",
        "env_var('DYN_X', tier=tier, deprecated=deprecated)\ntier = [tier]\n",
        "class A(A):\n    a = A.a\nos.environ[A.a]",
    ],
)
def test_what_goes_round_in_circles_comes_to_an_end(tmp_path: Path, text: str) -> None:
    start = "import os\nfrom dynamo_stability.surfaces.environment import Variables, env_var\n"
    assert collected(tmp_path, f"{start}{text}\n".encode()).problems == ()


def test_texts_do_not_grow_without_end(tmp_path: Path) -> None:
    lines = ["import os", "s0 = 'x'", "n0 = ('a', 'b')"]
    for number in range(60):
        lines.append(f"s{number + 1} = s{number} + s{number}")
        lines.append(f"n{number + 1} = (*n{number}, *n{number})")
    lines += ["os.environ[s60]", "for n in n60: os.environ[n]", "os.environ[s5]"]
    lines += ["os.environ['x' if a else 'y' + 'x' if a else 'y' + ('x' if a else 'y') * 9]"]
    lines += ["for a in 'ab', 'cd', 'ef', 'gh': os.environ[a + a + a + a + a + a + a + a]"]
    found = collected(tmp_path, "\n".join(lines).encode())
    assert found.problems == ()
    assert all(len(one.name) <= 1_000 for one in found.variables)


def test_functions_that_call_each_other_are_given_up(tmp_path: Path) -> None:
    text = "import os\ndef f0(n): return os.environ[n]\n"
    for depth in range(1, 40):
        text += f"def f{depth}(n):\n" + f"    f{depth - 1}(n)\n" * 9
    found = collected(tmp_path, f"{text}f39('DYN_FAR')\nf1('DYN_NEAR')\n".encode())
    assert "DYN_NEAR" in {one.name for one in found.variables}
    assert "DYN_FAR" not in {one.name for one in found.variables}


def test_deep_expressions(tmp_path: Path) -> None:
    deep = "os.environ" + ".x" * 400 + "['DYN_X']\n"
    sums = "os.environ[" + " + ".join(["'D'"] * 400) + "]\n"
    alternatives = "os.environ[" + "a or (" * 80 + "'DYN_OR'" + ")" * 80 + "]\n"
    calls = "f(" * 80 + "os.environ['DYN_DEEP']" + ")" * 80
    found = collected(tmp_path, f"import os\n{deep}{sums}{alternatives}{calls}\n".encode())
    assert found.problems == ()
    assert {"DYN_DEEP", "D" * 400} <= {one.name for one in found.variables}


def test_large_numbers_are_not_written_out(tmp_path: Path) -> None:
    number = "0x" + "f" * 20_000
    found = collected(tmp_path, f"import os\nos.environ.get('DYN_X', {number})\n".encode())
    (one,) = [one for one in found.variables if one.name == "DYN_X"]
    assert one.default == "..."


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "gone.rs").symlink_to(tmp_path / "nowhere.rs")
    (tmp_path / "good.py").write_text(GOOD)
    found = collect_variables([find_target(str(tmp_path))])
    assert [str(one) for one in found.problems] == [
        "gone.py:1:1: cannot be read: No such file or directory.",
        "gone.rs:1:1: cannot be read: No such file or directory.",
    ]


# ---- anything at all ----------------------------------------------------------------------------


@FUZZ
@given(st.binary(max_size=200), st.integers(0, len(PROGRAM)), st.integers(0, 30))
def test_damaged_python(tmp_path: Path, noise: bytes, start: int, length: int) -> None:
    collected(tmp_path, PROGRAM[:start] + noise + PROGRAM[start + length :])


@FUZZ
@given(st.binary(max_size=200), st.integers(0, len(RUST)), st.integers(0, 30))
def test_damaged_rust(tmp_path: Path, noise: bytes, start: int, length: int) -> None:
    collected(tmp_path, RUST[:start] + noise + RUST[start + length :], "bad.rs")


EXPRESSIONS = st.recursive(
    st.sampled_from(
        ["os.environ", "env", "n", "P", "x", "'DYN_A'", "''", "None", "3", "env_var", "GROUP", "T"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} + {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} in {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]}[{two[1]}]"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]}.get({two[1]}, {two[0]})"),
        st.tuples(inner, inner).map(lambda two: f"[{two[0]} for n in {two[1]}]"),
        st.tuples(inner, inner).map(lambda two: f"f({two[0]}, *{two[1]}, **{two[0]})"),
        st.tuples(inner, inner).map(lambda two: f"env_var({two[0]}, tier={two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"Variables({two[0]}).env_var({two[1]})"),
        inner.map(lambda one: f"os.getenv({one})"),
        inner.map(lambda one: f"env_var('DYN_B', deprecated_aliases={{{one}: {one}}})"),
        inner.map(lambda one: f"f'{{{one}}}'" if "'" not in one else one),
        inner.map(lambda one: f"{one}.copy().items()"),
        inner.map(lambda one: f"{one}.upper()"),
    ),
    max_leaves=12,
)
STATEMENTS = st.one_of(
    st.tuples(st.sampled_from("nxPT"), EXPRESSIONS).map(lambda two: f"{two[0]} = {two[1]}"),
    EXPRESSIONS,
    EXPRESSIONS.map(lambda one: f"for n, x in {one}: os.environ[n]"),
    EXPRESSIONS.map(lambda one: f"def f(n, x=None, *T, env={one}, **k): return env[n] or {one}"),
    EXPRESSIONS.map(lambda one: f"class T:\n    x = {one}\n    def f(self): return {one}"),
    EXPRESSIONS.map(lambda one: f"x += {one}"),
)


@FUZZ
@given(st.lists(STATEMENTS, max_size=8))
def test_any_program(tmp_path: Path, statements: list[str]) -> None:
    start = [
        "import os",
        "from os import environ as env",
        "from dynamo_stability.surfaces.environment import Variables, env_var",
        "GROUP = Variables('RAY_')",
    ]
    collected(tmp_path, "\n".join([*start, *statements]).encode())
