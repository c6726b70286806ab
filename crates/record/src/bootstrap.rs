//! How sure a skill is: resampling whole days, since the outcomes of one day hang together.

use crate::{persistence::at_level, skill::Interval};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;
use std::collections::BTreeMap;

/// Times that days are drawn anew.
const DRAWS: usize = 1000;
/// Fewer days say nothing of how much they differ.
const FEWEST_DAYS: usize = 8;
/// Where every draw starts from: the same record gets the same intervals.
const SEED: u64 = 0x5C_08E5;

/// Sums over days: of a score, and of what it is compared with.
#[derive(Debug, Clone, Default)]
pub(crate) struct ByDay(BTreeMap<i32, (f64, f64)>);

impl ByDay {
    pub(crate) fn add(&mut self, day: i32, score: f64, reference: f64) {
        let sums = self.0.entry(day).or_default();
        sums.0 += score;
        sums.1 += reference;
    }

    /// The skill of all days together: 1 is perfect, 0 as good as the reference, below it worse.
    pub(crate) fn skill(&self) -> Option<f64> {
        let (score, reference) = self.0.values().fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d));
        (reference > 0.0).then(|| 1.0 - score / reference)
    }

    pub(crate) fn days(&self) -> usize {
        self.0.len()
    }

    /// The central 95 % of the skill over draws of as many days with replacement (percentile bootstrap, Efron and Tibshirani 1993,
    /// section 13.3; by blocks, as in Hamill 1999). `None` where there are too few days.
    pub(crate) fn interval(&self) -> Option<Interval> {
        let days: Vec<(f64, f64)> = self.0.values().copied().collect();
        if days.len() < FEWEST_DAYS {
            return None;
        }
        let mut random = Pcg64::seed_from_u64(SEED);
        let mut skills: Vec<f64> = (0..DRAWS)
            .filter_map(|_| {
                let (mut score, mut reference) = (0.0, 0.0);
                for _ in 0..days.len() {
                    let day = days[random.random_range(0..days.len())];
                    score += day.0;
                    reference += day.1;
                }
                (reference > 0.0).then(|| 1.0 - score / reference)
            })
            .collect();
        if skills.is_empty() {
            return None;
        }
        skills.sort_by(f64::total_cmp);
        Some(Interval { low: at_level(&skills, 0.025), high: at_level(&skills, 0.975) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_interval_is_as_wide_as_theory_says() {
        // A reference of 1 a day and scores of 0.5 or 1 in turn: the mean skill of 100 days is 0.25, and by the central limit
        // theorem its standard error is 0.25 / sqrt(100) = 0.025, so the interval is 0.25 ± 0.049.
        let mut days = ByDay::default();
        for day in 0..100 {
            days.add(day, if day % 2 == 0 { 0.5 } else { 1.0 }, 1.0);
        }
        assert!((days.skill().expect("known") - 0.25).abs() < 1e-12);
        let interval = days.interval().expect("enough days");
        assert!(
            (interval.low - 0.201).abs() < 0.006 && (interval.high - 0.299).abs() < 0.006,
            "{interval:?}"
        );
    }

    #[test]
    fn few_days_have_no_interval() {
        let mut days = ByDay::default();
        for day in 0..7 {
            days.add(day, 0.5, 1.0);
        }
        assert_eq!(days.interval(), None);
        assert_eq!(ByDay::default().skill(), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_between_the_best_and_the_worst_day(
            days in prop::collection::vec((0.0..5.0_f64, 0.1..5.0_f64), 8..60)
        ) {
            let mut sums = ByDay::default();
            for (day, (score, reference)) in (0..).zip(&days) {
                sums.add(day, *score, *reference);
            }
            let interval = sums.interval().expect("enough days");
            prop_assert!(interval.low <= interval.high && interval.high <= 1.0);
            let skills = days.iter().map(|(score, reference)| 1.0 - score / reference);
            prop_assert!(interval.low >= skills.clone().fold(f64::INFINITY, f64::min) - 1e-9);
            prop_assert!(interval.high <= skills.fold(f64::NEG_INFINITY, f64::max) + 1e-9);
        }
    }
}
