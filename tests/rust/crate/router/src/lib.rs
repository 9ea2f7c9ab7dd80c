//! Routes requests to the worker that has most of a prompt in its cache.
//!
//! A line such as `-> name: fields` above an item says which record its mark makes; the name
//! follows `rust:`.

extern crate marks as stability;

mod config;
#[cfg(feature = "experimental_cost_model")]
// -> kv_router::cost: tier=experimental feature=cost_model reason="needs the Cargo feature 'experimental_cost_model'"
pub mod cost;
mod internal;
pub mod kv;
#[path = "legacy/old_names.rs"]
// -> kv_router::legacy: deprecated message="everything in here has a better name elsewhere."
pub mod legacy;
pub mod macros;
#[cfg(test)]
mod tests;

pub use config::{Config, Mode};
pub use internal::*;
pub use kv::Router;

#[cfg(feature = "experimental_cost_model")]
// -> kv_router::estimate: tier=experimental feature=cost_model reason="needs the Cargo feature 'experimental_cost_model'" definition=rust:kv_router::internal::extras::estimate
pub use internal::extras::estimate;

/// The same worker under its name of old.
#[cfg(feature = "beta_tracing")]
// -> kv_router::TracedWorker: tier=beta feature=tracing reason="needs the Cargo feature 'beta_tracing'" definition=rust:kv_router::kv::worker::Worker
pub use kv::worker::Worker as TracedWorker;

/// Both definitions go by one name, so that it needs no feature.
#[cfg(feature = "experimental_cost_model")]
pub fn pick() -> u32 {
    1
}

/// Picks the first one.
#[cfg(not(feature = "experimental_cost_model"))]
pub fn pick() -> u32 {
    0
}

#[deprecated]
// -> kv_router::plain: deprecated
pub fn plain() {}

#[deprecated = "Use `pick`."]
// -> kv_router::short: deprecated message="Use `pick`."
pub fn short() {}

/// Needs one of two features.
#[cfg(any(feature = "experimental_cost_model", feature = "experimental-snapshots"))]
// -> kv_router::either: tier=experimental
pub fn either() {}

/// Needs both, one of which is beta.
#[cfg(all(feature = "beta_tracing", not(windows), feature = "experimental-snapshots"))]
// -> kv_router::both: tier=experimental feature=snapshots reason="needs the Cargo feature 'experimental-snapshots'"
pub fn both() {}

/// Is there without the feature too.
#[cfg(any(feature = "experimental_cost_model", feature = "std"))]
pub fn unless_std() {}

/// Is there for tests, which are no users.
#[cfg(any(test, feature = "beta_tracing"))]
// -> kv_router::traced: tier=beta feature=tracing reason="needs the Cargo feature 'beta_tracing'"
pub fn traced() {}

#[cfg(test)]
#[deprecated]
pub fn for_tests() {}

#[stability::unstable(
    feature = "probes",
    issue = "https://example.org/issues/7",
    reason = "the set of probes is open"
)]
// -> kv_router::probe: tier=experimental feature=probes issue=https://example.org/issues/7 reason="the set of probes is open"
pub fn probe() {}

#[doc(hidden)]
#[deprecated(since = "1.0.0", note = "Use \"kv\" \u{2014} \
    it is public. Will be removed in v2.0.")]
// -> kv_router::hidden_and_deprecated: deprecated since=1.0.0 remove_in=2.0 message="Use \"kv\" — it is public. Will be removed in v2.0."
pub fn hidden_and_deprecated() {}

/// **EXPERIMENTAL**
#[doc(hidden)]
pub fn hidden() {}

#[allow(dead_code)]
/// **EXPERIMENTAL**
fn private() {}

/// **EXPERIMENTAL**: nobody outside can import it.
pub(crate) fn restricted() {}

#[allow(unused)]
fn uses_them() {
    restricted();
    /// **BETA**
    pub fn inside_a_body() {}
}
