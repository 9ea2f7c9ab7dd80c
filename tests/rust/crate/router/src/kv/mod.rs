//! Routing by what workers have cached.

pub mod worker;

/// Finds the worker that has most of a prompt in its cache.
///
/// # Stability
///
/// **EXPERIMENTAL**: the cost model is being tuned.
///
/// - since: 1.2
/// - feature: kv_router
// -> kv_router::Router: tier=experimental since=1.2 feature=kv_router reason="the cost model is being tuned." definition=rust:kv_router::kv::Router
pub struct Router;

/// The parts of a request; a module in a file has modules of its own.
pub mod parts {
    mod blocks;

    pub use self::blocks::{r#type, Block as KvBlock};
    /// As its own mark says.
    pub use super::worker::{self as hand, Worker};
}
