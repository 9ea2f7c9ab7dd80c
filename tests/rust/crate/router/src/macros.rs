//! Macros stand at the top of their crate.

/// Routes at once. **BETA**
#[macro_export]
// -> kv_router::route!: tier=beta definition=rust:kv_router::macros::route!
macro_rules! route {
    () => {
        ()
    };
}

/// **BETA**
#[allow(unused_macros)]
macro_rules! private {
    () => {};
}

extern "C" {
    /// Is written in C.
    #[deprecated]
    // -> kv_router::macros::kv_route: deprecated
    pub fn kv_route();
}
