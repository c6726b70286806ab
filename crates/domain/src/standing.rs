use crate::SeriesId;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How what is kept stands, by which it is noticed what has changed in it, whoever changed it. See [`crate::Store::standing`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Another number whenever anything at all was written, but meant for the store alone that gave it.
    pub version: i64,
    /// The revision of each of the user's series, as [`crate::Store::revision`] gives it.
    pub series: BTreeMap<SeriesId, i64>,
    /// Numbers that are others whenever the watches or what they told have changed.
    pub watches: Vec<i64>,
    /// When the newest run of guidance was received, by cell.
    pub guidance: BTreeMap<String, Timestamp>,
}
