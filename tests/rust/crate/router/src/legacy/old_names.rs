//! **DEPRECATED**: everything in here has a better name elsewhere.

/// The old name of the router.
pub type KvRouter = crate::kv::Router;
