//! The predictors of the ensemble mean's error, in units without a unit, and the scales that make them so.

use super::{history::Known, summary::Summary};

/// Standardised values beyond this are outliers, and held there.
const LIMIT: f64 = 6.0;
/// Share of the usual error added to the ensemble's deviation before its logarithm is taken.
const DEVIATION_FLOOR: f64 = 0.05;
/// Mean length of a year in days.
const YEAR: f64 = 365.2425;

/// Usual values and spreads of what the predictors are made of.
#[derive(Debug, Clone)]
pub(super) struct Standard {
    /// Of the ensemble mean.
    pub(super) centre: f64,
    pub(super) spread: f64,
    /// Of the error.
    pub(super) bias: f64,
    pub(super) error: f64,
    log_deviation: f64,
    log_deviation_spread: f64,
    share: f64,
    extra: Vec<(f64, f64)>,
}

fn mean_and_deviation(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    (mean, (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt())
}

impl Standard {
    /// From summaries and the errors that followed.
    pub(super) fn of<'a>(rows: &(impl Iterator<Item = (&'a Summary, f64)> + Clone)) -> Self {
        let count = rows.clone().count() as f64;
        let (centre, spread) = mean_and_deviation(rows.clone().map(|(summary, _)| summary.mean));
        let (bias, deviation) = mean_and_deviation(rows.clone().map(|(_, error)| error));
        let (ensemble, _) = mean_and_deviation(rows.clone().map(|(summary, _)| summary.deviation));
        // The ensemble's own deviation counts as one error more.
        let error = ((count * deviation * deviation + ensemble * ensemble) / (count + 1.0))
            .sqrt()
            .max(1e-9 * centre.abs())
            .max(1e-9 * bias.abs())
            .max(1e-150);
        let floor = DEVIATION_FLOOR * error;
        let (log_deviation, log_deviation_spread) =
            mean_and_deviation(rows.clone().map(|(summary, _)| (summary.deviation + floor).ln()));
        let (share, _) = mean_and_deviation(rows.clone().map(|(summary, _)| summary.share));
        let extras = rows.clone().map(|(summary, _)| summary.extra.len()).max().unwrap_or(0);
        let extra = (0..extras)
            .map(|index| {
                let values = rows.clone().filter_map(move |(summary, _)| {
                    summary.extra.get(index).copied().filter(|value| value.is_finite())
                });
                let (mean, deviation) = mean_and_deviation(values);
                (mean, deviation.max(1e-9 * mean.abs()).max(1e-150))
            })
            .collect();
        Self {
            centre,
            spread: spread.max(error),
            bias: bias * count / (count + 3.0),
            error,
            log_deviation,
            log_deviation_spread: log_deviation_spread.max(0.1),
            share,
            extra,
        }
    }

    /// Standardised ensemble mean.
    pub(super) fn level(&self, summary: &Summary) -> f64 {
        held((summary.mean - self.centre) / self.spread)
    }

    /// Standardised logarithm of the ensemble's deviation.
    pub(super) fn log_deviation(&self, deviation: f64) -> f64 {
        let log = (deviation + DEVIATION_FLOOR * self.error).ln();
        held((log - self.log_deviation) / self.log_deviation_spread)
    }

    pub(super) fn share(&self, summary: &Summary) -> f64 {
        summary.share - self.share
    }

    /// The error in usual errors, without the bias.
    pub(super) fn target(&self, error: f64) -> f64 {
        ((error - self.bias) / self.error).clamp(-8.0, 8.0)
    }
}

pub(super) fn held(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(-LIMIT, LIMIT) }
}

/// Sine and cosine of the time of the year, and of twice that.
pub(super) fn season(day: i64) -> [f64; 4] {
    let angle = std::f64::consts::TAU * (day as f64 / YEAR).fract();
    [angle.sin(), angle.cos(), (2.0 * angle).sin(), (2.0 * angle).cos()]
}

/// The predictors of one case, and how strongly each is penalised, in cases. The first is the constant.
pub(super) fn predictors(summary: &Summary, known: &Known, standard: &Standard) -> (Vec<f64>, Vec<f64>) {
    let per_error = |value: f64| held(value / standard.error);
    let [sin, cos, sin_2, cos_2] = season(summary.day);
    let level = standard.level(summary);
    let log_deviation = standard.log_deviation(summary.deviation);
    let mut x = vec![
        1.0,
        sin,
        cos,
        sin_2,
        cos_2,
        level,
        level * sin,
        level * cos,
        held(level * level - 1.0),
        held((level * level - 1.0) * sin),
        held((level * level - 1.0) * cos),
        log_deviation,
        log_deviation * sin,
        log_deviation * cos,
        held(log_deviation * level),
        per_error(summary.high_resolution),
        per_error(summary.control),
        per_error(summary.own_mean),
        standard.share(summary),
    ];
    x.extend(summary.shape.iter().map(|distance| per_error(*distance)));
    x.extend(known.errors.iter().map(|error| per_error(error - standard.bias)));
    x.extend(known.newest.map_or([0.0; 2], |(error, mean)| {
        [per_error(error - standard.bias), per_error(mean - summary.mean)]
    }));
    x.extend(known.before.map_or([0.0; 3], |before| {
        [
            per_error(before.mean - summary.mean),
            per_error(before.high_resolution),
            standard.log_deviation(before.deviation) - log_deviation,
        ]
    }));
    for (index, (mean, deviation)) in standard.extra.iter().enumerate() {
        let value = summary.extra.get(index).copied().unwrap_or(f64::NAN);
        x.push(held((value - mean) / deviation));
    }
    let mut penalties = vec![10.0; x.len()];
    penalties[0] = 1.0;
    (x, penalties)
}
