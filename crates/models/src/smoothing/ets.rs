//! Exponential smoothing with additive or multiplicative error and season and perhaps a damped trend.

mod problem;
mod recursion;
mod start;

use super::{Paths, minimise::Limits, shares, size_of};
use crate::Plan;
use problem::{Fitted, Fitter, Form, Trend};
use recursion::{Season, State, advance};

/// Fitted to as many of the newest seasons, or values where these are more.
const SEASONS: usize = 6;
const VALUES: usize = 120;
/// Additive and multiplicative seasons longer than this aren't tried.
const LONGEST_PERIOD: usize = 60;
/// How many of the forms tried are averaged, and the temper of their shares.
const AVERAGED: usize = 4;
const TEMPER: f64 = 12.0;
/// So many kinds of season and error, the best without a trend, are tried with one, as far as their criteria lie this near to the
/// least: no trend makes up for more than that.
const WITH_TREND: usize = 4;
const NEAR: f64 = 25.0;
/// A fit ends when an iteration lowers −2 log posterior by less than this: next to the temper that is nothing.
const DECREASE: f64 = 0.05;

/// An average of exponential smoothing models of values of one series (Hyndman, Koehler, Ord & Snyder 2008), each fitted
/// by maximum posterior density and weighed by its corrected Akaike criterion.
///
/// Tried are additive and multiplicative errors and seasons with no, an additive or a damped trend, without the
/// combinations of additive errors and multiplicative seasons, whose variance is unstable. Multiplicative ones need
/// values above zero.
#[derive(Debug, Clone)]
pub(crate) struct Ets {
    scale: f64,
    period: usize,
    /// Index of the first value the models were fitted to.
    from: usize,
    /// With their shares.
    models: Vec<(f64, Fitted)>,
}

impl Ets {
    /// Fits to complete, finite values with a season of `period` values (1: none). None with fewer than four values.
    pub(crate) fn fit(values: &[f64], period: usize) -> Option<Self> {
        if values.len() < 4 {
            return None;
        }
        let period = if period > LONGEST_PERIOD { 1 } else { period.max(1) };
        let from = values.len().saturating_sub((SEASONS * period).max(VALUES));
        let scale = size_of(&values[from..]);
        let scaled: Vec<f64> = values[from..].iter().map(|value| value / scale).collect();
        let positive = values.iter().all(|value| *value > 0.0);
        let mut found = search(&scaled, period, positive);
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.truncate(AVERAGED);
        let shares = shares(found.iter().map(|(criterion, _)| *criterion), TEMPER);
        let models: Vec<_> = shares.into_iter().zip(found.into_iter().map(|(_, fitted)| fitted)).collect();
        if models.is_empty() { None } else { Some(Self { scale, period, from, models }) }
    }

    /// Forecasts from each origin (rows) for each lead, from one run over the values the model was fitted to. NaN from
    /// origins that don't know a season yet.
    ///
    /// Values before those fitted to are run through with the same smoothing parameters.
    pub(crate) fn paths(&self, values: &[f64], plan: &Plan) -> Vec<f64> {
        let mut paths = Paths::new(plan);
        let (before, fitted) = values.split_at(self.from.min(values.len()));
        for (share, model) in &self.models {
            let season = model.form.season;
            let warm = start::first(model.start.seasons.len());
            if before.len() > warm {
                let scaled: Vec<f64> = before.iter().map(|value| value / self.scale).collect();
                let mut state = start::earlier(&scaled, season, &model.start);
                if model.form.trend == Trend::None {
                    state.slope = 0.0;
                }
                self.run(&scaled, 0, warm - 1, (*share, model), &mut state, &mut paths);
            }
            let scaled: Vec<f64> = fitted.iter().map(|value| value / self.scale).collect();
            let ready = if self.from == 0 { model.start.seasons.len().max(3) - 1 } else { self.from };
            self.run(&scaled, self.from, ready, (*share, model), &mut model.start.clone(), &mut paths);
        }
        paths.out
    }

    /// Takes a model with a share from `state` through the values that begin at the index `from`, and adds its forecasts
    /// from the index `ready` on.
    fn run(
        &self,
        values: &[f64],
        from: usize,
        ready: usize,
        (share, model): (f64, &Fitted),
        state: &mut State,
        paths: &mut Paths<'_>,
    ) {
        let (season, damping) = (model.form.season, model.weights.damping);
        let mut next = paths.origin_from(ready);
        for (index, value) in values.iter().enumerate() {
            advance(*value, index, season, &model.weights, state);
            let (mut steps, mut power, mut reach) = (0, 1.0, 0.0);
            paths.add(&mut next, from + index, share * self.scale, |lead| {
                while steps < lead {
                    power *= damping;
                    reach += power;
                    steps += 1;
                }
                let base = state.level + reach * state.slope;
                match season {
                    Season::None => base,
                    Season::Additive => base + state.seasons[(index + lead) % self.period],
                    Season::Multiplicative => base * state.seasons[(index + lead) % self.period],
                }
            });
        }
    }
}

/// The forms tried, with their criteria.
fn search(values: &[f64], period: usize, positive: bool) -> Vec<(f64, Fitted)> {
    let limits = Limits { iterations: 40, decrease: DECREASE, step: 0.5 };
    let mut found: Vec<(f64, Fitted)> = Vec::new();
    let mut fitters = Vec::new();
    for season in [Season::None, Season::Additive, Season::Multiplicative] {
        if season == Season::Multiplicative && !positive {
            continue;
        }
        let Some((start, unit)) = start::start(values, period, season) else { continue };
        let mut fitter = Fitter::new(values, unit.max(1e-9));
        // Without a trend the level is that of the middle of the values the line was drawn through.
        let middle = start.slope * start::first(start.seasons.len()).min(values.len()) as f64 / 2.0;
        let flat = State { level: start.level + middle, slope: 0.0, seasons: start.seasons.clone() };
        for relative in [true, false] {
            if relative && !positive || !relative && season == Season::Multiplicative {
                continue;
            }
            let fitted = fitter.fit(Form { relative, trend: Trend::None, season }, &flat, limits);
            found.push((fitted.criterion(values.len()), fitted));
        }
        fitters.push((season, fitter, start));
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let least = found.first().map_or(0.0, |(criterion, _)| *criterion);
    let near = found.iter().take(WITH_TREND).filter(|(criterion, _)| *criterion < least + NEAR);
    let kinds: Vec<Form> = near.map(|(_, fitted)| fitted.form).collect();
    for kind in kinds {
        let Some((_, fitter, start)) = fitters.iter_mut().find(|(season, ..)| *season == kind.season) else {
            continue;
        };
        for trend in [Trend::Additive, Trend::Damped] {
            let fitted = fitter.fit(Form { trend, ..kind }, start, limits);
            found.push((fitted.criterion(values.len()), fitted));
        }
    }
    found.retain(|(criterion, _)| criterion.is_finite());
    found
}
