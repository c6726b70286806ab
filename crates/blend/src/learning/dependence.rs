//! How much one more outcome tells next to those before it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Outcomes that the belief that errors don't go together counts for.
const PRIOR: f64 = 20.0;
/// Errors go together no more than this: something is learnt of every outcome.
const MOST: f64 = 0.98;
/// One error counts for no more than this, in standard deviations.
const LARGEST: f64 = 3.0;

/// The autocorrelation of successive errors. Forecasts that reach further than it is to the next one are right or wrong together: a
/// month of forecasts three weeks ahead holds little more than one outcome. Errors with a correlation of r from one to the
/// next tell of their mean what a share of (1 - r) / (1 + r) of as many independent ones would (Bayley and Hammersley, Supplement to
/// the Journal of the Royal Statistical Society 8, 1946).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Dependence {
    last: f64,
    issue_time: Option<Timestamp>,
    /// The share of the time up to its outcome that the last forecast had in common with the one before.
    overlap: f64,
    products: f64,
    squares: f64,
}

impl Dependence {
    pub(crate) fn is_sound(&self) -> bool {
        [self.last, self.overlap, self.products, self.squares].iter().all(|value| value.is_finite())
            && self.squares >= 0.0
    }

    /// Takes in the next error, in standard deviations; what was seen before counts for this share of what it did.
    pub(crate) fn learn(
        &mut self,
        error: f64,
        (issue_time, ahead): (Timestamp, SignedDuration),
        remembered: f64,
    ) {
        // What is issued at one time is one issue.
        if self.issue_time == Some(issue_time) {
            return;
        }
        let error = if error.is_finite() { error.clamp(-LARGEST, LARGEST) } else { 0.0 };
        self.products = remembered * self.products + error * self.last;
        self.squares = remembered * self.squares + f64::midpoint(error * error, self.last * self.last);
        self.last = error;
        self.overlap = self.issue_time.map_or(0.0, |before| {
            let apart = issue_time.duration_since(before).as_secs_f64().max(0.0);
            1.0 - (apart / ahead.as_secs_f64().max(1.0)).min(1.0)
        });
        self.issue_time = Some(issue_time);
    }

    fn correlation(&self) -> f64 {
        (self.products / (self.squares + PRIOR)).clamp(0.0, MOST.min(self.overlap))
    }

    /// The share of an independent error that one is worth for the mean.
    pub(crate) fn share(&self) -> f64 {
        let correlation = self.correlation();
        (1.0 - correlation) / (1.0 + correlation)
    }

    /// The same for the mean of squares, which go together less.
    pub(crate) fn share_of_squares(&self) -> f64 {
        let correlation = self.correlation().powi(2);
        (1.0 - correlation) / (1.0 + correlation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsals::noise;

    /// What is learnt of daily issues whose errors are sums of the innovations of as many days, with the outcome so many days ahead.
    fn after_a_year(summed: usize, ahead: i64) -> Dependence {
        let mut dependence = Dependence::default();
        for day in 0..365 {
            let sum: f64 = (day..day + summed).map(|day| noise(5, day)).sum();
            let issue_time =
                Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * i64::try_from(day).expect("few"));
            let ahead = SignedDuration::from_hours(24 * ahead);
            dependence.learn(sum / (summed as f64).sqrt(), (issue_time, ahead), 0.998);
        }
        dependence
    }

    #[test]
    fn what_overlaps_counts_for_little_and_what_does_not_in_full() {
        // Sums of 20 innovations, of which successive ones share 19: r = 0.95 and a share of 1 / 39.
        let share = after_a_year(20, 20).share();
        assert!((0.02..0.12).contains(&share), "{share}");
        // Independent errors, however far ahead.
        let share = after_a_year(1, 20).share();
        assert!(share > 0.8, "{share}");
        // Errors that go together without overlapping are a bias to be learnt.
        assert!((after_a_year(20, 1).share() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn squares_go_together_less() {
        let dependence = after_a_year(20, 20);
        assert!(dependence.share_of_squares() > dependence.share());
    }

    #[test]
    fn what_is_issued_at_one_time_is_one_issue() {
        let mut dependence = after_a_year(20, 20);
        let before = dependence;
        let last = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 364);
        dependence.learn(3.0, (last, SignedDuration::from_hours(480)), 0.998);
        assert_eq!(dependence, before);
    }
}
