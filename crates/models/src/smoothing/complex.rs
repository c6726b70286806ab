//! Complex exponential smoothing.

mod problem;
mod recursion;

use super::{Paths, decomposition::seasonal_indices, shares, size_of};
use crate::Plan;
use problem::{Fitted, fit};
use recursion::{Kind, State, advance, forecast};

/// Fitted to as many of the newest seasons, or values where these are more.
const SEASONS: usize = 3;
const VALUES: usize = 150;
/// The temper of the shares of the models: only the hopeless are left out.
const TEMPER: f64 = 48.0;

/// An average of complex exponential smoothing models without a season and with a simple, partial and full one
/// (Svetunkov, Kourentzes & Ord 2022), each fitted by maximum posterior density and weighed by its corrected Akaike criterion.
///
/// The first level and potential are fitted with the parameters; the first seasons are those of the classical
/// decomposition.
#[derive(Debug, Clone)]
pub(crate) struct Complex {
    scale: f64,
    /// Index of the first value the models were fitted to.
    from: usize,
    /// With their shares.
    models: Vec<(f64, Fitted)>,
}

impl Complex {
    /// Fits to complete, finite values with a season of `period` values (1: none). None with fewer than six values.
    pub(crate) fn fit(values: &[f64], period: usize) -> Option<Self> {
        if values.len() < 6 {
            return None;
        }
        let from = values.len().saturating_sub((SEASONS * period).max(VALUES));
        let scale = size_of(&values[from..]);
        let scaled: Vec<f64> = values[from..].iter().map(|value| value / scale).collect();
        let seasonal = period >= 2 && scaled.len() >= 2 * period + 2;
        let indices = if seasonal { seasonal_indices(&scaled, period, false)? } else { Vec::new() };
        let kinds: &[Kind] =
            if seasonal { &[Kind::None, Kind::Simple, Kind::Partial, Kind::Full] } else { &[Kind::None] };
        let mut models: Vec<Fitted> = kinds
            .iter()
            .map(|kind| {
                let lag = if *kind == Kind::Simple { period } else { 1 };
                let changes: f64 =
                    scaled.windows(lag + 1).map(|window| (window[lag] - window[0]).powi(2)).sum();
                let unit = (changes / (scaled.len() - lag) as f64).sqrt().max(1e-9);
                fit(&scaled, *kind, start(&scaled, *kind, &indices), unit)
            })
            .collect();
        models.retain(|model| model.criterion.is_finite());
        if models.is_empty() {
            return None;
        }
        let shares = shares(models.iter().map(|model| model.criterion), TEMPER);
        Some(Self { scale, from, models: shares.into_iter().zip(models).collect() })
    }

    /// Forecasts from each origin (rows) for each lead, from one run over the values the model was fitted to. NaN from
    /// origins that don't know the values that the first states are taken from.
    ///
    /// Values before those fitted to are run through with the same parameters.
    pub(crate) fn paths(&self, values: &[f64], plan: &Plan) -> Vec<f64> {
        let mut paths = Paths::new(plan);
        let scaled: Vec<f64> = values.iter().map(|value| value / self.scale).collect();
        let (before, fitted) = scaled.split_at(self.from.min(values.len()));
        for (share, model) in &self.models {
            let share = share * self.scale;
            let period = model.start.seasons.len();
            let warm = first(period);
            if before.len() > warm {
                let mut indices: Vec<f64> = model.start.seasons.iter().map(|season| season[0]).collect();
                if period > 0 {
                    indices.rotate_left((period - before.len() % period) % period);
                }
                run(before, 0, warm - 1, share, model, start(before, model.kind, &indices), &mut paths);
            }
            let ready = if self.from == 0 { period.max(3) - 1 } else { self.from };
            run(fitted, self.from, ready, share, model, model.start.clone(), &mut paths);
        }
        paths.out
    }
}

/// How many values the first states are taken from.
fn first(period: usize) -> usize {
    period.max(10)
}

/// The states before values of which at least the first season is there, with seasonal indices from elsewhere.
fn start(values: &[f64], kind: Kind, indices: &[f64]) -> State {
    // The potential is near the level.
    let pair = |level: f64| [level, level / 1.1];
    let head = &values[..first(indices.len()).min(values.len())];
    let level = pair(head.iter().sum::<f64>() / head.len() as f64);
    let seasons = match kind {
        Kind::None => Vec::new(),
        Kind::Simple => values.iter().take(indices.len()).map(|value| pair(*value)).collect(),
        Kind::Partial => indices.iter().map(|index| [*index, 0.0]).collect(),
        Kind::Full => indices.iter().map(|index| pair(*index)).collect(),
    };
    State { level, seasons }
}

/// Takes a model from `state` through the values that begin at the index `from`, and adds `share` times its forecasts
/// from the index `ready` on.
fn run(
    values: &[f64],
    from: usize,
    ready: usize,
    share: f64,
    model: &Fitted,
    mut state: State,
    paths: &mut Paths<'_>,
) {
    let mut next = paths.origin_from(ready);
    let mut ahead = state.clone();
    for (index, value) in values.iter().enumerate() {
        advance(*value, index, model.kind, &model.weights, &mut state);
        let (mut steps, mut value) = (0, 0.0);
        paths.add(&mut next, from + index, share, |lead| {
            if steps == 0 {
                ahead.clone_from(&state);
            }
            while steps < lead {
                steps += 1;
                value = forecast(index + steps, model.kind, &ahead);
                advance(value, index + steps, model.kind, &model.weights, &mut ahead);
            }
            value
        });
    }
}
