use domain::PlaceId;

/// Something became known that an answer given before could not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Weather guidance arrived after an answer had waited for it.
    Guidance {
        /// The places it is for.
        places: Vec<PlaceId>,
        /// What it is: `forecast`, `ensemble`, `history`.
        what: String,
    },
}
