use crate::{
    Climatology, DampedAnomaly, LineExpert, Model, Mstl, RandomWalk, SeasonalNaive, SimpleExponentialSmoothing,
    WetSpell, analog, autoregression, typical_week,
    line::{Line, Measure},
    multi_seasonal::{self, DoubleSeasonal},
    naive, refits::with_refits, ridge,
    smoothing::{Complex, Ets, Theta},
};
use domain::{ModelId, SeriesKind, Track};

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

/// The methods that forecast a line by points.
const RIDGE: LineExpert = LineExpert {
    id: ModelId::new("ridge"),
    title: "ridge regression",
    measure: Measure::Values,
    paths: |line, plan| ridge::paths(&line.values, &line.periods, plan),
    vote: 1.0,
};
const LOG_RIDGE: LineExpert = LineExpert {
    id: ModelId::new("log-ridge"),
    title: "ridge regression of logarithms",
    measure: Measure::Logarithms,
    paths: |line, plan| ridge::paths(&line.values, &line.periods, plan),
    vote: 1.0,
};
const ETS: LineExpert = LineExpert {
    id: ModelId::new("ets-line"),
    title: "exponential smoothing (ETS)",
    measure: Measure::Values,
    paths: |line, plan| {
        with_refits(&line.values, plan, |known| smoothing_season(line, known).find_map(|period| Ets::fit(known, period)), Ets::paths)
    },
    vote: 1.0,
};
const THETA: LineExpert = LineExpert {
    id: ModelId::new("theta"),
    title: "dynamic optimised Theta",
    measure: Measure::Values,
    paths: |line, plan| {
        with_refits(&line.values, plan, |known| smoothing_season(line, known).find_map(|period| Theta::fit(known, period)), Theta::paths)
    },
    vote: 1.0,
};
const COMPLEX: LineExpert = LineExpert {
    id: ModelId::new("complex"),
    title: "complex exponential smoothing",
    measure: Measure::Values,
    paths: |line, plan| {
        with_refits(&line.values, plan, |known| smoothing_season(line, known).find_map(|period| Complex::fit(known, period)), Complex::paths)
    },
    vote: 1.0,
};
const DOUBLE_SEASONAL: LineExpert = LineExpert {
    id: ModelId::new("double-seasonal"),
    title: "double seasonal smoothing",
    measure: Measure::Values,
    paths: |line, plan| {
        line.periods.first()?;
        with_refits(&line.values, plan, |known| DoubleSeasonal::fit(known, &line.periods), DoubleSeasonal::paths)
    },
    vote: 1.0,
};
const MSTL: LineExpert = LineExpert {
    id: ModelId::new("mstl-line"),
    title: "seasonal-trend decomposition (MSTL)",
    measure: Measure::Values,
    paths: |line, plan| {
        line.periods.first()?;
        multi_seasonal::Mstl::fit(&line.values, &line.periods).map(|mstl| mstl.paths(&line.values, plan))
    },
    vote: 1.0,
};
const NAIVE: LineExpert = LineExpert {
    id: ModelId::new("naive"),
    title: "the newest value again",
    measure: Measure::Values,
    paths: |line, plan| Some(naive::naive(&line.values, plan)),
    vote: 0.5,
};
const SEASONAL_NAIVE: LineExpert = LineExpert {
    id: ModelId::new("seasonal-naive-line"),
    title: "seasonal naive",
    measure: Measure::Values,
    paths: |line, plan| {
        let period = line.periods.iter().copied().rfind(|period| 2 * period < line.values.len())?;
        Some(naive::seasonal_naive(&line.values, period, plan))
    },
    vote: 0.5,
};

const AUTOREGRESSION: LineExpert = LineExpert {
    id: ModelId::new("autoregression"),
    title: "autoregression",
    measure: Measure::Anomalies,
    paths: autoregression::paths,
    vote: 0.4,
};
const ANALOG: LineExpert = LineExpert {
    id: ModelId::new("analog"),
    title: "analogs",
    measure: Measure::Anomalies,
    paths: analog::paths,
    vote: 0.4,
};
#[expect(dead_code, reason = "takes its row when the series' methods are weighed against each other")]
const TYPICAL_WEEK: LineExpert = LineExpert {
    id: ModelId::new("typical-week"),
    title: "typical week",
    measure: Measure::Values,
    paths: |line, plan| {
        let period = line.periods.last().copied().filter(|period| 3 * period <= line.values.len())?;
        typical_week::paths(&line.values, period, plan)
    },
    vote: 1.0,
};

/// The season that exponential smoothing is tried with, and then none.
fn smoothing_season(line: &Line, known: &[f64]) -> impl Iterator<Item = usize> {
    let longest = line.periods.iter().copied().rfind(|period| *period <= 24 && 2 * period < known.len());
    longest.into_iter().chain([1])
}

/// Which models compete for what. A new model is a file and a row.
const TABLE: &[(&dyn Model, &[Nature])] = &[
    (&Climatology, &[Nature::Weather, Nature::Rain, Nature::Calendar]),
    (&DampedAnomaly, &[Nature::Weather, Nature::Calendar]),
    (&WetSpell, &[Nature::Rain]),
    (&SeasonalNaive, &[Nature::Calendar]),
    (&Mstl, &[Nature::Calendar]),
    (&SimpleExponentialSmoothing, &[Nature::Calendar]),
    (&AUTOREGRESSION, &[Nature::Weather]),
    (&ANALOG, &[Nature::Weather]),
    (&RIDGE, &[Nature::Calendar]),
    (&LOG_RIDGE, &[Nature::Calendar]),
    (&ETS, &[Nature::Calendar]),
    (&THETA, &[Nature::Calendar]),
    (&COMPLEX, &[Nature::Calendar]),
    (&DOUBLE_SEASONAL, &[Nature::Calendar]),
    (&MSTL, &[Nature::Calendar]),
    (&NAIVE, &[Nature::Calendar]),
    (&SEASONAL_NAIVE, &[Nature::Calendar]),
    (&RandomWalk, &[Nature::Price]),
];

/// The models that compete for `track`, in the order they are shown.
#[must_use]
pub fn experts(track: &Track) -> Vec<&'static dyn Model> {
    let nature = Nature::of(track);
    TABLE.iter().filter(|(_, natures)| natures.contains(&nature)).map(|(model, _)| *model).collect()
}
