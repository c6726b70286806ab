//! From where and how far ahead a method forecasts: now, and from origins in the past whose outcome is known.

/// The origins and leads of one run of a method over a stretch of regular values.
///
/// A forecast from a past origin tells how good the method would have been; it must not look at any value after its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Indices of the last value known at each origin, rising. The last one is the newest value of all: the present.
    pub origins: Vec<usize>,
    /// Steps ahead of an origin, rising, each at least 1.
    pub leads: Vec<usize>,
}

impl Plan {
    /// The largest lead; 0 without any.
    #[must_use]
    pub fn horizon(&self) -> usize {
        self.leads.last().copied().unwrap_or(0)
    }
}
