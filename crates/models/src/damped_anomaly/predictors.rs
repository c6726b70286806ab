use crate::Prepared;
use domain::Step;
use nalgebra::SVector;

/// Predictors: three means and the season before (see [`Windows`]), and what autoregression says (see [`Carried`]).
pub(super) const PREDICTORS: usize = 5;
/// Predictors that don't depend on the lead.
pub(super) const MEANS: usize = 3;

/// The predictors of one origin and lead, or their coefficients.
pub(super) type Row = SVector<f64, PREDICTORS>;

/// Steps that count back from the origin: means over `short`, `middle` and `long` of them, and the value one
/// `season` (a day, or a week for a series by the hour or day) before the time asked about.
pub(super) struct Windows {
    pub(super) short: usize,
    pub(super) middle: usize,
    pub(super) long: usize,
    pub(super) season: usize,
    /// Age in minutes of the newest observation from which persistence says nothing.
    pub(super) oldest: i64,
}

impl Windows {
    pub(super) fn of(prepared: &Prepared) -> Self {
        match prepared.step() {
            Step::Minutes(minutes) => {
                let day = (1440 / minutes.clamp(1, 1440)) as usize;
                let season = if prepared.is_series() { 7 * day } else { day };
                Self { short: (day / 8).max(1), middle: day, long: 5 * day, season, oldest: 10 * 1440 }
            }
            Step::Days(_) => Self { short: 1, middle: 5, long: 28, season: 7, oldest: 60 * 1440 },
            Step::Months(_) => Self { short: 1, middle: 3, long: 12, season: 12, oldest: 366 * 1440 },
        }
    }
}

/// Running sums of the anomalies that aren't missing.
pub(super) struct Sums {
    sums: Vec<f64>,
    counts: Vec<u32>,
}

impl Sums {
    pub(super) fn of(anomalies: &[f64]) -> Self {
        let (mut sums, mut counts) = (vec![0.0], vec![0]);
        let (mut sum, mut count) = (0.0, 0);
        for anomaly in anomalies {
            if !anomaly.is_nan() {
                sum += anomaly;
                count += 1;
            }
            sums.push(sum);
            counts.push(count);
        }
        Self { sums, counts }
    }

    /// The mean over the `length` steps up to and with `last`, when half of them are there.
    pub(super) fn mean(&self, last: usize, length: usize) -> Option<f64> {
        let (from, to) = ((last + 1).saturating_sub(length), last + 1);
        let count = self.counts[to] - self.counts[from];
        (2 * count as usize >= length.min(to)).then(|| (self.sums[to] - self.sums[from]) / f64::from(count))
    }
}

pub(super) fn predictors(sums: &Sums, windows: &Windows, last: usize) -> Option<[f64; MEANS]> {
    Some([sums.mean(last, windows.short)?, sums.mean(last, windows.middle)?, sums.mean(last, windows.long)?])
}

/// The anomaly a whole number of seasons before `origin + lead`, as late as it was known at `origin`; 0 when missing.
pub(super) fn last_season(anomalies: &[f64], origin: usize, lead: usize, season: usize) -> f64 {
    (origin + lead)
        .checked_sub(lead.div_ceil(season) * season)
        .map(|index| anomalies[index])
        .filter(|anomaly| !anomaly.is_nan())
        .unwrap_or(0.0)
}

pub(super) fn all_of(means: &[f64; MEANS], ahead: f64, last_season: f64) -> Row {
    let [short, middle, long] = *means;
    Row::from([short, middle, long, last_season, ahead])
}
