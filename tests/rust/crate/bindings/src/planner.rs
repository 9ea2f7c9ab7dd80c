//! **EXPERIMENTAL**: goes wherever the planner goes.

use pyo3::prelude::*;

#[pyclass]
// py> inference.Planner: class tier=experimental reason="goes wherever the planner goes." definition=inference._core.planner.Planner source=src/lib.rs:11
pub struct Planner;

pub fn register_child(py: Python<'_>, parent: &Bound<'_, PyModule>) -> PyResult<()> {
    let child = PyModule::new(parent.py(), "planner")?;
    fill(&child)?;
    parent.add_submodule(&child)
}

fn fill(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<Planner>()?;
    Ok(())
}
