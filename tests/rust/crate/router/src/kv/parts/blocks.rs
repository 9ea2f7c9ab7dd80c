/// A block of a prompt.
///
/// **BETA**
// -> kv_router::kv::parts::KvBlock: tier=beta definition=rust:kv_router::kv::parts::blocks::Block
pub struct Block<T = u32> {
    /// What it holds.
    pub held: T,
}

impl<T> Block<T> {
    /// How long it is. **EXPERIMENTAL**
    // -> kv_router::kv::parts::KvBlock::length: tier=experimental definition=rust:kv_router::kv::parts::blocks::Block::length
    pub fn length(&self) -> usize {
        0
    }
}

#[deprecated]
// -> kv_router::kv::parts::type: deprecated definition=rust:kv_router::kv::parts::blocks::type
pub fn r#type() {}
