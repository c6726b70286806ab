//! Which periods a window of values has, by its periodogram, and the mean course of one of them.
//!
//! The rules are those the network was trained with: `significant_periods` and the seasonal profile of `TinyCast`, as in
//! `fracast` 0.1.0.

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};
use std::sync::Arc;

/// How many periods the network takes.
pub(crate) const PERIODS: usize = 4;

/// Parts into which a period is cut for its mean course.
const PARTS: usize = 16;

/// Chance of a peak this high anywhere in the periodogram of white noise.
const SIGNIFICANCE: f64 = 0.05;

/// Finds the periods of windows of one length, a power of two.
pub(crate) struct Periodogram {
    transform: Arc<dyn RealToComplex<f64>>,
}

impl Periodogram {
    pub(crate) fn new(length: usize) -> Self {
        debug_assert!(length.is_power_of_two(), "the network's context is");
        Self { transform: RealFftPlanner::new().plan_fft_forward(length) }
    }

    /// Up to four significant periods of the window, in whole steps, the strongest first; zeros where there are fewer.
    ///
    /// A period counts when its frequency has a local peak of the power, and a share of all power that white noise would reach
    /// once in twenty windows (Bonferroni over the frequencies). It is 2 steps to half the window long.
    pub(crate) fn leading(&self, window: &[f32]) -> [usize; PERIODS] {
        let length = window.len();
        let mean = window.iter().map(|value| f64::from(*value)).sum::<f64>() / length as f64;
        let mut centred: Vec<f64> = window.iter().map(|value| f64::from(*value) - mean).collect();
        let mut spectrum = self.transform.make_output_vec();
        let transformed = self.transform.process(&mut centred, &mut spectrum);
        debug_assert!(transformed.is_ok(), "the window is as long as planned");
        // Frequency k turns k times in the window.
        let power: Vec<f64> = spectrum.iter().map(Complex::norm_sqr).collect();
        let total = power.iter().skip(1).sum::<f64>().max(1e-12);
        let frequencies = power.len() - 1;
        let needed = (frequencies as f64 / SIGNIFICANCE).ln() / frequencies as f64;
        // The slowest and the fastest are no peaks, having only one neighbour.
        let mut peaks: Vec<(f64, usize)> = (2..frequencies)
            .filter(|k| power[*k] > power[k - 1] && power[*k] > power[k + 1])
            .map(|k| (power[k] / total, k))
            .filter(|(share, _)| *share >= needed)
            .collect();
        peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut periods = [0; PERIODS];
        for (period, (_, k)) in periods.iter_mut().zip(peaks) {
            *period = (length as f64 / k as f64).round_ties_even() as usize;
        }
        periods
    }
}

/// The mean of what is known in the sixteenth part of the `period` into which each of the positions `ahead` falls; where nothing is
/// known in that part, or without a period (0), the mean of all that is known.
pub(crate) fn course(
    values: &[f32],
    known: &[bool],
    period: usize,
    ahead: std::ops::Range<usize>,
) -> Vec<f32> {
    let period = period.max(1);
    let part = |position: usize| (position % period * PARTS / period).min(PARTS - 1);
    let (mut sums, mut counts) = ([0.0; PARTS], [0.0; PARTS]);
    for (position, (value, _)) in values.iter().zip(known).enumerate().filter(|(_, (_, known))| **known) {
        sums[part(position)] += f64::from(*value);
        counts[part(position)] += 1.0;
    }
    let overall = sums.iter().sum::<f64>() / counts.iter().sum::<f64>().max(1.0);
    ahead
        .map(part)
        .map(|part| if counts[part] > 0.0 { sums[part] / counts[part] } else { overall } as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    #[test]
    fn waves_are_found_in_the_order_of_their_strength() {
        let wave = |period: f64, t: usize| (t as f64 * std::f64::consts::TAU / period).sin();
        let window: Vec<f32> =
            (0..2048).map(|t| (3.0 * wave(24.0, t) + wave(7.0, t) + 2.0 * wave(168.0, t)) as f32).collect();
        // 2048 / 12 = 170.7 is the frequency next to a period of 168.
        assert_eq!(Periodogram::new(2048).leading(&window), [24, 171, 7, 0]);
    }

    #[test]
    fn noise_and_constants_have_no_period() {
        let periodogram = Periodogram::new(2048);
        assert_eq!(periodogram.leading(&[5.0; 2048]), [0; PERIODS]);
        let mut random = Pcg64Mcg::seed_from_u64(4);
        let noise: Vec<f32> = (0..2048).map(|_| random.random()).collect();
        assert_eq!(periodogram.leading(&noise), [0; PERIODS]);
    }

    #[test]
    fn the_course_of_a_period_leaves_out_what_is_missing() {
        let values = [1.0, 2.0, 3.0, 9.0, 3.0, 2.0];
        let known = [true, true, true, false, true, true];
        assert_eq!(course(&values, &known, 3, 6..10), [1.0, 2.5, 2.5, 1.0]);
        assert_eq!(course(&values, &known, 0, 6..8), [2.2, 2.2]);
        assert_eq!(course(&values, &[false; 6], 3, 6..7), [0.0]);
    }
}
