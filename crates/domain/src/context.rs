use crate::{Covariate, Guidance, Place, Series, SeriesId, SeriesKind, Support, Unit, Variable};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How directly a source knows what it tells.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum OriginKind {
    /// The user's own data.
    Yours,
    /// Observed at a station, hour by hour.
    ObservedHourly,
    /// Observed at a station, a value a day; the hours are reconstructed from it.
    ObservedDaily,
    /// Worked out afterwards by a weather model from what was observed around: analyses and reanalyses.
    Analysis,
    /// Said beforehand by weather models.
    Guidance,
    /// A typical year put together from many (TMY3): what is usual, never what happened.
    TypicalYear,
    /// A rough climate of the area: annual figures, the season by climate class and latitude.
    RoughClimate,
}

/// Where values come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
pub struct Origin {
    /// How directly it knows.
    pub kind: OriginKind,
    /// As shown to a person, with its years where it is sample data: `LaGuardia Airport, sample data of 2013`.
    pub title: String,
    /// First and last year of what it holds.
    pub years: Option<(i16, i16)>,
    /// Kilometres between the station and the place asked about.
    pub distance: Option<f64>,
    /// Metres of the station above the sea, where known.
    pub elevation: Option<f64>,
    /// Who to thank.
    pub credit: String,
    /// What to bear in mind when reading its values.
    pub caveats: Vec<String>,
}

impl Origin {
    /// Where there is no more to say than what it is and what it's called.
    #[must_use]
    pub fn new(kind: OriginKind, title: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            years: None,
            distance: None,
            elevation: None,
            credit: String::new(),
            caveats: Vec::new(),
        }
    }
}

/// All that is known of one variable at the issue time.
#[derive(Debug, Clone)]
pub struct Track {
    /// What it is.
    pub variable: Variable,
    /// Canonical unit of the values.
    pub unit: Unit,
    /// The values it can take.
    pub support: Support,
    /// The nature of a series; `None` for weather. Decides with the support which models compete.
    pub kind: Option<SeriesKind>,
    /// Observed values whose interval had ended at the issue time; empty where nothing was observed.
    pub history: Series,
    /// What is usual, where someone worked it out before: whole years in the place's zone, whose year numbers mean nothing.
    pub reference: Option<Series>,
    /// Where the history comes from, or the reference when there is no history.
    pub origin: Origin,
    /// Where the reference comes from.
    pub reference_origin: Option<Origin>,
    /// What goes along with the history, and ahead of it as far as that is known: holidays, a forecast of the temperature.
    pub covariates: Vec<Covariate>,
    /// What weather models say of it and said of it before.
    pub guidance: Option<Arc<Guidance>>,
}

impl Track {
    /// Weather with the observed values `history`, in the variable's unit; without a reference, covariates or guidance.
    #[must_use]
    pub fn of_weather(variable: Variable, history: Series, origin: Origin) -> Self {
        Self {
            unit: variable.unit().unwrap_or_else(|| Unit::Named(String::new())),
            support: variable.support(),
            variable,
            kind: None,
            history,
            reference: None,
            origin,
            reference_origin: None,
            covariates: Vec::new(),
            guidance: None,
        }
    }

    /// A series with the known values `history` in `unit`, which can take all values that its kind can; without a reference,
    /// covariates or guidance.
    #[must_use]
    pub fn of_series(id: SeriesId, kind: SeriesKind, unit: Unit, history: Series, origin: Origin) -> Self {
        Self {
            variable: Variable::Series(id),
            unit,
            support: kind.support(),
            kind: Some(kind),
            history,
            reference: None,
            origin,
            reference_origin: None,
            covariates: Vec::new(),
            guidance: None,
        }
    }
}

/// Everything known for one question at its issue time.
#[derive(Debug, Clone)]
pub struct Context {
    /// The moment nothing after which may be used.
    pub issue_time: Timestamp,
    /// Where, for questions about a place.
    pub place: Option<Place>,
    /// What is known, one track per variable.
    pub tracks: Vec<Track>,
    /// What could not be had, in sentences.
    pub gaps: Vec<String>,
}

impl Context {
    /// The track of `variable`, if there is one.
    #[must_use]
    pub fn track(&self, variable: &Variable) -> Option<&Track> {
        self.tracks.iter().find(|track| track.variable == *variable)
    }
}
