//! The typical week: what is usual for each hour of the week of late, and how the last hours differ from it.

use crate::{
    Plan,
    autoregression::{Autoregression, largest_order},
    refits::with_refits,
};

/// Shares that the newest season gets in the typical one; the one that served best is taken.
const SHARES: [f64; 4] = [0.08, 0.16, 0.3, 0.5];
/// Seasons it takes.
const FEWEST_SEASONS: usize = 3;
/// Most that an anomaly from the typical season counts, in typical anomalies: an outage is no habit.
const DRAWN_IN: f64 = 4.0;

/// The typical season as of each index and the process of the anomalies from it.
pub(crate) struct TypicalWeek {
    period: usize,
    share: f64,
    anomalies: Option<Autoregression>,
}

impl TypicalWeek {
    /// Fits to complete `values` with seasons of `period` steps; `None` with fewer than three of them.
    ///
    /// A profile of exponentially weighted means for each place of the season (Holt's smoothing of each place by itself; as the weekly
    /// "double seasonal" profile of Taylor, Journal of the Operational Research Society 54, 2003, without the daily one), with the
    /// anomalies from it as an autoregressive process, which carries on what is out of the ordinary at the moment and lets it
    /// fade.
    pub(crate) fn fit(values: &[f64], period: usize) -> Option<Self> {
        if period < 2 || values.len() < FEWEST_SEASONS * period {
            return None;
        }
        let loss = |share: f64| -> f64 {
            // The first season is its own profile and tells nothing.
            let profile = profile(values, period, share);
            values[period..].iter().zip(&profile).map(|(value, usual)| (value - usual).abs()).sum()
        };
        let share = SHARES.into_iter().min_by(|a, b| loss(*a).total_cmp(&loss(*b)))?;
        let profile = profile(values, period, share);
        let anomalies: Vec<f64> =
            values[period..].iter().zip(&profile).map(|(value, usual)| value - usual).collect();
        let order = largest_order(period.min(24));
        Some(Self { period, share, anomalies: Autoregression::fit(&anomalies, 0.0, order) })
    }

    /// Forecasts from every origin: origins x leads, NaN from those within the first season.
    pub(crate) fn paths(&self, values: &[f64], plan: &Plan) -> Vec<f64> {
        let period = self.period;
        let profile = profile(values, period, self.share);
        let anomalies: Vec<f64> = values[period.min(values.len())..]
            .iter()
            .zip(&profile)
            .map(|(value, usual)| value - usual)
            .collect();
        let horizon = plan.horizon();
        let mut ahead = Vec::new();
        let mut out = Vec::with_capacity(plan.origins.len() * plan.leads.len());
        for origin in &plan.origins {
            let Some(newest) = origin.checked_sub(period) else {
                out.extend(std::iter::repeat_n(f64::NAN, plan.leads.len()));
                continue;
            };
            match &self.anomalies {
                Some(process) => process.carry_on(&anomalies, newest, horizon, &mut ahead),
                None => ahead = vec![0.0; horizon],
            }
            out.extend(plan.leads.iter().map(|lead| {
                // The profile as it stood after the newest season that had the same place.
                let usual = profile[origin + lead - period * lead.div_ceil(period)];
                usual + ahead[lead - 1]
            }));
        }
        out
    }
}

/// Point forecasts (origins x leads) of a line with the season `period`.
pub(crate) fn paths(values: &[f64], period: usize, plan: &Plan) -> Option<Vec<f64>> {
    with_refits(values, plan, |known| TypicalWeek::fit(known, period), TypicalWeek::paths)
}

/// What is usual for the place of each value, as of that value: the forecast for one season later.
fn profile(values: &[f64], period: usize, share: f64) -> Vec<f64> {
    let mut profile = values.to_vec();
    // The typical size of an anomaly, known so far.
    let mut typical: Option<f64> = None;
    for index in period..values.len() {
        let usual = profile[index - period];
        let anomaly = values[index] - usual;
        let limit = DRAWN_IN * typical.unwrap_or(f64::INFINITY);
        let seasons = (index / period + 1) as f64;
        // The first few seasons are averaged: none of them is more typical than the others.
        profile[index] = usual
            + share.max(1.0 / seasons) * if limit > 0.0 { anomaly.clamp(-limit, limit) } else { anomaly };
        let size = anomaly.abs();
        typical = Some(match typical {
            // Learnt over a season, and from what was drawn in, so that a new level comes through.
            Some(known) => {
                known + (size.min(2.0 * limit) - known) / (seasons * period as f64 / 2.0).min(period as f64)
            }
            None => size,
        });
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn busy(hour: usize) -> f64 {
        let (at, day) = (hour % 24, hour / 24 % 7);
        let noise = (hour * 7919 % 97) as f64;
        if (7..19).contains(&at) && day < 5 { 4000.0 + noise } else { 500.0 + noise }
    }

    #[test]
    fn the_week_comes_back() {
        let values: Vec<f64> = (0..168 * 20).map(busy).collect();
        let plan = Plan { origins: vec![values.len() - 1], leads: (1..=168).collect() };
        let out = paths(&values, 168, &plan).expect("twenty weeks");
        for (hour, value) in out.iter().enumerate() {
            assert!((value - busy(hour)).abs() < 120.0, "{hour}: {value}");
        }
    }

    #[test]
    fn what_is_out_of_the_ordinary_fades() {
        let mut values: Vec<f64> = (0..168 * 20).map(busy).collect();
        // Every tenth day all is slower by a third.
        for (hour, value) in values.iter_mut().enumerate() {
            if hour / 24 % 10 == 9 {
                *value *= 0.7;
            }
        }
        let newest = 24 * 129 + 12;
        let plan = Plan { origins: vec![newest], leads: vec![1, 2, 120] };
        let out = paths(&values[..=newest], 168, &plan).expect("eighteen weeks");
        let usual = |lead: usize| busy(newest + lead);
        assert!(out[0] < 0.9 * usual(1), "{} {}", out[0], usual(1));
        assert!((out[2] / usual(120) - 1.0).abs() < 0.12, "{} {}", out[2], usual(120));
    }

    #[test]
    fn an_outage_is_no_habit() {
        let mut values: Vec<f64> = (0..168 * 20).map(busy).collect();
        values[168 * 18 + 10..168 * 18 + 14].fill(0.0);
        let usual = profile(&values, 168, 0.3);
        assert!(usual[168 * 18 + 12] > 3000.0, "{}", usual[168 * 18 + 12]);
    }

    #[test]
    fn what_comes_after_an_origin_changes_nothing_but_the_fit() {
        let values: Vec<f64> = (0..168 * 8).map(busy).collect();
        let mut changed = values.clone();
        changed[1001..].fill(1e6);
        let fitted = TypicalWeek::fit(&values, 168).expect("eight weeks");
        let plan = Plan { origins: vec![100, 500, 1000], leads: vec![1, 24, 200] };
        let (a, b) = (fitted.paths(&values, &plan), fitted.paths(&changed, &plan));
        assert!(a[..3].iter().all(|value| value.is_nan()));
        assert_eq!(a[3..], b[3..]);
    }

    #[test]
    fn odd_lines_give_nothing_or_something_finite() {
        for values in
            [vec![], vec![1.0; 2], vec![5.0; 600], vec![0.0; 600], vec![1e12; 600], vec![1e-12; 600]]
        {
            let plan = Plan::over(values.len(), 24, vec![1, 24, 400]);
            if let Some(out) = paths(&values, 168, &plan) {
                assert!(out[out.len() - 3..].iter().all(|value| value.is_finite()));
            }
        }
        assert!(TypicalWeek::fit(&[1.0; 100], 1).is_none());
    }

    proptest! {
        #[test]
        fn a_shift_and_a_factor_go_through(shift in -1e3..1e3f64, factor in 1e-2..1e2f64) {
            let values: Vec<f64> = (0..100).map(|hour| busy(hour * 5)).collect();
            let moved: Vec<f64> = values.iter().map(|value| shift + factor * value).collect();
            let plan = Plan { origins: vec![99], leads: vec![1, 30] };
            let of = |values: &[f64]| paths(values, 7, &plan).expect("fits");
            for (plain, moved) in of(&values).iter().zip(of(&moved)) {
                prop_assert!((shift + factor * plain - moved).abs() < 1e-6 * (1.0 + shift.abs() + 4000.0 * factor));
            }
        }
    }
}
