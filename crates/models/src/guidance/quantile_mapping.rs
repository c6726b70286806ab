//! Quantile mapping of the ensemble mean: what is as unusual among the observations as the forecast is among the forecasts
//! (Themessl et al. 2011), dressed with the errors it left.

use super::summary::Summary;

/// Nodes of the map: enough for its shape, few enough to be told from a month.
const NODES: usize = 9;
/// Cases that the belief in a plain shift counts for.
const SHIFT_PRIOR: f64 = 20.0;
/// The fewest cases to map from.
const FEWEST: usize = 8;

/// Quantiles of the forecasts and of the observations, on the working scale, and the deviation of what is left.
#[derive(Debug, Clone)]
pub(super) struct QuantileMapping {
    forecast: [f64; NODES],
    observed: [f64; NODES],
    deviation: f64,
}

fn nodes(values: &mut [f64]) -> [f64; NODES] {
    values.sort_unstable_by(f64::total_cmp);
    std::array::from_fn(|node| {
        let position = (node as f64 + 0.5) / NODES as f64 * values.len() as f64 - 0.5;
        let below = (position.max(0.0) as usize).min(values.len() - 1);
        let above = (below + 1).min(values.len() - 1);
        values[below] + (position - below as f64).clamp(0.0, 1.0) * (values[above] - values[below])
    })
}

impl QuantileMapping {
    /// From pairs of ensemble mean and observation; `None` where they are too few.
    pub(super) fn fit(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Self> {
        let (mut forecast, mut observed): (Vec<f64>, Vec<f64>) = pairs.clone().unzip();
        let count = forecast.len();
        if count < FEWEST {
            return None;
        }
        let mut map = Self { forecast: nodes(&mut forecast), observed: nodes(&mut observed), deviation: 0.0 };
        let bias = pairs.clone().map(|(forecast, observed)| observed - forecast).sum::<f64>() / count as f64;
        let share = count as f64 / (count as f64 + SHIFT_PRIOR);
        for (observed, forecast) in map.observed.iter_mut().zip(map.forecast) {
            *observed = share * *observed + (1.0 - share) * (forecast + bias);
        }
        let squares: f64 = pairs.map(|(forecast, observed)| (observed - map.map(forecast)).powi(2)).sum();
        map.deviation = (squares / (count as f64 - 4.0)).sqrt();
        Some(map)
    }

    fn map(&self, value: f64) -> f64 {
        let (first, last) = (self.forecast[0], self.forecast[NODES - 1]);
        if value <= first {
            return value + self.observed[0] - first;
        }
        if value >= last {
            return value + self.observed[NODES - 1] - last;
        }
        let above = self.forecast.partition_point(|node| *node <= value).clamp(1, NODES - 1);
        let (low, high) = (self.forecast[above - 1], self.forecast[above]);
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        self.observed[above - 1] + share * (self.observed[above] - self.observed[above - 1])
    }

    /// Location and standard deviation.
    pub(super) fn moments(&self, summary: &Summary) -> (f64, f64) {
        (self.map(summary.mean), self.deviation)
    }
}
