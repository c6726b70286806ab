//! The answer: a predictive distribution on the variable's own scale.

use super::{
    family::Family, raw::Raw, recalibrate::Recalibration, shifted_gamma::ShiftedGamma,
    truncated_normal::TruncatedNormal, working_scale::WorkingScale,
};

/// The forecast of one post-processor.
#[derive(Debug, Clone)]
pub(super) enum Distribution {
    Raw(Raw),
    /// On the working scale, censored at its bounds.
    LocationScale {
        location: f64,
        deviation: f64,
        family: Family,
    },
    TruncatedNormal(TruncatedNormal),
    ShiftedGamma(ShiftedGamma),
}

impl Distribution {
    pub(super) fn quantile(&self, level: f64, scale: WorkingScale) -> f64 {
        match self {
            Self::Raw(raw) => raw.quantile(level, scale),
            Self::LocationScale { location, deviation, family } => {
                scale.to_own(location + deviation * family.quantile(level))
            }
            Self::TruncatedNormal(one) => one.quantile(level),
            Self::ShiftedGamma(one) => one.quantile(level),
        }
    }
}

/// Linear between sorted values that stand at the middles of equal steps of the level, constant beyond them (Hazen).
pub(super) fn linear(sorted: &[f64], level: f64) -> f64 {
    let last = sorted.len() - 1;
    let position = (level * sorted.len() as f64 - 0.5).clamp(0.0, last as f64);
    let below = (position as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

/// A weighted average of the quantiles of several distributions (Vincent's), perhaps with its levels recalibrated.
#[derive(Debug, Clone)]
pub struct GuidanceForecast {
    pub(super) parts: Vec<(f64, Distribution)>,
    pub(super) recalibration: Option<Recalibration>,
    pub(super) scale: WorkingScale,
}

impl GuidanceForecast {
    /// The quantile at a level inside (0, 1), on the variable's own scale. Finite, and rising with the level.
    #[must_use]
    pub fn quantile(&self, level: f64) -> f64 {
        let level = level.clamp(1e-6, 1.0 - 1e-6);
        let level = self.recalibration.as_ref().map_or(level, |map| map.level(level));
        self.uncalibrated(level)
    }

    pub(super) fn uncalibrated(&self, level: f64) -> f64 {
        let average = self.parts.iter().map(|(weight, part)| weight * part.quantile(level, self.scale)).sum();
        self.scale.measurable(average)
    }

    /// The quantiles at rising levels inside (0, 1).
    #[must_use]
    pub fn quantiles(&self, levels: &[f64]) -> Vec<f64> {
        let mut highest = f64::NEG_INFINITY;
        levels
            .iter()
            .map(|level| {
                // Levels that are next to equal may differ the other way after rounding.
                highest = self.quantile(*level).max(highest);
                highest
            })
            .collect()
    }

    /// The probability of a value above `threshold`.
    #[must_use]
    pub fn exceeding(&self, threshold: f64) -> f64 {
        1.0 - level_where(|level| self.quantile(level) <= threshold)
    }
}

/// The highest level for which `holds`, which must hold up to some level and not from there on.
pub(super) fn level_where(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..24 {
        let middle = 0.5 * (low + high);
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    if low <= 0.0 {
        0.0
    } else if high >= 1.0 {
        1.0
    } else {
        0.5 * (low + high)
    }
}
