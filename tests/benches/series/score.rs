//! The measures of the M4 competition and of `GluonTS`, summed over series.

use crate::read::Sample;
use blend::scores::pinball;
use domain::{Hindcast, Scenarios};

const MEDIAN: usize = 5;

/// Sums over the series of one group.
#[derive(Default)]
pub(crate) struct Scores {
    series: f64,
    smape: f64,
    mase: f64,
    msis: f64,
    sql: f64,
    /// (inside, all) of the 80 and 95 % intervals.
    inside: [f64; 2],
    steps: f64,
    /// Pinball losses of the nine deciles, and what they are divided by.
    loss: f64,
    size: f64,
    /// How often what came lay at or below each decile.
    below: [f64; 9],
    seconds: f64,
    /// How often the 80 % intervals of the sum and of the maximum over the horizon held it, and of how many.
    whole: [f64; 2],
    wholes: f64,
}

impl Scores {
    /// Adds one series. One whose training part never moved has no scale and is left out of the scaled measures, as in the
    /// competition.
    pub(crate) fn add(&mut self, sample: &Sample, season: usize, quantiles: &[Vec<f64>], seconds: f64) {
        let levels = Hindcast::usual_levels();
        let train = &sample.train;
        let moves = train.windows(season + 1).map(|pair| (pair[season] - pair[0]).abs());
        let scale = moves.sum::<f64>() / train.len().saturating_sub(season).max(1) as f64;
        if !(scale > 0.0 && scale.is_finite()) {
            return;
        }
        let horizon = sample.test.len() as f64;
        let (mut smape, mut error, mut width, mut losses) = (0.0, 0.0, 0.0, 0.0);
        for (observed, quantiles) in sample.test.iter().zip(quantiles) {
            let point = quantiles[MEDIAN];
            let size = observed.abs() + point.abs();
            smape += if size > 0.0 { 200.0 * (observed - point).abs() / size } else { 0.0 };
            error += (observed - point).abs();
            let (lowest, highest) = (quantiles[0], quantiles[quantiles.len() - 1]);
            width += blend::scores::interval(lowest, highest, 0.95, *observed);
            let deciles = 1..quantiles.len() - 1;
            for (index, level) in deciles.clone().enumerate() {
                losses += 2.0 * pinball(levels.as_slice()[level], quantiles[level], *observed) / 9.0;
                self.below[index] += f64::from(u8::from(*observed <= quantiles[level]));
            }
            self.inside[0] +=
                f64::from(u8::from((quantiles[1]..=quantiles[deciles.end - 1]).contains(observed)));
            self.inside[1] += f64::from(u8::from((lowest..=highest).contains(observed)));
        }
        self.series += 1.0;
        self.steps += horizon;
        self.smape += smape / horizon;
        self.mase += error / horizon / scale;
        self.msis += width / horizon / scale;
        self.sql += losses / horizon / scale;
        self.loss += losses;
        self.size += sample.test.iter().map(|value| value.abs()).sum::<f64>();
        self.seconds += seconds;
    }

    /// Adds what is read off the whole horizon of one series.
    pub(crate) fn add_whole(&mut self, sample: &Sample, members: &Scenarios) {
        let of = |path: &[f64]| [path.iter().sum::<f64>(), path.iter().copied().fold(f64::MIN, f64::max)];
        let said: Vec<[f64; 2]> =
            (0..members.members()).map(|member| of(members.trajectory(0, member))).collect();
        let observed = of(&sample.test);
        for (index, held) in self.whole.iter_mut().enumerate() {
            let mut sorted: Vec<f64> = said.iter().map(|said| said[index]).collect();
            sorted.sort_by(f64::total_cmp);
            let (low, high) = (sorted[sorted.len() / 10], sorted[sorted.len() - 1 - sorted.len() / 10]);
            *held += f64::from(u8::from((low..=high).contains(&observed[index])));
        }
        self.wholes += 1.0;
    }

    pub(crate) fn header() -> String {
        format!(
            "{:<24} {:>6} {:>8} {:>8} {:>8} {:>8} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9}",
            "series",
            "n",
            "sMAPE",
            "MASE",
            "MSIS",
            "SQL",
            "WQL",
            "in 80 %",
            "in 95 %",
            "cal",
            "sum 80",
            "max 80",
            "ms/series"
        )
    }

    pub(crate) fn row(&self, title: &str) -> String {
        if self.series <= 0.0 {
            return format!("{title:<24} {:>6}", 0);
        }
        let of = |sum: f64| sum / self.series;
        let calibration = (1..10_u32)
            .zip(self.below)
            .map(|(tenth, below)| (below / self.steps - f64::from(tenth) / 10.0).abs())
            .sum::<f64>()
            / 9.0;
        format!(
            "{title:<24} {:>6} {:>8.3} {:>8.4} {:>8.3} {:>8.4} {:>7.4} {:>7.3} {:>7.3} {calibration:>7.4} {:>7.3} {:>7.3} {:>9.2}",
            self.series,
            of(self.smape),
            of(self.mase),
            of(self.msis),
            of(self.sql),
            self.loss / self.size,
            self.inside[0] / self.steps,
            self.inside[1] / self.steps,
            self.whole[0] / self.wholes,
            self.whole[1] / self.wholes,
            1000.0 * of(self.seconds)
        )
    }
}
