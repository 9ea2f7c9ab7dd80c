//! Not public itself; the crate re-exports what is.

/// How a router behaves.
///
/// # Stability
///
/// **BETA**: the defaults may still change.
///
/// - since: 1.1
/// - feature: router_config
/// - issue: <https://example.org/issues/3>
/// - owner: routing
///
/// # Examples
///
/// ```
/// // **EXPERIMENTAL** stands in an example, which says nothing about the item
/// ```
#[derive(Clone, Debug, Default)]
// -> kv_router::Config: tier=beta since=1.1 feature=router_config issue=https://example.org/issues/3 owner=routing reason="the defaults may still change." definition=rust:kv_router::config::Config
pub struct Config {
    /// How many blocks a worker holds.
    pub blocks: u32,
    /// [EXPERIMENTAL] How much an overlap counts.
    // -> kv_router::Config.overlap: tier=experimental definition=rust:kv_router::config::Config.overlap
    pub overlap: u32,
    /// [EXPERIMENTAL] Nobody outside sees it.
    #[allow(dead_code)]
    secret: u32,
}

impl Config {
    /// The defaults.
    ///
    /// # Stability
    ///
    /// - remove in: 2.0
    /// - use instead: [`Config::default`]
    #[deprecated(since = "1.1.0", note = "Use `Config::default`.")]
    // -> kv_router::Config::new: deprecated since=1.1.0 remove_in=2.0 alternative=Config::default message="Use `Config::default`." definition=rust:kv_router::config::Config::new
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads it from text.
    #[cfg(feature = "experimental-snapshots")]
    // -> kv_router::Config::parse: tier=experimental feature=snapshots reason="needs the Cargo feature 'experimental-snapshots'" definition=rust:kv_router::config::Config::parse
    pub fn parse(_text: &str) -> Self {
        Self::default()
    }
}

#[cfg(feature = "beta_tracing")]
impl Config {
    /// What was decided, and why.
    // -> kv_router::Config::trace: tier=beta feature=tracing reason="needs the Cargo feature 'beta_tracing'" definition=rust:kv_router::config::Config::trace source=-3
    pub fn trace(&self) {}

    /// A constant of the block.
    // -> kv_router::Config::TRACES: tier=beta feature=tracing reason="needs the Cargo feature 'beta_tracing'" definition=rust:kv_router::config::Config::TRACES source=-7
    pub const TRACES: u32 = 1;
}

#[cfg(feature = "experimental-snapshots")]
// -> <kv_router::Config as From<u32>>: tier=experimental feature=snapshots reason="needs the Cargo feature 'experimental-snapshots'"
impl From<u32> for Config {
    fn from(blocks: u32) -> Self {
        Self {
            blocks,
            ..Self::default()
        }
    }
}

/// How a worker is chosen.
pub enum Mode {
    /// One after the other.
    RoundRobin,
    /// By the cache.
    ///
    /// # Stability
    /// This mode is experimental and may change without notice.
    // -> kv_router::Mode::Kv: tier=experimental reason="This mode is experimental and may change without notice." definition=rust:kv_router::config::Mode::Kv
    Kv,
    #[deprecated(note = "It was never fair.")]
    // -> kv_router::Mode::Random: deprecated message="It was never fair." definition=rust:kv_router::config::Mode::Random
    Random,
}
