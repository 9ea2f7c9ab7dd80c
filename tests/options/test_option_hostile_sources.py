"""Sources that are broken or ill-willed: one problem each, with its place, and an end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs_under_test import Collect

from dynamo_stability.collect import find_target
from dynamo_stability.collect.options import CollectedOptions, collect_options

GOOD = "import argparse\nargparse.ArgumentParser(prog='good').add_argument('--x')\n"
PROGRAM = """\
import argparse, os
from dynamo_stability import beta, deprecated
class Group:
    def __init__(self, way=None): self.way = way
    def add_arguments(self, parser):
        g = parser.add_argument_group("G [BETA]")
        for one in ("a", "b"):
            g.add_argument(f"--{one}", stability=[beta, deprecated(since="1.1")], default=self.way)
def make(prog, **more):
    parser = argparse.ArgumentParser(prog=prog, parents=[], **more)
    Group(way=os.environ.get("WAY", "x")).add_arguments(parser)
    sub = parser.add_subparsers().add_parser("run")
    sub.add_argument("--\u00e9t\u00e9", help="caf\u00e9 [DEPRECATED, use --a]")
    return parser
if __name__ == "__main__":
    make("p").add_argument("--last", action="append", nargs="*", choices=["a", *os.sep])
""".encode()


def collected(tmp_path: Path, text: bytes) -> CollectedOptions:
    (tmp_path / "bad.py").write_bytes(text)
    (tmp_path / "good.py").write_text(GOOD)
    found = collect_options([find_target(str(tmp_path))])
    assert "cli:good --x" in {one.public_name for one in found.options}
    assert len(found.problems) <= 1
    for problem in found.problems:
        assert problem.path == "bad.py"
        assert problem.line >= 1
        assert problem.column >= 1
    return found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROGRAM[:300], "cannot be parsed: "),
        (b"import argparse\nadd_argument(\n", "cannot be parsed: "),
        (b"\x00\x01\x02", "cannot be parsed: source code string cannot contain null bytes"),
        (PROGRAM.decode().encode("utf-16"), "cannot be parsed: "),
        (PROGRAM.decode().encode("latin-1"), "cannot be parsed: "),
        (b"# coding: nonsense\nadd_argument()\n", "cannot be parsed: unknown encoding: nonsense"),
        (b"x = " + b"(" * 10_000 + b"add_argument()", "cannot be parsed: "),
        (b"add_argument(" + b"-" * 200_000 + b"1)", "cannot be parsed: "),
    ],
    ids=["truncated", "open", "binary", "utf-16", "latin-1", "coding", "brackets", "signs"],
)
def test_what_is_no_program_is_one_problem(tmp_path: Path, text: bytes, message: str) -> None:
    (problem,) = collected(tmp_path, text).problems
    assert message in problem.message


def test_a_coding_that_is_declared_is_honoured(tmp_path: Path) -> None:
    text = b"# coding: latin-1\n" + PROGRAM.decode().encode("latin-1")
    found = collected(tmp_path, text)
    assert found.problems == ()
    assert "--\u00e9t\u00e9" in {one.name for one in found.options}


@pytest.mark.parametrize(
    "text",
    [
        "def f(p):\n    f(p)\n    p.add_argument('--x')\nf(argparse.ArgumentParser())",
        "def f(p): g(p)\ndef g(p): f(p)\nf(argparse.ArgumentParser())",
        "p = argparse.ArgumentParser()\ndef f(p):\n    f(p.add_subparsers().add_parser('x'))\nf(p)",
        "class A(B): ...\nclass B(A): ...\nA().add_arguments(argparse.ArgumentParser())",
        "class P(P): ...\nP().add_argument('--x')",
        "a = b\nb = a\nargparse.ArgumentParser(a).add_argument(b)",
        "a = a + a\nargparse.ArgumentParser().add_argument(a, default=a)",
        "p = argparse.ArgumentParser(parents=[p])\np = argparse.ArgumentParser(parents=[p, p])",
        "from bad import *\nfrom bad import x as x\nargparse.ArgumentParser().add_argument(x)",
    ],
)
def test_what_goes_round_in_circles_comes_to_an_end(tmp_path: Path, text: str) -> None:
    found = collected(tmp_path, f"import argparse\n{text}\n".encode())
    assert found.problems == ()


def test_values_do_not_grow_without_end(tmp_path: Path) -> None:
    lines = ["import argparse", "s = 'x'", "l = [s]", "n = [l]"]
    lines += ["s = s + s", "l = l + l", "n = [n, n]", "s = s.replace('x', s)"] * 80
    lines += ["argparse.ArgumentParser().add_argument('--x', default=s, choices=l, help=f'{s}{n}')"]
    lines += ["argparse.ArgumentParser().add_argument('--y', default=n, type=n)"]
    found = collected(tmp_path, "\n".join(lines).encode())
    assert found.problems == ()
    assert all(len(one.default or "") < 10_000 for one in found.options)


def test_loops_in_loops_are_given_up(tmp_path: Path) -> None:
    text = "import argparse\np = argparse.ArgumentParser()\nr = " + repr(list(range(150))) + "\n"
    for depth in range(8):
        text += "    " * depth + f"for i{depth} in r:\n"
    text += "    " * 8 + "p.add_argument(f'--{i0}{i7}')\n"
    (problem,) = collected(tmp_path, text.encode()).problems
    assert problem.message == (
        "takes more steps to follow than a parser does. Its options may be incomplete."
    )


def test_calls_in_calls_are_given_up(tmp_path: Path) -> None:
    text = "import argparse\np = argparse.ArgumentParser()\ndef f0(p): p.add_argument('--x')\n"
    for depth in range(1, 18):
        text += f"def f{depth}(p):\n" + f"    f{depth - 1}(p)\n" * 9
    (problem,) = collected(tmp_path, f"{text}f17(p)\n".encode()).problems
    assert "takes more steps" in problem.message


def test_deep_expressions_are_given_up(tmp_path: Path) -> None:
    deep = "argparse.ArgumentParser()" + ".x" * 2_000
    found = collected(tmp_path, f"import argparse\n{deep}.add_argument('--x')\n".encode())
    assert all("nested too deeply" in one.message for one in found.problems)


def test_large_numbers_are_not_written_out(tmp_path: Path) -> None:
    number = "0x" + "f" * 20_000
    text = f"import argparse\nargparse.ArgumentParser().add_argument('--x', default={number})\n"
    (x,) = [one for one in collected(tmp_path, text.encode()).options if one.program == "bad"]
    assert x.default == "..."


FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(st.integers(0, len(PROGRAM)))
def test_cut_off_anywhere(tmp_path: Path, length: int) -> None:
    collected(tmp_path, PROGRAM[:length])


@FUZZ
@given(st.integers(0, len(PROGRAM) - 1), st.binary(min_size=1, max_size=4))
def test_overwritten_anywhere(tmp_path: Path, start: int, other: bytes) -> None:
    collected(tmp_path, PROGRAM[:start] + other + PROGRAM[start + len(other) :])


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path: Path, text: bytes) -> None:
    collected(tmp_path, text)


LINES = PROGRAM.decode().splitlines()


@FUZZ
@given(st.lists(st.sampled_from(LINES), max_size=25))
def test_its_lines_in_any_order(tmp_path: Path, lines: list[str]) -> None:
    collected(tmp_path, "\n".join(lines).encode())


NAMES = st.sampled_from(["p", "g", "x", "argparse", "os", "None", "'--a'", "[1]", "{'a': 1}", "5"])
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"{two[0]} + {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]}[{two[1]}]"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} if {two[1]} else {two[0]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]} in {two[0]})"),
        inner.map(lambda one: f"argparse.ArgumentParser(parents=[{one}])"),
        inner.map(lambda one: f"p.add_argument_group({one})"),
        inner.map(lambda one: f"p.add_subparsers().add_parser({one})"),
        inner.map(lambda one: f"f'{{{one}}}'" if "'" not in one else one),
        st.tuples(inner, inner).map(lambda two: f"{two[0]}.add_argument({two[1]}, help={two[0]})"),
        st.tuples(inner, inner).map(lambda two: f"f({two[0]}, *{two[1]}, **{two[0]})"),
        inner.map(lambda one: f"{one}.items()"),
    ),
    max_leaves=12,
)
STATEMENTS = st.one_of(
    st.tuples(st.sampled_from("pgx"), EXPRESSIONS).map(lambda two: f"{two[0]} = {two[1]}"),
    EXPRESSIONS,
    EXPRESSIONS.map(lambda one: f"for x in {one}: p.add_argument(x)"),
    EXPRESSIONS.map(lambda one: f"def f(p, *x, **g): return {one}"),
    EXPRESSIONS.map(lambda one: f"p, *g = {one}"),
    EXPRESSIONS.map(lambda one: f"x += {one}"),
    EXPRESSIONS.map(lambda one: f"x[5] = {one}"),
)


@FUZZ
@given(st.lists(STATEMENTS, max_size=8))
def test_any_program(tmp_path: Path, statements: list[str]) -> None:
    start = ["import argparse, os", "p = argparse.ArgumentParser()"]
    collected(tmp_path, "\n".join([*start, *statements]).encode())


def test_a_file_that_cannot_be_read(collect: Collect, tmp_path: Path) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (problem,) = collect(GOOD).problems
    assert str(problem) == "gone.py:1:1: cannot be read: No such file or directory."
