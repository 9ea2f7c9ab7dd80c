/// Answers requests.
pub struct Worker;

impl Worker {
    /// Starts it.
    #[deprecated(since = "1.1.0", note = "Use `run`. Removal in 2.0.")]
    // -> kv_router::kv::worker::Worker::start: deprecated since=1.1.0 remove_in=2.0 message="Use `run`. Removal in 2.0."
    pub fn start(&self) {}
}
