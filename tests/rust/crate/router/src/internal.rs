//! Private, but everything public in it is re-exported by `*`.

/// **BETA** Counts what workers have cached.
// -> kv_router::Indexer: tier=beta definition=rust:kv_router::internal::Indexer
pub trait Indexer {
    /// Forgets everything.
    #[deprecated(since = "1.0.0")]
    // -> kv_router::Indexer::reset: deprecated since=1.0.0 definition=rust:kv_router::internal::Indexer::reset
    fn reset(&mut self) {}

    /// What it counts. [BETA]
    // -> kv_router::Indexer::COUNTED: tier=beta definition=rust:kv_router::internal::Indexer::COUNTED
    const COUNTED: u32;

    /// Stays.
    fn count(&self) -> u32;
}

impl Indexer for super::Config {
    const COUNTED: u32 = 1;

    fn count(&self) -> u32 {
        self.blocks
    }
}

/// Extras.
pub mod extras {
    /// How much a request costs.
    pub fn estimate() -> u32 {
        0
    }
}

#[doc = "A ready-made answer."]
#[doc = ""]
#[doc = "**EXPERIMENTAL**"]
// -> kv_router::ANSWER: tier=experimental definition=rust:kv_router::internal::ANSWER
pub const ANSWER: u32 = 42;

/** The state of all workers.

 * **BETA**: shared by threads.
 */
// -> kv_router::STATE: tier=beta reason="shared by threads." definition=rust:kv_router::internal::STATE
pub static STATE: u32 = 0;

/// # Stability
///
/// Not yet stable.
pub type Undecided = u32;

/// # Stability
///
/// This alias is stable.
// -> kv_router::Blocks: tier=stable reason="This alias is stable." definition=rust:kv_router::internal::Blocks
pub type Blocks = u32;
