//! The methods of the routing table that aren't a type of their own: how each is run on a line.

use crate::{
    Garch, Har, RandomWalk, Tsb, analog, autoregression,
    line::{Line, Measure},
    line_expert::LineExpert,
    multi_seasonal::{self, DoubleSeasonal},
    naive,
    pretrained::{self, Fracast},
    quantile_expert::QuantileExpert,
    random_walk::FEWEST_RETURNS,
    refits::with_refits,
    ridge,
    smoothing::{Complex, Ets, Theta},
    typical_week,
};
use domain::ModelId;

pub(crate) const RIDGE: LineExpert = LineExpert {
    id: ModelId::new("ridge"),
    title: "ridge regression",
    measure: Measure::Values,
    paths: ridge::line_paths,
    vote: 1.0,
    matures: (30, 150),
    stands_in: false,
};
pub(crate) const LOG_RIDGE: LineExpert = LineExpert {
    id: ModelId::new("log-ridge"),
    title: "ridge regression of logarithms",
    measure: Measure::Logarithms,
    paths: ridge::line_paths,
    vote: 1.0,
    matures: (30, 150),
    stands_in: false,
};
pub(crate) const ETS: LineExpert = LineExpert {
    id: ModelId::new("ets"),
    title: "exponential smoothing (ETS)",
    measure: Measure::Values,
    paths: |line, plan| {
        with_refits(
            &line.values,
            plan,
            |known| smoothing_season(line, known).find_map(|period| Ets::fit(known, period)),
            Ets::paths,
        )
    },
    vote: 1.0,
    matures: (0, 1),
    stands_in: false,
};
pub(crate) const THETA: LineExpert = LineExpert {
    id: ModelId::new("theta"),
    title: "dynamic optimised Theta",
    measure: Measure::Values,
    paths: |line, plan| {
        with_refits(
            &line.values,
            plan,
            |known| smoothing_season(line, known).find_map(|period| Theta::fit(known, period)),
            Theta::paths,
        )
    },
    vote: 1.0,
    matures: (0, 1),
    stands_in: false,
};
pub(crate) const COMPLEX: LineExpert = LineExpert {
    id: ModelId::new("complex"),
    title: "complex exponential smoothing",
    measure: Measure::Values,
    paths: |line, plan| {
        with_refits(
            &line.values,
            plan,
            |known| smoothing_season(line, known).find_map(|period| Complex::fit(known, period)),
            Complex::paths,
        )
    },
    vote: 1.0,
    matures: (0, 1),
    stands_in: false,
};
pub(crate) const DOUBLE_SEASONAL: LineExpert = LineExpert {
    id: ModelId::new("double-seasonal"),
    title: "double seasonal smoothing",
    measure: Measure::Values,
    paths: |line, plan| {
        line.periods.first()?;
        with_refits(
            &line.values,
            plan,
            |known| DoubleSeasonal::fit(known, &line.periods),
            DoubleSeasonal::paths,
        )
    },
    vote: 1.0,
    matures: (30, 150),
    stands_in: false,
};
pub(crate) const MSTL: LineExpert = LineExpert {
    id: ModelId::new("mstl"),
    title: "seasonal-trend decomposition (MSTL)",
    measure: Measure::Values,
    paths: |line, plan| {
        line.periods.first()?;
        multi_seasonal::Mstl::fit(&line.values, &line.periods).map(|mstl| mstl.paths(&line.values, plan))
    },
    vote: 1.0,
    matures: (0, 1),
    stands_in: false,
};
pub(crate) const FRACAST: LineExpert = LineExpert {
    id: ModelId::new("fracast"),
    title: "pre-trained network (Fracast-0)",
    measure: Measure::Values,
    paths: |line, plan| pretrained::paths(Fracast::embedded(), line, plan),
    vote: 1.0,
    matures: (0, 1),
    stands_in: false,
};
pub(crate) const NAIVE: LineExpert = LineExpert {
    id: ModelId::new("naive"),
    title: "the newest value again",
    measure: Measure::Values,
    paths: |line, plan| Some(naive::naive(&line.values, plan)),
    vote: 1.0,
    matures: (0, 1),
    stands_in: true,
};
pub(crate) const SEASONAL_NAIVE: LineExpert = LineExpert {
    id: ModelId::new("seasonal-naive"),
    title: "seasonal naive",
    measure: Measure::Values,
    paths: |line, plan| {
        let period = line.periods.iter().copied().rfind(|period| 2 * period < line.values.len())?;
        Some(naive::seasonal_naive(&line.values, period, plan))
    },
    vote: 0.5,
    matures: (30, 150),
    stands_in: false,
};

pub(crate) const AUTOREGRESSION: LineExpert = LineExpert {
    id: ModelId::new("autoregression"),
    title: "autoregression",
    measure: Measure::Anomalies,
    paths: autoregression::paths,
    vote: 0.4,
    matures: (0, 1),
    stands_in: false,
};
pub(crate) const ANALOG: LineExpert = LineExpert {
    id: ModelId::new("analog"),
    title: "analogs",
    measure: Measure::Anomalies,
    paths: analog::paths,
    vote: 0.4,
    matures: (0, 1),
    stands_in: false,
};
pub(crate) const TYPICAL_WEEK: LineExpert = LineExpert {
    id: ModelId::new("typical-week"),
    title: "typical week",
    measure: Measure::Values,
    paths: |line, plan| {
        let period = line.periods.last().copied().filter(|period| 3 * period <= line.values.len())?;
        typical_week::paths(&line.values, period, plan)
    },
    vote: 1.0,
    matures: (1000, 2000),
    stands_in: false,
};

/// The season that exponential smoothing is tried with, and then none.
fn smoothing_season(line: &Line, known: &[f64]) -> impl Iterator<Item = usize> {
    let longest = line.periods.iter().copied().rfind(|period| *period <= 60 && 2 * period < known.len());
    longest.into_iter().chain([1])
}

/// Prices: past returns drawn again.
pub(crate) const RANDOM_WALK: QuantileExpert = QuantileExpert {
    id: ModelId::new("random-walk"),
    title: "random walk",
    quantiles: |values, plan, levels, seed| RandomWalk.quantiles(values, plan, levels, seed),
    skips_missing: true,
    fewest: FEWEST_RETURNS + 1,
};
/// Prices: the variance of returns as a GARCH process.
pub(crate) const GARCH: QuantileExpert = QuantileExpert {
    id: ModelId::new("garch"),
    title: "changing volatility (GARCH)",
    quantiles: |values, plan, levels, _| Garch.quantiles(values, plan, levels),
    skips_missing: true,
    fewest: 30,
};
/// Prices: volatility from its means over days, weeks and months.
pub(crate) const HAR: QuantileExpert = QuantileExpert {
    id: ModelId::new("har"),
    title: "realised volatility (HAR)",
    quantiles: |values, plan, levels, _| Har.quantiles(values, plan, levels),
    skips_missing: true,
    fewest: 30,
};
/// Demand that is mostly none.
pub(crate) const TSB: QuantileExpert = QuantileExpert {
    id: ModelId::new("tsb"),
    title: "intermittent demand (TSB)",
    quantiles: |values, plan, levels, _| Tsb.quantiles(values, plan, levels),
    skips_missing: false,
    fewest: 1,
};
