//! How often what was wanted was there already.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counted since the program started.
#[derive(Debug, Default)]
pub struct Counts {
    memory: AtomicU64,
    store: AtomicU64,
    fresh: AtomicU64,
    shared: AtomicU64,
    fetched: AtomicU64,
    failed: AtomicU64,
}

macro_rules! counters {
    ($($(#[$documentation:meta])* $add:ident, $field:ident;)*) => {
        impl Counts {
            $(
                $(#[$documentation])*
                pub(super) fn $add(&self) {
                    self.$field.fetch_add(1, Ordering::Relaxed);
                }
            )*
        }
    };
}

counters! {
    /// Read from memory.
    read_from_memory, memory;
    /// Read from the store.
    read_from_store, store;
    /// Wanted from the network, but new enough.
    was_fresh, fresh;
    /// Wanted from the network while another was fetching it.
    was_shared, shared;
    /// Fetched.
    was_fetched, fetched;
    /// Could not be fetched.
    has_failed, failed;
}

impl Counts {
    /// For `forecastle doctor`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let (memory, store) = (get(&self.memory), get(&self.store));
        let (fresh, shared) = (get(&self.fresh), get(&self.shared));
        let (fetched, failed) = (get(&self.fetched), get(&self.failed));
        format!(
            "{memory} of {} reads from memory; {} of {} wanted were there or on their way; {fetched} fetched, {failed} failed",
            memory + store,
            fresh + shared,
            fresh + shared + fetched + failed,
        )
    }

    /// Fetched and failed, so far.
    #[must_use]
    pub fn fetches(&self) -> (u64, u64) {
        (self.fetched.load(Ordering::Relaxed), self.failed.load(Ordering::Relaxed))
    }
}
