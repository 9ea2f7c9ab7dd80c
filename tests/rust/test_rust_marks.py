"""What the collector reads of crates of our own; each expected record stands above its mark."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.collect.rust import RustOptions, collect_rust
from dynamo_stability.errors import RecordError
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

pytest_plugins = ["crates"]

CRATE = Path(__file__).with_name("crate")
#: The Python package around the extension module of `bindings`.
PACKAGE = """
from inference._core import KvRouter, Mode, route
from inference._core import register_model as register_model
from inference._core import register_model as register_llm
from inference._core.planner import Planner

__all__ = ["KvRouter", "Mode", "Planner", "register_llm", "register_model", "route"]
"""
EXPECTED = re.compile(r"\s*(?://|#) (->|py>) (.+?)(?:: (\S.*))?$")
OF_DEPRECATION = ("since", "remove_in", "message", "alternative")


def expected_record(name: str, kind: str, words: list[str], place: str) -> Record:
    """The record that a line such as `-> name: tier=beta since=1.1` asks for."""
    said: dict[str, Any] = dict(word.split("=", 1) for word in words if "=" in word)
    source = said.pop("source", "+0")
    path, _, number = place.rpartition(":")
    place = source if ":" in source else f"{path}:{int(number) + int(source)}"
    if "deprecated" in words:
        said["deprecation"] = {key: said.pop(key) for key in OF_DEPRECATION if key in said}
    if "aliases" in said:
        said["aliases"] = said["aliases"].split(",")
    return Record.from_dict({"name": name, "kind": kind, "source": place, **said})


def expected_records(root: Path) -> dict[str, Record]:
    """The records that the lines in the files of a crate ask for."""
    found = {}
    for path in sorted((*root.rglob("*.rs"), *root.rglob("Cargo.toml"))):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            match = EXPECTED.match(line)
            if match is None:
                continue
            while EXPECTED.match(lines[number]):
                number += 1
            place = f"{path.relative_to(root).as_posix()}:{number + 1}"
            words = shlex.split(match[3] or "")
            is_python = match[1] == "py>"
            kind = words.pop(0) if is_python else "rust"
            name = match[2] if is_python else f"rust:{match[2]}"
            found[name] = expected_record(name, kind, words, place)
    return found


@pytest.mark.parametrize(
    ("name", "count"), [("router", 40), ("bindings", 20), ("declared", 10)], ids=lambda one: one
)
def test_every_mark_makes_the_record_beside_it(name: str, count: int, tmp_path: Path) -> None:
    package = tmp_path / "inference"
    package.mkdir()
    (package / "__init__.py").write_text(PACKAGE)
    python = collect_marks([find_target(str(package))]).modules
    expected = expected_records(CRATE / name)
    collected = collect_rust(CRATE / name, python=python)
    if name == "router":  # its further paths are looked at below
        collected = collected._replace(
            records=tuple(one.replace(aliases=()) for one in collected.records)
        )
    assert len(expected) >= count
    assert {one.name: one for one in collected.records} == expected
    assert collected.problems == ()


def test_further_paths_are_aliases_unless_they_need_a_feature() -> None:
    found = {one.name: one.aliases for one in collect_rust(CRATE / "router").records}
    start = "rust:kv_router::kv::worker::Worker::start"
    assert found[start] == (
        "rust:kv_router::kv::parts::Worker::start",
        "rust:kv_router::kv::parts::hand::Worker::start",
    )


def test_records_are_sorted_and_the_same_wherever_the_crate_lies(tmp_path: Path) -> None:
    copy = shutil.copytree(CRATE, tmp_path / "elsewhere")
    first, second = collect_rust(CRATE), collect_rust(copy)
    assert first == second
    assert list(first.records) == sorted(first.records, key=lambda one: (one.name, one.kind))


def test_a_workspace_holds_all_its_libraries() -> None:
    found = collect_rust(CRATE)
    names = {one.name for one in found.records}
    assert "rust:kv_router::Router" in names
    assert "inference._core.KvRouter" in names  # no Python was read that re-exports it
    assert "declared.Part" in names
    places = {one.source.partition("/")[0] for one in found.records if one.source}
    assert places == {"router", "bindings", "declared"}
    assert found.problems == ()


# ---- single marks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("docs", "tier", "reason"),
    [
        ("**EXPERIMENTAL**", "experimental", None),
        ("**EXPERIMENTAL:** it may go.", "experimental", "it may go."),
        ("__BETA__ Does it.", "beta", None),
        ("[BETA]", "beta", None),
        ("**[BETA]** Does it.", "beta", None),
        ("> **BETA**", "beta", None),
        ("Does it. [EXPERIMENTAL]", "experimental", None),
        ("Does it.\n\n**UNSTABLE**", "experimental", None),
        ("Sets the **BETA** of the test.", None, None),
        ("See [BETA](https://example.org).", None, None),
        ("EXPERIMENTAL without markup", None, None),
        ("```\n**EXPERIMENTAL**\n```", None, None),
        ("~~~text\n# Stability\nexperimental\n~~~", None, None),
        ("# Stability\nThis is experimental.", "experimental", "This is experimental."),
        ("## Stability\n\nEXPERIMENTAL - may go.", "experimental", "may go."),
        ("# Stability\n\nBeta.", "beta", None),
        ("# Stability\n\nStable since long ago.", "stable", "Stable since long ago."),
        ("# Stability\n\nNot experimental any more, but beta.", "beta", ...),
        ("# Stability\n\nThis is not yet a stable interface.", None, None),
        ("# Stability\n\nWill not change until it becomes stable.", None, None),
        ("# Stability\n\nSee the policy.", None, None),
        ("# Stability\n\nSee the policy.\n\n# Errors\n\nexperimental", None, None),
        ("# Stability\n\nText.\n\n## More\n\nIt is **BETA**.", "beta", ...),
        ("# Stability of numbers\n\nexperimental", None, None),
    ],
)
@pytest.mark.parametrize("form", ["lines", "block", "attribute"])
def test_documentation(crate: Any, docs: str, tier: str | None, reason: object, form: str) -> None:
    written = {
        "lines": "".join(f"/// {line}\n" for line in docs.splitlines()),
        "block": f"/**\n{docs}\n*/\n",
        "attribute": f'#[doc = r#"{docs}"#]\n',
    }[form]
    records = crate(f"{written}pub fn f() {{}}\n").records
    assert [one.name for one in records] == (["rust:small::f"] if tier else [])
    for one in records:
        assert one.tier is Tier(tier)
        assert reason is ... or one.reason == reason


@pytest.mark.parametrize(
    ("condition", "tier", "feature"),
    [
        ('feature = "experimental_a"', "experimental", "a"),
        ('feature = "experimental"', "experimental", None),
        ('feature = "unstable-a"', "experimental", "a"),
        ('feature = "beta-a-b"', "beta", "a-b"),
        ('feature = "experimentally"', None, None),
        ('feature = "alpha"', None, None),
        ('not(feature = "experimental_a")', None, None),
        ('all(unix, any(feature = "experimental_a"))', "experimental", "a"),
        ('all(feature = "beta", feature = "experimental_a")', "experimental", "a"),
        ('any(feature = "beta-a-b", feature = "experimental_a")', "beta", None),
        ('any(feature = "experimental_a", doc, docsrs, test)', "experimental", "a"),
        ('any(feature = "experimental_a", unix)', None, None),
        ("unix", None, None),
        ("", None, None),
    ],
)
def test_conditions(crate: Any, condition: str, tier: str | None, feature: str | None) -> None:
    features = '[features]\nexperimental_a = []\n"unstable-a" = []\nbeta-a-b = []\n'
    cargo = f"{features}beta = []\nexperimental = []\n"
    found = {one.name: one for one in crate(f"#[cfg({condition})]\npub fn f() {{}}", cargo).records}
    record = found.get("rust:small::f")
    assert (None if record is None else str(record.tier)) == tier
    assert (None if record is None else record.feature) == feature


@pytest.mark.parametrize("condition", ["test", "all(test, unix)", "any(test)", "doc", "docsrs"])
def test_what_no_user_gets_is_left_out(crate: Any, condition: str) -> None:
    assert crate(f"#[cfg({condition})]\n#[deprecated]\npub fn f() {{}}").records == ()


def test_feature_prefixes_are_configurable(crate: Any) -> None:
    text = (
        '#[cfg(feature = "labs-a")]\npub fn f() {}\n#[cfg(feature = "experimental")] pub fn g() {}'
    )
    options = RustOptions(experimental_features=("labs",))
    found = crate(text, "[features]\nlabs-a = []\nexperimental = []", options=options)
    assert {one.name: one.feature for one in found.records} == {
        "rust:small::f": "a",
        "rust:small/labs-a": "a",
    }


@pytest.mark.parametrize(
    ("attribute", "fields"),
    [
        ("stability::unstable(feature = 'a')", {"feature": "a"}),
        ("unstable(feature = 'a', issue = 'none')", {"feature": "a"}),
        ("instability::unstable(issue = '7', reason = 'open')", {"issue": "7", "reason": "open"}),
        ("cfg_attr(not(docsrs), stability::unstable(feature = 'a'))", {"feature": "a"}),
    ],
)
def test_unstable_attributes(crate: Any, attribute: str, fields: dict[str, str]) -> None:
    (record,) = crate(f"#[{attribute}]\npub struct S;".replace("'", '"')).records
    assert record == Record(
        "rust:small::S", "rust", tier=Tier.EXPERIMENTAL, source="src/lib.rs:2"
    ).replace(**fields)


def test_a_stable_attribute_needs_its_fields(crate: Any) -> None:
    text = '#[stable]\npub fn f() {}\n#[stable(feature = "g", since = "1.2")]\npub fn g() {}'
    (record,) = crate(text).records
    assert (record.name, record.tier, record.since) == ("rust:small::g", Tier.STABLE, "1.2")


@pytest.mark.parametrize(
    ("note", "remove_in"),
    [
        ("Use `g`, will be removed in 2.0.", "2.0"),
        ("Removed in version 2.0.0-rc1", "2.0.0"),
        ("removal in v3", "3"),
        ("goes in 2.1; use g", "2.1"),
        ("The bug was fixed in 2.0.", None),
    ],
)
def test_a_note_says_when_it_goes(crate: Any, note: str, remove_in: str | None) -> None:
    (record,) = crate(f'#[deprecated(note = "{note}")]\npub fn f() {{}}').records
    assert record.deprecation == Deprecation(note, remove_in=remove_in)


def test_a_section_completes_a_deprecation(crate: Any) -> None:
    text = (
        "/// # Stability\n///\n/// - removed in: 3.0\n/// - use instead: `g`\n/// - owner: us\n"
        '#[deprecated(since = "1.0")]\npub fn f() {}'
    )
    (record,) = crate(text).records
    assert record.deprecation == Deprecation(since="1.0", remove_in="3.0", alternative="g")
    assert record.owner == "us"


def test_a_beta_item_can_be_deprecated(crate: Any) -> None:
    text = "/// **BETA**\n#[deprecated]\npub fn f() {}"
    (record,) = crate(text).records
    assert record.tier is Tier.BETA
    assert record.deprecation == Deprecation()


def test_escapes_in_strings(crate: Any) -> None:
    text = r'#[deprecated(note = "a\tb \"c\" \u{e9}\x41\\ \u{D800}")]' + "\npub fn f() {}"
    (record,) = crate(text).records
    assert record.deprecation is not None
    assert record.deprecation.message == 'a\tb "c" éA\\ \N{REPLACEMENT CHARACTER}'


# ---- paths --------------------------------------------------------------------------------------

MARKED = "/// **BETA**\npub struct S;\n"


@pytest.mark.parametrize(
    ("lib", "names"),
    [
        ("pub mod m;", ["m::S"]),
        ("mod m;", []),
        ("pub(crate) mod m;", []),
        ("mod m; pub use m::S;", ["S"]),
        ("mod m; pub use m::{self as n, S as T};", ["n::S"]),
        ("mod m; pub use m::S as T;", ["T"]),
        ("mod m; pub use m::S as _;", []),
        ("mod m; pub(crate) use m::S;", []),
        ("mod m; pub use self::m::*;", ["S"]),
        ("mod m; pub use crate::m::*;", ["S"]),
        ("mod m; pub mod a { pub use super::m::S; } pub use a::S as T;", ["a::S"]),
        ("mod m; mod a { pub use super::super::small::m::*; }", []),
        (
            "mod m; mod a { pub use crate::m::S; } mod b { pub use crate::a::*; } pub use b::*;",
            ["S"],
        ),
        ("mod m; pub mod a { pub use crate::*; } pub use m::*;", ["S"]),
        ("mod m; pub use m::*; pub struct S;", []),
        ("mod m; use m::S; pub type T = S;", []),
        ("extern crate self as me; mod m; pub use me::m::S;", ["S"]),
    ],
)
def test_public_paths(crate: Any, lib: str, names: list[str]) -> None:
    found = crate(lib, "", {"src/m.rs": MARKED})
    assert [one.name for one in found.records] == [f"rust:small::{one}" for one in names]


def test_files_of_nested_modules(crate: Any) -> None:
    found = crate(
        "pub mod a;\npub mod b { pub mod c; #[path = 'd_file.rs'] pub mod d; }".replace("'", '"'),
        "",
        {
            "src/a.rs": "pub mod inner;",
            "src/a/inner.rs": MARKED,
            "src/b/c/mod.rs": "pub mod deep;",
            "src/b/c/deep.rs": MARKED,
            "src/b/d_file.rs": MARKED,
        },
    )
    assert found.problems == ()
    assert [(one.name, one.source) for one in found.records] == [
        ("rust:small::a::inner::S", "src/a/inner.rs:2"),
        ("rust:small::b::c::deep::S", "src/b/c/deep.rs:2"),
        ("rust:small::b::d::S", "src/b/d_file.rs:2"),
    ]


def test_paths_between_crates(tmp_path: Path) -> None:
    for name, lib, more in (
        ("core", MARKED, ""),
        (
            "face",
            "pub use inner::S; pub use inner as all;",
            '[dependencies]\ninner = { package = "core" }',
        ),
    ):
        (tmp_path / name / "src").mkdir(parents=True)
        (tmp_path / name / "Cargo.toml").write_text(f'[package]\nname = "{name}"\n{more}\n')
        (tmp_path / name / "src" / "lib.rs").write_text(lib)
    (record,) = collect_rust(tmp_path).records
    assert record.name == "rust:core::S"
    assert record.aliases == ("rust:face::S", "rust:face::all::S")


def test_what_is_said_of_a_private_module_goes_with_its_items(crate: Any) -> None:
    text = "mod m { //! **EXPERIMENTAL**\n pub struct S; impl S { pub fn f() {} } }\npub use m::S;"
    (record,) = crate(text).records
    assert (record.name, record.tier) == ("rust:small::S", Tier.EXPERIMENTAL)
    assert record.source == "src/lib.rs:1"


def test_a_crate_can_be_marked_as_a_whole(crate: Any) -> None:
    (record,) = crate("//! **EXPERIMENTAL**\npub fn f() {}").records
    assert (record.name, record.source) == ("rust:small", "src/lib.rs:1")


def test_variants_are_re_exported_with_their_enum(crate: Any) -> None:
    text = "mod m { pub enum E { /// **BETA**\n A, B } }\npub use m::E::{self, *};"
    (record,) = crate(text).records
    assert record.name in {"rust:small::A", "rust:small::E::A"}
    assert {record.name, *record.aliases} == {"rust:small::A", "rust:small::E::A"}


# ---- configuration ------------------------------------------------------------------------------


def test_options_are_read_from_a_table() -> None:
    options = RustOptions.from_dict(
        {"python_modules": {"b": "y", "a": "x"}, "beta_features": ["beta", "preview"]}
    )
    assert options.python_modules == (("a", "x"), ("b", "y"))
    assert RustOptions.from_dict(options.to_dict()) == options
    assert options.experimental_features == ("experimental", "unstable")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"python_modules": 1}, "python_modules"),
        ({"python_modules": ["a"]}, "python_modules"),
        ({"python_modules": {"a": ""}}, "python_modules.a"),
        ({"beta_features": "beta"}, "beta_features"),
        ({"features": []}, "beta_features"),
    ],
)
def test_wrong_options_are_named(data: dict[str, object], field: str) -> None:
    with pytest.raises(RecordError, match=field):
        RustOptions.from_dict(data)
