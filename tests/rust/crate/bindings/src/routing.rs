use pyo3::prelude::*;

/// Finds the worker that has most of a prompt in its cache.
///
/// # Stability
///
/// **EXPERIMENTAL**: the cost model is being tuned.
///
/// - feature: kv_router
#[pyclass(name = "KvRouter", module = "inference._core", subclass)]
// py> inference.KvRouter: class tier=experimental feature=kv_router reason="the cost model is being tuned." definition=inference._core.KvRouter
pub struct PyKvRouter {
    /// **BETA**
    #[pyo3(get, set, name = "block_size")]
    // py> inference.KvRouter.block_size: attribute tier=beta definition=inference._core.KvRouter.block_size
    blocks: usize,
    /// **BETA** Not for Python.
    inner: usize,
}

#[pymethods]
impl PyKvRouter {
    /// Makes one. **BETA**
    #[new]
    #[pyo3(signature = (blocks, *, inner = 1))]
    // py> inference.KvRouter.__new__: method tier=beta definition=inference._core.KvRouter.__new__
    fn create(blocks: usize, inner: usize) -> Self {
        Self { blocks, inner }
    }

    #[deprecated(since = "1.1", note = "Use KvRouter.best. Removed in 2.0.")]
    #[pyo3(name = "find_best")]
    // py> inference.KvRouter.find_best: method deprecated since=1.1 remove_in=2.0 message="Use KvRouter.best. Removed in 2.0." definition=inference._core.KvRouter.find_best
    fn best_of_old(&self) -> usize {
        self.inner
    }

    /// **BETA**
    #[getter]
    // py> inference.KvRouter.load: property tier=beta definition=inference._core.KvRouter.load
    fn get_load(&self) -> usize {
        self.inner
    }

    /// **BETA**
    #[getter(size)]
    // py> inference.KvRouter.size: property tier=beta definition=inference._core.KvRouter.size
    fn how_many(&self) -> usize {
        self.blocks
    }

    #[classattr]
    #[deprecated]
    // py> inference.KvRouter.LIMIT: attribute deprecated definition=inference._core.KvRouter.LIMIT
    const LIMIT: usize = 1;

    /// **BETA**
    #[staticmethod]
    // py> inference.KvRouter.r_type: method tier=beta definition=inference._core.KvRouter.r_type
    fn r_type() {}
}

#[cfg(feature = "experimental_planner")]
#[pymethods]
impl PyKvRouter {
    // py> inference.KvRouter.plan: method tier=experimental feature=planner reason="needs the Cargo feature 'experimental_planner'" definition=inference._core.KvRouter.plan source=-2
    fn plan(&self) {}
}

impl PyKvRouter {
    /// **BETA** Not for Python.
    pub fn in_rust_only(&self) {}
}

#[pyclass(eq, eq_int, rename_all = "SCREAMING_SNAKE_CASE")]
#[derive(Clone, PartialEq)]
pub enum Mode {
    RoundRobin,
    /// **EXPERIMENTAL**
    // py> inference.Mode.KV_AWARE: attribute tier=experimental definition=inference._core.Mode.KV_AWARE
    KvAware,
    #[deprecated(note = "It was never fair.")]
    #[pyo3(name = "RANDOM")]
    // py> inference.Mode.RANDOM: attribute deprecated message="It was never fair." definition=inference._core.Mode.RANDOM
    ByChance,
}

/// [BETA] Routes one request.
#[pyfunction]
#[pyo3(name = "route", signature = (request, mode = None))]
// py> inference.route: function tier=beta definition=inference._core.route
pub fn route_py(request: usize, mode: Option<Mode>) -> usize {
    request
}

#[pyfunction]
#[deprecated(since = "1.0")]
// py> inference._core.old_route: function deprecated since=1.0
pub fn old_route() {}
