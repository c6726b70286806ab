//! Standard quantiles of the families of predictive distributions, and what else is needed of the normal distribution.

use domain::standard_normal_quantile;

/// A location-scale family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Normal,
    Logistic,
}

impl Family {
    /// The quantile at a level inside (0, 1), in units of the standard deviation.
    pub(super) fn quantile(self, level: f64) -> f64 {
        match self {
            Self::Normal => normal_quantile(level),
            // The standard logistic has the standard deviation pi / sqrt(3).
            Self::Logistic => (level / (1.0 - level)).ln() * 3.0_f64.sqrt() / std::f64::consts::PI,
        }
    }
}

/// The standard normal quantile; levels that rounding took to 0 or 1 are held just inside.
pub(super) fn normal_quantile(level: f64) -> f64 {
    standard_normal_quantile(level.clamp(1e-12, 1.0 - 1e-12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logistic_quantiles_have_unit_deviation() {
        let square: f64 =
            (0..100_000_u32).map(|i| Family::Logistic.quantile((f64::from(i) + 0.5) / 1e5).powi(2)).sum();
        assert!((square / 1e5 - 1.0).abs() < 1e-3, "{square}");
    }
}
