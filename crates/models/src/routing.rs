use crate::{
    Climatology, DampedAnomaly, LogRidge, Model, Mstl, Ridge, RandomWalk, SeasonalNaive, SimpleExponentialSmoothing, WetSpell,
};
use domain::{SeriesKind, Track};

/// What decides which models can say something of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    /// Weather that always has some value: temperature, wind, cloud.
    Weather,
    /// Weather that mostly isn't there: rain.
    Rain,
    /// A series that follows the calendar: counts, amounts, levels.
    Calendar,
    /// A price.
    Price,
}

impl Nature {
    fn of(track: &Track) -> Self {
        match track.kind {
            Some(SeriesKind::Price) => Self::Price,
            Some(_) if track.support.zero_inflated => Self::Rain,
            Some(_) => Self::Calendar,
            None if track.support.zero_inflated => Self::Rain,
            None => Self::Weather,
        }
    }
}

/// Which models compete for what. A new model is a file and a row.
const TABLE: &[(&dyn Model, &[Nature])] = &[
    (&Climatology, &[Nature::Weather, Nature::Rain, Nature::Calendar]),
    (&DampedAnomaly, &[Nature::Weather, Nature::Calendar]),
    (&WetSpell, &[Nature::Rain]),
    (&SeasonalNaive, &[Nature::Calendar]),
    (&Mstl, &[Nature::Weather, Nature::Calendar]),
    (&SimpleExponentialSmoothing, &[Nature::Weather, Nature::Calendar]),
    (&Ridge, &[Nature::Weather, Nature::Calendar]),
    (&LogRidge, &[Nature::Calendar]),
    (&RandomWalk, &[Nature::Price]),
];

/// The models that compete for `track`, in the order they are shown.
#[must_use]
pub fn experts(track: &Track) -> Vec<&'static dyn Model> {
    let nature = Nature::of(track);
    TABLE.iter().filter(|(_, natures)| natures.contains(&nature)).map(|(model, _)| *model).collect()
}
