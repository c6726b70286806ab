//! Whether the mean of something that is known day by day differs from zero.

use std::collections::BTreeMap;

/// Fewer independent days say too little.
const FEWEST_INDEPENDENT: f64 = 12.0;

/// Sums and counts by day, counted from 1970.
#[derive(Debug, Clone, Default)]
pub(crate) struct Daily(BTreeMap<i32, (f64, u32)>);

/// The mean over days and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MeanTest {
    pub(crate) days: usize,
    pub(crate) mean: f64,
    /// The standard error, with as many independent days as the autocorrelation leaves.
    pub(crate) error: f64,
    /// Independent days.
    pub(crate) independent: f64,
}

impl Daily {
    pub(crate) fn add(&mut self, day: i32, value: f64) {
        let sums = self.0.entry(day).or_default();
        sums.0 += value;
        sums.1 += 1;
    }

    /// Means of the days, in their order.
    fn means(&self) -> Vec<f64> {
        self.0.values().map(|(sum, count)| sum / f64::from(*count)).collect()
    }

    /// The mean of all days.
    pub(crate) fn mean(&self) -> Option<f64> {
        let means = self.means();
        (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
    }

    /// The days of the last third alone, and the first of them.
    pub(crate) fn last_third(&self) -> (Self, Option<i32>) {
        let days = self.0.len() - self.0.len() / 3;
        let kept: BTreeMap<i32, (f64, u32)> =
            self.0.iter().skip(days).map(|(day, sums)| (*day, *sums)).collect();
        let first = kept.first_key_value().map(|(day, _)| *day);
        (Self(kept), first)
    }

    /// The mean of daily means. The effective sample size is that of a first-order autoregression: n (1 - r) / (1 + r) (Wilks,
    /// Statistical Methods in the Atmospheric Sciences, 3rd ed. 2011, section 5.2.4). Few days underrate r, so it is corrected for
    /// its bias (Kendall 1954) and taken one standard error higher; negative r isn't believed. The variance of a day is at least
    /// `least_variance`: what it must be if nothing is amiss, where that is known. Thirty dry days look steadier than they are.
    pub(crate) fn test(&self, least_variance: f64) -> Option<MeanTest> {
        let means = self.means();
        let count = means.len() as f64;
        if count < FEWEST_INDEPENDENT {
            return None;
        }
        let mean = means.iter().sum::<f64>() / count;
        let squares: f64 = means.iter().map(|value| (value - mean).powi(2)).sum();
        // What rounding leaves of days that are all alike is no variance, and has no autocorrelation.
        let squares = if squares > 1e-20 * count * mean * mean { squares } else { 0.0 };
        let variance = (squares / (count - 1.0)).max(least_variance);
        if variance <= 0.0 {
            return None;
        }
        let lagged: f64 = means.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
        let raw = if squares > 0.0 { lagged / squares } else { 0.0 };
        let unbiased = raw + (1.0 + 3.0 * raw) / count;
        let error = ((1.0 - unbiased * unbiased).max(0.0) / count).sqrt();
        let correlation = (unbiased + error).clamp(0.0, 0.95);
        let independent = count * (1.0 - correlation) / (1.0 + correlation);
        Some(MeanTest { days: means.len(), mean, error: (variance / independent).sqrt(), independent })
    }
}

impl MeanTest {
    /// The probability of a mean at least as far from zero, on either side, if it were zero; `None` of too few independent days.
    pub(crate) fn p_value(&self) -> Option<f64> {
        (self.independent >= FEWEST_INDEPENDENT)
            .then(|| 2.0 * student_tail(self.mean.abs() / self.error, self.independent - 1.0))
    }

    /// The same of the difference from another mean (Welch 1947).
    pub(crate) fn p_value_against(&self, other: &Self) -> Option<f64> {
        if self.independent < FEWEST_INDEPENDENT || other.independent < FEWEST_INDEPENDENT {
            return None;
        }
        let (a, b) = (self.error.powi(2), other.error.powi(2));
        let freedom =
            (a + b).powi(2) / (a * a / (self.independent - 1.0) + b * b / (other.independent - 1.0));
        Some(2.0 * student_tail((self.mean - other.mean).abs() / (a + b).sqrt(), freedom))
    }
}

/// The probability of more than `t`, at least 0, under Student's distribution: by the normal deviate of Wallace (Annals of
/// Mathematical Statistics 30, 1959).
fn student_tail(t: f64, freedom: f64) -> f64 {
    let deviate =
        (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0) * (freedom * (t * t / freedom).ln_1p()).sqrt();
    normal_tail(deviate)
}

/// The probability of more than `z`, at least 0, under the standard normal distribution: by continued fraction (Abramowitz and Stegun
/// 26.2.14) far out and by the series 26.2.10 near zero.
fn normal_tail(z: f64) -> f64 {
    let density = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    if z > 3.0 {
        let fraction = (1..=60).rev().fold(z, |below, term| z + f64::from(term) / below);
        return density / fraction;
    }
    let (mut term, mut sum) = (z, z);
    for odd in (3..200).step_by(2) {
        term *= z * z / f64::from(odd);
        sum += term;
    }
    (0.5 - density * sum).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_scipy() {
        // scipy.stats.norm.sf and scipy.stats.t.sf
        for (z, expected) in
            [(0.0, 0.5), (1.0, 0.158_655_253_9), (2.5, 0.006_209_665_326), (4.0, 3.167_124_183e-5)]
        {
            assert!((normal_tail(z) / expected - 1.0).abs() < 1e-8, "{z}: {}", normal_tail(z));
        }
        for (t, freedom, expected) in
            [(2.0, 11.0, 0.035_401_978), (4.0, 20.0, 0.000_351_761_6), (3.0, 60.0, 0.001_963_848_7)]
        {
            assert!(
                (student_tail(t, freedom) / expected - 1.0).abs() < 0.02,
                "{t} {freedom}: {}",
                student_tail(t, freedom)
            );
        }
    }

    #[test]
    fn days_that_hang_together_count_for_fewer() {
        let (mut apart, mut together) = (Daily::default(), Daily::default());
        for day in 0..120 {
            apart.add(day, if (day * 5) % 13 < 6 { 1.0 } else { 0.0 });
            together.add(day, if (day / 10) % 2 == 0 { 1.0 } else { 0.0 });
        }
        let (apart, together) = (apart.test(0.0).expect("days"), together.test(0.0).expect("days"));
        assert!(apart.independent > 50.0 && together.independent < 20.0, "{apart:?} {together:?}");
        let mut steady = Daily::default();
        (0..40).for_each(|day| steady.add(day, 0.2));
        assert!(steady.test(0.0).is_none());
        assert!(steady.test(0.16).is_some_and(|test| test.error > 0.06));
        assert!(Daily::default().test(0.0).is_none());
    }
}
