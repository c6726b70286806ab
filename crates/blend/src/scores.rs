//! Proper scores and calibration measures. All are negatively oriented (smaller is better) unless they say otherwise.

mod decomposition;
mod density;
mod events;
mod intervals;
mod members;
mod quantiles;
mod transform;

pub use decomposition::{CrpsDecomposition, crps_decomposition};
pub use density::{log_of_gaussian, log_of_quantiles};
pub use events::{BrierDecomposition, ReliabilityBin, brier, brier_decomposition, reliability};
pub use intervals::{covers, interval, mean_scaled_interval, seasonal_naive_scale};
pub use members::{crps_of_members, crps_of_members_above, energy, variogram};
pub use quantiles::{crps_of_quantiles, pinball, scaled_quantile_loss, weighted_quantile_loss};
pub use transform::{distance_from_flat, pit, pit_histogram, pit_range};

/// CRPS of N(0, 1) at an observation, by the closed form of Gneiting and Raftery (2007), eq. 21, worked out with Python's
/// `math.erf`: `y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi)`.
#[cfg(test)]
const GAUSSIAN_CRPS: [(f64, f64); 4] =
    [(0.0, 0.233_694_977), (0.5, 0.331_403_531), (1.0, 0.602_441_358), (-2.5, 1.939_818_691)];
