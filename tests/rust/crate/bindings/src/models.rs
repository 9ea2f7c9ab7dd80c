use pyo3::prelude::*;

#[cfg_attr(feature = "python", pyclass(get_all))]
pub struct Card {
    /// **BETA**
    // py> inference._core.tools.Card.title: attribute tier=beta
    title: String,
}

/// Is experimental as the module that holds it.
#[pyclass]
pub struct Gauge;

#[pymethods]
impl Gauge {
    /// **BETA**
    // py> inference._core.prometheus.Gauge.set: method tier=beta
    fn set(&self) {}
}

/// Nothing adds it to a module, but it says where it belongs.
///
/// **BETA**
#[pyclass(module = "inference.models")]
// py> inference.models.Lease: class tier=beta
pub struct Lease;

/// Python has no name for it. **BETA**
#[pyclass]
pub struct Nameless;

/// **BETA**
#[pyfunction]
// py> inference.register_model: function tier=beta definition=inference._core.register_model aliases=inference.register_llm
pub fn register_model() {}

/// **BETA**
#[pyfunction(name = "unregister_model")]
// py> inference._core.unregister_model: function tier=beta
fn unregister() {}

pub fn add_to_module(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let m = module;
    m.add_function(wrap_pyfunction!(unregister, m)?)?;
    Ok(())
}
