//! Decomposition of a series with several seasons.

use super::stl::{Buffers, Stl};

/// Turns of the inner loop for each season, in the first pass over the seasons and in the second.
const TURNS: [usize; 2] = [2, 1];
/// A remainder beyond this many times its usual size (the median) is an outlier and is cut before the second pass.
const OUTLIER: f64 = 4.0;

/// Seasons whose sum, taken away from the values, leaves trend and remainder.
///
/// MSTL: Bandara, Hyndman and Bergmeir, "MSTL: A Seasonal-Trend Decomposition Algorithm for Time Series with Multiple Seasonal
/// Patterns" (arXiv:2107.13462), with outliers cut between its passes in place of STL's robustness weights.
#[derive(Debug, Clone)]
pub(crate) struct Decomposition {
    /// One a period, each as long as the values.
    pub(crate) seasons: Vec<Vec<f64>>,
}

impl Decomposition {
    /// The smoothers for `count` values with rising periods, each at least twice in them; `window` is the odd seasonal window in
    /// cycles.
    pub(crate) fn smoothers(count: usize, periods: &[usize], window: usize) -> Vec<Stl> {
        periods.iter().map(|period| Stl::new(count, *period, window)).collect()
    }

    /// Decomposes complete values with the smoothers for their number.
    pub(crate) fn new(values: &[f64], smoothers: &[Stl]) -> Self {
        let count = values.len();
        let mut seasons = vec![vec![0.0; count]; smoothers.len()];
        let mut trend = vec![0.0; count];
        let (mut rest, mut buffers) = (values.to_vec(), Buffers::default());
        for (pass, turns) in TURNS.into_iter().enumerate() {
            if pass == 1 {
                cut_outliers(&mut rest, &trend);
            }
            for (smoother, season) in smoothers.iter().zip(&mut seasons) {
                rest.iter_mut().zip(&*season).for_each(|(rest, season)| *rest += season);
                for _ in 0..turns {
                    smoother.turn(&rest, season, &mut trend, &mut buffers);
                }
                rest.iter_mut().zip(&*season).for_each(|(rest, season)| *rest -= season);
            }
        }
        Self { seasons }
    }

    /// The sum of the seasons `ahead` steps (at least 1) after the values.
    pub(crate) fn season_ahead(&self, ahead: usize, periods: &[usize]) -> f64 {
        self.seasons
            .iter()
            .zip(periods)
            .map(|(season, period)| season[season.len() - period + (ahead - 1) % period])
            .sum()
    }
}

/// Draws values far from the trend to the bound of what is usual.
fn cut_outliers(values: &mut [f64], trend: &[f64]) {
    let mut sizes: Vec<f64> = values.iter().zip(trend).map(|(value, trend)| (value - trend).abs()).collect();
    let middle = sizes.len() / 2;
    let (_, median, _) = sizes.select_nth_unstable_by(middle, f64::total_cmp);
    let bound = OUTLIER * *median;
    if bound > 0.0 {
        for (value, trend) in values.iter_mut().zip(trend) {
            *value = value.clamp(trend - bound, trend + bound);
        }
    }
}
