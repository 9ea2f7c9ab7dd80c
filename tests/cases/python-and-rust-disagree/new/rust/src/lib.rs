use pyo3::prelude::*;

/// Weights of the router.
///
/// # Stability
///
/// Beta.
#[pyclass]
pub struct KvRouterConfig {}

/// # Stability
///
/// Experimental.
#[pyclass]
pub struct OverlapScores {}

#[pymodule]
fn _core(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_class::<KvRouterConfig>()?;
    m.add_class::<OverlapScores>()?;
    Ok(())
}
