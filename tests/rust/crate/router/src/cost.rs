//! What a choice costs. The whole module needs a feature, so that its items need no mark.

/// Weighs the workers.
pub struct Model;

impl Model {
    /// Is experimental as its module is, and on its way out.
    #[deprecated(since = "1.2.0", note = "Use `weigh`.")]
    // -> kv_router::cost::Model::weight: deprecated since=1.2.0 message="Use `weigh`."
    pub fn weight(&self) -> u32 {
        0
    }
}

impl crate::kv::Router {
    /// A method of a type that needs no feature.
    // -> kv_router::Router::with_model: tier=experimental feature=cost_model reason="needs the Cargo feature 'experimental_cost_model'" source=src/lib.rs:11 definition=rust:kv_router::kv::Router::with_model
    pub fn with_model(self, _model: Model) -> Self {
        self
    }
}
