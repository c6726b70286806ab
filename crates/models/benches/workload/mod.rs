//! What the benchmarks forecast: synthetic histories as long as asked for, always the same.

use domain::{Origin, OriginKind, Series, SeriesId, SeriesKind, Step, Track, Unit, Variable};
use jiff::Zoned;

/// A kind of history.
#[derive(Debug, Clone)]
pub(crate) struct Workload {
    pub(crate) title: &'static str,
    pub(crate) variable: Variable,
    pub(crate) kind: Option<SeriesKind>,
    pub(crate) step: Step,
    /// What is taken off the wave, so that this much of it falls to zero.
    pub(crate) less: f64,
}

impl Workload {
    /// Weather by the hour.
    pub(crate) fn weather(title: &'static str, variable: Variable) -> Self {
        let less = if variable.support().zero_inflated { 22.0 } else { 0.0 };
        Self { title, variable, kind: None, step: Step::HOUR, less }
    }

    /// A series of one's own.
    pub(crate) fn series(title: &'static str, kind: SeriesKind, step: Step, less: f64) -> Self {
        let variable = Variable::Series(SeriesId("a".to_owned()));
        Self { title, variable, kind: Some(kind), step, less }
    }

    /// `count` values of it.
    pub(crate) fn track(&self, count: usize) -> Track {
        let start: Zoned = "2010-01-01T00:00[America/New_York]".parse().expect("a moment");
        let per_day = if self.step == Step::HOUR { 24 } else { 1 };
        let mut values: Vec<f64> =
            wave(count, per_day).into_iter().map(|value| (value - self.less).max(0.0)).collect();
        if self.kind == Some(SeriesKind::Count) {
            values.iter_mut().for_each(|value| *value = value.round());
        }
        let history = Series::new(start, self.step, values).expect("a regular series");
        let origin = Origin::new(OriginKind::Yours, "");
        match (self.kind, &self.variable) {
            (Some(kind), Variable::Series(id)) => {
                Track::of_series(id.clone(), kind, Unit::Named(String::new()), history, origin)
            }
            (_, weather) => Track::of_weather(weather.clone(), history, origin),
        }
    }
}

/// A wave with a year, a week, a day and some noise in it.
fn wave(count: usize, per_day: usize) -> Vec<f64> {
    let turn = |step: usize, length: f64| (step as f64 / length * std::f64::consts::TAU).sin();
    (0..count)
        .map(|step| {
            let noise = (step * 7919 % 1009) as f64 / 500.0 + (step / 40 * 104_729 % 1013) as f64 / 200.0;
            (12.0
                + 9.0 * turn(step, 365.25 * per_day as f64)
                + turn(step, 7.0 * per_day as f64)
                + 3.0 * turn(step, per_day as f64)
                + noise)
                .max(0.0)
        })
        .collect()
}
