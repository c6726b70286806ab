//! Seasonal-trend decomposition by loess.

use super::loess::{Loess, Row};

/// The weights of the season and the smoothers for series of one length and one period.
///
/// Cleveland and others, "STL: A Seasonal-Trend Decomposition Procedure Based on Loess" (Journal of Official
/// Statistics 6, 1990), without robustness weights. The weights depend on the length alone, so they are worked out once. The season is
/// smoothed by local means, not lines, as in R's `stl`: a line through four or five weeks errs more at its end than it gains.
/// Trend and low-pass filter are fitted at every tenth of their window, as in the authors' code.
#[derive(Debug, Clone)]
pub(crate) struct Stl {
    period: usize,
    count: usize,
    /// Weights of the smoothed cycle-subseries, from one cycle before to one after, for the shorter and the longer ones.
    rows: [Vec<Row>; 2],
    low_pass: Loess,
    trend: Loess,
}

/// What one pass needs; kept to be used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    cycles: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Stl {
    /// For `count` values, at least two periods of them, and an odd seasonal window in cycles.
    pub(crate) fn new(count: usize, period: usize, seasonal_window: usize) -> Self {
        let trend_window = odd((1.5 * period as f64 / (1.0 - 1.5 / seasonal_window as f64)).ceil() as usize);
        let low_pass_window = odd(period);
        let rows = |cycles: usize| -> Vec<Row> {
            (0..cycles + 2).map(|at| Row::new(at as f64 - 1.0, seasonal_window, cycles, false)).collect()
        };
        let cycles = count / period;
        Self {
            period,
            count,
            rows: [rows(cycles), rows(cycles + 1)],
            low_pass: Loess::new(count, low_pass_window, low_pass_window.div_ceil(10)),
            trend: Loess::new(count, trend_window, trend_window.div_ceil(10)),
        }
    }

    /// One turn of the inner loop: improves `season` and `trend` (zeros at first).
    pub(crate) fn turn(
        &self,
        values: &[f64],
        season: &mut Vec<f64>,
        trend: &mut Vec<f64>,
        buffers: &mut Buffers,
    ) {
        let Self { period, count, .. } = *self;
        let Buffers { cycles, first, second } = buffers;
        first.clear();
        first.extend(values.iter().zip(&*trend).map(|(value, trend)| value - trend));
        cycles.clear();
        cycles.resize(count + 2 * period, 0.0);
        for phase in 0..period {
            let rows = &self.rows[usize::from(phase < count % period)];
            for (row, out) in rows.iter().zip(cycles[phase..].iter_mut().step_by(period)) {
                *out = row.apply_strided(first, phase, period);
            }
        }
        moving_average(cycles, period, first);
        moving_average(first, period, second);
        moving_average(second, 3, first);
        self.low_pass.smooth(first, second);
        season.clear();
        season.extend(cycles[period..period + count].iter().zip(&*second).map(|(cycle, low)| cycle - low));
        first.clear();
        first.extend(values.iter().zip(&*season).map(|(value, season)| value - season));
        self.trend.smooth(first, trend);
    }
}

/// The next odd number from `value` on, at least 3.
fn odd(value: usize) -> usize {
    value.max(3) | 1
}

/// Means of `window` values in a row.
fn moving_average(values: &[f64], window: usize, out: &mut Vec<f64>) {
    out.clear();
    let scale = 1.0 / window as f64;
    let mut sum: f64 = values[..window].iter().sum();
    out.push(sum * scale);
    for (entering, leaving) in values[window..].iter().zip(values) {
        sum += entering - leaving;
        out.push(sum * scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_reference() {
        // statsmodels 0.15 STL(period=12, seasonal=11, trend=21, low_pass=13, seasonal_deg=0, trend_jump=3, low_pass_jump=2)
        // .fit(inner_iter=2, outer_iter=0): index, season, trend.
        let expected = [
            (0, 0.059_216_985_771_483_47, 0.432_416_897_089_814_6),
            (1, 1.594_005_540_537_700_3, 0.592_731_034_228_558_1),
            (13, 1.628_364_088_789_785_7, 2.274_999_365_550_771_6),
            (50, 3.045_675_056_951_588_5, 6.005_200_531_382_686),
            (77, 1.817_156_285_270_153_7, 8.613_760_992_779_657),
            (98, 3.389_813_790_787_699_5, 10.973_454_775_712_27),
            (99, 3.993_448_912_791_63, 11.088_208_266_412_81),
        ];
        let values: Vec<f64> = (0..100)
            .map(|step| {
                let time = f64::from(step);
                let wave = (std::f64::consts::TAU * time / 12.0).sin() * (1.0 + time / 200.0);
                0.1 * time + 3.0 * wave + f64::from(step * 7919 % 101) / 50.0
            })
            .collect();
        let stl = Stl::new(values.len(), 12, 11);
        let (mut season, mut trend, mut buffers) = (vec![0.0; 100], vec![0.0; 100], Buffers::default());
        for _ in 0..2 {
            stl.turn(&values, &mut season, &mut trend, &mut buffers);
        }
        for (index, expected_season, expected_trend) in expected {
            assert!(
                (season[index] - expected_season).abs() < 1e-9,
                "{index} {} {expected_season}",
                season[index]
            );
            assert!(
                (trend[index] - expected_trend).abs() < 1e-9,
                "{index} {} {expected_trend}",
                trend[index]
            );
        }
    }
}
