use crate::Series;

/// Another quantity that goes along with a variable, over the past and as far ahead as it is really known.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// What it is, unique within a track: `public holiday`.
    pub name: String,
    /// Its values, by any step; NaN where not known. How they become known says `known`.
    pub series: Series,
    /// When its values become known.
    pub known: Known,
}

/// When the values of a covariate become known, which decides what a forecast may use of it, also one from a past origin.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// Each before its time: holidays, opening hours, a timetable, or forecasts kept as they were issued. All values may be used
    /// from any origin.
    Ahead,
    /// Each when its interval has ended, as any observation: the temperature.
    Afterwards {
        /// What the question gives for the time after its issue time: a forecast, or what the person supposes. Past origins know
        /// nothing of the kind.
        ahead: Option<Series>,
    },
}
