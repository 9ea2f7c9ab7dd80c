//! An extension module in the form of a function. Above an item, `py> name: kind fields` says which
//! record its mark makes in Python.

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::wrap_pyfunction;

mod events;
mod models;
mod planner;
mod routing;

create_exception!(_core, RouteError, PyException);
/// **BETA**
// -> inference_bindings::PlanError: tier=beta
// py> inference._core.PlanError: class tier=beta
pyo3::create_exception!(_core, PlanError, PyException);

#[pymodule]
fn _core(py: Python<'_>, m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<routing::PyKvRouter>()?;
    m.add_class::<routing::Mode>()?;
    m.add_function(wrap_pyfunction!(routing::route_py, m)?)?;
    m.add_wrapped(wrap_pyfunction!(models::register_model))?;
    m.add("RouteError", py.get_type::<RouteError>())?;
    m.add("PlanError", PlanError::type_object(py))?;
    m.add("old_route", wrap_pyfunction!(routing::old_route, m)?)?;
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    // A helper that is handed the module.
    models::add_to_module(m)?;
    #[cfg(feature = "experimental_events")]
    // py> inference._core.EventBus: class tier=experimental feature=events reason="needs the Cargo feature 'experimental_events'"
    m.add_class::<events::EventBus>()?;
    planner::register_child(py, m)?;
    let tools = PyModule::new(py, "tools")?;
    tools.add_class::<models::Card>()?;
    m.add_submodule(&tools)?;
    m.add_wrapped(pyo3::wrap_pymodule!(metrics))?;
    Ok(())
}

/// # Stability
///
/// **EXPERIMENTAL**
#[pymodule]
#[pyo3(name = "prometheus")]
// py> inference._core.prometheus: module tier=experimental
fn metrics(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<models::Gauge>()
}
