"""What the collector says of crates that are broken, contradict themselves or mean harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynamo_stability.collect.rust import collect_rust, syntax

pytest_plugins = ["crates"]

ROUTER = Path(__file__).with_name("crate") / "router" / "src"
GOOD = "/// **BETA**\npub fn good() {}\n"


def problems_of(found: Any) -> list[str]:
    return [str(one) for one in found.problems]


def names_of(found: Any) -> list[str]:
    return [one.name for one in found.records]


# ---- one problem with its place -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lib", "place", "says"),
    [
        (GOOD + "pub fn a( {}\n", "3:10", "')' is missing"),
        (GOOD + "pub struct S {\n", "3:15", "'}' is missing"),
        (GOOD + "/* never closed\n", "3:16", "'*/' is missing"),
        (GOOD + "pub fn é() {}  pub fn ü( {}", "3:25", "')' is missing"),
        (GOOD + '#[deprecated(note = "never closed)]\n', "3:22", "'\"' is missing"),
        (GOOD + "impl S {\n    pub fn f() {\n", "3:8", "nothing like this"),
        (GOOD.encode() + b"// \xe9\n", "3:4", "not UTF-8"),
        (GOOD.encode("utf-16"), "1:1", "not UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "1:1", "nothing like this"),
        (b"\x00" * 4096, "1:1", "nothing like this"),
    ],
)
def test_broken_source(crate: Any, lib: str | bytes, place: str, says: str) -> None:
    found = crate(lib)
    (problem,) = problems_of(found)
    assert problem.startswith(f"src/lib.rs:{place}: cannot be parsed: ")
    assert says in problem
    if "UTF-8" not in says and "1:1" not in place:
        assert names_of(found) == ["rust:small::good"]


@pytest.mark.parametrize(
    "text",
    [
        "pub fn f() { match a { Some(#[cfg(unix)] A { b, .. }) => 1, } }",
        "macro_rules! m { ($a:ident, $) => { 1 }; }",
        "pub struct S;\nimpl S { pub fn f(&self) { gen { @ } } }",
    ],
)
def test_what_is_not_read_need_not_be_known_to_the_grammar(crate: Any, text: str) -> None:
    found = crate(f"{text}\n{GOOD}")
    assert problems_of(found) == []
    assert names_of(found) == ["rust:small::good"]


def test_a_byte_order_mark_is_no_problem(crate: Any) -> None:
    found = crate(b"\xef\xbb\xbf" + GOOD.encode())
    assert problems_of(found) == []
    assert names_of(found) == ["rust:small::good"]


def test_what_follows_a_bracket_that_is_never_closed_is_not_taken_for_something_else(
    crate: Any,
) -> None:
    text = (ROUTER / "config.rs").read_text("utf-8")
    cut = (
        text[: text.index("/// What was decided")] + "/// **BETA**\npub fn trace(&self) { let x = ("
    )
    features = "[features]\nexperimental-snapshots = []\nbeta_tracing = []\n"
    found = crate(f"pub mod config;\n{GOOD}", features, {"src/config.rs": cut})
    assert len(found.problems) == 1
    assert "rust:small::good" in names_of(found)
    assert "rust:small::config::trace" not in names_of(found)


@pytest.mark.parametrize(
    ("cargo", "problem"),
    [
        ("[features\n", "Cargo.toml:5:10: cannot be parsed: "),
        ("[features]\na = [}\n", "Cargo.toml:6:6: cannot be parsed: "),
        ("[lib]\npath = 'src/other.rs'\n", "Cargo.toml:6:1: the library 'other.rs' is missing."),
        (
            "[features]\ndefault = ['all']\nall = ['experimental_a']\nexperimental_a = []\n",
            (
                "Cargo.toml:6:1: the feature 'experimental_a' is on by default, so that what is "
                "experimental is there without being asked for. Take it out of 'default', or "
                "rename it."
            ),
        ),
    ],
)
def test_a_broken_cargo_toml(crate: Any, cargo: str, problem: str) -> None:
    (found,) = problems_of(crate(GOOD, cargo))
    assert found.startswith(problem)


@pytest.mark.parametrize(
    "cargo",
    [
        "features = 1\n",
        "[features]\na = 1\nb = [1, {}]\n",
        "[lib]\nname = 1\ncrate-type = 'x'\n",
        "[lib]\npath = 1\n",
        "dependencies = []\n",
        "[dependencies]\na = []\nb = { package = 1 }\n",
    ],
)
def test_odd_values_in_cargo_toml_say_nothing(crate: Any, cargo: str) -> None:
    found = crate(GOOD, cargo)
    assert names_of(found) == ["rust:small::good"]
    assert problems_of(found) == []


def test_cargo_toml_in_another_encoding(write_crate: Any) -> None:
    root = write_crate(GOOD)
    (root / "Cargo.toml").write_bytes("[package]\nname = 'ä'\n".encode("latin-1"))
    found = collect_rust(root)
    assert problems_of(found) == ["Cargo.toml:1:1: cannot be parsed: it is not UTF-8 text."]


@pytest.mark.parametrize(
    ("lib", "files", "problem"),
    [
        ("mod a;", {}, "src/lib.rs:1:1: there is no file for module 'a', such as src/a.rs."),
        (
            "  mod a;",
            {"src/a.rs": "mod b;"},
            "src/a.rs:1:1: there is no file for module 'b', such as src/a/b.rs.",
        ),
        (
            '#[path = "lib.rs"]\nmod a;',
            {},
            "src/lib.rs:2:1: the file of module 'a' contains itself.",
        ),
        (
            '#[path = "../../outside.rs"]\nmod a;',
            {"../outside.rs": ""},
            "src/lib.rs:2:1: the file of module 'a' lies outside of what is read.",
        ),
        (
            '/// **BETA**\n#[cfg(feature = "experimental_a")]\npub fn f() {}',
            {"cargo": "[features]\nexperimental_a = []\n"},
            "src/lib.rs:3:1: 'f' is marked experimental and beta. Keep one tier.",
        ),
        (
            '#[cfg(feature = "experimental_b")]\npub fn f() {}',
            {"cargo": "[features]\nexperimental_a = []\n"},
            (
                "src/lib.rs:2:1: 'f' needs the Cargo feature 'experimental_b', which Cargo.toml "
                "does not declare; did you mean 'experimental_a'?"
            ),
        ),
        (
            "/// # Stability\n/// - remove in: 2.0\npub fn f() {}",
            {},
            (
                "src/lib.rs:3:1: 'f' is to be removed in 2.0, but is not deprecated. "
                "Add #[deprecated], or take the line out of '# Stability'."
            ),
        ),
    ],
)
def test_contradictions(crate: Any, lib: str, files: dict[str, str], problem: str) -> None:
    others = {name: text for name, text in files.items() if name != "cargo"}
    assert problems_of(crate(lib, files.get("cargo", ""), others)) == [problem]


def test_a_module_under_a_condition_may_have_no_file(crate: Any) -> None:
    assert problems_of(crate("#[cfg(windows)]\nmod a;\n#[cfg(test)]\nmod b;")) == []


def test_a_file_that_cannot_be_read(crate: Any) -> None:
    found = crate("mod a;", "", {"src/a.rs/mod.rs": ""})  # a directory of that name
    assert problems_of(found) == [
        "src/lib.rs:1:1: there is no file for module 'a', such as src/a.rs."
    ]


def test_a_link_that_leads_outside_is_not_followed(write_crate: Any, tmp_path: Path) -> None:
    root = write_crate("mod a;")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.rs"
    outside.write_text(GOOD)
    (root / "src" / "a.rs").symlink_to(outside)
    assert problems_of(collect_rust(root)) == [
        "src/lib.rs:1:1: the file of module 'a' lies outside of what is read."
    ]


def test_two_crates_of_one_name(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name / "src").mkdir(parents=True)
        (tmp_path / name / "Cargo.toml").write_text('[package]\nname = "same"\n')
        (tmp_path / name / "src" / "lib.rs").write_text(GOOD)
    found = collect_rust(tmp_path)
    assert names_of(found) == ["rust:same::good"]
    assert problems_of(found) == [
        "b/Cargo.toml:1:1: the crate 'same' is also in a/Cargo.toml, which was read."
    ]


def test_crates_that_cargo_vendored_are_those_of_others(tmp_path: Path) -> None:
    (tmp_path / "vendor" / "a" / "src").mkdir(parents=True)
    (tmp_path / "vendor" / "a" / "Cargo.toml").write_text('[package]\nname = "a"\n')
    (tmp_path / "vendor" / "a" / "src" / "lib.rs").write_text(GOOD)
    assert names_of(collect_rust(tmp_path)) == ["rust:a::good"]
    (tmp_path / "vendor" / "a" / ".cargo-checksum.json").write_text("{}")
    assert names_of(collect_rust(tmp_path)) == []


def test_what_is_no_crate_gives_nothing(tmp_path: Path) -> None:
    assert collect_rust(tmp_path) == ((), (), ())
    (tmp_path / "Cargo.toml").write_text("[workspace]\nmembers = []\n")
    (tmp_path / "target" / "package").mkdir(parents=True)
    (tmp_path / "target" / "package" / "Cargo.toml").write_text("[package\n")
    assert collect_rust(tmp_path) == ((), (), ())


# ---- hostile input ------------------------------------------------------------------------------

DEEP = 20_000
HOSTILE = {
    "brackets": "[" * DEEP,
    "quotes": '"' * DEEP,
    "comments": "/*" * DEEP,
    "raw strings": 'r#"' * 10_000,
    "shebangs": "#!" * 10_000,
    "modules": "pub mod a {" * DEEP + GOOD,
    "closed modules": "pub mod a {" * DEEP + GOOD + "}" * DEEP,
    "use lists": "pub use a::{" * DEEP,
    "closed use lists": "pub use a" + "::{a" * DEEP + "}" * DEEP + ";",
    "long path": "pub use a" + "::a" * DEEP + ";",
    "conditions": "#[cfg(" + "all(" * DEEP + ")" * DEEP + ")]\npub fn f() {}",
    "conditional attributes": "#["
    + "cfg_attr(unix, " * DEEP
    + "deprecated"
    + ")" * DEEP
    + "]\nfn f() {}",
    "attributes": "#[deprecated]\n" * DEEP + "pub fn f() {}",
    "long heading": "/// # " + "#" * DEEP + "a\n/// stability\npub fn f() {}",
    "long prose": "/// # Stability\n/// "
    + "not " * DEEP
    + "experimental " * DEEP
    + "\npub fn f() {}",
    "re-exports of each other": "".join(
        f"pub mod m{n} {{ pub use super::*; "
        + "".join(f"pub use super::m{k}::*;" for k in range(40))
        + "}"
        for n in range(40)
    ),
    "names that lead to each other": "".join(
        f"pub use self::a{n} as a{n + 1};" for n in range(2000)
    )
    + "pub use self::a2000 as a0;",
    "modules handed on": "#[pymodule]\nfn a(m: &PyModule) { "
    'let n = PyModule::new(py, "n")?; m.add_submodule(n); a(n); a(n); a(m); '
    "}",
    "calls": "#[pymodule]\nfn a(m: &PyModule) { let x = " + "m.add(" * DEEP + ")" * DEEP + "; }",
    "submodules in each other": "".join(
        f"#[pymodule]\nfn {one}(m: &PyModule) {{ m.add_wrapped(wrap_pymodule!({other})); }}\n"
        for one, other in ("ab", "ba")
    ),
}


def test_a_file_that_the_parser_gets_nowhere_with(
    crate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syntax, "_SECONDS", -1_000.0)
    found = crate(GOOD + "#!" * 50_000)
    message = "cannot be parsed: the parser of Rust gets nowhere with it."
    assert problems_of(found) == [f"src/lib.rs:1:1: {message}"]
    assert names_of(crate(GOOD)) == ["rust:small::good"]  # the parser is as good as new


def test_a_large_file_is_read_to_its_end(crate: Any) -> None:
    found = crate(f"pub fn broken( {{}}\n{'pub const X: u32 = 1;' * 20_000}\n{GOOD}")
    assert len(found.problems) == 1
    assert names_of(found) == ["rust:small::good"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_source_comes_to_an_end(crate: Any, name: str) -> None:
    found = crate(HOSTILE[name])
    assert len(found.problems) <= 2, problems_of(found)[:5]


def test_files_that_contain_each_other(crate: Any) -> None:
    text = "".join(
        f'#[path = "{one}.rs"]\nmod {one};\n#[path = "{one}.rs"]\nmod {one}2;\n' for one in "abcd"
    )
    files = {f"src/{one}.rs": text for one in "abcd"}
    found = crate(text, "", files)
    assert found.problems
    assert all("contains itself" in one for one in problems_of(found))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_bytes_end_in_at_most_one_problem_a_file(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    source = data.draw(st.sampled_from(SOURCES))
    text = data.draw(st.one_of(st.binary(max_size=300), damaged(source), tokens()))
    root = tmp_path_factory.mktemp("crate")
    (root / "src").mkdir()
    (root / "Cargo.toml").write_text('[package]\nname = "small"\n')
    (root / "src" / "lib.rs").write_bytes(text)
    found = collect_rust(root)
    assert sum("cannot be parsed" in one for one in problems_of(found)) <= 1
    assert all(one.path in {"src/lib.rs", "Cargo.toml"} for one in found.problems)
    lines = text.count(b"\n") + 1
    assert all(1 <= one.line <= lines and one.column >= 1 for one in found.problems)


SOURCES = [
    path.read_bytes()
    for path in sorted((ROUTER.parents[1]).rglob("*.rs"))
    if len(path.read_bytes()) < 5_000
]
WORDS = [
    b"pub ", b"mod ", b"use ", b"impl ", b"fn ", b"a", b"b", b"::", b"{", b"}", b"(", b")", b"*",
    b";", b"#[", b"]", b"#![", b"cfg", b"deprecated", b"feature", b"=", b'"experimental_a"', b",",
    b"/// **BETA**\n", b"pymodule", b"pyclass", b"&PyModule", b"wrap_pyfunction!", b"self",
    b"struct ", b"enum ", b"<", b">", b"'", b"m.add_class::<", b"let ", b"as ", b"\xff",
]  # fmt: skip


def tokens() -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(WORDS), max_size=60).map(b" ".join)


def damaged(source: bytes) -> st.SearchStrategy[bytes]:
    """A file with a piece taken out, and something else put there."""
    places = st.integers(0, len(source))
    return st.tuples(places, places, st.binary(max_size=5)).map(
        lambda cut: source[: min(cut[:2])] + cut[2] + source[max(cut[:2]) :]
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cargo=st.one_of(st.binary(max_size=200), damaged((ROUTER.parent / "Cargo.toml").read_bytes()))
)
def test_any_cargo_toml(tmp_path_factory: pytest.TempPathFactory, cargo: bytes) -> None:
    root = tmp_path_factory.mktemp("crate")
    (root / "src").mkdir()
    (root / "Cargo.toml").write_bytes(cargo)
    (root / "src" / "lib.rs").write_text(GOOD)
    found = collect_rust(root)
    assert sum("cannot be" in one for one in problems_of(found)) <= 1


# ---- what reading costs others ------------------------------------------------------------------


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_the_parser_is_loaded_by_what_reads_rust_only() -> None:
    code = "import sys, dynamo_stability.collect; print('tree_sitter' in sys.modules)"
    assert run(code) == "False"


@pytest.mark.parametrize("module", ["tree_sitter", "tree_sitter_rust"])
def test_without_the_parser_the_error_says_what_to_install(module: str) -> None:
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from pathlib import Path\nfrom dynamo_stability.collect.rust import collect_rust\n"
        "from dynamo_stability.errors import MissingExtraError\n"
        "try: collect_rust(Path())\nexcept MissingExtraError as error: print(error)"
    )
    package = module.replace("_", "-")
    assert run(code) == (
        f"Cannot read Rust: {package} is not installed. Run: pip install 'dynamo-stability[tools]'"
    )
