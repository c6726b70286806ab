use domain::{PlaceId, SeriesId};
use serde::{Deserialize, Serialize};

/// Something became known that an answer given before could not use. Told to whoever shows answers, which then asks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[ts(rename_all = "snake_case", tag = "kind")]
pub enum Change {
    /// Weather guidance arrived after an answer had waited for it.
    Guidance {
        /// The places it is for.
        places: Vec<PlaceId>,
        /// What it is: `forecast`, `ensemble`, `history`.
        what: String,
    },
    /// Values of series arrived.
    Series {
        /// The series.
        series: Vec<SeriesId>,
        /// Whether some of it is weather, which any question about a place near it may rest on.
        weather: bool,
    },
    /// The watches, or what they told.
    Watches,
}
