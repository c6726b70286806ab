use crate::{
    Climatology, DampedAnomaly, Demand, DemandPattern, Model, WeatherGuidance, WetSpell,
    line_expert::LineExpert,
    series_experts::{
        ANALOG, AUTOREGRESSION, COMPLEX, DOUBLE_SEASONAL, ETS, FRACAST, GARCH, HAR, LOG_RIDGE, MSTL, NAIVE,
        RANDOM_WALK, RIDGE, SEASONAL_NAIVE, THETA, TSB, TYPICAL_WEEK,
    },
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
    /// Counts or amounts that are mostly none: intermittent and lumpy demand.
    Demand,
    /// A price.
    Price,
}

impl Nature {
    fn of(track: &Track) -> Self {
        match track.kind {
            Some(SeriesKind::Price) => Self::Price,
            Some(SeriesKind::Count | SeriesKind::Amount)
                if matches!(
                    Demand::of(track.history.values()).pattern(),
                    DemandPattern::Intermittent | DemandPattern::Lumpy
                ) =>
            {
                Self::Demand
            }
            Some(_) => Self::Calendar,
            None if track.support.zero_inflated => Self::Rain,
            None => Self::Weather,
        }
    }
}

/// Which models compete for what, and in what order they are shown. A new model is a file and a row.
///
/// Of all that `models` has, these earned their place: Croston's method never beat TSB, the pre-trained network gains a fraction
/// of a percent at three times the time of all others together (see [`pretrained_expert`]), and exponential smoothing of weather adds nothing
/// to autoregression.
const TABLE: &[(&dyn Model, &[Nature])] = &[
    (&Climatology, &[Nature::Weather, Nature::Rain, Nature::Calendar, Nature::Demand]),
    (&DampedAnomaly, &[Nature::Weather]),
    (&AUTOREGRESSION, &[Nature::Weather]),
    (&ANALOG, &[Nature::Weather]),
    (&WetSpell, &[Nature::Rain]),
    (&WeatherGuidance, &[Nature::Weather, Nature::Rain]),
    (&RIDGE, &[Nature::Calendar]),
    (&LOG_RIDGE, &[Nature::Calendar]),
    (&ETS, &[Nature::Calendar]),
    (&THETA, &[Nature::Calendar]),
    (&COMPLEX, &[Nature::Calendar]),
    (&DOUBLE_SEASONAL, &[Nature::Calendar]),
    (&MSTL, &[Nature::Calendar]),
    (&TYPICAL_WEEK, &[Nature::Calendar]),
    (&SEASONAL_NAIVE, &[Nature::Calendar]),
    (&NAIVE, &[Nature::Calendar, Nature::Demand, Nature::Price]),
    (&TSB, &[Nature::Demand]),
    (&RANDOM_WALK, &[Nature::Price]),
    (&GARCH, &[Nature::Price]),
    (&HAR, &[Nature::Price]),
];

/// The models that compete for `track`, in the order they are shown.
#[must_use]
pub fn experts(track: &Track) -> Vec<&'static dyn Model> {
    let nature = Nature::of(track);
    // Where guidance was never allowed, nobody misses it.
    let asked = |model: &dyn Model| track.guidance.is_some() || model.id() != WeatherGuidance.id();
    TABLE
        .iter()
        .filter(|(model, natures)| natures.contains(&nature) && asked(*model))
        .map(|(model, _)| *model)
        .collect()
}

/// The models that can be asked about a series by name, in the order they are shown; beside them stands whether each is for prices alone.
#[must_use]
pub fn series_experts() -> Vec<(&'static dyn Model, bool)> {
    let of_series = [Nature::Calendar, Nature::Demand, Nature::Price];
    TABLE
        .iter()
        .filter(|(_, natures)| natures.iter().any(|nature| of_series.contains(nature)))
        .map(|(model, natures)| (*model, *natures == [Nature::Price]))
        .collect()
}

/// The pre-trained network as one more expert for series, for those who want it: it is not in the table.
#[must_use]
pub fn pretrained_expert() -> &'static dyn Model {
    static NETWORK: LineExpert = FRACAST;
    &NETWORK
}
