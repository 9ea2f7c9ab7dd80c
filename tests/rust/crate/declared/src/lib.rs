//! An extension module in the form of a module.

use pyo3::prelude::*;

mod parts {
    use pyo3::prelude::*;

    /// **BETA**
    #[pyclass(name = "Part")]
    // py> declared.Part: class tier=beta aliases=declared.later.Part
    pub struct PyPart {
        #[pyo3(get)]
        /// **EXPERIMENTAL**
        // py> declared.Part.size: attribute tier=experimental aliases=declared.later.Part.size
        size: u32,
    }

    #[pymodule]
    pub mod later {
        #[pymodule_export]
        use super::PyPart as Unused;

        #[pyo3::pyfunction]
        #[deprecated]
        // py> declared.later.gone: function deprecated
        fn gone() {}
    }
}

#[pymodule]
mod declared {
    use super::*;

    #[pymodule_export]
    use super::parts::{later, PyPart};

    #[cfg(feature = "experimental_events")]
    #[pymodule_export]
    // py> declared.EventBus: class tier=experimental feature=events reason="needs the Cargo feature 'experimental_events'"
    use super::EventBus;

    /// **BETA**
    #[pyfunction]
    // py> declared.count: function tier=beta
    fn count() -> usize {
        0
    }

    /// **BETA**
    #[pymodule_export]
    // py> declared.LIMIT: name tier=beta
    const LIMIT: usize = 1;

    /// **EXPERIMENTAL**
    #[pymodule]
    #[pyo3(name = "inner")]
    // py> declared.inner: module tier=experimental
    mod nested {
        use pyo3::prelude::*;

        /// Is experimental as its module is.
        #[pyclass]
        struct Held {
            /// **BETA**
            #[pyo3(get, set)]
            // py> declared.inner.Held.value: attribute tier=beta
            value: u32,
        }
    }

    #[pymodule_init]
    fn init(m: &Bound<'_, PyModule>) -> PyResult<()> {
        m.add_class::<super::Late>()
    }
}

#[pyclass]
struct EventBus;

/// **BETA**
#[pyclass]
// py> declared.Late: class tier=beta
struct Late;
