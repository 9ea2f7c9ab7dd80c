"""Which names PyO3 gives to Rust items, and where Python code re-exports them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dynamo_stability.collect import collect_marks, find_target
from dynamo_stability.collect.rust import RustOptions, collect_rust
from dynamo_stability.tiers import Tier

pytest_plugins = ["crates"]

MODULE = "#[pymodule]\nfn small(m: &Bound<'_, PyModule>) -> PyResult<()> {{\n{}\nOk(())\n}}\n"
#: The crate `small` makes an extension module of its own name.
CDYLIB = '[lib]\ncrate-type = ["cdylib"]\n'


def bound(found: Any) -> dict[str, str]:
    """The kinds of what Python sees, by name; without the module itself."""
    return {one.name: one.kind for one in found.bindings if one.name != "small"}


# ---- how things get into a module ---------------------------------------------------------------

ITEMS = """
pub mod inner {
    #[pyclass] pub struct C;
    #[pyfunction] pub fn f() {}
    pub fn register(py: Python<'_>, m: &Bound<'_, PyModule>) { m.add_class::<C>()?; }
    pub fn both(a: &Bound<'_, PyModule>, b: &Bound<'_, PyModule>) {
        a.add_submodule(b)?; b.add_class::<C>()?;
    }
    pub const LIMIT: u32 = 1;
}
use inner::C as Renamed;
"""


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("m.add_class::<inner::C>()?;", {"C": "class"}),
        ("m.add_class::<Renamed>()?;", {"C": "class"}),
        ("m.add_class::<crate::inner::C>();", {"C": "class"}),
        ("m.add_function(wrap_pyfunction!(inner::f, m)?)?;", {"f": "function"}),
        ("m.add_function(pyo3::wrap_pyfunction_bound!(inner::f, m)?)?;", {"f": "function"}),
        ("m.add_wrapped(wrap_pyfunction!(inner::f))?;", {"f": "function"}),
        ("m.add_function(wrap_pyfunction!(self::inner::f)(py)?)?;", {"f": "function"}),
        ('m.add("g", wrap_pyfunction!(inner::f, m)?)?;', {"g": "function"}),
        ('m.add("D", py.get_type::<inner::C>())?;', {"D": "class"}),
        ('m.add("D", py.get_type_bound::<inner::C>())?;', {"D": "class"}),
        ('m.add("D", inner::C::type_object(py))?;', {"D": "class"}),
        ('m.add("LIMIT", inner::LIMIT)?;', {"LIMIT": "name"}),
        ('m.add("VERSION", env!("CARGO_PKG_VERSION"))?;', {}),
        ("m.as_borrowed().add_class::<inner::C>()?;", {"C": "class"}),
        ("let other = m.clone(); other.add_class::<inner::C>()?;", {"C": "class"}),
        ("if true { for _ in 0..1 { m.add_class::<inner::C>()?; } }", {"C": "class"}),
        ("inner::register(py, m)?;", {"C": "class"}),
        ("inner::register(m.py(), &m)?;", {"C": "class"}),
        (
            'let s = PyModule::new(py, "sub")?; s.add_class::<inner::C>()?; m.add_submodule(&s)?;',
            {"sub.C": "class"},
        ),
        (
            'let s = PyModule::new_bound(py, "sub")?; inner::both(m, &s)?;',
            {"sub.C": "class"},
        ),
        ('let s = PyModule::new(py, "sub")?; s.add_class::<inner::C>()?;', {}),
        ("m.add_class::<inner::Missing>()?; elsewhere(m); m.other(m);", {}),
        ("n.add_class::<inner::C>()?;", {}),
    ],
)
def test_the_function_form(crate: Any, body: str, names: dict[str, str]) -> None:
    found = crate(ITEMS + MODULE.format(body), CDYLIB)
    assert found.problems == ()
    assert bound(found) == {f"small.{name}": kind for name, kind in names.items()}


@pytest.mark.parametrize(
    ("inside", "names"),
    [
        ("#[pymodule_export] use super::inner::C;", {"C": "class"}),
        ("#[pymodule_export] pub use super::inner::{f, C};", {"C": "class", "f": "function"}),
        ("#[pymodule_export] use super::Renamed;", {"C": "class"}),
        ("use super::inner::C;", {}),
        ("#[pyclass] struct Own;", {"Own": "class"}),
        ("#[pyo3::pyfunction] fn own() {}", {"own": "function"}),
        ("struct Own; fn own() {}", {}),
        ("#[pymodule] mod sub { #[pyclass] struct Own; }", {"sub": "module", "sub.Own": "class"}),
        (
            "#[pymodule_init] fn init(m: &Bound<'_, PyModule>) { super::inner::register(py, m)?; }",
            {"C": "class"},
        ),
        ("#[pymodule_export] const LIMIT: u32 = 1;", {"LIMIT": "name"}),
        ("#[pymodule_export] use super::inner::LIMIT;", {"LIMIT": "name"}),
    ],
)
def test_the_module_form(crate: Any, inside: str, names: dict[str, str]) -> None:
    found = crate(f"{ITEMS}#[pymodule(gil_used = false)]\nmod small {{ {inside} }}", CDYLIB)
    assert found.problems == ()
    assert bound(found) == {f"small.{name}": kind for name, kind in names.items()}


# ---- what things are called ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ('#[pyclass(name = "D")] struct C;', {"D": "class"}),
        ('#[pyclass] #[pyo3(name = "D")] struct C;', {"D": "class"}),
        ('#[cfg_attr(feature = "python", pyclass(name = "D"))] struct C;', {"D": "class"}),
        ('#[pyclass(frozen, name = r"D")] enum C { A }', {"D": "class", "D.A": "attribute"}),
        (
            '#[pyclass(rename_all = "UPPERCASE")] enum C { OneTwo, #[pyo3(name = "x")] Three }',
            {"C": "class", "C.ONETWO": "attribute", "C.x": "attribute"},
        ),
        (
            '#[pyclass(get_all, rename_all = "camelCase")] struct C { one_two: u8, a: u8 }',
            {"C": "class", "C.oneTwo": "attribute", "C.a": "attribute"},
        ),
        (
            "#[pyclass] struct C { #[pyo3(get)] a: u8, #[pyo3(set)] b: u8, c: u8, pub d: u8 }",
            {"C": "class", "C.a": "attribute", "C.b": "attribute"},
        ),
        (
            (
                "#[pyclass] struct C; #[pymethods] impl C { fn f(&self) {} fn __len__(&self) {} }"
                " impl C { fn g(&self) {} }"
            ),
            {"C": "class", "C.f": "method", "C.__len__": "method"},
        ),
        (
            (
                "#[pyclass] struct C; #[pymethods] impl C { #[new] fn n() {}#[getter] fn get_a() {}"
                " #[setter] fn set_a() {} #[getter] fn b() {} #[getter(c)] fn d() {} }"
            ),
            {
                "C": "class",
                "C.__new__": "method",
                "C.a": "property",
                "C.b": "property",
                "C.c": "property",
            },
        ),
        (
            (
                "#[pyclass] struct C; #[pymethods] impl C {"
                ' #[pyo3(name = "g")] #[staticmethod] fn f() {}'
                ' #[classattr] const X: u8 = 1; #[classattr] #[pyo3(name = "Y")] fn y() {}'
                " const Z: u8 = 1; fn r#type() {} }"
            ),
            {
                "C": "class",
                "C.g": "method",
                "C.X": "attribute",
                "C.Y": "attribute",
                "C.type": "method",
            },
        ),
        (
            (
                "mod m { #[pyclass] pub struct C<T>(T); } use m::C;"
                " mod n { #[pymethods] impl<T> super::C<T> { fn f(&self) {} } }"
            ),
            {"C": "class", "C.f": "method"},
        ),
    ],
)
def test_names_of_classes_and_members(crate: Any, item: str, names: dict[str, str]) -> None:
    found = crate(item + MODULE.format("m.add_class::<C>()?;"), CDYLIB)
    assert bound(found) == {f"small.{name}": kind for name, kind in names.items()}


@pytest.mark.parametrize(
    ("style", "name"),
    [
        ("camelCase", "oneTwoHTTP2"),
        ("PascalCase", "OneTwoHTTP2"),
        ("snake_case", "one_two_http2"),
        ("kebab-case", "one-two-http2"),
        ("lowercase", "onetwohttp2"),
        ("SCREAMING_SNAKE_CASE", "ONE_TWO_HTTP2"),
        ("SCREAMING-KEBAB-CASE", "ONE-TWO-HTTP2"),
        ("UPPERCASE", "ONETWOHTTP2"),
        ("unknown", "OneTwoHTTP2"),
    ],
)
def test_renaming_all(crate: Any, style: str, name: str) -> None:
    item = f'#[pyclass(rename_all = "{style}")] enum C {{ OneTwoHTTP2 }}'
    found = crate(item + MODULE.format("m.add_class::<C>()?;"), CDYLIB)
    (variant,) = [one for one in bound(found) if one.startswith("small.C.")]
    assert variant.removeprefix("small.C.").replace("Http", "HTTP") == name


# ---- what modules are called --------------------------------------------------------------------

ADDED = "#[pyclass]\n/// **BETA**\nstruct C;\n" + MODULE.format("m.add_class::<C>()?;")


@pytest.mark.parametrize(
    ("project", "files", "module"),
    [
        ("", {}, "small"),
        ('[tool.maturin]\nmodule-name = "pkg.small"', {}, "pkg.small"),
        ('[tool.maturin]\nbindings = "pyo3"', {}, "small"),
        ('[tool.maturin]\nbindings = "pyo3"', {"small/__init__.py": ""}, "small.small"),
        ('[tool.maturin]\npython-source = "py"', {"py/small/__init__.pyi": ""}, "small.small"),
        ('[tool.maturin]\nmodule-name = "pkg.small"\nmanifest-path = "x/Cargo.toml"', {}, "small"),
        ('[[tool.setuptools-rust.ext-modules]]\ntarget = "pkg.small"', {}, "pkg.small"),
        (
            (
                '[[tool.setuptools-rust.ext-modules]]\ntarget = "a.b"\npath = "b/Cargo.toml"\n'
                '[[tool.setuptools-rust.ext-modules]]\ntarget = "pkg.small"\npath = "Cargo.toml"'
            ),
            {},
            "pkg.small",
        ),
        ("[tool]\nmaturin = 1\nsetuptools-rust = 2", {}, "small"),
        ("[tool.maturin\n", {}, "small"),
    ],
)
def test_the_name_of_the_extension_module(
    crate: Any, project: str, files: dict[str, str], module: str
) -> None:
    found = crate(ADDED, CDYLIB, {"pyproject.toml": project, **files})
    assert {one.module for one in found.bindings} == {module}


def test_the_project_can_say_what_a_module_is_called(crate: Any) -> None:
    options = RustOptions(python_modules={"small": "pkg._core"})
    found = crate(ADDED, CDYLIB, options=options)
    assert [(one.name, one.tier) for one in found.records] == [("pkg._core.C", Tier.BETA)]


def test_a_project_file_above_the_crate(tmp_path: Path) -> None:
    rust = tmp_path / "rust" / "core" / "src"
    rust.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.maturin]\nmodule-name = "pkg.small"\nmanifest-path = "rust/core/Cargo.toml"\n'
    )
    (rust.parent / "Cargo.toml").write_text(f'[package]\nname = "core"\n{CDYLIB}')
    (rust / "lib.rs").write_text(ADDED)
    assert [one.name for one in collect_rust(tmp_path).records] == ["pkg.small.C"]


# ---- public names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("package", "name", "aliases"),
    [
        ({"__init__.py": "from pkg._core import C"}, "pkg.C", ()),
        ({"__init__.py": "from ._core import C as D"}, "pkg.D", ()),
        ({"__init__.py": "from ._core import *"}, "pkg.C", ()),
        ({"__init__.py": "from . import _core\nC = _core.C"}, "pkg.C", ()),
        ({"__init__.py": "", "llm.py": "from ._core import C as C"}, "pkg.llm.C", ()),
        (
            {"__init__.py": "from .llm import C", "llm.py": "from ._core import C as C"},
            "pkg.C",
            ("pkg.llm.C",),
        ),
        ({"__init__.py": "from pkg._core import C\n__all__ = []"}, "pkg._core.C", ()),
        ({"__init__.py": "from ._core import C", "_core.pyi": "class C: ..."}, "pkg.C", ()),
    ],
)
def test_python_code_re_exports_it(
    crate: Any, tmp_path: Path, package: dict[str, str], name: str, aliases: tuple[str, ...]
) -> None:
    place = tmp_path / "python" / "pkg"
    place.mkdir(parents=True)
    for file, text in package.items():
        (place / file).write_text(text)
    modules = collect_marks([find_target(str(place))]).modules
    options = RustOptions(python_modules={"small": "pkg._core"})
    (record,) = crate(ADDED, CDYLIB, options=options, python=modules).records
    assert (record.name, record.aliases) == (name, aliases)
    assert record.definition == (None if name == "pkg._core.C" else "pkg._core.C")


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("pkg.models", "pkg.models.C"),
        ("pkg", "pkg.C"),
        ("pkg._core", "pkg._core.C"),
        ("pkg._private", "pkg._core.C"),
    ],
)
def test_a_class_says_where_it_is_re_exported(crate: Any, stated: str, name: str) -> None:
    text = ADDED.replace("#[pyclass]", f'#[pyclass(module = "{stated}")]')
    text += "#[pymethods] impl C { #[deprecated] fn f(&self) {} }"
    found = crate(text, CDYLIB, options=RustOptions(python_modules={"small": "pkg._core"}))
    assert [one.name for one in found.records] == [name, f"{name}.f"]


def test_one_class_in_two_modules_has_one_record(crate: Any) -> None:
    body = 'm.add_class::<C>()?; let s = PyModule::new(py, "sub")?; s.add_class::<C>()?;'
    body += " m.add_submodule(&s)?;"
    (record,) = crate("#[pyclass]\n/// **BETA**\nstruct C;\n" + MODULE.format(body), CDYLIB).records
    assert (record.name, record.aliases) == ("small.C", ("small.sub.C",))


def test_two_definitions_under_conditions_are_one_name(crate: Any) -> None:
    text = (
        '#[cfg(feature = "experimental_a")]\n#[pyfunction]\nfn f() {}\n'
        '#[cfg(not(feature = "experimental_a"))]\n#[pyfunction]\nfn f() {}\n'
        '#[cfg(feature = "experimental_a")]\n#[pyfunction]\nfn g() {}\n'
    )
    body = "m.add_function(wrap_pyfunction!(f, m)?)?; m.add_function(wrap_pyfunction!(g, m)?)?;"
    found = crate(text + MODULE.format(body), f"{CDYLIB}[features]\nexperimental_a = []\n")
    assert [one.name for one in found.records] == ["rust:small/experimental_a", "small.g"]


def test_what_is_public_in_both_languages_has_two_records(crate: Any) -> None:
    text = "/// **BETA**\n#[pyclass]\npub struct C;\n" + MODULE.format("m.add_class::<C>()?;")
    found = crate(text, '[lib]\ncrate-type = ["cdylib", "rlib"]\n')
    assert [(one.name, one.kind, one.tier) for one in found.records] == [
        ("rust:small::C", "rust", Tier.BETA),
        ("small.C", "class", Tier.BETA),
    ]
    assert len({one.source for one in found.records}) == 1
