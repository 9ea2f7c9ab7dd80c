"""What the collector finds in Rust sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from variables_under_test import Collect, Run, places, variable, write

from dynamo_stability.collect import find_target
from dynamo_stability.collect.environment import collect_variables

WRAP = "use std::env;\nuse std::env::{{var, var_os}};\nfn f() {{\n    {}\n}}\n"


@pytest.mark.parametrize(
    "text",
    [
        'env::var("DYN_X")',
        'std::env::var("DYN_X")',
        'std :: env :: var ("DYN_X")',
        '::std::env::var("DYN_X")',
        'env::var_os("DYN_X").is_some()',
        'var("DYN_X")',
        'env::var(&"DYN_X")',
        'env::var(r"DYN_X")',
        'env::var::<&str>("DYN_X")',
        'option_env!("DYN_X")',
        'std::env!("DYN_X", "it must be set")',
        'const X: &str = "DYN_X"; env::var(X)',
        'static X: &\'static str = "DYN_X"; env::var(X)',
        'let x = match env::var("DYN_X") { Ok(x) => x, Err(_) => return }',
        'if let Ok(x) = env::var("DYN_X") {}',
        'matches!(env::var("DYN_X").as_deref(), Ok("1"))',
        'concat!(env!("DYN_X"), "/x")',
        'struct E; impl E { const X: &str = "DYN_X"; } println!("{:?}", env::var(E::X))',
    ],
)
def test_a_read(collect: Collect, text: str) -> None:
    found = collect({"src/lib.rs": WRAP.format(f"{text};")})
    assert found.problems == ()
    assert places(found, "DYN_X") == ["src/lib.rs:4"]
    assert found.unnamed == ()
    record = variable(found, "DYN_X").record
    assert record is not None
    assert record.source == "src/lib.rs:4"


@pytest.mark.parametrize(
    "text",
    [
        'env::set_var("DYN_X", "1")',
        'env::remove_var("DYN_X")',
        'config::var("DYN_X")',
        'println!("DYN_X")',
        '// env::var("DYN_X")',
        '"env::var(\\"DYN_X\\")"',
    ],
)
def test_what_is_no_read(collect: Collect, text: str) -> None:
    assert collect({"src/lib.rs": WRAP.format(f"{text}\n;")}).variables == ()


def test_a_bare_var_of_something_else(collect: Collect) -> None:
    text = 'use other::var;\nfn f() { std::env::args(); var("DYN_X"); }\n'
    assert collect({"src/lib.rs": text}).variables == ()


@pytest.mark.parametrize(
    ("text", "kind", "default"),
    [
        ('env::var("DYN_X").unwrap_or("a".to_string())', None, "a"),
        ('env::var("DYN_X").unwrap_or_else(|_| "a".into())', None, "a"),
        ('env::var("DYN_X").unwrap_or_else(|_| String::from("a"))', None, "a"),
        (
            'env::var("DYN_X").ok().and_then(|s| s.parse::<u16>().ok()).unwrap_or(80)',
            "u16",
            "80",
        ),
        ('env::var("DYN_X")?.parse::<f64>()?', "f64", None),
        ('env::var("DYN_X").map(|x| x == "1").unwrap_or(false)', None, "false"),
        ('env::var("DYN_X").is_ok()', "bool", None),
        ('env::var("DYN_X").unwrap_or(make())', None, None),
    ],
)
def test_types_and_defaults(
    collect: Collect, text: str, kind: str | None, default: str | None
) -> None:
    one = variable(collect({"src/lib.rs": WRAP.format(f"{text};")}), "DYN_X")
    assert (one.type, one.default) == (kind, default)


def test_constants_of_other_files(collect: Collect) -> None:
    found = collect(
        {
            "Cargo.toml": "[package]\nname = 'x'\n",
            "src/lib.rs": "use std::env;\nuse names::{model, NAME};\n"
            "fn f() { env::var(model::PATH); env::var(names::NAME); env::var(BOTH); }\n",
            "src/vars.rs": 'impl A { pub const N: &str = "DYN_A"; }\n'
            'impl B { pub const N: &str = "DYN_B"; }\nfn f() { std::env::var(B::N); }\n',
            "src/names.rs": 'pub const NAME: &str = "DYN_NAME";\n'
            'pub mod model { pub const PATH: &str = "DYN_MODEL_PATH"; }\n'
            'pub mod cache { pub const PATH: &str = "DYN_CACHE_PATH"; }\n',
            "src/one.rs": 'const BOTH: &str = "DYN_ONE";\n',
            "src/two.rs": 'const BOTH: &str = "DYN_TWO";\n',
        }
    )
    assert [one.name for one in found.variables] == ["DYN_B", "DYN_MODEL_PATH", "DYN_NAME"]
    assert [str(one) for one in found.unnamed] == ["src/lib.rs:3"]


def test_what_tests_and_others_read_is_left_out(collect: Collect) -> None:
    read = 'fn f() { std::env::var("DYN_X"); }'
    found = collect(
        {
            "src/lib.rs": f'#[cfg(test)]\n#[path = "x"]\nmod tests {{ {read} }}\n'
            f"#[tokio::test]\nasync {read}\n#[cfg(all(unix, test))]\nmod more {{ {read} }}\n"
            f"#[cfg(not(test))]\n{read}\n",
            "tests/it.rs": read,
            "benches/b.rs": read,
            "target/debug/build.rs": read,
            "vendor/x/.cargo-checksum.json": "{}",
            "vendor/x/src/lib.rs": read,
        }
    )
    assert places(found, "DYN_X") == ["src/lib.rs:9"]


def test_python_and_rust_together(collect: Collect) -> None:
    found = collect(
        {
            "app.py": "import os\nos.environ.get('DYN_X', 'tcp')\n",
            "lib/src/lib.rs": 'fn f() { std::env::var("DYN_X").unwrap_or("nats".into()); }\n',
        }
    )
    assert places(found, "DYN_X") == ["app.py:2", "lib/src/lib.rs:1"]
    (finding,) = found.findings
    assert finding.message == "has the default 'nats' here and 'tcp' at app.py:2"


def test_a_single_file_of_rust(tmp_path: Path) -> None:
    write(tmp_path, {"a.rs": 'fn f() { std::env::var("DYN_X"); }\n'})
    found = collect_variables([find_target(str(tmp_path / "a.rs"), needs_python=False)])
    assert places(found, "DYN_X") == ["a.rs:1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'fn f() { std::env::var("DYN_X") \xff }', "cannot be parsed: it is not UTF-8 text."),
        (b'fn f( { std::env::var("DYN_X"); ', "cannot be parsed: "),
        (b"\x00" * 100 + b"env::var", "cannot be parsed: "),
        (b'env::var("' + b"x" * 10_000, "cannot be parsed: "),
    ],
)
def test_what_cannot_be_parsed(collect: Collect, text: bytes, message: str) -> None:
    found = collect({"src/bad.rs": text, "src/good.rs": 'fn f() { std::env::var("DYN_GOOD"); }\n'})
    (problem,) = found.problems
    assert problem.path == "src/bad.rs"
    assert message in problem.message
    assert places(found, "DYN_GOOD") == ["src/good.rs:1"]


def test_what_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"src/lib.rs": 'fn f() { std::env::var("DYN_X"); }\n'})
    program = """
        import sys
        from dynamo_stability.cli import main
        sys.modules["tree_sitter_rust"] = None
        print(main(["variables", "src/lib.rs"]))
        """
    done = run(program)
    assert done.stdout == "2\n"
    assert done.stderr == (
        "dynamo-stability: Cannot read Rust: tree-sitter-rust is not installed. "
        "Run: pip install 'dynamo-stability[tools]'\n"
    )


def test_python_alone_needs_no_parser_of_rust(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"app/x.py": "", "app/x.rs": "fn f() {}"})
    program = """
        import sys
        from dynamo_stability.cli import main
        main(["variables", "app"])
        print("tree_sitter" in sys.modules)
        """
    assert run(program).stdout == "0 variables, 0 declared\nFalse\n"
