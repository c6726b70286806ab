//! The ensemble as it is.

use super::{
    Ensemble, GuidanceCase, family::normal_quantile, forecast::linear, summary::Summary,
    working_scale::WorkingScale,
};

/// Quantiles of the ensemble on the own scale.
#[derive(Debug, Clone)]
pub(super) enum Raw {
    /// Sorted members.
    Members(Vec<f64>),
    /// A normal distribution on the working scale.
    Normal { mean: f64, deviation: f64 },
}

impl Raw {
    pub(super) fn of(case: &GuidanceCase, summary: &Summary, scale: WorkingScale) -> Self {
        if let Ensemble::Members(members) = &case.ensemble {
            let mut sorted: Vec<f64> = members
                .iter()
                .copied()
                .filter(|value| WorkingScale::usable(*value))
                .map(|value| scale.to_own(scale.to_working(value)))
                .collect();
            if !sorted.is_empty() {
                sorted.sort_unstable_by(f64::total_cmp);
                return Self::Members(sorted);
            }
        }
        Self::Normal { mean: summary.mean, deviation: summary.deviation }
    }

    /// Linear between the members at Hazen's positions, constant beyond them.
    pub(super) fn quantile(&self, level: f64, scale: WorkingScale) -> f64 {
        match self {
            Self::Members(sorted) => linear(sorted, level),
            Self::Normal { mean, deviation } => scale.to_own(mean + deviation * normal_quantile(level)),
        }
    }
}
